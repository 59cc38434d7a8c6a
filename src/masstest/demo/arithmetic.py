"""Whether a roster has enough of everything, on the back of an envelope.

Sums only, no plan: what a round needs at least, beside what the roster has. A resource whose
need comes close to its stock is likely to bind; one with less than its need surely does.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

from masstest.domain.roster import (
    Role,
    Roster,
    StaffPool,
    Zone,
    ZoneGroup,
)

_FIRST_TUBES_MIN = 90  # from the start of sampling to the first delivery at a laboratory


class Line(NamedTuple):
    """`need` and `have` in the same unit; `note` says how the need was reckoned."""

    what: str
    need: int
    have: int
    note: str


def arithmetic(roster: Roster) -> tuple[Line, ...]:
    """Needs and stocks of lanes, samplers, doorstep teams and laboratories."""
    return (*_lanes(roster), *_samplers(roster), *_doorstep(roster), *_tubes(roster))


def _lanes(roster: Roster) -> Iterable[Line]:
    hours = (roster.finish_target - roster.round.sampling_start) / 60
    for group in (ZoneGroup.common, ZoneGroup.controlled):
        lanes = 0.0
        for compound in roster.compounds:
            if compound.zone.group is group:
                rate = roster.parameters.lane_rate(roster.pool_size(compound))
                lanes += roster.demand(compound).walking / (rate * hours)
        have = sum(site.max_lanes for site in roster.sites if site.zone.group is group)
        yield Line(f"lanes, {group.value}", ceil(lanes), have, "full lanes; rounding adds to it")


def _samplers(roster: Roster) -> Iterable[Line]:
    par = roster.parameters
    span = roster.finish_target - roster.round.sampling_start
    work = min(span, par.stint_max_min)
    if span > par.stint_max_min:
        work += max(0, span - par.stint_max_min - par.stint_rest_min)
    lanes = sum(line.need for line in _lanes(roster))
    fit = [
        person
        for person in roster.staff
        if Role.sampler in person.roles
        and person.trained_until is not None
        and person.trained_until >= roster.round.date
    ]
    regular = sum(person.pool is StaffPool.regular for person in fit)
    yield Line(
        "samplers for the lanes",
        ceil(lanes * par.samplers_per_lane * span / work),
        len(fit),
        f"{work} of {span} minutes each; {regular} of them regular",
    )
    people = sum(compound.population for compound in roster.compounds)
    yield Line(
        "samplers by the guideline",
        ceil(people / par.roster_people_per_sampler),
        sum(Role.sampler in person.roles for person in roster.staff),
        f"people / {par.roster_people_per_sampler}",
    )


def _doorstep(roster: Roster) -> Iterable[Line]:
    par = roster.parameters
    span = roster.doorstep_deadline - roster.round.sampling_start
    free = span - (par.stint_rest_min if span > par.stint_max_min else 0)
    minutes = {"sealed": 0.0, "others": 0.0}
    for compound in roster.compounds:
        persons = roster.demand(compound).doorstep
        if not persons:
            continue
        if compound.zone is Zone.sealed:
            minutes["sealed"] += 60 * persons / par.sealed_persons_per_hour
        else:
            # some 5 minutes on the road between two addresses
            minutes["others"] += par.doorstep_stop_min + par.doorstep_person_min * persons + 5
    teams = {name: ceil(total / free) for name, total in minutes.items()}
    have = sum(Role.doorstep in person.roles for person in roster.staff)
    yield Line(
        "doorstep teams",
        sum(teams.values()),
        have,
        f"{teams['sealed']} of them sealed; have: people with the role, one per team at least",
    )


def _tubes(roster: Roster) -> Iterable[Line]:
    tubes = key_tubes = 0
    for compound in roster.compounds:
        persons_per_tube = roster.parameters.persons_per_tube(roster.pool_size(compound))
        key = compound.key_population
        tubes += ceil(key / persons_per_tube) + ceil((compound.population - key) / persons_per_tube)
        key_tubes += ceil(key / persons_per_tube)
    first = roster.round.sampling_start + _FIRST_TUBES_MIN

    def startable(deadline: int) -> int:
        total = 0.0
        for lab in roster.labs:
            hours = max(0, deadline - lab.turnaround_min - first) / 60
            most = lab.tubes_per_hour * hours
            total += most if lab.tubes_per_day is None else min(most, lab.tubes_per_day)
        return int(total)

    yield Line(
        "key-group tubes",
        key_tubes,
        startable(roster.round.key_result_deadline),
        "started in time for the key groups' deadline",
    )
    yield Line(
        "all tubes", tubes, startable(roster.round.result_deadline), "started in time for the day's"
    )
