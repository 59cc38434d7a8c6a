"""Posters: a compound's point and times for its residents. They name no staff and no phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from masstest.domain.plan import Coverage, Slot
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.codes import drawn, point_payload
from masstest.sheets.print_sheets.places import Address, compound_address, site_address
from masstest.sheets.print_sheets.sheet import Sheet


class Invitation(NamedTuple):
    """A point to which a compound, or whole buildings of it, is asked."""

    place: Address
    walk_m: int
    is_new: bool
    slots: Sequence[Slot]
    code: Markup


@dataclass(frozen=True, kw_only=True)
class Poster(Sheet):
    """What stands on a compound's poster: invitations, or times at which a team is there."""

    invitations: Sequence[Invitation]
    at_door: Sequence[tuple[int, int]]


def posters(book: Book) -> Iterator[Poster]:
    """One poster per compound that is sampled at points or on the spot, by street."""
    coverage: dict[str, list[Coverage]] = {}
    for row in book.plan.coverage:
        coverage.setdefault(row.compound_id, []).append(row)
    doors: dict[str, list[tuple[int, int]]] = {}
    for _, stop in book.doorstep_stops:
        doors.setdefault(stop.compound_id, []).append((stop.arrive, stop.depart))
    codes = {site_id: drawn(point_payload(book.plan.round, site_id)) for site_id in book.plan.point}

    def area(compound_id: str) -> tuple[str, str, str]:
        place = compound_address(book, compound_id)
        return place.street, place.community, compound_id

    for compound_id in sorted(coverage.keys() | doors.keys(), key=area):
        rows = coverage.get(compound_id, [])
        place = compound_address(book, compound_id)
        yield Poster(
            holder_id=compound_id,
            name=place.name,
            area=place.area,
            invitations=[_invitation(book, row, codes) for row in rows],
            # Visits to single homes are nobody else's business.
            at_door=() if rows else merged(doors[compound_id]),
        )


def _invitation(book: Book, row: Coverage, codes: dict[str, Markup]) -> Invitation:
    before = book.roster.previous_sites.get(row.compound_id, frozenset())
    return Invitation(
        site_address(book, row.site_id),
        row.walk_m,
        bool(before) and row.site_id not in before,
        row.slots,
        codes.get(row.site_id, Markup()),
    )


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` joined where they overlap or touch within a quarter of an hour."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 15:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
