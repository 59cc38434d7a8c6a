"""The overview's key figures."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from masstest.domain.roster import Role, StaffPool
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.guideline import people_in_scope
from masstest.text.sentences import number


@dataclass(frozen=True)
class Tile:
    """A figure with what it is and a line of detail."""

    label: str
    value: str
    detail: str = ""


def key_figures(book: Book) -> list[Tile]:
    """Twelve figures: people, places, staff, ways, runs, specimens, doors, changes."""
    return [
        _people(book),
        _points(book),
        _samplers(book),
        _staff(book),
        _walk(book),
        _doorstep(book),
        _tubes(book),
        _runs(book),
        _vehicles(book),
        _ages(book),
        _labs(book),
        _changes(book),
    ]


def _people(book: Book) -> Tile:
    t, people = book.t, people_in_scope(book)
    covered = sum(row.persons for row in book.plan.coverage)
    covered += sum(stop.persons for _, stop in book.doorstep_stops)
    share = covered / people if people else 1.0
    # rounded down: 99.99 % must not read as everybody
    shown = f"{int(share * 1000) / 10:g} %"
    detail = t("of {n} ({share})", n=number(people), share=shown)
    return Tile(t("People covered"), number(covered), detail)


def _points(book: Book) -> Tile:
    lanes = number(sum(point.lanes for point in book.plan.points))
    detail = book.t("{n} lanes in all", n=lanes)
    return Tile(book.t("Sampling points"), number(len(book.plan.points)), detail)


def _samplers(book: Book) -> Tile:
    on_duty = {d.staff_id for d in book.plan.duties if d.role is Role.sampler}
    listed = sum(Role.sampler in person.roles for person in book.roster.staff)
    detail = book.t("of {n} on the roster", n=number(listed))
    return Tile(book.t("Samplers on duty"), number(len(on_duty)), detail)


def _staff(book: Book) -> Tile:
    on_duty = {duty.staff_id for duty in book.plan.duties} & book.roster.person.keys()
    reserve = sum(book.roster.person[s].pool is StaffPool.reserve for s in on_duty)
    detail = book.t("{n} of them from the reserve", n=number(reserve))
    return Tile(book.t("Staff on duty"), number(len(on_duty)), detail)


def _walk(book: Book) -> Tile:
    rows = [row for row in book.plan.coverage if row.persons]
    if not rows:
        return Tile(book.t("Mean walk"), "-")
    mean_m = fmean([r.walk_m for r in rows], [r.persons for r in rows])
    longest = number(max(row.walk_m for row in rows))
    detail = book.t("longest {n} m", n=longest)
    return Tile(book.t("Mean walk"), book.t("{n} m", n=number(round(mean_m))), detail)


def _doorstep(book: Book) -> Tile:
    people = sum(stop.persons for _, stop in book.doorstep_stops)
    detail = book.t("{n} doorstep teams", n=number(len(book.plan.doorstep)))
    return Tile(book.t("Sampled on the spot"), number(people), detail)


def _tubes(book: Book) -> Tile:
    tubes = sum(p.tubes for p in book.plan.points)
    tubes += sum(stop.tubes for _, stop in book.doorstep_stops)
    key_tubes = sum(p.key_tubes for p in book.plan.points)
    key_tubes += sum(stop.key_tubes for _, stop in book.doorstep_stops)
    detail = book.t("{n} of key groups", n=number(key_tubes))
    return Tile(book.t("Tubes"), number(tubes), detail)


def _runs(book: Book) -> Tile:
    drive_km = book.plan.kpis.get("drive_km")
    detail = "" if drive_km is None else book.t("{n} km driven", n=number(round(drive_km)))
    return Tile(book.t("Transport runs"), number(len(book.plan.runs)), detail)


def _vehicles(book: Book) -> Tile:
    specimen = len({run.vehicle_id for run in book.plan.runs})
    supply = len({run.vehicle_id for run in book.plan.supply_runs})
    waste = len({run.vehicle_id for run in book.plan.waste_runs})
    detail = book.t("and {supply} for supplies, {waste} for waste", supply=supply, waste=waste)
    return Tile(book.t("Specimen vehicles"), number(specimen), detail)


def _ages(book: Book) -> Tile:
    ages = [
        p.delivery.arrive - p.oldest_at for p in book.pickups if p.stop.oldest_sample_at is not None
    ]
    if not ages:
        return Tile(book.t("Oldest specimen at a laboratory"), "-")
    limit = number(book.roster.parameters.specimen_age_max_min)
    value = book.t("{n} min", n=number(max(ages)))
    return Tile(book.t("Oldest specimen at a laboratory"), value, book.t("limit {n} min", n=limit))


def _labs(book: Book) -> Tile:
    used = [load for load in book.plan.labs if load.tubes]
    per_hour = sum(
        book.roster.lab[load.lab_id].tubes_per_hour
        for load in used
        if load.lab_id in book.roster.lab
    )
    detail = book.t("{n} tubes an hour", n=number(per_hour))
    return Tile(book.t("Laboratories"), number(len(used)), detail)


def _changes(book: Book) -> Tile:
    moved: dict[str, int] = {}
    for row in book.plan.coverage:
        before = book.roster.previous_sites.get(row.compound_id)
        if before and row.site_id not in before:
            moved[row.compound_id] = moved.get(row.compound_id, 0) + row.persons
    if not book.roster.previous:
        return Tile(book.t("Compounds with another point"), "-", book.t("no round before"))
    detail = book.t("{n} people", n=number(sum(moved.values())))
    return Tile(book.t("Compounds with another point"), number(len(moved)), detail)
