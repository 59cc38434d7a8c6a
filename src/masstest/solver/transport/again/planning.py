"""The transport stage with an earlier plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from masstest.domain import objective
from masstest.domain.budget import Budget
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.plan import Coverage, DoorstepTeam, Point, Run
from masstest.domain.roster import Roster, TransportMode
from masstest.domain.travel import Travel
from masstest.solver.stages import TransportPlan
from masstest.solver.transport.again.counting import avoidable_overage_min, fitted
from masstest.solver.transport.again.fetching import can_be_fetched, fetch_runs
from masstest.solver.transport.again.new_runs import add_runs
from masstest.solver.transport.again.redirect import redirect
from masstest.solver.transport.again.remainder import tubes_left
from masstest.solver.transport.again.standing import (
    Ground,
    Standing,
    by_vehicle,
    find_standing,
)
from masstest.solver.transport.crews import crew_shifts
from masstest.solver.transport.day import Means
from masstest.solver.transport.laboratories import LabDay, lab_days
from masstest.solver.transport.lost_labs import (
    NO_LOSSES,
    Losses,
    fetched,
    kept_deliveries,
    lab_loads,
    left_lying,
)
from masstest.solver.transport.problem import UNDELIVERED_TUBE_MIN
from masstest.solver.transport.shortages import Relief, lateness, more_capacity, shortages_of
from masstest.solver.transport.sources import all_sources
from masstest.solver.transport.terms import transport_terms

_MOST_FILLS = 3  # times that new runs are made for what is left
NOT_YET = -(10**6)
"""A freeze before everything: nothing has happened."""


@dataclass(frozen=True)
class Attempt:
    """A day of runs, and what it costs with the telling of changes.

    Attributes
    ----------
    left : tubes that nobody takes, by source
    cost : in minutes driven, without what can't be avoided (`avoidable_overage_min`)
    trouble : what lateness and tubes left behind are worth of that, at sources or lying at a
        lost laboratory
    """

    runs: tuple[Run, ...]
    days: tuple[LabDay, ...]
    terms: dict[str, float]
    left: dict[str, int]
    cost: float
    trouble: float


def transport_again(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    teams: Sequence[DoorstepTeam],
    before: Sequence[Run],
    mode: TransportMode,
    budget: Budget,
    *,
    freeze: int | None = None,
    idle: Collection[str] = (),
    losses: Losses = NO_LOSSES,
) -> StageResult[TransportPlan]:
    """Plan pickups, runs and laboratories anew, changing as few runs as possible.

    Runs that are still possible stay. A run whose laboratory is lost keeps its pickups and goes
    to another one. What lies at a lost laboratory is fetched, and what is left at sources is picked
    up, by new runs between the runs that stay. If targets are missed so, the runs concerned are
    planned anew, then all runs to come; the plan with the least cost is taken, every changed run
    counting `RUN_CHANGED_MIN`.

    Parameters
    ----------
    before : the earlier plan's runs
    mode : the earlier plan's transport mode; dedicated vehicles stay with their points
    freeze : runs that have left by this minute keep what they have done; None: none has left
    idle : vehicles that take no run any more, beyond one that has left
    losses : laboratories that were lost; what lies there is fetched
    """
    began = time.monotonic()
    sources = {
        source.source_id: source for source in all_sources(roster, travel, points, coverage, teams)
    }
    start = NOT_YET if freeze is None else freeze
    ground = Ground(roster, travel, sources, start, frozenset(idle), losses)
    standing = find_standing(ground, before)
    best = _mended(ground, standing, before, budget)
    for released in (_in_trouble, _to_come):
        if best.trouble <= 0 or budget.remaining_s <= 0:
            break
        rest = released(ground, standing, best)
        if len(rest.runs) == len(standing.runs):
            continue
        other = _mended(ground, rest, before, budget)
        best = min(best, other, key=lambda attempt: attempt.cost)
    plan = TransportPlan(
        mode=mode,
        runs=best.runs,
        labs=lab_loads(roster, best.runs, losses),
        shifts=crew_shifts(roster, best.runs),
        undeliverable=best.left,
    )
    report = StageReport(
        stage="transport",
        status=StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible,
        objective=sum(best.terms.values()),
        wall_s=time.monotonic() - began,
        terms=best.terms,
    )
    relief = Relief(rates=more_capacity(roster, best.days))
    return StageResult(plan, report, shortages_of(roster, best.runs, best.days, best.left, relief))


Release = Callable[[Ground, Standing, Attempt], Standing]


def _mended(ground: Ground, standing: Standing, before: Sequence[Run], budget: Budget) -> Attempt:
    """Redirect what is astray, pick up what is left, and count."""
    standing = standing.with_runs(fitted(ground, standing.runs))
    while True:
        found, stuck = redirect(ground, standing, before, budget)
        given_up = _in_the_way(ground, found, stuck)
        if not given_up:
            break
        standing = standing.without(given_up)
        standing = standing.with_runs(fitted(ground, standing.runs))
    kept = fitted(ground, found.runs)
    runs = kept
    for _ in range(_MOST_FILLS):
        runs = add_runs(ground, runs, before, budget)
        fitting = fitted(ground, runs)
        if fitting == runs:
            break
        runs = fitting  # pickups found more than they were planned for, or ways were longer
    # what is sampled now can't wait; what lies at a laboratory has waited
    runs = fetch_runs(ground, runs, before, Means.of(ground.roster).crews)
    if len(runs) > len(kept):
        again, _ = redirect(ground, Standing(runs), before, budget)
        runs = fitted(ground, again.runs)
    return _attempt(ground, runs, before)


def _in_the_way(ground: Ground, standing: Standing, stuck: Collection[str]) -> set[str]:
    """Runs to give up because they, or runs before them, can't reach any laboratory."""
    given_up: set[str] = set()
    for own in by_vehicle(standing.runs).values():
        for number, run in enumerate(own):
            if run.run_id not in stuck:
                continue
            later = [r.run_id for r in own[number + 1 :]]
            if run.start >= ground.freeze:
                given_up.add(run.run_id)
            elif later:
                given_up.add(later[0])
            break
    return given_up


