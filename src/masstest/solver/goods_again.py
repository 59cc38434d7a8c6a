"""Supplies and medical waste with an earlier plan: rounds stay, new calls get rounds of their own.

A round that is still possible stays as it was, without the points that are gone. Points that no
round serves in time any more come at the end of a round with time for them, or else are called
at by vehicles without a round. If that is not enough before the day has begun, all rounds are
planned anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from masstest.domain.budget import Budget
from masstest.domain.objective import (
    LATE_KIT_MIN,
    LATE_WASTE_MIN,
    MISSING_PACK_MIN,
    SUPPLY_VEHICLE_MIN,
    WASTE_VEHICLE_MIN,
)
from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import (
    DoorstepTeam,
    Point,
    Supply,
    SupplyRun,
    SupplyStop,
    WasteRun,
    WasteStop,
)
from masstest.domain.roster import Roster, VehicleKind
from masstest.domain.travel import Place, Travel
from masstest.domain.units import DAY_MIN
from masstest.solver.fleet import SHIFT_MAX_MIN
from masstest.solver.stages import SuppliesPlan, WastePlan
from masstest.solver.supplies import needs, plan_supplies, share_out
from masstest.solver.waste import plan_waste

NOT_YET = -(10**6)
GoodsRun = TypeVar("GoodsRun", SupplyRun, WasteRun)


@dataclass(frozen=True)
class Rounds(Generic[GoodsRun]):
    """Rounds that stay, and the points that need another."""

    runs: tuple[GoodsRun, ...]
    unserved: frozenset[str]


def supplies_again(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    sent: Sequence[Supply],
    runs: Sequence[SupplyRun],
    budget: Budget,
    *,
    freeze: int,
    idle: Collection[str] = (),
) -> StageResult[SuppliesPlan]:
    """What places are sent, and who brings it, changing as little as possible.

    A place keeps what it was sent if that is enough. More persons at a point that has its kit
    already bring the kits of the place they come from.
    """
    needed, short = share_out(roster, needs(roster, points, teams))
    supplies = _quantities(roster, sent, needed)
    kitted = {supply.site_id for supply in supplies if supply.site_id is not None}
    due = {p.site_id: p.open_from for p in points if p.site_id in kitted}

    def in_time(site_id: str, arrive: int) -> bool:
        return site_id in due and (arrive < freeze or arrive <= due[site_id])

    kept = _keep(roster, travel, runs, VehicleKind.supply, in_time, due, freeze, idle)
    kept = _longer(roster, travel, kept, due, dict.fromkeys(due, NOT_YET), SupplyStop, freeze)
    left = [point for point in points if point.site_id in kept.unserved]
    new: tuple[SupplyRun, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    if left:
        rest = _spare(roster, VehicleKind.supply, kept.runs, freeze, idle)
        more = plan_supplies(rest, travel, left, (), (), None, budget)
        new = more.value.runs
        shortages = tuple(s for s in more.shortages if s.rule == "kit_arrival")
    every = (*kept.runs, *_numbered(new, runs, "K"))
    arrivals: dict[str, int] = {}
    for run in every:
        for stop in run.stops:
            arrivals[stop.site_id] = max(stop.arrive, arrivals.get(stop.site_id, stop.arrive))
    late = sum(
        max(0, arrivals.get(p.site_id, max(p.open_until, p.open_from + 1)) - p.open_from)
        for p in points
        if p.site_id in kitted
    )
    terms = {
        "missing": MISSING_PACK_MIN * sum(short.values()),
        "late": LATE_KIT_MIN * late,
        "vehicles": SUPPLY_VEHICLE_MIN * len({run.vehicle_id for run in every}),
        "drive": float(_driven(travel, every)),
    }
    again = StageResult(
        SuppliesPlan(supplies, every, ()), _report("supplies", terms, budget), shortages
    )
    if not late or freeze > NOT_YET:
        return again
    fresh = plan_supplies(roster, travel, points, (), teams, None, budget)
    return min(again, fresh, key=lambda result: result.report.objective)


def waste_again(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    runs: Sequence[WasteRun],
    budget: Budget,
    *,
    freeze: int,
    idle: Collection[str] = (),
) -> StageResult[WastePlan]:
    """Rounds that empty every point after it has closed, changing as little as possible."""
    limit = {p.site_id: p.open_until + roster.parameters.waste_deadline_h * 60 for p in points}
    closed = {p.site_id: p.open_until for p in points}

    def in_time(site_id: str, arrive: int) -> bool:
        return site_id in closed and closed[site_id] <= arrive <= limit[site_id]

    kept = _keep(roster, travel, runs, VehicleKind.waste, in_time, closed, freeze, idle)
    kept = _longer(roster, travel, kept, limit, closed, WasteStop, freeze)
    left = [point for point in points if point.site_id in kept.unserved]
    new: tuple[WasteRun, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    if left:
        rest = _spare(roster, VehicleKind.waste, kept.runs, freeze, idle)
        more = plan_waste(rest, travel, left, budget)
        new, shortages = more.value.runs, more.shortages
    every = (*kept.runs, *_numbered(new, runs, "W"))
    emptied: dict[str, int] = {}
    for run in every:
        for stop in run.stops:
            if stop.site_id in closed and stop.arrive >= closed[stop.site_id]:
                first = emptied.get(stop.site_id, stop.arrive)
                emptied[stop.site_id] = min(first, stop.arrive)
    late = sum(max(0.0, emptied.get(s, limit[s] + DAY_MIN) - limit[s]) for s in closed)
    terms = {
        "late": LATE_WASTE_MIN * late,
        "vehicles": WASTE_VEHICLE_MIN * len({run.vehicle_id for run in every}),
        "drive": float(_driven(travel, every)),
    }
    again = StageResult(WastePlan(every, ()), _report("waste", terms, budget), shortages)
    if not late or freeze > NOT_YET:
        return again
    fresh = plan_waste(roster, travel, points, budget)
    return min(again, fresh, key=lambda result: result.report.objective)


def _report(stage: str, terms: Mapping[str, float], budget: Budget) -> StageReport:
    return StageReport(
        stage=stage,
        status=StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible,
        objective=sum(terms.values()),
        wall_s=budget.elapsed_s,
        terms=terms,
    )


def _quantities(
    roster: Roster, sent: Sequence[Supply], needed: Sequence[Supply]
) -> tuple[Supply, ...]:
    """What each place is sent: as before where that is enough and the stock allows."""
    before = {(s.site_id, s.team_id, s.item): s for s in sent}
    kept = []
    for supply in needed:
        old = before.get((supply.site_id, supply.team_id, supply.item))
        kept.append(old if old is not None and old.quantity >= supply.quantity else supply)
    stock = {item.item: item.stock for item in roster.supplies}
    total: dict[str, float] = {}
    for supply in kept:
        total[supply.item] = total.get(supply.item, 0.0) + supply.quantity
    over = {item for item, quantity in total.items() if quantity > stock.get(item, 0.0) + 1e-6}
    return tuple(new if new.item in over else old for old, new in zip(kept, needed, strict=True))


def _keep(
    roster: Roster,
    travel: Travel,
    runs: Sequence[GoodsRun],
    kind: VehicleKind,
    in_time: Callable[[str, int], bool],
    wanted: Collection[str],
    freeze: int,
    idle: Collection[str],
) -> Rounds[GoodsRun]:
    """Rounds with the stops that still serve somebody; what has happened stays."""
    kept: list[GoodsRun] = []
    served: set[str] = set()
    for run in runs:
        vehicle = roster.vehicle.get(run.vehicle_id)
        if vehicle is None or vehicle.kind is not kind:
            continue
        begun = run.start < freeze
        if not begun and (
            run.vehicle_id in idle
            or run.start < vehicle.available_from
            or run.end > vehicle.available_until
        ):
            continue
        stops = tuple(
            stop for stop in run.stops if stop.arrive < freeze or in_time(stop.site_id, stop.arrive)
        )
        stops = tuple(stop for stop in stops if stop.site_id in wanted)
        if not stops:
            continue
        served |= {stop.site_id for stop in stops if in_time(stop.site_id, stop.arrive)}
        same = stops == run.stops
        kept.append(
            run if same else run.model_copy(update={"stops": stops, "end": stops[-1].depart})
        )
    return Rounds(tuple(kept), frozenset(wanted) - served)


def _longer(
    roster: Roster,
    travel: Travel,
    kept: Rounds[GoodsRun],
    due: Mapping[str, float],
    earliest: Mapping[str, int],
    stop_type: type[SupplyStop] | type[WasteStop],
    freeze: int,
) -> Rounds[GoodsRun]:
    """Unserved points at the end of rounds that have time for them, the soonest first."""
    runs = list(kept.runs)
    unserved = set(kept.unserved)
    last_of: dict[str, int] = {}
    for run in runs:
        last_of[run.vehicle_id] = max(run.end, last_of.get(run.vehicle_id, run.end))
    for site_id in sorted(kept.unserved, key=lambda s: (due[s], s)):
        there = Place("site", site_id)
        best: tuple[int, int] | None = None
        for number, run in enumerate(runs):
            if run.end < freeze or run.end < last_of[run.vehicle_id]:
                continue
            way = travel.drive_min(Place("site", run.stops[-1].site_id), there)
            arrive = max(run.end + way, earliest[site_id])
            depart = arrive + roster.parameters.stop_min
            vehicle = roster.vehicle[run.vehicle_id]
            fits = depart <= vehicle.available_until and depart - run.start <= SHIFT_MAX_MIN
            if fits and arrive <= due[site_id] and (best is None or arrive < best[0]):
                best = arrive, number
        if best is None:
            continue
        arrive, number = best
        longer: GoodsRun = runs[number]
        depart = arrive + roster.parameters.stop_min
        stop = stop_type(site_id=site_id, arrive=arrive, depart=depart)
        runs[number] = longer.model_copy(update={"stops": (*longer.stops, stop), "end": depart})
        last_of[longer.vehicle_id] = depart
        unserved.discard(site_id)
    return Rounds(tuple(runs), frozenset(unserved))


def _spare(
    roster: Roster,
    kind: VehicleKind,
    runs: Sequence[SupplyRun | WasteRun],
    freeze: int,
    idle: Collection[str],
) -> Roster:
    """The roster with the vehicles of a kind that have no round, from the freeze on."""
    busy = {run.vehicle_id for run in runs}
    vehicles = tuple(
        v.model_copy(update={"available_from": max(v.available_from, freeze)})
        for v in roster.vehicles
        if v.kind is kind and v.vehicle_id not in busy and v.vehicle_id not in idle
    )
    return roster.model_copy(update={"vehicles": vehicles})


def _numbered(
    runs: Sequence[GoodsRun], before: Sequence[GoodsRun], letter: str
) -> tuple[GoodsRun, ...]:
    """New rounds with ids that no earlier one had."""
    used = {run.run_id for run in before}
    numbers = (f"{letter}{n:03d}" for n in range(1, 10**6) if f"{letter}{n:03d}" not in used)
    return tuple(run.model_copy(update={"run_id": next(numbers)}) for run in runs)


def _driven(travel: Travel, runs: Sequence[SupplyRun | WasteRun]) -> int:
    """Minutes driven from the vehicles' places through the stops."""
    total = 0
    here: dict[str, Place] = {}
    for run in sorted(runs, key=lambda run: run.start):
        at = here.get(run.vehicle_id, Place("vehicle", run.vehicle_id))
        for stop in run.stops:
            there = Place("site", stop.site_id)
            total += travel.drive_min(at, there)
            at = there
        here[run.vehicle_id] = at
    return total
