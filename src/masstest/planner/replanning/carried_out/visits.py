"""Doorstep teams as they have gone until now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masstest.domain.day_so_far import DaySoFar
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Duty, Plan
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min
from masstest.planner.replanning.carried_out.approximations import Differences
from masstest.solver.rostering.stations import team_posts

ON_TIME_MIN = 5
"""Visits this near to their planned time are where they were planned."""
OVERDUE_MIN = 10
"""A visit that a reporting team should have made so long ago is still to come."""


def visited_so_far(
    plan: Plan, roster: Roster, travel: Travel, day: DaySoFar, found: Differences
) -> Plan:
    """The plan with visits at the times at which they were made; the pairs' duties follow."""
    teams = tuple(_possible(team, roster, travel, day, found) for team in plan.doorstep)
    moved = {
        team.team_id: team
        for team, before in zip(teams, plan.doorstep, strict=True)
        if team is not before
    }
    if not moved:
        return plan
    return plan.model_copy(
        update={"doorstep": teams, "duties": _with_teams(plan.duties, moved, roster)}
    )


def _possible(
    team: DoorstepTeam, roster: Roster, travel: Travel, day: DaySoFar, found: Differences
) -> DoorstepTeam:
    """The team as it has gone, if its pair may work like that; otherwise as it was planned."""
    gone = _gone(team, roster, travel, day, found)
    if gone is team:
        return team
    stretches = [(task.start, task.end) for task in team_posts(roster, gone)[0].day]
    longest = max(end - start for start, end in stretches)
    pair = [roster.person[staff_id] for staff_id in gone.staff_ids]
    if longest <= _longest_stretch_min(roster) and all(
        stretches[-1][1] <= person.available_until
        and sum(end - start for start, end in stretches) <= 60 * person.max_hours
        for person in pair
    ):
        return gone
    found.note("team_as_planned", team.team_id, 1)
    return team


def _longest_stretch_min(roster: Roster) -> int:
    par = roster.parameters
    return par.stint_max_min if Role.doorstep.value in par.suited_roles else 10**6


def _gone(
    team: DoorstepTeam, roster: Roster, travel: Travel, day: DaySoFar, found: Differences
) -> DoorstepTeam:
    """The team's visits at their real times, those to come as soon as they can be made."""
    numbers = [n for n in range(len(team.stops)) if (team.team_id, n) in day.visit_of]
    if not numbers:
        if team.stops and team.stops[0].depart < day.now_min:
            found.note("silent_teams", team.team_id, 1)
        return team
    stops: list[DoorstepStop] = []
    for number, stop in enumerate(team.stops):
        fact = day.visit_of.get((team.team_id, number))
        lasts = stop.depart - stop.arrive
        arrive = stop.arrive
        if fact is not None:
            arrive = round(fact.done_min) - lasts
            if fact.persons != stop.persons:
                found.note("visit_persons", team.team_id, fact.persons - stop.persons)
        elif number > numbers[-1] and stop.depart < day.now_min - OVERDUE_MIN:
            arrive = ceil_min(day.now_min) - lasts
        if abs(arrive - stop.arrive) <= ON_TIME_MIN:
            arrive = stop.arrive
        earliest = _earliest(stops, stop, travel)
        if earliest is not None and fact is None:
            earliest = _rested(stops, earliest, arrive, lasts, roster)
        if earliest is not None and arrive < earliest:
            if fact is not None and earliest > stop.arrive:
                found.note("visit_sooner", team.team_id, earliest - arrive)
            arrive = earliest
        if number == 0 and arrive < stop.arrive:
            found.note("visit_sooner", team.team_id, stop.arrive - arrive)
            arrive = stop.arrive
        if arrive != stop.arrive:
            stop = stop.model_copy(update={"arrive": arrive, "depart": arrive + lasts})
        stops.append(stop)
    return team if tuple(stops) == team.stops else team.model_copy(update={"stops": tuple(stops)})


def _earliest(before: Sequence[DoorstepStop], stop: DoorstepStop, travel: Travel) -> int | None:
    if not before:
        return None
    last = before[-1]
    if last.compound_id == stop.compound_id:
        return last.depart
    way = travel.drive_min(Place("compound", last.compound_id), Place("compound", stop.compound_id))
    return last.depart + way


def _rested(
    before: Sequence[DoorstepStop], earliest: int, arrive: int, lasts: int, roster: Roster
) -> int:
    """`earliest`, or after a rest if the pair would otherwise be at it for too long."""
    rest_min = max(1, roster.parameters.stint_rest_min)
    if max(arrive, earliest) - before[-1].depart >= rest_min:
        return earliest
    began = before[-1].arrive
    for stop, after in zip(reversed(before[:-1]), reversed(before), strict=False):
        if after.arrive - stop.depart >= rest_min:
            break
        began = stop.arrive
    if max(arrive, earliest) + lasts - began <= _longest_stretch_min(roster):
        return earliest
    return max(earliest, before[-1].depart + rest_min)


def _with_teams(
    duties: Sequence[Duty], teams: Mapping[str, DoorstepTeam], roster: Roster
) -> tuple[Duty, ...]:
    """The duties, those of members of `teams` as long as their teams are on the way now."""
    found: list[Duty] = []
    told: set[tuple[str, str]] = set()
    for duty in duties:
        team = teams.get(duty.at)
        if team is None:
            found.append(duty)
        elif (duty.staff_id, duty.at) not in told:
            told.add((duty.staff_id, duty.at))
            found += [
                duty.model_copy(update={"start": task.start, "end": task.end})
                for task in team_posts(roster, team)[0].day
            ]
    return tuple(found)