def _attempt(ground: Ground, runs: tuple[Run, ...], before: Sequence[Run]) -> Attempt:
    days = lab_days(ground.roster, ground.roster.labs, kept_deliveries(runs, ground.losses))
    terms = transport_terms(ground.roster, ground.travel, runs, days)
    left = tubes_left(ground.sources, runs)
    lying = left_lying(
        {
            lab_id: [pile for pile in piles if can_be_fetched(ground, pile.zone_class)]
            for lab_id, piles in fetched(runs, ground.losses)[1].items()
        }
    )
    changed = runs_changed(before, runs)
    tubes = sum(left.values()) + sum(lying.values())
    avoidable = sum(avoidable_overage_min(ground, run) for run in runs)
    judged = terms | {"overage": objective.OVERAGE_MIN * avoidable}
    cost = sum(judged.values()) + objective.RUN_CHANGED_MIN * changed + UNDELIVERED_TUBE_MIN * tubes
    trouble = lateness(judged) + UNDELIVERED_TUBE_MIN * tubes
    return Attempt(runs, days, terms, left, cost, trouble)


def runs_changed(before: Sequence[Run], after: Sequence[Run]) -> int:
    """Runs that are new, gone, or go elsewhere or at another time; tubes don't matter."""
    old, new = {_way(run) for run in before}, {_way(run) for run in after}
    return max(len(old - new), len(new - old))


def _way(run: Run) -> tuple[object, ...]:
    stops = ((s.site_id, s.team_id, s.compound_id, s.lab_id, s.arrive) for s in run.stops)
    return (run.vehicle_id, *stops)


def _in_trouble(ground: Ground, standing: Standing, attempt: Attempt) -> Standing:
    """Without the runs to come that are late, or whose laboratory is."""
    par, rnd = ground.roster.parameters, ground.roster.round
    late_labs = {
        day.lab.lab_id
        for day in attempt.days
        if (day.key_results_at or 0) > rnd.key_result_deadline
        or (day.results_at or 0) > rnd.result_deadline
    }
    released = set()
    for run in attempt.runs:
        waits = [
            stop.arrive - (stop.oldest_sample_at or stop.arrive)
            for stop in run.stops[:-1]
            if stop.lab_id is None
        ]
        if (
            run.stops[-1].lab_id in late_labs
            or max(waits, default=0) > par.pickup_interval_max_min
            or avoidable_overage_min(ground, run) > 0
        ):
            released.add(run.run_id)
    return standing.without(
        {run.run_id for run in standing.runs if run.run_id in released and _open(ground, run)}
    )


def _to_come(ground: Ground, standing: Standing, attempt: Attempt) -> Standing:
    """Only the runs that have left."""
    return standing.without({run.run_id for run in standing.runs if _open(ground, run)})


def _open(ground: Ground, run: Run) -> bool:
    return run.start >= ground.freeze
