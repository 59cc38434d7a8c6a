"""Which stops the doorstep teams have to make: compounds cut into visits that fit a stretch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from masstest.domain.roster import Compound, Roster, VehicleKind, Zone, ZoneGroup
from masstest.domain.units import ceil_min
from masstest.solver.production import tube_count

LONGEST_VISIT_MIN = 100  # so that tubes can be fetched at the next stop well within two hours
DUTY_MAX_MIN = 480  # a working day in the suit


@dataclass(frozen=True)
class Visit:
    """`persons` of a compound (of them `key_persons`) sampled without interruption."""

    compound: Compound
    persons: int
    key_persons: int
    minutes: int

    @property
    def group(self) -> ZoneGroup:
        return self.compound.zone.group

    def tubes(self, roster: Roster) -> tuple[int, int]:
        """(all tubes, key tubes) that the visit fills."""
        key = tube_count(self.key_persons, roster.pool_size(self.compound, key=True), roster)
        others = self.persons - self.key_persons
        return key + tube_count(others, roster.pool_size(self.compound), roster), key


def visit_min(roster: Roster, compound: Compound, persons: int) -> int:
    """Minutes that sampling `persons` of a compound on the spot takes."""
    par = roster.parameters
    if compound.zone is Zone.sealed:
        return ceil_min(60 * persons / par.sealed_persons_per_hour)
    return ceil_min(par.doorstep_stop_min + par.doorstep_person_min * persons)


def most_persons(roster: Roster, compound: Compound, minutes: int) -> int:
    """How many persons one visit of at most `minutes` can sample; one at least."""
    low, high = 1, 1
    while visit_min(roster, compound, high) <= minutes and high < compound.population:
        low, high = high, high * 2
    while low < high:
        middle = (low + high + 1) // 2
        if visit_min(roster, compound, middle) <= minutes:
            low = middle
        else:
            high = middle - 1
    return low


def reachable(roster: Roster, group: ZoneGroup) -> bool:
    """Whether the group's tubes can get to a laboratory: sealed ones need their own vehicle."""
    return group is not ZoneGroup.sealed or (
        any(v.sealed_ok and v.kind is VehicleKind.specimen for v in roster.vehicles)
        and any(lab.sealed_ok for lab in roster.labs)
    )


def key_latest(roster: Roster) -> int:
    """Until when key persons should be sampled on the spot (`Minute`).

    Back from the hour their results are due: turnaround, unloading, packing, and an hour for
    the pickup, the drive and the queue. Never so early that a first stretch wouldn't do.
    """
    return _key_latest(roster, roster.round.key_result_deadline)


def key_at_ease(roster: Roster) -> int:
    """The same with the margin that key results should have."""
    return _key_latest(roster, roster.key_result_target)


def _key_latest(roster: Roster, due: int) -> int:
    par = roster.parameters
    turnaround = min((lab.turnaround_min for lab in roster.labs), default=0)
    latest = due - turnaround - par.unload_min - par.pack_min - 60
    first_stretch = roster.round.sampling_start + par.stint_max_min
    return min(roster.doorstep_deadline, max(latest, first_stretch))


def stretches_min(roster: Roster, until: int) -> list[int]:
    """Lengths of the working stretches between `sampling_start` and `until`, rests between."""
    par = roster.parameters
    left, duty, stretches = until - roster.round.sampling_start, DUTY_MAX_MIN, []
    while min(left, duty) > 0:
        stretches.append(min(left, duty, par.stint_max_min))
        duty -= stretches[-1]
        left -= stretches[-1] + par.stint_rest_min
    return stretches


def visits_of(
    roster: Roster, compound: Compound, *, until: int | None = None
) -> tuple[list[list[Visit]], list[Visit]]:
    """Cut the doorstep demand of a compound: (days that fill a whole team, single visits).

    A compound that can keep a team busy all day gets teams of its own, whose visits fill their
    stretches; what remains is cut so that it combines well with other stops. Key persons
    come in the earliest visits.

    Parameters
    ----------
    until : when a whole day is over (`Minute`); None: at the doorstep deadline
    """
    demand = roster.demand(compound)
    over_by = roster.doorstep_deadline if until is None else until
    if demand.doorstep_key > 0:
        over_by = min(over_by, key_latest(roster))
    day = _full_day(roster, compound, over_by)
    days, left = divmod(demand.doorstep, sum(day)) if day else (0, demand.doorstep)
    single = _even_parts(roster, compound, left)
    # key persons go to the first visits of all days, then to the second ones, and so on
    keys = _spread_key([n for n in day for _ in range(days)] + single, demand.doorstep_key)
    whole = [
        [_visit(roster, compound, n, keys[turn * days + d]) for turn, n in enumerate(day)]
        for d in range(days)
    ]
    last = keys[len(day) * days :]
    return whole, [_visit(roster, compound, n, k) for n, k in zip(single, last, strict=True)]


def _full_day(roster: Roster, compound: Compound, until: int) -> list[int]:
    """Persons of the visits that fill one team's day at the compound; empty if none fits."""
    persons = []
    for stretch in stretches_min(roster, until):
        count = math.ceil(stretch / LONGEST_VISIT_MIN)
        part_min = stretch // count
        if visit_min(roster, compound, 1) <= part_min:
            persons += [most_persons(roster, compound, part_min)] * count
    return persons


def _even_parts(roster: Roster, compound: Compound, persons: int) -> list[int]:
    """`persons` in as few even parts as go three to a stretch."""
    usual_min = min(LONGEST_VISIT_MIN, math.ceil(roster.parameters.stint_max_min / 3))
    count = math.ceil(persons / most_persons(roster, compound, usual_min))
    return [persons // count + (n < persons % count) for n in range(count)]


def _spread_key(sizes: list[int], key_persons: int) -> list[int]:
    keys = []
    for size in sizes:
        keys.append(min(size, key_persons))
        key_persons -= keys[-1]
    return keys


def _visit(roster: Roster, compound: Compound, persons: int, key: int) -> Visit:
    return Visit(compound, persons, key, visit_min(roster, compound, persons))


def demanded(roster: Roster) -> Iterator[Compound]:
    """Compounds with people to be sampled on the spot, in the roster's order."""
    return (c for c in roster.compounds if roster.demand(c).doorstep > 0)
