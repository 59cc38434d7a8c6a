"""The plan as it was carried out, fact by fact, on the day worked out by hand.

P1 samples from 07:00 at one lane until 10:00, P2 from 07:30 until 08:00. V1 fetches T1, P1, P2
(R1, at the laboratory 09:27) and P1 again (R2); V2 fetches T2 (R3, 08:10, delivered 08:27).
"""

from __future__ import annotations

from typing import Any

import pytest

from masstest.checks import check_plan, physical
from masstest.checks.production import batches_at_point, rows_by_site
from masstest.domain.day_so_far import (
    DaySoFar,
    LabSoFar,
    PointSoFar,
    PointState,
    StopSoFar,
    VisitSoFar,
)
from masstest.domain.plan import Plan, Run
from masstest.planner.refresh import refresh
from masstest.planner.replanning.carried_out import CarriedOut, carried_out
from masstest.travel import straight_line
from rounds import lost_lab
from valid_plan import valid_plan, valid_roster

ROSTER = valid_roster()
TRAVEL = straight_line(ROSTER)
PLAN = refresh(valid_plan(ROSTER), ROSTER, TRAVEL)
FREEZE = 560


def after(now_min: float = 535, freeze: int = FREEZE, **facts: Any) -> CarriedOut:
    lost = {k: facts.pop(k) for k in ("lost_vehicles", "lost_labs") if k in facts}
    day = DaySoFar(now_min=now_min, **facts)
    return carried_out(PLAN, ROSTER, TRAVEL, day, freeze=freeze, **lost)


def codes(found: CarriedOut) -> dict[str, float]:
    return {each.code: each.amount for each in found.approximations}


def sampled(found: CarriedOut, site_id: str, minute: float) -> float:
    """Persons that the checker counts as sampled by `minute`."""
    point = found.plan.point[site_id]
    batches = batches_at_point(found.roster, point, rows_by_site(found.plan)[site_id])
    return sum(
        b.persons * min(1.0, max(0.0, (minute - b.start) / (b.end - b.start))) for b in batches
    )


def run(plan: Plan, run_id: str) -> Run | None:
    return next((each for each in plan.runs if each.run_id == run_id), None)


def test_nothing_reported_is_the_plan() -> None:
    found = after()
    assert found.plan == PLAN
    assert found.roster == ROSTER
    assert codes(found) == {"silent_points": 2, "silent_vehicles": 2, "silent_teams": 2}


def test_a_point_behind_opened_later_with_all_its_appointments() -> None:
    found = after(points=(PointSoFar(site_id="P1", persons=170, as_of_min=530),))
    point = found.plan.point["P1"]
    assert sampled(found, "P1", 530) == pytest.approx(170, abs=2)
    assert point.open_from == 445
    assert point.finish_at == PLAN.point["P1"].finish_at + 25
    slots = [row.slots for row in found.plan.coverage if row.site_id == "P1"]
    assert min(slot.from_ for own in slots for slot in own) == 445
    assert all(duty.start >= 445 for duty in found.plan.duties if duty.at == "P1")
    assert run(found.plan, "R1").stops[1].tubes < run(PLAN, "R1").stops[1].tubes  # type: ignore[union-attr]


def test_a_few_minutes_change_nothing_and_are_told() -> None:
    found = after(points=(PointSoFar(site_id="P1", persons=206, as_of_min=530),))
    assert found.plan == PLAN
    assert codes(found)["delay_ignored"] == pytest.approx(7)


def test_people_who_stay_away_make_nobody_late() -> None:
    found = after(points=(PointSoFar(site_id="P1", persons=170, as_of_min=530, finish_min=600),))
    assert found.plan == PLAN
    assert codes(found)["persons_differ"] == 50


def test_more_people_than_planned() -> None:
    found = after(points=(PointSoFar(site_id="P1", persons=400, as_of_min=530),))
    assert codes(found)["persons_more"] == 40
    assert codes(found)["point_sooner"] == pytest.approx(70)
    assert found.plan.point["P1"].open_from == PLAN.point["P1"].open_from


