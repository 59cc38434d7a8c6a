"""Two plans side by side."""

from __future__ import annotations

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner.differences.facts import PlanDifferences
from masstest.planner.differences.figures import figure_changes, shortage_changes, term_changes
from masstest.planner.differences.journeys import lab_changes, run_changes
from masstest.planner.differences.names import Names
from masstest.planner.differences.residents import compound_changes, point_changes
from masstest.planner.differences.service import (
    staff_changes,
    team_changes,
    team_names,
    team_pairs,
)


def differences(
    before: Plan,
    after: Plan,
    roster_before: Roster | None = None,
    roster_after: Roster | None = None,
) -> PlanDifferences:
    """Everything that differs between two plans, of one round or of two.

    Points, compounds, people, vehicles and laboratories are compared by id; runs and doorstep
    teams by what they do, because their ids are numbered anew in every plan.

    Parameters
    ----------
    roster_before, roster_after : for the names of subjects; without them ids have to do
    """
    names = Names(before, after, roster_before, roster_after)
    pairs = team_pairs(before, after)
    teams = team_names(pairs)
    return PlanDifferences(
        date_before=before.round.date,
        date_after=after.round.date,
        status_before=before.status,
        status_after=after.status,
        points=tuple(point_changes(before, after, names)),
        compounds=tuple(compound_changes(before, after, names)),
        staff=tuple(staff_changes(before, after, teams, names)),
        runs=tuple(run_changes(before, after, teams, names)),
        teams=tuple(team_changes(pairs, names)),
        labs=tuple(lab_changes(before, after, names)),
        figures=tuple(figure_changes(before, after)),
        terms=tuple(term_changes(before, after)),
        shortages=tuple(shortage_changes(before, after, names)),
    )
