"""queue_limit (target 6): slots book no more than the lanes sample in time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import support
from masstest.checks.location import queue_limit as check
from masstest.domain.plan import Coverage, Slot
from masstest.solver.location import queue_limit
from masstest.solver.location.appointments import Visit
from masstest.travel import straight_line
from siting_cases import broken, located, plan_of

ROSTER = support.roster((support.compound("C1", 150),), (support.site("P1", max_lanes=1),))


def booked(*slots: tuple[int, int, int]) -> list[tuple[str, float]]:
    """What the check says of slots (from, persons, key) at one lane, 100 persons an hour."""
    plan = plan_of(ROSTER, located(ROSTER))
    row = plan.coverage[0].model_copy(
        update={
            "slots": tuple(
                Slot(from_=start, until=start + 30, persons=persons, key=key)
                for start, persons, key in slots
            )
        }
    )
    found = check(ROSTER, plan.model_copy(update={"coverage": (row,)}), straight_line(ROSTER))
    return [(v.unit, v.amount) for v in found]


def test_the_last_person_may_wait_as_long_as_the_limit() -> None:
    # 50 persons take 30 minutes; 83 take 49.8: 19.8 minutes after the slot's end
    assert booked((420, 83, 0), (450, 17, 0), (480, 50, 0)) == []
    assert booked((420, 84, 0), (450, 16, 0), (480, 50, 0)) == [("min", pytest.approx(20.4))]


def test_nobody_is_sampled_before_their_slot() -> None:
    assert booked((420, 49, 0), (450, 101, 0))[0][1] > 20  # those of the second wait too long
    # 40 persons are done after 24 minutes: the next would be sampled 6 minutes early
    assert ("min", pytest.approx(6.0)) in booked((420, 40, 0), (450, 50, 0), (480, 60, 0))


def test_the_solver_s_slots_follow_the_lanes() -> None:
    result = located(ROSTER)
    assert broken(ROSTER, result) == set()
    assert [slot.persons for slot in result.value.coverage[0].slots] == [50, 50, 50]


VISITS = st.lists(
    st.tuples(
        st.integers(1, 900), st.floats(0, 1), st.sampled_from([1, 5, 10, 20]), st.integers(0, 900)
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(VISITS, st.integers(1, 6), st.sampled_from([0, 20]), st.sampled_from([15, 30, 60]))
def test_slots_of_any_point_keep_the_limit(
    visits: list[tuple[int, float, int, int]], lanes: int, max_wait_min: int, slot_min: int
) -> None:
    compounds = tuple(
        support.compound(f"C{n}", persons, key_population=int(share * persons), pool_size=pool)
        for n, (persons, share, pool, _) in enumerate(visits)
    )
    roster = support.roster(
        compounds,
        (support.site("P1", max_lanes=lanes, open_until=2_000),),
        parameters={"max_wait_min": max_wait_min, "slot_min": slot_min},
    )
    going = [
        Visit(c, "P1", c.population, c.key_population, walk_m)
        for c, (_, _, _, walk_m) in zip(compounds, visits, strict=True)
    ]
    slots = queue_limit(roster, 420, lanes, going)
    rows = tuple(
        Coverage(
            compound_id=visit.compound.compound_id,
            site_id="P1",
            persons=visit.persons,
            key_persons=visit.key,
            walk_m=visit.walk_m,
            slots=booking,
        )
        for visit, booking in zip(going, slots, strict=True)
    )
    for row in rows:
        assert sum(slot.persons for slot in row.slots) == row.persons
        assert sum(slot.key for slot in row.slots) == row.key_persons
    plan = plan_of(roster, located(ROSTER)).model_copy(update={"coverage": rows})
    point = plan.points[0].model_copy(update={"lanes": lanes})
    plan = plan.model_copy(update={"points": (point,)})
    assert list(check(roster, plan, straight_line(roster))) == []
