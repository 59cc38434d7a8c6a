"""Crews' duties on runs that were driven at other times than planned."""

from __future__ import annotations

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner.replanning.shifts import shifts_of_runs
from masstest.solver.rostering.keeping.crews import seats
from masstest.solver.rostering.keeping.scene import Scene


def with_crews(plan: Plan, before: Plan, roster: Roster, freeze: int) -> Plan:
    """The plan with crews aboard as long as their runs have taken, or will take.

    Only vehicles are concerned whose runs are others than in `before`. Whoever is relieved during
    a run that is late is relieved after it.
    """
    then = {run.run_id: run for run in before.runs}
    now = {run.run_id: run for run in plan.runs}
    late = {
        run.vehicle_id
        for run_id in then.keys() | now.keys()
        if then.get(run_id) != now.get(run_id)
        for run in (then.get(run_id), now.get(run_id))
        if run is not None
    }
    if not late:
        return plan
    shifts = shifts_of_runs(plan.runs, plan.supply_runs, plan.waste_runs)
    scene = Scene(roster, plan.points, plan.doorstep, shifts)
    aboard = {id(seat.duty): seat for seat in seats(scene, plan.duties, freeze)}
    duties = []
    for duty in plan.duties:
        seat = aboard.get(id(duty))
        if seat is None or duty.at not in late:
            duties.append(duty)
        elif seat.choices:
            task = seat.choices[0]
            duties.append(duty.model_copy(update={"start": task.start, "end": task.end}))
    return plan.model_copy(update={"duties": tuple(duties)})
