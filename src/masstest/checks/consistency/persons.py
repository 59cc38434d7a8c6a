"""Persons add up: slots to rows, rows to points, and never more than there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.production import rows_by_site
from masstest.domain.outcome import Violation
from masstest.domain.plan import Coverage, Plan, Point
from masstest.domain.roster import Demand, Roster
from masstest.domain.travel import Travel


def consistent_persons(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Slots add up to their row, rows to their point; counts >= 0, key persons <= persons."""
    code = "consistent_persons"
    for subjects, persons, key in _counts(plan):
        if persons < 0 or key < 0:
            yield mismatch(code, subjects, min(persons, key), 0, "persons")
        elif key > persons:
            yield mismatch(code, subjects, key, persons, "persons")
    for row in plan.coverage:
        subjects = (row.compound_id, row.site_id)
        booked = sum(slot.persons for slot in row.slots)
        booked_key = sum(slot.key for slot in row.slots)
        if row.persons != booked:
            yield mismatch(code, subjects, row.persons, booked, "persons")
        elif row.key_persons != booked_key:
            yield mismatch(code, subjects, row.key_persons, booked_key, "persons")
    rows = rows_by_site(plan)
    for point in plan.points:
        own = rows.get(point.site_id, ())
        persons, key = sum(r.persons for r in own), sum(r.key_persons for r in own)
        if point.persons != persons:
            yield mismatch(code, (point.site_id,), point.persons, persons, "persons")
        elif point.key_persons != key:
            yield mismatch(code, (point.site_id,), point.key_persons, key, "persons")


def _counts(plan: Plan) -> Iterator[tuple[tuple[str, ...], int, int]]:
    for point in plan.points:
        yield (point.site_id,), point.persons, point.key_persons
    for row in plan.coverage:
        yield (row.compound_id, row.site_id), row.persons, row.key_persons
        for slot in row.slots:
            yield (row.compound_id, row.site_id), slot.persons, slot.key
    for team in plan.doorstep:
        for stop in team.stops:
            yield (stop.compound_id, team.team_id), stop.persons, stop.key_persons


def consistent_demand(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """No compound has more persons (key or other) sampled than it has, at points or at home.

    Where all are sampled, all key persons are among them.
    """
    walking: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    doorstep: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in plan.coverage:
        walking[row.compound_id][0] += row.persons
        walking[row.compound_id][1] += row.key_persons
    for team in plan.doorstep:
        for stop in team.stops:
            doorstep[stop.compound_id][0] += stop.persons
            doorstep[stop.compound_id][1] += stop.key_persons
    for compound in roster.compounds:
        demand: Demand = roster.demand(compound)
        for found, most, most_key in (
            (walking.get(compound.compound_id), demand.walking, demand.walking_key),
            (doorstep.get(compound.compound_id), demand.doorstep, demand.doorstep_key),
        ):
            if found is not None:
                yield from _within(compound.compound_id, found, most, most_key)


def _within(compound_id: str, found: list[int], most: int, most_key: int) -> Iterator[Violation]:
    code, subjects = "consistent_demand", (compound_id,)
    persons, key = found
    if persons > most:
        yield mismatch(code, subjects, persons, most, "persons")
    elif key > most_key:
        yield mismatch(code, subjects, key, most_key, "persons")
    elif persons - key > most - most_key:
        yield mismatch(code, subjects, persons - key, most - most_key, "persons")


def consistent_slots(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Slots last slot_min, lie on a grid from the point's open_from, and begin with key persons.

    No slot begins before the point opens; a row has one slot for each stretch of the grid at
    most; once a row's key persons have had their slots, no later slot has any.
    """
    for row in plan.coverage:
        point = plan.point.get(row.site_id)
        if point is not None:
            wrong = _wrong_slot(row, point, roster.parameters.slot_min)
            if wrong is not None:
                subjects = (row.compound_id, row.site_id)
                yield mismatch("consistent_slots", subjects, *wrong, "min")


def _wrong_slot(row: Coverage, point: Point, slot_min: int) -> tuple[int, int] | None:
    """The recorded and the right minute of the first slot that does not fit, if any."""
    key_is_over = False
    previous: int | None = None
    for slot in sorted(row.slots, key=lambda s: s.from_):
        on_grid = point.open_from + round((slot.from_ - point.open_from) / slot_min) * slot_min
        if slot.from_ < point.open_from:
            return slot.from_, point.open_from
        if slot.from_ != on_grid:
            return slot.from_, on_grid
        if slot.until != slot.from_ + slot_min:
            return slot.until, slot.from_ + slot_min
        if slot.from_ == previous:
            return slot.from_, slot.until
        if slot.key and key_is_over:
            return slot.from_, previous or slot.from_
        key_is_over = key_is_over or slot.key < slot.persons
        previous = slot.from_
    return None
