"""Run sheets: what a vehicle does today, stop by stop, with columns to count, seal and sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from masstest.domain.plan import Run, Stop, Supply, SupplyRun, WasteRun
from masstest.domain.roster import Role, ZoneClass
from masstest.sheets.boxes import Boxes, boxes_of
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.codes import drawn, run_payload
from masstest.sheets.print_sheets.goods import Goods, goods_of, kits_by_stop
from masstest.sheets.print_sheets.handovers import CREW
from masstest.sheets.print_sheets.people import (
    Contact,
    Post,
    crew_of,
    leads_at,
    posts_at,
    team_contacts,
)
from masstest.sheets.print_sheets.places import Address, compound_address, site_address
from masstest.sheets.print_sheets.sheet import Sheet


class Call(NamedTuple):
    """A stop of a vehicle. `goods` None: nothing is brought; empty: the rest of a kit.

    `is_fetch`: what lies at a lost laboratory is taken to another.
    """

    arrive: int
    place: Address
    contacts: Sequence[Contact]
    is_delivery: bool = False
    tubes: int = 0
    key_tubes: int = 0
    boxes: Boxes = Boxes(0, 0)
    goods: Sequence[Goods] | None = None
    team: str = ""
    is_fetch: bool = False


class Trip(NamedTuple):
    """A run, as its crew sees it. `kind` is specimen, supply or waste."""

    kind: str
    run_id: str
    start: int
    end: int
    crew: Sequence[Post]
    calls: Sequence[Call]
    code: Markup
    sealed: bool = False
    load: Sequence[Goods] = ()


@dataclass(frozen=True, kw_only=True)
class RunSheet(Sheet):
    """What stands on a vehicle's run sheet; the holder's name is its plate."""

    crew: Sequence[Post]
    trips: Sequence[Trip]


def run_sheets(book: Book) -> Iterator[RunSheet]:
    """One sheet per vehicle that has a run, by vehicle id."""
    kits = kits_by_stop(book)
    runs: dict[str, list[Trip]] = {}
    for run in book.plan.runs:
        runs.setdefault(run.vehicle_id, []).append(_specimen_trip(book, run))
    for supply_run in book.plan.supply_runs:
        runs.setdefault(supply_run.vehicle_id, []).append(_supply_trip(book, supply_run, kits))
    for waste_run in book.plan.waste_runs:
        runs.setdefault(waste_run.vehicle_id, []).append(_waste_trip(book, waste_run))
    for vehicle_id in sorted(runs):
        yield RunSheet(
            holder_id=vehicle_id,
            name=book.plate(vehicle_id),
            crew=posts_at(book, vehicle_id),
            trips=sorted(runs[vehicle_id], key=lambda trip: trip.start),
        )


def _specimen_trip(book: Book, run: Run) -> Trip:
    return Trip(
        "specimen",
        run.run_id,
        run.start,
        run.stops[-1].arrive if run.stops else run.end,
        crew_of(book, run.vehicle_id, run.crew, CREW, run.start),
        [_call(book, stop) for stop in run.stops],
        drawn(run_payload(book.plan.round, run.run_id)),
        sealed=run.zone_class is ZoneClass.sealed,
    )


def _call(book: Book, stop: Stop) -> Call:
    contacts: Sequence[Contact] = ()
    team = ""
    if stop.lab_id is not None:
        place = Address(book.lab_name(stop.lab_id))
    elif stop.site_id is not None:
        place, contacts = site_address(book, stop.site_id), leads_at(book, stop.site_id)
    else:
        place = compound_address(book, stop.compound_id or "")
        contacts = team_contacts(book, stop.team_id or "")
        team = book.team_name(stop.team_id or "")
    per_box = book.roster.parameters.tubes_per_box
    return Call(
        stop.arrive,
        place,
        contacts,
        stop.kind == "deliver",
        stop.tubes,
        stop.key_tubes,
        boxes_of(stop.tubes, stop.key_tubes, per_box),
        team=team,
        is_fetch=stop.kind == "pickup" and stop.lab_id is not None,
    )


def _supply_trip(
    book: Book, run: SupplyRun, kits: Mapping[tuple[str, str], Sequence[Supply]]
) -> Trip:
    loaded = [kits.get((run.run_id, stop.site_id), ()) for stop in run.stops]
    calls = [
        Call(
            stop.arrive,
            site_address(book, stop.site_id),
            leads_at(book, stop.site_id),
            goods=goods_of(book, kit),
        )
        for stop, kit in zip(run.stops, loaded, strict=True)
    ]
    load = goods_of(book, [supply for kit in loaded for supply in kit])
    return _goods_trip(book, "supply", run, calls)._replace(load=load)


def _waste_trip(book: Book, run: WasteRun) -> Trip:
    calls = [
        Call(stop.arrive, site_address(book, stop.site_id), leads_at(book, stop.site_id))
        for stop in run.stops
    ]
    return _goods_trip(book, "waste", run, calls)


def _goods_trip(book: Book, kind: str, run: SupplyRun | WasteRun, calls: Sequence[Call]) -> Trip:
    crew = crew_of(book, run.vehicle_id, run.crew, (Role.driver,), run.start)
    code = drawn(run_payload(book.plan.round, run.run_id))
    return Trip(kind, run.run_id, run.start, run.end, crew, calls, code)
