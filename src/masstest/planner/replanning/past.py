"""What has happened can't be planned otherwise: a check of its own, beside the rules.

It compares the two plans as they are written and knows nothing of how the second was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, SupplyRun, WasteRun

CODE = "past_kept"

Fact = tuple[object, ...]


def past_kept(before: Plan, after: Plan, freeze: int) -> Iterator[Violation]:
    """Stops, visits, departures and duties that began before `freeze` are in both plans alike.

    A stop counts with its place, times and tubes, a run that has left with its vehicle and start,
    a duty with its person, role, place, lane and start. Amount: how many such facts are in
    one plan only; limit: 0.
    """
    then, now = Counter(_facts(before, freeze)), Counter(_facts(after, freeze))
    for fact, count in ((then - now) + (now - then)).items():
        yield Violation(
            rule=CODE,
            subjects=tuple(str(part) for part in fact),
            amount=count,
            limit=0,
            unit="entries",
        )


def _facts(plan: Plan, freeze: int) -> Iterator[Fact]:
    for run in plan.runs:
        if run.start < freeze:
            yield "run", run.run_id, run.vehicle_id, run.start
        for stop in run.stops:
            if stop.arrive < freeze:
                source = stop.team_id or stop.site_id or stop.lab_id
                yield (
                    "stop",
                    run.run_id,
                    source,
                    stop.compound_id,
                    stop.arrive,
                    stop.depart,
                    stop.tubes,
                    stop.key_tubes,
                    stop.oldest_sample_at,
                )
    rounds: list[SupplyRun | WasteRun] = [*plan.supply_runs, *plan.waste_runs]
    for goods in rounds:
        for call in goods.stops:
            if call.arrive < freeze:
                yield "call", goods.run_id, goods.vehicle_id, call.site_id, call.arrive
    for team in plan.doorstep:
        for visit in team.stops:
            if visit.arrive < freeze:
                yield "visit", team.team_id, visit.compound_id, visit.arrive, visit.persons
    for duty in plan.duties:
        if duty.start < freeze:
            yield "duty", duty.staff_id, duty.role.value, duty.at, duty.lane, duty.start
    for point in plan.points:
        if point.open_from < freeze:
            yield "point", point.site_id, point.lanes, point.open_from
