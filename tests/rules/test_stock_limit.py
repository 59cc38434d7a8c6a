"""stock_limit (target): what is sent is at most what is in stock."""

from __future__ import annotations

import pytest

import plan_parts
import support
from masstest.checks.supplies import needs as needs_of_check
from masstest.checks.supplies import stock_limit
from masstest.domain.objective import MISSING_PACK_MIN
from masstest.domain.plan import Supply
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster, SupplyItem
from masstest.solver.supplies import needs, plan_supplies
from masstest.solver.supplies import stock_limit as share
from masstest.travel import straight_line

POINTS = (
    plan_parts.point("P1", persons=1000, tubes=105, lanes=3, finish_at=700, open_until=700),
    plan_parts.point("P2", persons=400, tubes=43, lanes=1, open_from=400, finish_at=640),
    plan_parts.point("P3", persons=90, tubes=10, lanes=1, open_from=450, finish_at=504),
)


def district(stock: float, pack_size: float = 10) -> Roster:
    swabs = SupplyItem(
        item="swabs", unit="pcs", stock=stock, pack_size=pack_size, per_person=1.02, per_tube=0.5,
        per_lane=20, per_point=5, per_staff_shift=2,
    )  # fmt: skip
    return support.roster(
        sites=tuple(support.site(p.site_id) for p in POINTS),
        vehicles=(support.vehicle("S1", kind="supply"),),
        supplies=(swabs,),
    )


def total_packs(roster: Roster) -> int:
    (item,) = roster.supplies
    return sum(need.packs(item) for need in needs(roster, POINTS, ()))


def test_check_at_and_just_over_the_stock() -> None:
    roster = district(stock=50)
    travel = straight_line(roster)

    def sending(quantity: float) -> list:
        supply = Supply(site_id="P1", item="swabs", quantity=quantity)
        plan = plan_parts.plan(roster, supplies=(supply,))
        return list(stock_limit(roster, plan, travel))

    assert sending(50) == []
    (violation,) = sending(51)
    assert (violation.rule, violation.subjects) == ("stock_limit", ("swabs",))
    assert (violation.amount, violation.limit) == (51, 50)


def test_solver_and_check_need_the_same() -> None:
    roster = district(stock=1e6, pack_size=7)
    plan = plan_parts.plan(roster, points=POINTS)
    (item,) = roster.supplies
    own = {(n.id, "swabs"): n.packs(item) * 7 for n in needs(roster, POINTS, ())}
    assert own == pytest.approx(needs_of_check(roster, plan))


@pytest.mark.parametrize("spare", [0, 9])
def test_everybody_gets_the_kit_while_the_stock_lasts(spare: int) -> None:
    roster = district(stock=10 * total_packs(district(0)) + spare)
    travel = straight_line(roster)
    result = plan_supplies(roster, travel, POINTS, (), (), None, plan_parts.budget())
    plan = plan_parts.plan(
        roster, points=POINTS, supplies=result.value.supplies, supply_runs=result.value.runs
    )
    assert list(stock_limit(roster, plan, travel)) == []
    assert result.report.terms["missing"] == 0
    assert not any(s.rule == "stock_limit" for s in result.shortages)


@pytest.mark.parametrize("packs_short", [1, 17, 60, 100_000])
def test_a_short_stock_is_used_up_and_shared_fairly(packs_short: int) -> None:
    needed = total_packs(district(0))
    missing = min(packs_short, needed)
    roster = district(stock=10 * (needed - missing) + 4)
    travel = straight_line(roster)
    result = plan_supplies(roster, travel, POINTS, (), (), None, plan_parts.budget())
    sent = {supply.site_id: supply.quantity for supply in result.value.supplies}
    assert sum(sent.values()) == 10 * (needed - missing)
    assert all(quantity % 10 == 0 for quantity in sent.values())
    assert result.report.terms["missing"] == MISSING_PACK_MIN * missing
    (item,) = roster.supplies
    own = needs(roster, POINTS, ())
    share_of_all = (needed - missing) / needed
    for need in own:
        # whole packs: nobody is more than a round of leftovers from the common share
        assert abs(sent.get(need.id, 0) / 10 - need.packs(item) * share_of_all) <= 2
    (shortage,) = [s for s in result.shortages if s.rule == "stock_limit"]
    assert (shortage.subject, shortage.amount) == ("swabs", 10 * missing)
    mended = apply(roster, shortage.remedies)
    again = plan_supplies(mended, travel, POINTS, (), (), None, plan_parts.budget())
    assert again.report.terms["missing"] == 0


def test_left_over_packs_go_to_those_who_begin_first() -> None:
    roster = district(stock=0)
    (item,) = roster.supplies
    own = needs(roster, POINTS, ())
    one = item.model_copy(update={"stock": 10.0})
    assert dict(zip([n.id for n in own], share(one, own), strict=True)) == {
        "P1": 0, "P2": 1, "P3": 0,
    }  # fmt: skip
