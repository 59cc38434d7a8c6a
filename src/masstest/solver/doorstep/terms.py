"""The doorstep objective of given teams, term by term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from masstest.domain.objective import (
    DOORSTEP_RESERVE_MIN,
    LATE_STOP_MIN,
    TEAM_MIN,
    UNVISITED_PERSON_MIN,
)
from masstest.domain.plan import DoorstepTeam
from masstest.domain.roster import Roster
from masstest.domain.travel import Place, Travel


def doorstep_terms(
    roster: Roster, travel: Travel, teams: Sequence[DoorstepTeam]
) -> Mapping[str, float]:
    """Unvisited persons, lateness, teams, travel and reserve, in minutes.

    The weights are those of `masstest.domain.objective`.
    """
    stops = [stop for team in teams for stop in team.stops]
    demanded = sum(roster.demand(compound).doorstep for compound in roster.compounds)
    late = sum(max(0, stop.depart - roster.doorstep_deadline) for stop in stops)
    travelled = sum(
        travel.drive_min(Place("compound", here.compound_id), Place("compound", there.compound_id))
        for team in teams
        for here, there in pairwise(team.stops)
    )
    ends = [max(stop.depart for stop in team.stops) for team in teams if team.stops]
    return {
        "unvisited": UNVISITED_PERSON_MIN * (demanded - sum(stop.persons for stop in stops)),
        "late": LATE_STOP_MIN * late,
        "teams": TEAM_MIN * len(teams),
        "travel": float(travelled),
        "reserve": DOORSTEP_RESERVE_MIN * sum(max(0, end - roster.doorstep_target) for end in ends),
    }
