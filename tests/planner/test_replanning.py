"""Planning again on the town: nothing without cause, little with one, and never the past."""

from __future__ import annotations

from functools import cache

import pytest

from masstest.checks import check_plan, physical
from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, ZoneGroup
from masstest.planner import Options, plan_round
from masstest.planner.replanning import past_kept, replan
from masstest.travel import straight_line

OPTIONS = Options(time_limit_s=4.0, workers=1, deterministic=True)
FREEZE = 690


@cache
def town() -> Roster:
    return make_roster("town")


@cache
def first_plan() -> Plan:
    return plan_round(town(), OPTIONS)


def busiest_lab(plan: Plan) -> str:
    """The laboratory that receives most after the freeze."""
    coming: dict[str, int] = {}
    for run in plan.runs:
        stop = run.stops[-1]
        if stop.arrive >= FREEZE and stop.lab_id is not None:
            coming[stop.lab_id] = coming.get(stop.lab_id, 0) + stop.tubes
    return max(coming, key=lambda lab_id: (coming[lab_id], lab_id))


def assert_written(plan: Plan, roster: Roster) -> None:
    """No physical rule is broken, and what is short is said to be."""
    violations = check_plan(roster, plan, straight_line(roster))
    assert physical(violations) == ()
    assert (plan.status == "met") == (not plan.shortages)


def told(plan: Plan) -> int:
    return int(plan.kpis["changes"]["people_told"])


def test_without_cause_nothing_changes() -> None:
    again = replan(first_plan(), town(), OPTIONS)
    assert set(again.kpis["changes"].values()) == {0}
    assert again.duties == first_plan().duties
    assert {run.run_id: run for run in again.runs} == {r.run_id: r for r in first_plan().runs}
    assert again.coverage == first_plan().coverage


def test_a_freeze_alone_changes_nothing() -> None:
    again = replan(first_plan(), town(), OPTIONS, freeze=FREEZE)
    assert set(again.kpis["changes"].values()) == {0}


def test_a_laboratory_lost_during_the_day() -> None:
    before = first_plan()
    lab_id = busiest_lab(before)
    after = replan(before, town(), OPTIONS, freeze=FREEZE, excludes=(f"lab={lab_id}",))
    assert_written(after, town())
    assert list(past_kept(before, after, FREEZE)) == []
    late = [r for r in after.runs if r.stops[-1].lab_id == lab_id and r.stops[-1].arrive > FREEZE]
    assert late == []
    assert after.kpis["changes"]["residents_told"] == 0
    assert after.kpis["changes"]["runs_changed"] > 0


def test_a_laboratory_whose_hours_end_at_the_freeze_tests_what_it_has() -> None:
    before = first_plan()
    lab_id = busiest_lab(before)
    labs = tuple(
        lab.model_copy(update={"receive_until": FREEZE}) if lab.lab_id == lab_id else lab
        for lab in town().labs
    )
    roster = town().model_copy(update={"labs": labs})
    after = replan(before, roster, OPTIONS, freeze=FREEZE)
    assert_written(after, roster)
    assert list(past_kept(before, after, FREEZE)) == []
    assert not after.lost_labs
    assert all(stop.lab_id is None for run in after.runs for stop in run.stops[:-1])


def test_a_site_lost_in_the_evening() -> None:
    before = first_plan()
    # a zone of its own has no other site
    common = [point for point in before.points if point.zone.group is ZoneGroup.common]
    lost = min(common, key=lambda point: point.persons).site_id
    after = replan(before, town(), OPTIONS, excludes=(f"site={lost}",))
    assert_written(after, town())
    assert lost not in after.point
    moved = {row.compound_id for row in before.coverage if row.site_id == lost}
    stayed = [row for row in before.coverage if row.compound_id not in moved]
    places = {(row.compound_id, row.site_id) for row in after.coverage}
    assert all((row.compound_id, row.site_id) in places for row in stayed)
    assert after.kpis["persons_covered"] == before.kpis["persons_covered"]


def test_a_site_lost_during_the_day() -> None:
    before = first_plan()
    busy = [p for p in before.points if p.finish_at > FREEZE + 20]
    lost = min(busy, key=lambda point: point.persons).site_id
    after = replan(before, town(), OPTIONS, freeze=FREEZE, excludes=(f"site={lost}",))
    assert_written(after, town())
    assert list(past_kept(before, after, FREEZE)) == []
    assert after.point[lost].finish_at <= FREEZE
    assert 0 < after.point[lost].persons < before.point[lost].persons
    assert after.kpis["persons_covered"] == before.kpis["persons_covered"]


def test_people_who_fall_ill_are_replaced_and_the_others_stay() -> None:
    before = first_plan()
    ill = sorted({duty.staff_id for duty in before.duties})[::25]
    staff = tuple(person for person in town().staff if person.staff_id not in ill)
    roster = town().model_copy(update={"staff": staff})
    after = replan(before, roster, OPTIONS)
    assert_written(after, roster)
    assert not {duty.staff_id for duty in after.duties} & set(ill)
    assert after.kpis["changes"]["residents_told"] == 0
    # each of them, whoever comes instead, and a chain of at most a few more
    assert told(after) <= 5 * len(ill)


def test_a_pinned_site_becomes_a_point() -> None:
    before = first_plan()
    spare = next(s for s in town().sites if s.site_id not in before.point)
    after = replan(before, town(), OPTIONS, pins=(f"site={spare.site_id}",))
    assert_written(after, town())
    assert spare.site_id in after.point
    assert after.kpis["changes"]["residents_told"] == 0


def test_more_people_in_a_compound_come_on_top() -> None:
    before = first_plan()
    row = max(before.coverage, key=lambda row: row.persons)
    grown = tuple(
        c.model_copy(update={"population": c.population + 30})
        if c.compound_id == row.compound_id
        else c
        for c in town().compounds
    )
    roster = town().model_copy(update={"compounds": grown})
    after = replan(before, roster, OPTIONS)
    assert_written(after, roster)
    assert after.kpis["persons_covered"] == before.kpis["persons_covered"] + 30


@pytest.mark.parametrize("kind", ["vehicle", "lab"])
def test_what_is_taken_out_in_the_evening_is_used_no_more(kind: str) -> None:
    before = first_plan()
    run = before.runs[0]
    name = run.vehicle_id if kind == "vehicle" else str(run.stops[-1].lab_id)
    after = replan(before, town(), OPTIONS, excludes=(f"{kind}={name}",))
    assert_written(after, town())
    used = {r.vehicle_id if kind == "vehicle" else r.stops[-1].lab_id for r in after.runs}
    assert name not in used


def test_people_taken_out_by_name_serve_no_more() -> None:
    before = first_plan()
    ill = before.duties[0].staff_id
    after = replan(before, town(), OPTIONS, excludes=(f"staff={ill}",))
    assert ill not in {duty.staff_id for duty in after.duties}
    assert after.kpis["changes"]["staff_told"] <= 5
