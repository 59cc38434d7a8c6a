"""The location stage: which sites become points, with how many lanes, and who goes where."""

from __future__ import annotations

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageReport, StageResult, StageStatus
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Travel
from masstest.solver.location.assemble import assemble, terms
from masstest.solver.location.limited import (
    samplers_expected,
    samplers_needed,
    settle_limited,
)
from masstest.solver.location.network import walkers
from masstest.solver.location.search import GAP_TOLERANCE
from masstest.solver.location.settle import Settled, settle
from masstest.solver.location.shortage import find_shortages
from masstest.solver.stages import LocationPlan

# Share of the time for the plan without a limit on samplers, by how likely the limit binds.
_SHARE_IF_SHORT, _SHARE_IF_CLOSE = 0.25, 0.6
_CLOSE = 1.15  # supply / expected need
_LEAST_LIMITED_SHARE = 0.4


def locate(
    roster: Roster, travel: Travel, budget: Budget, *, sampler_supply: int | None
) -> StageResult[LocationPlan]:
    """Choose points, lanes, opening hours and appointments for everybody who walks.

    Parameters
    ----------
    sampler_supply : samplers who can work at points; None: as many as it takes

    Returns
    -------
    StageResult
        Points and coverage; the report's bound holds for plans in which compounds choose among
        the candidate sites of the model (see the formulation).
    """
    share = _share_without_limit(roster, sampler_supply)
    unlimited = _settle_groups(
        roster, travel, budget.slice(share * budget.seconds), at_ease=share == 1.0
    )
    plan = _assembled(roster, unlimited)
    least_s = _LEAST_LIMITED_SHARE * budget.seconds
    if share == 1.0 and _lacking(roster, plan, sampler_supply):  # the reserve goes before anybody
        seconds = least_s if budget.deterministic else max(budget.remaining_s, least_s)
        unlimited = _settle_groups(roster, travel, budget.slice(seconds), at_ease=False)
        plan = _assembled(roster, unlimited)
    settled, lacking = unlimited, _lacking(roster, plan, sampler_supply)
    if sampler_supply is not None and lacking:
        seconds = least_s if budget.deterministic else max(budget.remaining_s, least_s)
        settled = [settle_limited(roster, travel, sampler_supply, budget.slice(seconds))]
        limited = _assembled(roster, settled)
        shortages = find_shortages(roster, travel, limited, without_limit=plan, lacking=lacking)
        plan = limited
    else:
        shortages = find_shortages(roster, travel, plan)
    found = terms(roster, plan)
    objective, bound = sum(found.values()), sum(part.bound for part in settled)
    gap = max(0.0, objective - bound) / max(objective, 1e-9)
    if budget.stop.is_set():
        status = StageStatus.stopped
    else:
        status = StageStatus.optimal if gap <= GAP_TOLERANCE else StageStatus.feasible
    report = StageReport(
        stage="location",
        status=status,
        objective=objective,
        best_bound=bound,
        gap=gap,
        wall_s=round(budget.elapsed_s, 3),
        terms=found,
    )
    return StageResult(plan, report, shortages)


def _lacking(roster: Roster, plan: LocationPlan, sampler_supply: int | None) -> int:
    """How many samplers a plan needs beyond those there are."""
    if sampler_supply is None:
        return 0
    return max(0, samplers_needed(roster, plan.points) - sampler_supply)


def _assembled(roster: Roster, settled: list[Settled]) -> LocationPlan:
    return assemble(
        roster,
        [opening for part in settled for opening in part.openings],
        [visit for part in settled for visit in part.visits],
    )


def _share_without_limit(roster: Roster, sampler_supply: int | None) -> float:
    if sampler_supply is None:
        return 1.0
    expected = samplers_expected(roster)
    if sampler_supply < expected:
        return _SHARE_IF_SHORT
    return _SHARE_IF_CLOSE if sampler_supply < _CLOSE * expected else 1.0


def _settle_groups(
    roster: Roster, travel: Travel, budget: Budget, *, at_ease: bool
) -> list[Settled]:
    """Zone groups are independent: the small ones first, the largest gets what time is left.

    Where the samplers hardly do, or not at all, nobody is spared for a reserve (`at_ease`).
    """
    size = {group: len(walkers(roster, group)) for group in ZoneGroup}
    settled = []
    while size:
        group = min(size, key=lambda g: (size[g], g))
        share = max(size[group], 1) / max(sum(size.values()), 1)
        seconds = budget.seconds if budget.deterministic else budget.remaining_s
        own = budget.slice(share * seconds)
        settled.append(settle(roster, travel, group, own, at_ease=at_ease))
        del size[group]
    return settled
