"""The doorstep stage as open routes: one function per rule, and the bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from masstest.domain.objective import (
    DOORSTEP_RESERVE_MIN,
    LATE_STOP_MIN,
    TEAM_MIN,
    UNVISITED_PERSON_MIN,
)
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Floats, Ints, Place, Travel
from masstest.solver.doorstep.visits import DUTY_MAX_MIN, Visit, key_at_ease, key_latest
from masstest.solver.routing import RoutingProblem

KEY_FIRST = 0.01  # of two persons who can't both be visited, the key person is


class Deadline(NamedTuple):
    """Per visit: when it is due, after when it may not begin, and what a late minute costs."""

    due: Ints
    latest: Ints
    late_cost: Floats


def doorstep_coverage(visits: Sequence[Visit]) -> Floats:
    """Every homebound or sealed person is visited, or leaving them out is paid for.

    Rule ``doorstep_coverage``: persons in visits made >= persons to be visited - unvisited.

    Returns
    -------
    (visits,) float array, the cost of leaving each visit out
    """
    return np.array(
        [UNVISITED_PERSON_MIN * (v.persons + KEY_FIRST * v.key_persons) for v in visits]
    )


def doorstep_deadline(
    roster: Roster, visits: Sequence[Visit], *, late: bool, key_early: bool = True
) -> Deadline:
    """Visits are over by the doorstep deadline.

    Rule ``doorstep_deadline``: depart <= doorstep_deadline + lateness, paid per minute; with
    ``late=False`` no lateness is possible. With `key_early`, visits with key persons are over
    by `key_latest`, so that their results can be there in time.
    """
    minutes = np.array([v.minutes for v in visits], dtype=np.int64)
    due = roster.doorstep_deadline - minutes
    latest = roster.round.result_deadline - minutes if late else due.copy()
    if key_early:
        key = np.array([v.key_persons > 0 for v in visits], dtype=bool)
        latest[key] = np.minimum(latest, key_latest(roster) - minutes)[key]
    return Deadline(due, latest, np.full(len(visits), LATE_STOP_MIN))


def at_ease(roster: Roster, visits: Sequence[Visit], deadline: Deadline) -> Deadline:
    """`deadline` with every visit over by the doorstep target, or begun when sampling starts."""
    return _over_by(roster, visits, deadline, [roster.doorstep_target] * len(visits))


def key_first(roster: Roster, visits: Sequence[Visit], deadline: Deadline) -> Deadline:
    """`deadline` with key persons visited so early that their results have a margin."""
    until = key_at_ease(roster)
    late = roster.round.result_deadline
    return _over_by(roster, visits, deadline, [until if v.key_persons else late for v in visits])


def _over_by(
    roster: Roster, visits: Sequence[Visit], deadline: Deadline, until: Sequence[int]
) -> Deadline:
    latest = np.array(until, dtype=np.int64) - [v.minutes for v in visits]
    latest = np.maximum(latest, roster.round.sampling_start)
    return deadline._replace(latest=np.minimum(deadline.latest, latest))


def routing_problem(
    roster: Roster, travel: Travel, visits: Sequence[Visit], teams: int, deadline: Deadline
) -> RoutingProblem:
    """The visits as stops, `teams` teams as routes that begin at their first stop."""
    places = [Place("compound", v.compound.compound_id) for v in visits]
    groups = list(ZoneGroup)
    par = roster.parameters
    start = roster.round.sampling_start
    return RoutingProblem(
        travel_min=travel.drive_min_matrix(places),
        service_min=np.array([v.minutes for v in visits], dtype=np.int64),
        group=np.array([groups.index(v.group) for v in visits], dtype=np.int64),
        earliest=np.full(len(visits), start, dtype=np.int64),
        due=deadline.due,
        latest=deadline.latest,
        late_cost=deadline.late_cost,
        unserved_cost=doorstep_coverage(visits),
        start_travel_min=np.zeros((teams, len(visits)), dtype=np.int64),
        route_start=np.full(teams, start, dtype=np.int64),
        route_end=np.full(teams, roster.round.result_deadline, dtype=np.int64),
        route_cost=np.full(teams, TEAM_MIN),
        route_class=np.zeros(teams, dtype=np.int64),
        stint_max_min=par.stint_max_min,
        rest_min=par.stint_rest_min,
        duty_max_min=DUTY_MAX_MIN,
        end_due=roster.doorstep_target,
        late_end_cost=DOORSTEP_RESERVE_MIN,
    )
