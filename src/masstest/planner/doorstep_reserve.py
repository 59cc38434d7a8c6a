"""Tours with a margin, once it is known what the points need: people and supplies left over."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageResult
from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep import with_reserve
from masstest.solver.stages import DoorstepPlan
from masstest.solver.supplies import needs


def eased(
    roster: Roster,
    travel: Travel,
    doorstep: StageResult[DoorstepPlan],
    points: Sequence[Point],
    budget: Budget,
    *,
    pairs: int,
) -> StageResult[DoorstepPlan]:
    """`doorstep` with up to `pairs` teams more, unless these would empty a stock."""
    found = with_reserve(roster, travel, doorstep, budget, pairs_to_spare=pairs)
    lacking = _packs_lacking(roster, points, found.value.teams)
    if lacking > 0 and lacking > _packs_lacking(roster, points, doorstep.value.teams):
        return doorstep
    return found


def _packs_lacking(roster: Roster, points: Sequence[Point], teams: Sequence[DoorstepTeam]) -> int:
    """Packs, of all items together, that the stock is short of."""
    needed = needs(roster, points, teams)
    return sum(
        max(0, sum(need.packs(item) for need in needed) - int(item.stock // item.pack_size))
        for item in roster.supplies
    )
