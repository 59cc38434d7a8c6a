"""Medical waste: every point is emptied soon after it closes."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.budget import Budget
from masstest.domain.objective import LATE_WASTE_MIN, WASTE_VEHICLE_MIN
from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import Point, WasteRun, WasteStop
from masstest.domain.roster import Roster, VehicleKind
from masstest.domain.travel import Travel
from masstest.domain.units import DAY_MIN
from masstest.solver.fleet import Call, add_vehicles, fleet_of, plan_rounds, vehicles_missing
from masstest.solver.stages import CrewShift, WastePlan


def waste_removed(roster: Roster, points: Sequence[Point]) -> list[Call]:
    """Each point is emptied soon after closing, or every minute later is paid for.

    Rule ``waste_removed``: open_until <= arrive <= open_until + 60 x waste_deadline_h +
    lateness. A point that is never emptied counts as a day late.
    """
    within_min = int(roster.parameters.waste_deadline_h * 60)
    return [
        Call(
            site_id=point.site_id,
            earliest=point.open_until,
            due=point.open_until + within_min,
            late_cost=LATE_WASTE_MIN,
            left_out_cost=LATE_WASTE_MIN * DAY_MIN,
        )
        for point in points
    ]


def plan_waste(
    roster: Roster, travel: Travel, points: Sequence[Point], budget: Budget
) -> StageResult[WastePlan]:
    """Runs that empty every point after it has closed.

    Returns
    -------
    Runs (crews empty) and the vehicles' shifts; shortage ``waste_removed`` with the vehicles
    that would end it.
    """
    calls = waste_removed(roster, points)
    if not calls:
        report = StageReport(stage="waste", status=StageStatus.skipped, objective=0.0)
        return StageResult(WastePlan((), ()), report)
    fleet = fleet_of(roster, VehicleKind.waste, WASTE_VEHICLE_MIN)
    rounds = plan_rounds(roster, travel, calls, fleet, budget)
    limit = {p.site_id: p.open_until + roster.parameters.waste_deadline_h * 60 for p in points}
    late = {s: max(0.0, at - limit[s]) for way in rounds.rounds for s, at, _ in way.calls}
    late |= dict.fromkeys(rounds.left_out, float(DAY_MIN))
    values = {
        "late": LATE_WASTE_MIN * sum(late.values()),
        "vehicles": rounds.vehicles_cost,
        "drive": float(rounds.drive_min),
    }
    objective = sum(values.values())
    status = rounds.status if objective > rounds.bound or rounds.stopped else StageStatus.optimal
    report = StageReport(
        stage="waste",
        status=status,
        objective=objective,
        best_bound=rounds.bound,
        gap=(objective - rounds.bound) / objective if objective else 0.0,
        wall_s=budget.elapsed_s,
        terms=values,
    )
    shortages: tuple[Shortage, ...] = ()
    worst = max(late, key=lambda site_id: (late[site_id], site_id))
    if late[worst] > 0:
        missing = vehicles_missing(roster, travel, calls, fleet, budget.slice(1.0))
        shortages = (
            Shortage(
                rule="waste_removed",
                subject=worst,
                amount=late[worst],
                unit="min",
                deadline_missed_by_min=round(late[worst]),
                remedies=add_vehicles("waste_removed", VehicleKind.waste, missing),
            ),
        )
    runs = tuple(
        WasteRun(
            run_id=f"W{number:03d}",
            vehicle_id=way.vehicle_id,
            start=way.start,
            end=way.end,
            stops=tuple(WasteStop(site_id=s, arrive=a, depart=d) for s, a, d in way.calls),
        )
        for number, way in enumerate(rounds.rounds, start=1)
    )
    shifts = tuple(
        CrewShift(run.vehicle_id, VehicleKind.waste, (run.run_id,), run.start, run.end)
        for run in runs
    )
    return StageResult(WastePlan(runs, shifts), report, shortages)
