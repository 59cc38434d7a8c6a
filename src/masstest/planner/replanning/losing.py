"""Laboratories that are lost from now on: what they had started, and that the rest lies there."""

from __future__ import annotations

from collections.abc import Collection

from masstest.domain.day_so_far import DaySoFar
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.units import floor_min
from masstest.solver.transport.lost_labs import lab_loads, loss_of, losses_of


def with_lost_labs(
    plan: Plan,
    roster: Roster,
    lab_ids: Collection[str],
    freeze: int,
    day: DaySoFar | None = None,
) -> Plan:
    """The plan with laboratories marked as lost, each with the tubes that it keeps.

    They start nothing from now on and receive nothing from the freeze on. A laboratory
    keeps what it has started by its own reports, as far as that is possible in the plan, and what
    it can have started where it has reported nothing. One that was lost before stays as it is.

    Parameters
    ----------
    freeze : until when vehicles under way still bring tubes there
    day : what was reported; None: nothing, and now is the freeze
    """
    losses = losses_of(plan)
    new = [lab for lab in roster.labs if lab.lab_id in lab_ids and lab.lab_id not in losses]
    if not new:
        return plan
    runs = [run for run in plan.runs if run.stops[-1].arrive <= freeze]
    now_min = freeze if day is None else floor_min(day.now_min)
    for lab in new:
        said = None if day is None else day.lab.get(lab.lab_id)
        losses[lab.lab_id] = loss_of(
            lab,
            runs,
            roster,
            lost_at=freeze,
            idle_from=now_min,
            reported=None if said is None else (said.key_started, said.started - said.key_started),
        )
    return plan.model_copy(update={"labs": lab_loads(roster, plan.runs, losses)})


def with_late_arrivals(plan: Plan, freeze: int) -> Plan:
    """The plan with laboratories lost only when the last run came that was on its way there.

    A run that couldn't be sent elsewhere any more comes some minutes later than planned.
    """
    last: dict[str, int] = {}
    for run in plan.runs:
        stop = run.stops[-1]
        lab_id = stop.lab_id or ""
        if lab_id in plan.lost_labs and stop.arrive < freeze:
            last[lab_id] = max(stop.arrive, last.get(lab_id, stop.arrive))
    labs = tuple(
        load.model_copy(update={"lost_at": max(load.lost_at, last.get(load.lab_id, load.lost_at))})
        if load.lost_at is not None
        else load
        for load in plan.labs
    )
    return plan if labs == plan.labs else plan.model_copy(update={"labs": labs})
