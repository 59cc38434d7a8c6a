"""The pickups of a plan, each with the delivery that ends its run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from masstest.domain.plan import Plan, Run, Stop


class Pickup(NamedTuple):
    """A run's stop at a source, or where tubes lie at a laboratory that was lost (`is_fetch`), and
    the delivery that ends the run."""

    run: Run
    stop: Stop
    delivery: Stop

    @property
    def source_id(self) -> str:
        """The point, or the team that is met; else the laboratory."""
        return self.stop.site_id or self.stop.team_id or self.stop.lab_id or ""

    @property
    def is_fetch(self) -> bool:
        """Whether it is at a laboratory: there the pickup interval says nothing."""
        return self.stop.lab_id is not None

    @property
    def oldest_at(self) -> int:
        """First sample of the oldest tube (`Minute`); the pickup itself where that isn't known."""
        known = self.stop.oldest_sample_at
        return self.stop.arrive if known is None else known


def pickups_by_time(plan: Plan) -> Sequence[Pickup]:
    """Every pickup of the plan's specimen runs, by time."""
    found = [
        Pickup(run, stop, run.stops[-1])
        for run in plan.runs
        for stop in run.stops
        if stop.kind == "pickup"
    ]
    return sorted(found, key=lambda p: (p.stop.arrive, p.run.run_id))


def by_source(pickups: Sequence[Pickup]) -> Mapping[str, Sequence[Pickup]]:
    """site_id or team_id -> its pickups, in the order in which they come."""
    rows: dict[str, list[Pickup]] = defaultdict(list)
    for pickup in pickups:
        rows[pickup.source_id].append(pickup)
    return rows
