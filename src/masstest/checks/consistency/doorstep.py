"""Doorstep teams: stops last as long as they must, ways fit between, runs find the team."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, zip_longest
from math import inf

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.sources import pickups
from masstest.checks.whereabouts import drive_min
from masstest.domain.outcome import Violation
from masstest.domain.parameters import Parameters
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Plan
from masstest.domain.roster import Compound, Roster, Zone
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min


def stop_min(parameters: Parameters, compound: Compound, persons: int) -> int:
    """How long a doorstep stop for `persons` lasts, in whole minutes."""
    if compound.zone is Zone.sealed:
        return ceil_min(60 * persons / parameters.sealed_persons_per_hour)
    return ceil_min(parameters.doorstep_stop_min + parameters.doorstep_person_min * persons)


def consistent_doorstep(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Teams sample at their own pace, drive at the provider's, in one zone, and not too early.

    depart - arrive of a stop >= the time its persons take; arrive of the next - depart >= minutes
    of the way; every compound is of the team's zone group; no stop begins before sampling_start.
    """
    code = "consistent_doorstep"
    for team in plan.doorstep:
        for stop in team.stops:
            compound = roster.compound.get(stop.compound_id)
            if compound is None:
                continue
            subjects = (stop.compound_id, team.team_id)
            needed = stop_min(roster.parameters, compound, stop.persons)
            if stop.depart - stop.arrive < needed:
                yield mismatch(code, subjects, stop.depart - stop.arrive, needed, "min")
            if stop.arrive < roster.round.sampling_start:
                yield mismatch(code, subjects, stop.arrive, roster.round.sampling_start, "min")
            if compound.zone.group is not team.zone.group:
                yield mismatch(code, subjects, 1, 0, "zones")
        for before, after in pairwise(team.stops):
            way = _way(travel, before, after)
            if after.arrive - before.depart < way:
                subjects = (after.compound_id, team.team_id)
                yield mismatch(code, subjects, after.arrive - before.depart, way, "min")


def _way(travel: Travel, before: DoorstepStop, after: DoorstepStop) -> int:
    return drive_min(
        travel, Place("compound", before.compound_id), Place("compound", after.compound_id)
    )


def consistent_meeting(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A run meets a team where it is: at the compound of a stop, from its arrive on.

    Unless it is the team's last stop, the team must leave in time: arrive of the run <=
    arrive of the next stop - minutes of the way there. Limit: the nearest minute that would do
    (-1: the team never goes there).
    """
    for run, stop in pickups(plan):
        team = plan.team.get(stop.team_id or "")
        if team is None or not team.stops:
            continue
        spans = list(_spans(team, stop.compound_id or "", travel))
        if not any(first <= stop.arrive <= last for first, last in spans):
            missed = [last for _, last in spans if last < stop.arrive]
            nearest = max(missed) if missed else min((first for first, _ in spans), default=-1)
            subjects = (run.run_id, team.team_id, stop.compound_id or "")
            yield mismatch("consistent_meeting", subjects, stop.arrive, nearest, "min")


def _spans(team: DoorstepTeam, compound_id: str, travel: Travel) -> Iterator[tuple[float, float]]:
    """First and last minute of each time that the team can be met at a compound."""
    stops = sorted(team.stops, key=lambda s: (s.arrive, s.depart))
    for stop, after in zip_longest(stops, stops[1:]):
        if stop.compound_id == compound_id:
            last = inf if after is None else after.arrive - _way(travel, stop, after)
            yield stop.arrive, last