def test_a_closed_point_has_sampled_no_more_by_the_freeze() -> None:
    closed = PointSoFar(site_id="P1", persons=200, as_of_min=520, state=PointState.closed)
    found = after(points=(closed,))
    assert sampled(found, "P1", FREEZE) == pytest.approx(200, abs=2)


def test_done_with_fewer_is_done() -> None:
    done = PointSoFar(site_id="P2", persons=50, as_of_min=481, state=PointState.done)
    found = after(points=(done,))
    assert found.plan == PLAN
    assert codes(found)["done_with_fewer"] == 10


def test_a_slower_pace_is_that_of_all_lanes() -> None:
    found = after(rate=0.5, points=(PointSoFar(site_id="P1", persons=110, as_of_min=530),))
    assert found.roster.parameters.lane_rate_20 < ROSTER.parameters.lane_rate_20
    assert found.roster.parameters.lane_rate_1 < ROSTER.parameters.lane_rate_1
    assert sampled(found, "P1", 530) == pytest.approx(110, abs=3)
    assert found.plan.point["P1"].finish_at == pytest.approx(420 + 2 * 180, abs=2)
    assert 40 < codes(found)["rate"] < 60


def test_a_late_vehicle_is_late_for_all_that_follows() -> None:
    late = StopSoFar(run_id="R1", stop=0, arrived_min=545, departed_min=555)
    found = after(now_min=556, freeze=570, stops=(late,))
    before, now = run(PLAN, "R1"), run(found.plan, "R1")
    assert before is not None
    assert now is not None
    assert now.stops[0].arrive == 545
    assert now.start == before.start
    assert all(a.arrive > b.arrive for a, b in zip(now.stops, before.stops, strict=True))
    assert [s.arrive for s in now.stops] == sorted(s.arrive for s in now.stops)
    again = run(found.plan, "R2")
    assert again is not None
    assert again.start >= now.end


def test_who_has_made_a_later_run_has_made_those_before_it() -> None:
    """However long overdue by its silence: it isn't sent there again."""
    later = StopSoFar(run_id="R2", stop=0, arrived_min=605, departed_min=613)
    found = after(now_min=620, freeze=635, stops=(later,))
    assert found.plan.runs == refresh(found.plan, found.roster, TRAVEL).runs
    assert run(found.plan, "R1") == run(PLAN, "R1")


def test_a_point_that_was_closed_has_sampled_until_it_did() -> None:
    """Whoever was sampled after the hour at which it was to close isn't sent elsewhere."""
    sites = tuple(
        site.model_copy(update={"open_until": 540}) if site.site_id == "P1" else site
        for site in ROSTER.sites
    )
    roster = ROSTER.model_copy(update={"sites": sites})
    slow = PointSoFar(site_id="P1", persons=170, as_of_min=530)
    found = carried_out(PLAN, roster, TRAVEL, DaySoFar(now_min=535, points=(slow,)), freeze=FREEZE)
    assert found.roster.site["P1"].open_until == FREEZE


def test_what_is_on_board_may_be_more_than_the_vehicle_holds() -> None:
    """With pickups to come, too: what has happened is allowed."""
    aboard = sum(stop.tubes for stop in run(PLAN, "R1").stops[:2])  # type: ignore[union-attr]
    vehicles = tuple(v.model_copy(update={"capacity_tubes": 5}) for v in ROSTER.vehicles)
    roster = ROSTER.model_copy(update={"vehicles": vehicles})
    found = carried_out(PLAN, roster, TRAVEL, DaySoFar(now_min=545), freeze=550)
    assert found.roster.vehicle["V1"].capacity_tubes == aboard > 5


