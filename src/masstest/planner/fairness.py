"""How evenly duties are shared by people who could stand in for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster, Staff
from masstest.domain.units import ceil_min


class DutySpread(NamedTuple):
    """Duties of a group of equally available people, this round's included.

    Attributes
    ----------
    spread : `most` less `least`
    least_possible : no choice of as many of them as are on duty gives a smaller spread
    people, on_duty : how many they are, and how many serve in this round
    """

    spread: int
    least_possible: int
    most: int
    least: int
    people: int
    on_duty: int


def duty_spread(roster: Roster, plan: Plan, role: Role = Role.sampler) -> DutySpread | None:
    """The least even of all groups of equally available people who may have `role`.

    That is the one whose spread is furthest above the least possible, then the one with the
    greatest spread. None if nobody may have the role.
    """
    return max(
        duty_spreads(roster, plan, role),
        key=lambda found: (found.spread - found.least_possible, found.spread, found.people),
        default=None,
    )


def duty_spreads(roster: Roster, plan: Plan, role: Role) -> Iterator[DutySpread]:
    """Every group of equally available people who may have `role`."""
    on_duty = {duty.staff_id for duty in plan.duties}
    named = {v.driver_id for v in roster.vehicles} | {v.courier_id for v in roster.vehicles}
    groups: dict[Hashable, list[Staff]] = defaultdict(list)
    for person in roster.staff:
        if role in person.roles and (_trained(person, roster) or role not in _TRAINED_ROLES):
            alike = (*_availability(person, roster), person.staff_id in named and person.staff_id)
            groups[alike].append(person)
    for group in groups.values():
        before = sorted(person.duties_so_far for person in group)
        after = [p.duties_so_far + (p.staff_id in on_duty) for p in group]
        serving = sum(person.staff_id in on_duty for person in group)
        yield DutySpread(
            spread=max(after) - min(after),
            least_possible=_least_possible(before, serving),
            most=max(after),
            least=min(after),
            people=len(group),
            on_duty=serving,
        )


def _least_possible(duties: list[int], serving: int) -> int:
    """The least spread when `serving` of people with these duties (ascending) get one more.

    Calling those with fewest duties makes the least of all as great as it can be, since they
    come first, and the most as small as it can be, since whoever else is called has more.
    """
    after = [count + (place < serving) for place, count in enumerate(duties)]
    return max(after) - min(after)


_TRAINED_ROLES = frozenset({Role.sampler, Role.doorstep})


def _trained(person: Staff, roster: Roster) -> bool:
    return person.trained_until is not None and person.trained_until >= roster.round.date


def _availability(person: Staff, roster: Roster) -> tuple[Hashable, ...]:
    """What must agree for two people to be equally available, as far as the roster tells."""
    rested = 0
    if person.last_duty_end is not None:
        rested = ceil_min(person.last_duty_end + 60 * roster.parameters.min_rest_h)
    return (
        person.roles,
        person.pool,
        person.available_from if rested <= roster.round.sampling_start else rested,
        person.available_until,
        person.max_hours,
        _trained(person, roster),
        person.pinned_site_id,
    )
