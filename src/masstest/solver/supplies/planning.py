"""Planning supplies: packs for every place from the stock, then their delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masstest.domain.budget import Budget
from masstest.domain.objective import LATE_KIT_MIN, MISSING_PACK_MIN, SUPPLY_VEHICLE_MIN
from masstest.domain.outcome import (
    Remedy,
    RemedyCode,
    Shortage,
    StageReport,
    StageResult,
    StageStatus,
)
from masstest.domain.plan import Coverage, DoorstepTeam, Point, Supply, SupplyRun, SupplyStop
from masstest.domain.roster import Roster, SupplyItem, VehicleKind
from masstest.domain.travel import Travel
from masstest.solver.fleet import (
    SHIFT_MAX_MIN,
    Call,
    Rounds,
    add_vehicles,
    fleet_of,
    vehicles_missing,
)
from masstest.solver.stages import CrewShift, SuppliesPlan
from masstest.solver.supplies.delivery import deliver, kit_arrival
from masstest.solver.supplies.need import Need, needs, stock_limit

NO_ROUNDS = Rounds((), (), 0.0, 0, 0, 0.0, stopped=False)


def plan_supplies(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    teams: Sequence[DoorstepTeam],
    staff_count_by_place: Mapping[str, int] | None,
    budget: Budget,
) -> StageResult[SuppliesPlan]:
    """What every point and team is sent, and the runs that bring the points' kits.

    Doorstep teams fetch theirs themselves when they set out.

    Parameters
    ----------
    coverage : not used: points carry their persons and tubes
    staff_count_by_place : staff shifts by site or team id; None: estimated from the lanes

    Returns
    -------
    Supplies, runs (crews empty) and the vehicles' shifts; shortages ``stock_limit`` per item
    and ``kit_arrival``.
    """
    needed = needs(roster, points, teams, staff_count_by_place)
    supplies, short = share_out(roster, needed)
    kitted = {supply.site_id for supply in supplies}
    calls = kit_arrival([point for point in points if point.site_id in kitted])
    rounds = deliver(roster, travel, calls, budget) if calls else NO_ROUNDS
    late_min = rounds.late_min + _never_min(calls, rounds)
    values = {
        "missing": MISSING_PACK_MIN * sum(short.values()),
        "late": LATE_KIT_MIN * late_min,
        "vehicles": rounds.vehicles_cost,
        "drive": float(rounds.drive_min),
    }
    objective, bound = sum(values.values()), values["missing"] + rounds.bound
    status = rounds.status if objective > bound or rounds.stopped else StageStatus.optimal
    if not needed or not roster.supplies:
        status = StageStatus.skipped
    report = StageReport(
        stage="supplies",
        status=status,
        objective=objective,
        best_bound=bound,
        gap=(objective - bound) / objective if objective else 0.0,
        wall_s=budget.elapsed_s,
        terms=values,
    )
    shortages = tuple(
        _stock_shortage(item, needed, short) for item in roster.supplies if short.get(item.item)
    )
    if late_min:
        shortages += (_late_shortage(roster, travel, calls, rounds, budget),)
    runs = tuple(
        SupplyRun(
            run_id=f"K{number:03d}",
            vehicle_id=way.vehicle_id,
            start=way.start,
            end=way.end,
            stops=tuple(SupplyStop(site_id=s, arrive=a, depart=d) for s, a, d in way.calls),
        )
        for number, way in enumerate(rounds.rounds, start=1)
    )
    shifts = tuple(
        CrewShift(run.vehicle_id, VehicleKind.supply, (run.run_id,), run.start, run.end)
        for run in runs
    )
    return StageResult(SuppliesPlan(supplies, runs, shifts), report, shortages)


def share_out(roster: Roster, needed: Sequence[Need]) -> tuple[tuple[Supply, ...], dict[str, int]]:
    """(what each place is sent, item -> packs that are missing)."""
    supplies, short = [], {}
    for item in roster.supplies:
        sent = stock_limit(item, needed)
        missing = sum(need.packs(item) for need in needed) - sum(sent)
        if missing:
            short[item.item] = missing
        for need, packs in zip(needed, sent, strict=True):
            if packs:
                supplies.append(
                    Supply(
                        site_id=need.id if need.kind == "site" else None,
                        team_id=need.id if need.kind == "team" else None,
                        item=item.item,
                        quantity=round(packs * item.pack_size, 9),
                    )
                )
    return tuple(sorted(supplies, key=lambda s: (s.site_id or "", s.team_id or ""))), short


def _never_min(calls: Sequence[Call], rounds: Rounds) -> int:
    """Minutes that count for kits which no run brings."""
    left_out = set(rounds.left_out)
    return round(sum(c.left_out_cost / c.late_cost for c in calls if c.site_id in left_out))


def _stock_shortage(item: SupplyItem, needed: Sequence[Need], short: Mapping[str, int]) -> Shortage:
    total = sum(need.packs(item) for need in needed)
    return Shortage(
        rule="stock_limit",
        subject=item.item,
        amount=short[item.item] * item.pack_size,
        unit=item.unit,
        remedies=(
            Remedy(
                code=RemedyCode.add_stock,
                rule="stock_limit",
                subject=item.item,
                quantity=round(total * item.pack_size - item.stock, 9),
                unit=item.unit,
            ),
        ),
    )


def _late_shortage(
    roster: Roster, travel: Travel, calls: Sequence[Call], rounds: Rounds, budget: Budget
) -> Shortage:
    first = min(call.due for call in calls)
    fleet = fleet_of(roster, VehicleKind.supply, SUPPLY_VEHICLE_MIN, first - SHIFT_MAX_MIN)
    missing = vehicles_missing(roster, travel, calls, fleet, budget.slice(1.0))
    due = {call.site_id: call.due for call in calls}
    lateness = {s: arrive - due[s] for way in rounds.rounds for s, arrive, _ in way.calls}
    lateness |= {
        c.site_id: round(c.left_out_cost / c.late_cost)
        for c in calls
        if c.site_id in set(rounds.left_out)
    }
    worst = max(lateness, key=lambda site_id: (lateness[site_id], site_id))
    return Shortage(
        rule="kit_arrival",
        subject=worst,
        amount=lateness[worst],
        unit="min",
        deadline_missed_by_min=lateness[worst],
        remedies=add_vehicles("kit_arrival", VehicleKind.supply, missing),
    )
