"""Sharing laboratories: never more than there is, fairly, near, and all of it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city_cases import need
from masstest.domain.city import DistrictNeed, LabReach
from masstest.domain.roster import Lab
from masstest.solver.laboratory_shares import (
    KEY_WEIGHT,
    OPENING_MIN,
    STEPS,
    Allocation,
    Bounds,
    share_laboratories,
)
from support import lab


def rates(found: Allocation, lab_id: str) -> dict[str, int]:
    return {
        district: shares[lab_id].tubes_per_hour
        for district, shares in found.shares.items()
        if lab_id in shares
    }


def test_all_of_a_laboratory_is_handed_out_in_proportion_to_the_need() -> None:
    found = share_laboratories({"L": lab("L", 300)}, [need("A", 5400, L=10), need("B", 2700, L=10)])
    given_out = rates(found, "L")
    assert sum(given_out.values()) == 300
    assert given_out["A"] == pytest.approx(200, abs=15)


def test_what_is_missing_is_spread() -> None:
    """Half of what is needed: nobody gets all while another gets nothing."""
    found = share_laboratories({"L": lab("L", 200)}, [need("A", 3600, L=5), need("B", 3600, L=60)])
    assert min(rates(found, "L").values()) >= 95
    assert found.terms["uncovered"] > 0


def test_the_nearer_laboratory_is_preferred() -> None:
    labs = {"N": lab("N", 1000), "S": lab("S", 1000)}
    found = share_laboratories(labs, [need("A", 3600, N=5, S=50), need("B", 3600, N=50, S=5)])
    assert set(found.shares["A"]) == {"N"}
    assert set(found.shares["B"]) == {"S"}


def test_a_district_that_has_no_other_gets_the_laboratory() -> None:
    """A can go elsewhere, at a price; B can't."""
    labs = {"N": lab("N", 200), "S": lab("S", 200)}
    found = share_laboratories(labs, [need("A", 3600, N=5, S=30), need("B", 3600, N=30)])
    assert rates(found, "N").get("B", 0) >= 195
    assert rates(found, "S")["A"] == 200


def test_sealed_tubes_count_only_where_they_may_go() -> None:
    reach = {"N": LabReach(5, 6, 18, sealed_ok=False), "S": LabReach(60, 6, 18)}
    district = DistrictNeed("A", 1000, 0, 900, reach)
    found = share_laboratories(
        {"N": lab("N", 500, sealed_ok=False), "S": lab("S", 500)}, [district]
    )
    assert found.shares["A"]["S"].tubes_per_hour * 18 >= 900


def test_the_part_of_the_day_follows_the_part_of_the_hour() -> None:
    found = share_laboratories(
        {"L": lab("L", 300, tubes_per_day=4_001)}, [need("A", 2000, L=1), need("B", 2000, L=1)]
    )
    shares = [shares["L"] for shares in found.shares.values()]
    assert sum(share.tubes_per_day or 0 for share in shares) <= 4_001
    for share in shares:
        assert share.tubes_per_day == 4_001 * share.tubes_per_hour // 300


def test_bounds_hold() -> None:
    found = share_laboratories(
        {"L": lab("L", 300)},
        [need("A", 5400, L=10), need("B", 100, L=10)],
        {("B", "L"): Bounds(120, 140)},
    )
    given_out = rates(found, "L")
    assert 120 <= given_out["B"] <= 140
    assert sum(given_out.values()) == 300


def cost(city: list[DistrictNeed], given_out: dict[tuple[str, str], int]) -> float:
    """The least objective with these rates: flows by hand, for one laboratory per district."""
    total = 0.0
    for district in city:
        ((lab_id, reach),) = district.reach.items()
        rate = given_out[district.district, lab_id]
        total += OPENING_MIN * (rate > 0)
        for amount, hours, weight in (
            (district.tubes, reach.hours, 1.0),
            (district.key_tubes, reach.key_hours, KEY_WEIGHT),
        ):
            started = min(amount * STEPS[-1].upto, rate * hours)
            before = 0.0
            for step in STEPS:
                width = (step.upto - before) * amount
                done = min(width, max(0.0, started - before * amount))
                drive = reach.drive_min * (1.0 if weight == 1.0 else KEY_WEIGHT - 1)
                total += weight * step.value_min * (width - done)
                if step.value_min * weight > drive:
                    total += drive * done
                else:
                    total += step.value_min * weight * done
                before = step.upto
    return total


def test_no_other_sharing_is_better() -> None:
    """Every way to share one laboratory between two districts, tried out by hand."""
    city = [need("A", 700, 100, L=12), need("B", 1100, 40, L=18)]
    found = share_laboratories({"L": lab("L", 80)}, city)
    best = min(
        cost(city, {("A", "L"): a, ("B", "L"): b})
        for a, b in product([0, *range(20, 81)], repeat=2)
        if a + b <= 80
    )
    assert sum(found.terms.values()) == pytest.approx(best, rel=2e-3)
    assert found.bound <= best * (1 + 1e-6)


@st.composite
def cities(draw: st.DrawFn) -> tuple[dict[str, Lab], list[DistrictNeed]]:
    labs = {
        f"L{n}": lab(
            f"L{n}",
            draw(st.integers(1, 900)),
            tubes_per_day=draw(st.none() | st.integers(0, 20_000)),
        )
        for n in range(draw(st.integers(1, 3)))
    }
    needs = []
    for n in range(draw(st.integers(1, 4))):
        near = draw(st.lists(st.sampled_from(sorted(labs)), unique=True))
        tubes = draw(st.floats(0, 20_000))
        reach = {lab_id: draw(st.floats(0, 90)) for lab_id in near}
        needs.append(need(f"D{n}", tubes, tubes * draw(st.floats(0, 1)), **reach))
    return labs, needs


@settings(max_examples=40, deadline=None)
@given(cities())
def test_shares_never_add_up_to_more_than_there_is(
    city: tuple[dict[str, Lab], list[DistrictNeed]],
) -> None:
    labs, needs = city
    found = share_laboratories(labs, needs)
    for lab_id, known in labs.items():
        shares = [shares[lab_id] for shares in found.shares.values() if lab_id in shares]
        assert sum(share.tubes_per_hour for share in shares) <= known.tubes_per_hour
        if known.tubes_per_day is not None:
            assert sum(share.tubes_per_day or 0 for share in shares) <= known.tubes_per_day
    reachable = {(each.district, lab_id) for each in needs for lab_id in each.reach}
    assert {(d, lab_id) for d, own in found.shares.items() for lab_id in own} <= reachable
