"""What a new plan changes for the crew of a vehicle: runs and stops, each with its change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.units import Minute, Model

RETIMED_MIN = 5
"""A stop that moves by less is the same to a crew."""


class Change(StrEnum):
    """What is different; `redirected`: another laboratory."""

    same = "same"
    new = "new"
    removed = "removed"
    retimed = "retimed"
    redirected = "redirected"
    changed = "changed"  # of a run: some of its stops


class StopChange(Model):
    """A stop as it is now (`before_arrive`: as it was), or was if it is removed.

    `place` is a site, a compound where a doorstep team waits, or a laboratory.
    """

    change: Change
    kind: str
    place: str
    team_id: str | None
    arrive: Minute
    depart: Minute
    before_arrive: Minute | None


class RunOfCrew(Model):
    """A run of a vehicle. `before_vehicle_id`: who had it, if somebody else did."""

    run_id: str
    vehicle_id: str
    change: Change
    start: Minute
    before_start: Minute | None
    before_vehicle_id: str | None
    stops: tuple[StopChange, ...]


def changed_runs(before: Plan, after: Plan, from_min: int) -> dict[str, tuple[RunOfCrew, ...]]:
    """vehicle_id -> its runs as they were and are, in order of time; vehicles with any run.

    Parameters
    ----------
    from_min : what came before this minute is over: there nothing counts as changed
    """
    then = {run.run_id: run for run in before.runs}
    now = {run.run_id: run for run in after.runs}
    found: dict[str, list[RunOfCrew]] = {}
    for run in after.runs:
        old = then.get(run.run_id)
        found.setdefault(run.vehicle_id, []).append(_compared(old, run, from_min))
    for run in before.runs:
        new = now.get(run.run_id)
        if new is None or new.vehicle_id != run.vehicle_id:
            found.setdefault(run.vehicle_id, []).append(_gone(run, from_min))
    return {
        vehicle_id: tuple(sorted(runs, key=lambda run: (run.start, run.run_id)))
        for vehicle_id, runs in found.items()
    }


def to_confirm(runs: Mapping[str, Sequence[RunOfCrew]]) -> dict[str, tuple[RunOfCrew, ...]]:
    """vehicle_id -> its runs that a crew must be told of."""
    marked = {
        vehicle_id: tuple(run for run in own if run.change is not Change.same)
        for vehicle_id, own in runs.items()
    }
    return {vehicle_id: own for vehicle_id, own in sorted(marked.items()) if own}


def _compared(old: Run | None, run: Run, from_min: int) -> RunOfCrew:
    if old is None or old.vehicle_id != run.vehicle_id:
        over = run.end < from_min
        stops = tuple(_stop(stop, Change.same if over else Change.new, None) for stop in run.stops)
        return _run(run, Change.same if over else Change.new, old, stops)
    stops = tuple(_stops(old, run, from_min))
    marks = {stop.change for stop in stops} - {Change.same}
    change = Change.same if not marks else Change.changed
    return _run(run, change, old, stops)


def _gone(run: Run, from_min: int) -> RunOfCrew:
    over = run.end < from_min
    mark = Change.same if over else Change.removed
    return _run(run, mark, run, tuple(_stop(stop, mark, stop.arrive) for stop in run.stops))


def _stops(old: Run, run: Run, from_min: int) -> Iterator[StopChange]:
    left = {(_place(stop), stop.team_id): stop for stop in old.stops[:-1]}
    for stop in run.stops[:-1]:
        before = left.pop((_place(stop), stop.team_id), None)
        yield _stop(stop, _mark(before, stop, from_min), before.arrive if before else None)
    for stop in left.values():
        mark = Change.same if stop.arrive < from_min else Change.removed
        yield _stop(stop, mark, stop.arrive)
    ended, ends = old.stops[-1], run.stops[-1]
    mark = _mark(ended, ends, from_min)
    if ended.lab_id != ends.lab_id and ends.arrive >= from_min:
        mark = Change.redirected
    yield _stop(ends, mark, ended.arrive)


def _mark(before: Stop | None, stop: Stop, from_min: int) -> Change:
    if stop.arrive < from_min:
        return Change.same
    if before is None:
        return Change.new
    return Change.retimed if abs(before.arrive - stop.arrive) >= RETIMED_MIN else Change.same


def _place(stop: Stop) -> str:
    return stop.lab_id or stop.site_id or stop.compound_id or ""


def _stop(stop: Stop, change: Change, before_arrive: int | None) -> StopChange:
    return StopChange(
        change=change,
        kind=stop.kind,
        place=_place(stop),
        team_id=stop.team_id,
        arrive=stop.arrive,
        depart=stop.depart,
        before_arrive=before_arrive,
    )


def _run(run: Run, change: Change, old: Run | None, stops: tuple[StopChange, ...]) -> RunOfCrew:
    elsewhere = old is not None and old.vehicle_id != run.vehicle_id
    return RunOfCrew(
        run_id=run.run_id,
        vehicle_id=run.vehicle_id,
        change=change,
        start=run.start,
        before_start=old.start if old is not None else None,
        before_vehicle_id=old.vehicle_id if old is not None and elsewhere else None,
        stops=stops,
    )
