"""Rows of the sheets about specimens, laboratories, supplies and medical waste."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.plan import Run, Supply, SupplyRun, WasteRun
from masstest.domain.roster import Role
from masstest.sheets.boxes import boxes_of
from masstest.sheets.plan_workbook.book import Book, Row
from masstest.sheets.plan_workbook.columns.shared import LIST_SEPARATOR, row_key
from masstest.text.sentences import stop_kind_name, zone_class_name


def run_rows(book: Book) -> Iterator[Row]:
    """One row per stop of a specimen run, by vehicle and time.

    A pickup's age is how long its oldest tube has waited there, a delivery's how old the
    oldest tube on board is; slack is what is left of the pickup interval or of the age limit.
    """
    par = book.roster.parameters
    numbered = enumerate(book.plan.runs)
    for run_number, run in sorted(numbered, key=lambda item: (item[1].vehicle_id, item[1].start)):
        oldest_on_board = min(
            (s.oldest_sample_at for s in run.stops if s.oldest_sample_at is not None),
            default=None,
        )
        for number, stop in enumerate(run.stops, start=1):
            picked = stop.kind == "pickup"
            fetched = picked and stop.lab_id is not None  # from a lost laboratory: no interval
            oldest = stop.oldest_sample_at if picked else oldest_on_board
            limit = par.pickup_interval_max_min if picked else par.specimen_age_max_min
            age = None if oldest is None else stop.arrive - oldest
            yield {
                **_run_cells(book, run, number),
                "zone_class": zone_class_name(run.zone_class, book.t),
                "courier": book.contacts(book.of_role(run.crew, run.vehicle_id, Role.courier)),
                "kind": stop_kind_name(stop.kind, book.t),
                "place": book.stop_place(stop),
                "arrive": stop.arrive,
                "depart": stop.depart,
                "tubes": stop.tubes,
                "key_tubes": stop.key_tubes,
                "boxes": boxes_of(stop.tubes, stop.key_tubes, par.tubes_per_box).total,
                "oldest_sample_at": stop.oldest_sample_at,
                "age_min": age,
                "slack_min": None if age is None or fetched else limit - age,
                "site_id": stop.site_id,
                "team_id": stop.team_id,
                "compound_id": stop.compound_id,
                "lab_id": stop.lab_id,
                "row_key": row_key(run_number, number - 1),
            }


def lab_rows(book: Book) -> Iterator[Row]:
    """One row per laboratory and hour; one without an hour for a laboratory without work."""
    for load in sorted(book.plan.labs, key=lambda load: load.lab_id):
        lab = book.roster.lab.get(load.lab_id)
        capacity = lab.tubes_per_hour if lab else None
        cells: Row = {
            "lab_id": load.lab_id,
            "name": book.lab_name(load.lab_id),
            "kind": lab.kind if lab else None,
            "tubes": load.tubes,
            "key_tubes": load.key_tubes,
            "key_results_at": load.key_results_at,
            "results_at": load.results_at,
            "capacity": capacity,
        }
        if not load.hours:
            yield cells
        for hour in load.hours:
            yield {
                **cells,
                "hour": hour.hour,
                "received": hour.received,
                "started": hour.started,
                "resulted": hour.resulted,
                "waiting": hour.waiting,
                "load": hour.started / capacity if capacity else None,
            }


def supply_rows(book: Book) -> Iterator[Row]:
    """One row per point or team and item, points first, with the run that brings it."""
    items = {item.item: item for item in book.roster.supplies}
    places = [*book.points_by_area, *sorted(book.plan.team)]
    order = {place_id: number for number, place_id in enumerate(places)}

    def by_place(supply: Supply) -> tuple[int, str]:
        return order.get(supply.site_id or supply.team_id or "", len(order)), supply.item

    for supply in sorted(book.plan.supplies, key=by_place):
        item = items.get(supply.item)
        kit = book.kit_run.get(supply.site_id or "")
        point = book.plan.point.get(supply.site_id or "")
        pack = item.pack_size if item else 1
        yield {
            "place": (
                book.team_name(supply.team_id or "")
                if supply.site_id is None
                else book.site_name(supply.site_id)
            ),
            "street": book.street_of(supply.site_id),
            "item": supply.item,
            "quantity": supply.quantity,
            "unit": item.unit if item else "",
            "packs": supply.quantity / pack,
            "pack_size": pack,
            "run_id": kit[0].run_id if kit else None,
            "plate": book.plate(kit[0].vehicle_id) if kit else None,
            "arrives": kit[1] if kit else None,
            "opens": point.open_from if point else None,
            "slack_min": point.open_from - kit[1] if point and kit else None,
            "site_id": supply.site_id,
            "team_id": supply.team_id,
        }


def supply_run_rows(book: Book) -> Iterator[Row]:
    """One row per stop of a supply run."""
    for run in sorted(book.plan.supply_runs, key=lambda run: (run.vehicle_id, run.start)):
        for number, stop in enumerate(run.stops, start=1):
            point = book.plan.point.get(stop.site_id)
            yield {
                **_run_cells(book, run, number),
                "place": book.site_name(stop.site_id),
                "arrive": stop.arrive,
                "depart": stop.depart,
                "opens": point.open_from if point else None,
                "slack_min": point.open_from - stop.arrive if point else None,
                "site_id": stop.site_id,
            }


def waste_run_rows(book: Book) -> Iterator[Row]:
    """One row per stop of a medical-waste run."""
    within_min = round(60 * book.roster.parameters.waste_deadline_h)
    for run in sorted(book.plan.waste_runs, key=lambda run: (run.vehicle_id, run.start)):
        for number, stop in enumerate(run.stops, start=1):
            point = book.plan.point.get(stop.site_id)
            due = None if point is None else point.open_until + within_min
            yield {
                **_run_cells(book, run, number),
                "place": book.site_name(stop.site_id),
                "arrive": stop.arrive,
                "depart": stop.depart,
                "closes": point.open_until if point else None,
                "due_at": due,
                "slack_min": None if due is None else due - stop.arrive,
                "site_id": stop.site_id,
            }


def _run_cells(book: Book, run: Run | SupplyRun | WasteRun, stop_number: int) -> Row:
    return {
        "run_id": run.run_id,
        "vehicle_id": run.vehicle_id,
        "plate": book.plate(run.vehicle_id),
        "driver": book.contacts(book.of_role(run.crew, run.vehicle_id, Role.driver)),
        "run_start": run.start,
        "run_end": run.end,
        "stop": stop_number,
        "crew_ids": LIST_SEPARATOR.join(run.crew),
    }
