"""Shared laboratories are not overfull: the check over all districts' plans."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masstest.checks.city import check_city
from masstest.domain.plan import LabHour, LabLoad, Plan, PlanRound, Run, Stop
from masstest.domain.roster import Lab, Round
from masstest.solver.laboratory_shares import share_of
from masstest.solver.transport.laboratories import Delivery, lab_day, lab_load
from support import DATE, lab

ORDER = Round(district="D", date=DATE)
L = lab("L", 100, tubes_per_day=1_000)
HOUR = 600


def plan(*loads: LabLoad, deliveries: tuple[tuple[str, Delivery], ...] = ()) -> Plan:
    """A plan of nothing but deliveries and loads."""
    return Plan(
        round=PlanRound.of(ORDER),
        labs=loads,
        runs=tuple(
            Run(run_id=f"R{n}", vehicle_id="V", start=0, end=d.depart, stops=(_stop(lab_id, d),))
            for n, (lab_id, d) in enumerate(deliveries)
        ),
    )


def _stop(lab_id: str, delivery: Delivery) -> Stop:
    return Stop(
        kind="deliver",
        lab_id=lab_id,
        arrive=delivery.arrive,
        depart=delivery.depart,
        tubes=delivery.tubes,
        key_tubes=delivery.key_tubes,
    )


def brought(tubes: int, key_tubes: int = 0, at: int = HOUR) -> tuple[str, Delivery]:
    return "L", Delivery(at - 10, at, tubes, key_tubes)


def load(*hours: tuple[int, int]) -> LabLoad:
    """A laboratory's table with so many tubes started in each hour."""
    rows = [
        LabHour(hour=hour, received=0, started=started, resulted=0, waiting=0)
        for hour, started in hours
    ]
    return LabLoad(lab_id="L", tubes=sum(n for _, n in hours), key_tubes=0, hours=tuple(rows))


def rules(*plans: Plan, labs: dict[str, Lab] | None = None) -> list[tuple[str, float, float]]:
    found = check_city({"L": L} if labs is None else labs, ORDER, plans)
    return [(v.rule, v.amount, v.limit) for v in found]


def half(started: int) -> Plan:
    """A district that brings 200 tubes before ten and has some started from ten to eleven."""
    return plan(load((HOUR, started)), deliveries=(brought(200),))


def test_an_hour_that_is_just_full_is_no_violation() -> None:
    assert rules(half(60), half(40)) == []


def test_an_hour_that_is_overfull_only_with_all_districts_is_found() -> None:
    assert rules(half(60)) == []
    assert ("lab_capacity", 101, 100) in rules(half(60), half(41))


def test_a_day_that_is_overfull_only_with_all_districts_is_found() -> None:
    hours = [(HOUR + 60 * n, 50) for n in range(11)]
    district = plan(load(*hours), deliveries=(brought(600),))
    shorter = plan(load(*hours[:9]), deliveries=(brought(600),))
    assert "lab_capacity" not in {rule for rule, _, _ in rules(district, shorter)}
    assert ("lab_capacity", 1_100, 1_000) in rules(district, district)


def test_nothing_is_started_before_anybody_brought_it() -> None:
    early = plan(load((HOUR - 60, 30)), deliveries=(brought(200),))
    assert ("lab_capacity", 30, 0) in rules(early)


def test_a_laboratory_that_nobody_has_is_found() -> None:
    assert ("lab_capacity", 200, 0) in rules(half(10), labs={})


@pytest.mark.parametrize(("minutes_late", "expected"), [(0, []), (1, ["key_result_deadline"])])
def test_the_last_key_result_of_all_districts_counts(
    minutes_late: int, expected: list[str]
) -> None:
    """Two districts bring key tubes at once; together they take an hour longer than alone."""
    started_by = ORDER.key_result_deadline - L.turnaround_min
    at = started_by - 60 + minutes_late
    district = plan(deliveries=(brought(50, 50, at),))
    assert rules(district) == []
    assert [rule for rule, _, _ in rules(district, district)] == expected


def test_the_last_result_of_all_districts_counts() -> None:
    at = ORDER.result_deadline - L.turnaround_min - 60
    district = plan(deliveries=(brought(60, 0, at),))
    assert rules(district) == []
    ((rule, amount, limit),) = rules(district, district)
    assert (rule, amount - limit) == ("result_deadline", 12)


deliveries = st.lists(
    st.tuples(st.integers(420, 1200), st.integers(0, 120), st.integers(0, 120)), max_size=6
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 300),
    st.none() | st.integers(1, 3_000),
    st.lists(st.tuples(st.integers(1, 9), deliveries), min_size=1, max_size=4),
)
def test_parts_that_add_up_to_the_laboratory_never_overfill_it(
    rate: int, day: int | None, districts: list[tuple[int, Any]]
) -> None:
    """Each district's queue runs at its share; together they fit, whatever they bring."""
    whole = lab("L", rate, tubes_per_day=day)
    weights = sum(weight for weight, _ in districts)
    plans = []
    for weight, rows in districts:
        own = rate * weight // weights
        if not own:
            continue
        share = share_of(whole, own)
        coming = [Delivery(at, at + 10, key + other, key) for at, key, other in rows]
        part = whole.model_copy(update=share.model_dump())
        table = lab_load(lab_day(part, coming, ORDER.sampling_start))
        plans.append(plan(table, deliveries=tuple(("L", delivery) for delivery in coming)))
    found = check_city({"L": whole}, ORDER, plans)
    assert [v for v in found if v.rule == "lab_capacity"] == []


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 300),
    st.lists(st.tuples(st.integers(1, 9), deliveries), min_size=2, max_size=4),
)
def test_one_queue_is_done_no_later_than_the_districts_own(
    rate: int, districts: list[tuple[int, Any]]
) -> None:
    """So deadlines that every district meets at its share are met by all together."""
    whole = lab("L", rate)
    weights = sum(weight for weight, _ in districts)
    key_ends, ends, everything = [], [], []
    for weight, rows in districts:
        own = rate * weight // weights
        if not own:
            continue
        coming = [Delivery(at, at + 10, key + other, key) for at, key, other in rows]
        everything += coming
        day = lab_day(whole.model_copy(update={"tubes_per_hour": own}), coming, 420)
        key_ends.append(day.key_results_at or 0)
        ends.append(day.results_at or 0)
    together = lab_day(whole, everything, 420)
    assert (together.key_results_at or 0) <= max(key_ends, default=0)
    assert (together.results_at or 0) <= max(ends, default=0)
