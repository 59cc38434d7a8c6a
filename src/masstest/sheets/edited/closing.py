"""What goes with a point that was closed: its appointments, duties, pickups and goods."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from masstest.domain.plan import Plan, Run, SupplyRun, WasteRun
from masstest.sheets.edited.result import Timing


class AtSite(Protocol):
    @property
    def site_id(self) -> str | None: ...


StopType = TypeVar("StopType", bound=AtSite)
GoodsRun = TypeVar("GoodsRun", SupplyRun, WasteRun)


def without_points(plan: Plan, closed: Collection[str], timing: Timing) -> tuple[Plan, Timing]:
    """`plan` without anything at the closed sites; stops of `timing` counted anew.

    Whoever went there has no point any more; the check says so, compound by compound.
    """
    if not closed:
        return plan, timing
    runs, typed = [], set(timing.typed)
    for run in plan.runs:
        kept = [number for number, stop in enumerate(run.stops) if stop.site_id not in closed]
        was_typed = {number for run_id, number in timing.typed if run_id == run.run_id}
        typed -= {(run.run_id, number) for number in was_typed}
        if any(run.stops[number].kind == "pickup" for number in kept):
            runs.append(_shorter(run, kept))
            typed |= {(run.run_id, at) for at, number in enumerate(kept) if number in was_typed}
    smaller = plan.model_copy(
        update={
            "points": tuple(p for p in plan.points if p.site_id not in closed),
            "coverage": tuple(row for row in plan.coverage if row.site_id not in closed),
            "duties": tuple(duty for duty in plan.duties if duty.at not in closed),
            "runs": tuple(runs),
            "supplies": tuple(s for s in plan.supplies if s.site_id not in closed),
            "supply_runs": _calling_elsewhere(plan.supply_runs, closed),
            "waste_runs": _calling_elsewhere(plan.waste_runs, closed),
            "readiness": tuple(r for r in plan.readiness if r.site_id not in closed),
        }
    )
    return smaller, replace(timing, typed=frozenset(typed))


def _shorter(run: Run, kept: Sequence[int]) -> Run:
    if len(kept) == len(run.stops):
        return run
    return run.model_copy(update={"stops": tuple(run.stops[number] for number in kept)})


def _elsewhere(stops: Sequence[StopType], closed: Collection[str]) -> tuple[StopType, ...]:
    return tuple(stop for stop in stops if stop.site_id not in closed)


def _calling_elsewhere(runs: Sequence[GoodsRun], closed: Collection[str]) -> tuple[GoodsRun, ...]:
    """Runs with the calls that are left; those with none are not driven."""
    found = []
    for run in runs:
        stops = _elsewhere(run.stops, closed)
        if stops and len(stops) < len(run.stops):
            run = run.model_copy(update={"stops": stops, "end": stops[-1].depart})
        if stops:
            found.append(run)
    return tuple(found)
