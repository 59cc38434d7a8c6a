"""Who was missed, and how to catch up; the plan is that of `board_cases`."""

from __future__ import annotations

from board_cases import closed, count, ledger, opened, small_day, told, visited
from masstest.live.completion import completion
from masstest.live.events import Event, PeopleSampled, PointClosed, PointOpened
from masstest.live.missed import missed
from masstest.live.shapes import CatchUp, Missed


def look(now_min: float, *events: Event, street: str | None = None) -> Missed | None:
    day = small_day()
    return missed(day, completion(day, ledger(*events), now_min), now_min, street=street)


def rows(found: Missed | None) -> dict[str, tuple[int, int, bool]]:
    assert found is not None
    return {r.compound_id: (r.missed, r.homebound, r.estimated) for r in found.compounds}


def test_nobody_is_missed_before_the_deadline() -> None:
    assert look(659) is None


def test_nothing_reported_misses_everybody() -> None:
    found = look(660)
    assert rows(found) == {"C1": (120, 0, False), "C2": (120, 0, False), "C3": (7, 7, False)}
    assert found is not None
    assert found.persons == 247


def test_counts_by_compound() -> None:
    found = rows(look(660, opened(), count(600, 210, C1=110, C2=100), closed(601)))
    assert found["C1"] == (10, 0, False)
    assert found["C2"] == (20, 0, False)


def test_without_counts_everybody_had_their_turn() -> None:
    # 200 of 240 called: five of six, so 20 of each 120 are missed
    found = rows(look(660, opened(), count(600, 200), closed(601)))
    assert found["C1"] == (20, 0, True)
    assert found["C2"] == (20, 0, True)


def test_whose_turn_never_came_is_missed() -> None:
    # at 570 the plan had called all of C1 and 60 of C2; 150 of these 180 were sampled
    found = rows(look(660, opened(), count(570, 150), closed(571, done=False)))
    assert found["C1"] == (20, 0, True)
    assert found["C2"] == (70, 0, True)


def test_part_of_the_compounds_known() -> None:
    # 110 of C1 are known; the other 90 persons came from C2
    found = rows(look(660, opened(), count(600, 200, C1=110), closed(601)))
    assert found["C1"] == (10, 0, False)
    assert found["C2"] == (30, 0, True)


def test_more_than_due_misses_nobody() -> None:
    found = look(
        660, opened(), count(600, 260, C1=130, C2=130), visited(497, 0, 4), visited(524, 1, 3)
    )
    assert found is not None
    assert found.persons == 0
    assert found.catch_up == ()


def test_visits_not_made() -> None:
    # one of four wasn't at home, and the second visit with three was never made
    assert rows(look(660, visited(497, 0, 3)))["C3"] == (4, 4, False)


def test_one_street() -> None:
    found = look(660, street="E")
    assert set(rows(found)) == {"C3"}
    assert look(660, street="nowhere") == Missed(persons=0, compounds=(), catch_up=())


def test_a_session_for_everybody() -> None:
    found = look(660)
    assert found is not None
    at_point, at_home = found.catch_up
    # 240 persons in two hours at 60 an hour: two lanes; open 45 min from now
    assert at_point == CatchUp(
        kind="point",
        source_id="P1",
        reopens=True,
        lanes=2,
        opens_min=705,
        until_min=825,
        persons=240,
        tubes=24,
        compound_ids=("C1", "C2"),
    )
    # two visits of 17 and 14 min and 10 min of way to each: 51 min, rounded up to 55
    assert at_home == CatchUp(
        kind="team",
        source_id="T1",
        reopens=False,
        lanes=1,
        opens_min=660,
        until_min=715,
        persons=7,
        tubes=1,
        compound_ids=("C3",),
    )


def test_few_need_one_lane_and_little_time() -> None:
    # 30 persons at 60 an hour; a point that still works stays open
    found = look(660, opened(), count(655, 210, C1=110, C2=100))
    assert found is not None
    session = found.catch_up[0]
    assert (session.lanes, session.reopens) == (1, False)
    assert (session.opens_min, session.until_min) == (660, 690)


def test_a_point_closed_by_trouble_is_not_proposed() -> None:
    day = small_day(with_second_point=True)
    events = [
        opened(),
        count(570, 180, C1=120, C2=60),
        closed(571, done=False),
        told(480, PointOpened(site_id="P2", lanes=1)),
        told(500, PeopleSampled(site_id="P2", persons=0)),
        told(600, PointClosed(site_id="P2")),
    ]
    found = missed(day, completion(day, ledger(*events), 660), 660)
    assert found is not None
    session = next(s for s in found.catch_up if s.kind == "point")
    assert (session.source_id, session.reopens, session.persons) == ("P2", True, 60)
