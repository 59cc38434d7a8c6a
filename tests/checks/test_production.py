"""Curves of persons and tubes, against numbers worked out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from masstest.checks.production import (
    batches_at_point,
    batches_at_stop,
    finish_at,
    tube_count,
    tubes_of,
)
from masstest.checks.sources import Source, follow_pickups, tubes_by_source
from masstest.domain.plan import Coverage, DoorstepStop, Plan, Point, Slot
from masstest.domain.roster import CompoundKind, Zone
from support import compound, roster, site
from valid_plan import edit_stop, valid_case, valid_plan, valid_roster


def point(**more: object) -> Point:
    fields = {
        "site_id": "P1",
        "name": "P1",
        "zone": Zone.normal,
        "lanes": 2,
        "open_from": 420,
        "open_until": 840,
        "finish_at": 840,
        "persons": 0,
        "key_persons": 0,
        "tubes": 0,
        "key_tubes": 0,
    }
    return Point(**(fields | more))


def row(compound_id: str, *slots: tuple[int, int, int]) -> Coverage:
    """A coverage row of (from, persons, key) slots of half an hour."""
    return Coverage(
        compound_id=compound_id,
        site_id="P1",
        persons=sum(persons for _, persons, _ in slots),
        key_persons=sum(key for _, _, key in slots),
        walk_m=0,
        slots=tuple(
            Slot(from_=start, until=start + 30, persons=persons, key=key)
            for start, persons, key in slots
        ),
    )


def test_key_persons_come_first_then_slots_then_compounds() -> None:
    rows = roster((compound("B", 50, key_population=10), compound("A", 50)), (site(),))
    batches = batches_at_point(
        rows, point(), [row("B", (420, 30, 10), (450, 20, 0)), row("A", (420, 50, 0))]
    )
    assert [(b.key, b.compound_id, b.slot_from, b.persons) for b in batches] == [
        (True, "B", 420, 10),
        (False, "A", 420, 50),
        (False, "B", 420, 20),
        (False, "B", 450, 20),
    ]
    # 100 persons at two lanes of 100 an hour: half an hour, without a pause
    assert all(a.end == b.start for a, b in itertools.pairwise(batches))
    assert batches[-1].end == pytest.approx(450)
    assert finish_at(point(), batches) == 450


def test_each_person_is_sampled_at_the_rate_of_their_own_pool() -> None:
    rows = roster((compound("A", 110, pool_size=20), compound("B", 70, pool_size=1)), (site(),))
    batches = batches_at_point(
        rows, point(lanes=1), [row("A", (420, 110, 0)), row("B", (420, 70, 0))]
    )
    assert [b.end for b in batches] == pytest.approx([480, 540])


def test_finish_is_rounded_up() -> None:
    rows = roster((compound("A", 101),), (site(),))
    batches = batches_at_point(rows, point(lanes=1), [row("A", (420, 101, 0))])
    assert finish_at(point(lanes=1), batches) == 481  # 60.6 minutes


def test_without_persons_a_point_is_done_when_it_opens() -> None:
    assert finish_at(point(), batches_at_point(roster((), (site(),)), point(), [])) == 420


@pytest.mark.parametrize(
    ("persons", "per_tube", "tubes"),
    [(0, 9.5, 0), (1, 9.5, 1), (19, 9.5, 2), (20, 9.5, 3), (93, 9.3, 10), (7, 1.0, 7)],
)
def test_tubes_are_persons_by_the_tube_rounded_up(
    persons: int, per_tube: float, tubes: int
) -> None:
    assert tube_count(persons, per_tube) == tubes


def test_tubes_follow_their_stream_over_a_gap() -> None:
    """A tube begun before another stream's batch is filled after it."""
    rows = roster(
        (compound("A", 15), compound("B", 10, pool_size=1), compound("C", 5)),
        (site(),),
        parameters={"pool_fill": 1.0, "lane_rate_10": 60, "lane_rate_1": 60},
    )
    slots = [row("A", (420, 15, 0)), row("B", (420, 10, 0)), row("C", (420, 5, 0))]
    batches = batches_at_point(rows, point(lanes=1), slots)
    tubes = tubes_of(rows, batches)
    tens = [(t.first, t.last, t.ready) for t in tubes if t.ready - t.first > 7]
    # persons 1-10 at 420-430, 11-15 at 430-435; ten singles until 445; 16-20 at 445-450
    assert np.allclose(tens, [(420, 430, 435), (430, 450, 455)])
    singles = sorted(t.first for t in tubes if t.ready - t.first < 7)
    assert singles == pytest.approx(list(range(435, 445)))


