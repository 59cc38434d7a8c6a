"""Rules of sampling at home and on the spot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.rostering.fitness import trained
from masstest.domain.outcome import Violation
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Duty, Plan
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Travel


def visited(plan: Plan) -> dict[str, int]:
    """compound_id -> persons sampled there by doorstep teams."""
    persons: dict[str, int] = defaultdict(int)
    for team in plan.doorstep:
        for stop in team.stops:
            persons[stop.compound_id] += stop.persons
    return persons


def doorstep_coverage(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every homebound or sealed person is visited: visited persons >= doorstep persons."""
    persons = visited(plan)
    for compound in roster.compounds:
        needed = roster.demand(compound).doorstep
        found = persons.get(compound.compound_id, 0)
        if found < needed:
            yield Violation(
                rule="doorstep_coverage",
                subjects=(compound.compound_id,),
                amount=found,
                limit=needed,
                unit="persons",
            )


def doorstep_deadline(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Visits are over in time: depart of a stop <= doorstep_deadline."""
    for team in plan.doorstep:
        for stop in team.stops:
            if stop.depart > roster.doorstep_deadline:
                yield Violation(
                    rule="doorstep_deadline",
                    subjects=(stop.compound_id, team.team_id),
                    amount=stop.depart,
                    limit=roster.doorstep_deadline,
                    unit="min",
                )


def doorstep_pair(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A team is two people, one of them a trained sampler, at every stop: pair = 2.

    At each stop exactly two people of the team are on duty from arrive to depart, one in the
    role doorstep with valid training, the other in the role doorstep or registrar. Amount:
    those of the two who are there and fit (3 for a crowd).
    """
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        if duty.role in (Role.doorstep, Role.registrar):
            duties[duty.at].append(duty)
    for team in plan.doorstep:
        own = duties.get(team.team_id, [])
        counts = [_fit(roster, team, stop, own) for stop in team.stops]
        if len(set(team.staff_ids)) != 2:
            counts.append(min(len(set(team.staff_ids)), 3))
        wrong = [count for count in counts if count != 2]
        if wrong:
            yield Violation(
                rule="doorstep_pair",
                subjects=(team.team_id,),
                amount=min(wrong),
                limit=2,
                unit="persons",
            )


def _fit(roster: Roster, team: DoorstepTeam, stop: DoorstepStop, duties: list[Duty]) -> int:
    there = [duty for duty in duties if duty.start < stop.depart and stop.arrive < duty.end]
    if len({duty.staff_id for duty in there}) > 2:
        return 3
    samplers, others = set(), set()
    for duty in there:
        person = roster.person.get(duty.staff_id)
        throughout = duty.start <= stop.arrive and stop.depart <= duty.end
        if person is None or not throughout or duty.staff_id not in team.staff_ids:
            continue
        if duty.role is Role.registrar:
            others.add(duty.staff_id)
        elif trained(person, roster.round.date):
            samplers.add(duty.staff_id)
    if not samplers:
        return min(1, len(others))
    return min(2, len(samplers | others))
