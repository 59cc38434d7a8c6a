"""Kits: what a point or a team receives, who brings it, and who takes the waste away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from masstest.domain.plan import Supply, SupplyRun, WasteRun
from masstest.domain.roster import Role
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.people import Post, crew_of
from masstest.text.sentences import number


class Goods(NamedTuple):
    """An item and how much of it, as it is said: "200", "支"."""

    item: str
    quantity: str
    unit: str


class Visit(NamedTuple):
    """A vehicle of supplies or waste at a place: when, its plate and its crew."""

    arrive: int
    plate: str
    crew: Sequence[Post]


def goods_of(book: Book, supplies: Sequence[Supply]) -> list[Goods]:
    """`supplies` summed by item, in the order of the roster's items."""
    units = {item.item: item.unit for item in book.roster.supplies}
    order = {item: place for place, item in enumerate(units)}
    amounts: dict[str, float] = {}
    for supply in supplies:
        amounts[supply.item] = amounts.get(supply.item, 0) + supply.quantity
    ordered = sorted(amounts, key=lambda item: (order.get(item, len(order)), item))
    return [Goods(item, number(amounts[item]), units.get(item, "")) for item in ordered]


def kits_by_stop(book: Book) -> Mapping[tuple[str, str], Sequence[Supply]]:
    """(run, site) -> what is unloaded there: the whole kit at the first run that calls."""
    kits: dict[tuple[str, str], Sequence[Supply]] = {}
    served: set[str] = set()
    for run in sorted(book.plan.supply_runs, key=lambda run: run.start):
        for stop in run.stops:
            if stop.site_id not in served:
                served.add(stop.site_id)
                kits[run.run_id, stop.site_id] = book.supplies_to.get(stop.site_id, ())
    return kits


def kit_visits(book: Book) -> Mapping[str, Sequence[Visit]]:
    """site_id -> when supplies come, and with whom."""
    return _visits(book, book.plan.supply_runs)


def waste_visits(book: Book) -> Mapping[str, Sequence[Visit]]:
    """site_id -> when medical waste is collected, and by whom."""
    return _visits(book, book.plan.waste_runs)


def _visits(book: Book, runs: Sequence[SupplyRun] | Sequence[WasteRun]) -> dict[str, list[Visit]]:
    visits: dict[str, list[Visit]] = {}
    for run in runs:
        crew = crew_of(book, run.vehicle_id, run.crew, (Role.driver,), run.start)
        for stop in run.stops:
            visit = Visit(stop.arrive, book.plate(run.vehicle_id), crew)
            visits.setdefault(stop.site_id, []).append(visit)
    return {site_id: sorted(calls, key=lambda v: v.arrive) for site_id, calls in visits.items()}
