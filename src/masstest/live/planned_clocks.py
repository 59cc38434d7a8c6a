"""How long specimens, boxes, waste and results take in the plan: the four fast, as planned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.live.lab_queue import Queue
from masstest.live.planned_flow import PlannedPickup
from masstest.live.production import Curve


class Case(NamedTuple):
    """One measured time: of a box, pickup or point (`subject`) of a source."""

    minutes: float
    subject: str
    source_id: str


class Cases(NamedTuple):
    """Times of the four clocks."""

    moved: tuple[Case, ...]
    packed: tuple[Case, ...]
    waste: tuple[Case, ...]
    results: tuple[Case, ...]


def planned_cases(
    roster: Roster,
    plan: Plan,
    curves: Mapping[str, Curve],
    pickups: Sequence[PlannedPickup],
    tested: Sequence[PlannedPickup],
    queues: Mapping[str, Queue],
) -> Cases:
    """A case for every planned pickup (moved, results), box (packed) and point (waste).

    Parameters
    ----------
    pickups, tested : as they are planned, and as they are tested (`masstest.live.fetched`)
    """
    moved = tuple(
        Case(p.delivered_min - p.oldest_sample_at, p.run_id, p.source_id)
        for p in pickups
        if p.oldest_sample_at is not None and p.tubes
    )
    return Cases(
        moved, _packed(roster, curves, pickups), _waste(plan), _results(roster, tested, queues)
    )


def _packed(
    roster: Roster, curves: Mapping[str, Curve], pickups: Sequence[PlannedPickup]
) -> tuple[Case, ...]:
    """A box is sealed when it is full, the last one of a pickup when the vehicle is there."""
    per_box = roster.parameters.tubes_per_box
    taken: dict[str, float] = {}
    cases = []
    for row in pickups:  # by time
        curve = curves.get(row.source_id)
        if curve is None or not row.tubes:
            continue
        before = taken.get(row.source_id, 0.0)
        taken[row.source_id] = before + row.tubes
        boxes = math.ceil(row.tubes / per_box)
        for box in range(1, boxes + 1):
            full = before + box * per_box
            sealed = float(row.arrive)
            if box < boxes:
                at = float(np.interp(full, curve.tubes, curve.times))
                sealed = min(sealed, at + roster.parameters.pack_min)
            cases.append(Case(row.depart - sealed, row.run_id, row.source_id))
    return tuple(cases)


def _waste(plan: Plan) -> tuple[Case, ...]:
    last = {stop.site_id: stop.arrive for run in plan.waste_runs for stop in run.stops}
    for run in plan.waste_runs:
        for stop in run.stops:
            last[stop.site_id] = max(last[stop.site_id], stop.arrive)
    return tuple(
        Case(max(0, last[p.site_id] - p.open_until), p.site_id, p.site_id)
        for p in plan.points
        if p.site_id in last
    )


def _results(
    roster: Roster, pickups: Sequence[PlannedPickup], queues: Mapping[str, Queue]
) -> tuple[Case, ...]:
    """Reception to the last result of what one pickup brought."""
    cases = []
    for lab_id, queue in queues.items():
        turnaround = roster.lab[lab_id].turnaround_min
        came = [0.0, 0.0]
        own = [p for p in pickups if p.lab_id == lab_id]
        for row in sorted(own, key=lambda p: (p.unloaded_min, p.key_tubes, p.tubes - p.key_tubes)):
            last = 0.0
            lines = zip(queue, (row.key_tubes, row.tubes - row.key_tubes), strict=True)
            for kind, (line, tubes) in enumerate(lines):
                came[kind] += tubes
                if tubes:
                    begun = int(np.searchsorted(line.tubes, came[kind] - 1e-6, side="left"))
                    i = min(begun, len(line.times) - 1)
                    step = line.tubes[i] - line.tubes[i - 1] if i else 0.0
                    part = (came[kind] - line.tubes[i - 1]) / step if step > 0 else 1.0
                    start = line.times[i - 1] if i else line.times[0]
                    last = max(last, float(start + part * (line.times[i] - start)))
            if row.tubes:
                cases.append(Case(last + turnaround - row.delivered_min, row.run_id, row.source_id))
    return tuple(cases)