def test_a_tube_that_begins_with_a_batch_is_no_older_than_the_batch() -> None:
    rows = roster(
        (compound("A", 10), compound("B", 10, pool_size=1), compound("C", 10)),
        (site(),),
        parameters={"pool_fill": 1.0, "lane_rate_10": 60, "lane_rate_1": 60},
    )
    slots = [row("A", (420, 10, 0)), row("B", (420, 10, 0)), row("C", (420, 10, 0))]
    tubes = tubes_of(rows, batches_at_point(rows, point(lanes=1), slots))
    tens = [(t.first, t.last) for t in tubes if t.last - t.first > 2]
    assert np.allclose(tens, [(420, 430), (440, 450)])


def test_doorstep_stop_samples_evenly_key_persons_first() -> None:
    rows = roster((compound("H", 40, key_population=10, kind=CompoundKind.isolation),))
    stop = DoorstepStop(
        compound_id="H", arrive=420, depart=480, persons=40, key_persons=10, tubes=40, key_tubes=10
    )
    batches = batches_at_stop(rows, stop)
    assert [(b.key, b.start, b.end) for b in batches] == [(True, 420, 435), (False, 435, 480)]
    tubes = tubes_of(rows, batches)
    assert (len(tubes), sum(t.key for t in tubes)) == (40, 10)
    assert tubes[0].last == pytest.approx(421.5)
    assert tubes[0].ready == pytest.approx(426.5)


def test_a_pickup_takes_what_is_ready_at_its_arrival() -> None:
    rows, plan, _ = valid_case()
    # tube j of the others is full at 440 + 5j and packed 5 minutes later: at 539 one less
    for arrive, tubes in ((540, 23), (539, 22), (544, 23), (545, 24)):
        moved = edit_stop(plan, "R1", 1, arrive=arrive)
        found, left = follow_pickups(rows, moved)
        pickup = next(p for p in found if p.run.run_id == "R1" and p.source.id == "P1")
        assert (pickup.tubes, pickup.key_tubes, pickup.oldest_sample_at) == (tubes, 4, 420)
        assert left == []


def test_sources_hold_every_tube() -> None:
    rows = valid_roster()
    tubes = tubes_by_source(rows, valid_plan(rows))
    counts = {source: (len(own), sum(t.key for t in own)) for source, own in tubes.items()}
    assert counts == {
        Source("site", "P1"): (36, 4),
        Source("site", "P2"): (6, 0),
        Source("team", "T1"): (1, 0),
        Source("team", "T2"): (40, 10),
    }


def test_a_whole_district_s_tubes_add_up() -> None:
    compounds = tuple(compound(f"C{i:03d}", 500, key_population=75) for i in range(620))
    sites = tuple(site(f"P{i:03d}", 8) for i in range(124))
    rows = roster(compounds, sites)
    plan = Plan(
        round=valid_plan().round,
        points=tuple(point(site_id=s.site_id, lanes=4) for s in sites),
        coverage=tuple(
            row(c.compound_id, (420 + 60 * (i % 5), 500, 75)).model_copy(
                update={"site_id": f"P{i // 5:03d}"}
            )
            for i, c in enumerate(compounds)
        ),
    )
    tubes = tubes_by_source(rows, plan)
    per_point = 5 * (math.ceil(75 / 9.5) + math.ceil(425 / 9.5))
    assert len(tubes) == 124
    for found in tubes.values():
        # compounds share their point's open tubes: fewer than if each had its own
        assert math.ceil(5 * 500 / 9.5) <= len(found) <= per_point
