"""Hand-overs of specimens as the place that hands over sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from masstest.domain.roster import Role
from masstest.sheets.boxes import Boxes, boxes_of
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.people import Post, crew_of

CREW = (Role.driver, Role.courier)


class Handover(NamedTuple):
    """Tubes that a vehicle takes from a point or a team, to a laboratory."""

    arrive: int
    plate: str
    crew: Sequence[Post]
    tubes: int
    key_tubes: int
    boxes: Boxes
    lab: str
    compound: str


def handovers_at(book: Book, place_id: str) -> list[Handover]:
    """The pickups at a point or from a team, by time."""
    per_box = book.roster.parameters.tubes_per_box
    return [
        Handover(
            pickup.stop.arrive,
            book.plate(pickup.run.vehicle_id),
            crew_of(book, pickup.run.vehicle_id, pickup.run.crew, CREW, pickup.run.start),
            pickup.stop.tubes,
            pickup.stop.key_tubes,
            boxes_of(pickup.stop.tubes, pickup.stop.key_tubes, per_box),
            book.lab_name(pickup.delivery.lab_id),
            book.compound_name(pickup.stop.compound_id),
        )
        for pickup in book.pickups_at.get(place_id, ())
    ]
