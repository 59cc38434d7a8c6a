"""Laboratories: what arrives when, with the boxes of key groups marked, and the load by hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.plan import LabLoad, Run, Stop
from masstest.domain.roster import Lab, ZoneClass
from masstest.sheets.boxes import Boxes, boxes_of
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.handovers import CREW
from masstest.sheets.print_sheets.people import Post, crew_of
from masstest.sheets.print_sheets.sheet import Sheet

HOUR_MIN = 60


class Arrival(NamedTuple):
    """A delivery to a laboratory."""

    arrive: int
    run_id: str
    plate: str
    crew: Sequence[Post]
    tubes: int
    key_tubes: int
    boxes: Boxes
    sealed: bool


class ArrivalHour(NamedTuple):
    """The deliveries of one clock hour."""

    start: int
    arrivals: Sequence[Arrival]

    @property
    def end(self) -> int:
        return self.start + HOUR_MIN

    @property
    def tubes(self) -> int:
        return sum(arrival.tubes for arrival in self.arrivals)

    @property
    def key_tubes(self) -> int:
        return sum(arrival.key_tubes for arrival in self.arrivals)


@dataclass(frozen=True, kw_only=True)
class LabSheet(Sheet):
    """What stands on a laboratory's sheet. `lab`, `load` None: the roster, the plan lacks it."""

    lab: Lab | None
    load: LabLoad | None
    hours: Sequence[ArrivalHour]


def lab_sheets(book: Book) -> Iterator[LabSheet]:
    """One sheet per laboratory that receives anything, by id."""
    arrivals: dict[str, list[Arrival]] = {}
    for run in book.plan.runs:
        for stop in run.stops:
            if stop.kind == "deliver" and stop.lab_id is not None:
                arrivals.setdefault(stop.lab_id, []).append(_arrival(book, run, stop))
    loads = {load.lab_id: load for load in book.plan.labs if load.tubes}
    for lab_id in sorted(arrivals.keys() | loads.keys()):
        yield LabSheet(
            holder_id=lab_id,
            name=book.lab_name(lab_id),
            lab=book.roster.lab.get(lab_id),
            load=loads.get(lab_id),
            hours=_by_hour(arrivals.get(lab_id, ())),
        )


def _arrival(book: Book, run: Run, stop: Stop) -> Arrival:
    return Arrival(
        stop.arrive,
        run.run_id,
        book.plate(run.vehicle_id),
        crew_of(book, run.vehicle_id, run.crew, CREW, run.start),
        stop.tubes,
        stop.key_tubes,
        boxes_of(stop.tubes, stop.key_tubes, book.roster.parameters.tubes_per_box),
        run.zone_class is ZoneClass.sealed,
    )


def _by_hour(arrivals: Sequence[Arrival]) -> list[ArrivalHour]:
    hours: dict[int, list[Arrival]] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.arrive, a.run_id)):
        hours.setdefault(arrival.arrive // HOUR_MIN * HOUR_MIN, []).append(arrival)
    return [ArrivalHour(start, rows) for start, rows in sorted(hours.items())]
