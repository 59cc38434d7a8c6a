"""Regular staff first: the reserve is called only where no regular is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from masstest.checks.rostering.fitness import TRAINED_ROLES, trained
from masstest.checks.whereabouts import duties_by_person
from masstest.domain.outcome import Violation
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster, Staff, StaffPool
from masstest.domain.travel import Travel


class Work(NamedTuple):
    """What one person's duties of the round ask of whoever does them (minutes)."""

    roles: frozenset[Role]
    first: int
    last: int
    total_min: int


class Ability(NamedTuple):
    """What a free person can take on; people of equal ability are interchangeable here."""

    roles: frozenset[Role]
    trained: bool
    earliest: float
    latest: int
    most_min: float


def regular_first(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody of the reserve works whose duties an idle regular could take: such people = 0.

    A regular is idle without any duty in the round, and could take the duties of somebody of
    the reserve, all of them, if roles, training, hours, max_hours and rest allow. The duties
    stay as they are, so places, stints and zones hold for the one as for the other. Each idle
    regular is counted against one person of the reserve only, as many of them as possible.
    """
    duties = duties_by_person(plan)
    idle: dict[Ability, list[str]] = defaultdict(list)
    for person in roster.staff:
        if person.pool is StaffPool.regular and person.staff_id not in duties:
            idle[ability_of(roster, person)].append(person.staff_id)
    if not idle:
        return
    for staff_id, own in duties.items():
        called = roster.person.get(staff_id)
        if called is None or called.pool is not StaffPool.reserve:
            continue
        work = work_of(own)
        able = [ability for ability in idle if can_take(ability, work)]
        if able:
            # whoever has the fewest roles stays least useful elsewhere
            ability = min(able, key=lambda a: (len(a.roles), sorted(a.roles), a[1:]))
            regular = idle[ability].pop()
            if not idle[ability]:
                del idle[ability]
            yield Violation(
                rule="regular_first",
                subjects=(staff_id, regular),
                amount=1,
                limit=0,
                unit="persons",
            )


def ability_of(roster: Roster, person: Staff) -> Ability:
    """What `person` could take on when free all round."""
    earliest: float = person.available_from
    if person.last_duty_end is not None:
        earliest = max(earliest, person.last_duty_end + roster.parameters.min_rest_h * 60)
    return Ability(
        roles=person.roles,
        trained=trained(person, roster.round.date),
        earliest=earliest,
        latest=person.available_until,
        most_min=person.max_hours * 60,
    )


def work_of(duties: Sequence[Duty]) -> Work:
    """What `duties` of one person ask."""
    return Work(
        roles=frozenset(duty.role for duty in duties),
        first=min(duty.start for duty in duties),
        last=max(duty.end for duty in duties),
        total_min=sum(duty.end - duty.start for duty in duties),
    )


def can_take(ability: Ability, work: Work) -> bool:
    """Whether somebody with `ability` could do `work`."""
    return (
        work.roles <= ability.roles
        and (ability.trained or work.roles.isdisjoint(TRAINED_ROLES))
        and ability.earliest <= work.first
        and work.last <= ability.latest
        and work.total_min <= ability.most_min + 1e-6
    )
