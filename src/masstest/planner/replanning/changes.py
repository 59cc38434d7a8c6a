"""Whom the changes of a plan concern, counted."""

from __future__ import annotations

from masstest.domain.plan import Plan
from masstest.domain.roster import VehicleKind
from masstest.planner.differences.compare import differences


def count_changes(before: Plan, after: Plan) -> dict[str, int]:
    """The ``kpis["changes"]`` of a plan that was made from another.

    Residents by what they must be told (another place, another time), people on duty, runs by
    kind, points that opened, closed or have other lanes or hours, and doorstep teams.
    `people_told` is residents and people on duty together.
    """
    found = differences(before, after)
    runs = {
        kind: sum(run.kind is kind and run.changed != ("tubes",) for run in found.runs)
        for kind in VehicleKind
    }
    return {
        "people_told": found.persons_told + found.staff_told,
        "residents_told": found.persons_told,
        "residents_elsewhere": found.persons_elsewhere,
        "residents_retimed": found.persons_retimed,
        "staff_told": found.staff_told,
        "runs_changed": runs[VehicleKind.specimen],
        "supply_runs_changed": runs[VehicleKind.supply],
        "waste_runs_changed": runs[VehicleKind.waste],
        "points_changed": len(found.points),
        "teams_changed": len(found.teams),
    }