def test_nothing_is_fetched_before_the_last_boxes_came() -> None:
    """R1 couldn't be sent elsewhere any more, and came when V2 had fetched the first already."""
    roster, _, travel = lost_lab.day_by_hand()
    plan = lost_lab.lost_at(lost_lab.OPEN_MIN)
    first = lost_lab.fetch_of(plan)
    sooner = {"vehicle_id": "V2", "start": 578, "end": 598, "stops": (
        first.stops[0].model_copy(update={"arrive": 578, "depart": 588}),
        first.stops[1].model_copy(update={"arrive": 588, "depart": 598}),
    )}  # fmt: skip
    runs = (*(r for r in plan.runs if r is not first), first.model_copy(update=sooner))
    late = StopSoFar(run_id="R1", stop=3, arrived_min=584, departed_min=594)
    fetched = StopSoFar(run_id=first.run_id, stop=0, arrived_min=578, departed_min=588)
    day = DaySoFar(now_min=600, stops=(late, fetched))
    plan = plan.model_copy(update={"runs": runs})
    found = carried_out(plan, roster, travel, day, freeze=610)
    now = run(found.plan, first.run_id)
    assert now is not None
    assert found.plan.lost_labs[lost_lab.LOST].lost_at == now.stops[0].arrive == 584
    broken = physical(check_plan(found.roster, found.plan, travel))
    assert not {each.rule for each in broken} & {"lab_hours", "tube_conservation", "drive_time"}


def test_a_stop_that_was_passed_over_leaves_its_tubes_to_the_next() -> None:
    stops = (
        StopSoFar(run_id="R1", stop=0, arrived_min=530, departed_min=538),
        StopSoFar(run_id="R1", stop=1, skipped=True),
    )
    found = after(now_min=550, freeze=560, stops=stops)
    now = run(found.plan, "R1")
    assert now is not None
    assert [stop.site_id for stop in now.stops[:-1]] == [None, "P2"]
    assert run(found.plan, "R2").stops[0].tubes == PLAN.point["P1"].tubes  # type: ignore[union-attr]
    assert codes(found)["stop_skipped"] == 1


def test_counts_that_differ_are_told() -> None:
    stops = (StopSoFar(run_id="R3", stop=0, arrived_min=490, departed_min=498, tubes=38),)
    assert codes(after(stops=stops))["stop_tubes"] == 2


def test_a_vehicle_lost_on_its_way_makes_no_more_pickups() -> None:
    stops = (StopSoFar(run_id="R1", stop=1, arrived_min=540, departed_min=548),)
    found = after(now_min=550, stops=stops, lost_vehicles=("V1",))
    now = run(found.plan, "R1")
    assert now is not None
    assert "P2" not in [stop.site_id for stop in now.stops]
    assert codes(found)["lost_vehicle_load"] == now.stops[-1].tubes


def test_a_lost_laboratory_keeps_what_it_has_started() -> None:
    # R3 has brought 40 tubes, unloaded at 517; one a minute is started until now, 535
    found = after(lost_labs=("L1",))
    load = found.plan.lost_labs["L1"]
    assert (load.tubes, load.lost_at) == (18, FREEZE)
    assert codes(found)["lost_lab_tubes"] == 18
    # unless it has said what it has
    said = LabSoFar(lab_id="L1", started=30, key_started=10)
    load = after(lost_labs=("L1",), labs=(said,)).plan.lost_labs["L1"]
    assert (load.tubes, load.key_tubes) == (30, 10)
    assert "lost_lab_started" not in codes(after(lost_labs=("L1",), labs=(said,)))
    nothing = LabSoFar(lab_id="L1", started=0, key_started=0)
    assert after(lost_labs=("L1",), labs=(nothing,)).plan.lost_labs["L1"].tubes == 0


def test_a_late_doorstep_team_and_the_vehicle_that_waits_for_it() -> None:
    done = VisitSoFar(team_id="T2", stop=0, done_min=492, persons=PLAN.team["T2"].stops[0].persons)
    found = after(visits=(done,))
    stop = found.plan.team["T2"].stops[0]
    assert (stop.arrive, stop.depart) == (432, 492)
    duties = [duty for duty in found.plan.duties if duty.at == "T2"]
    assert {(duty.start, duty.end) for duty in duties} == {(432, 492)}


def test_what_was_carried_out_keeps_to_the_rules() -> None:
    stops = (
        StopSoFar(run_id="R1", stop=0, arrived_min=545, departed_min=555),
        StopSoFar(run_id="R3", stop=0, arrived_min=480, departed_min=489, tubes=39),
        StopSoFar(run_id="R3", stop=1, arrived_min=501),
    )
    found = after(now_min=556, freeze=570, stops=stops)
    plan = found.plan.model_copy(update={"status": "short"})
    assert physical(check_plan(found.roster, plan, TRAVEL)) == ()
