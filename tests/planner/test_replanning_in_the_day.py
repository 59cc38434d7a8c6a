"""Planning again from what was reported: always a plan that holds, or a reason that is said."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masstest.checks import check_plan, physical
from masstest.domain.day_so_far import DaySoFar, PointSoFar, PointState, StopSoFar, VisitSoFar
from masstest.domain.outcome import BadInput
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.planner import Options, plan_round
from masstest.planner.replanning import past_kept
from masstest.planner.replanning.in_the_day import PlanInTheDay, replan_in_the_day
from masstest.travel import straight_line
from rounds.town import planned_town
from valid_plan import valid_plan, valid_roster

OPTIONS = Options(time_limit_s=2.0, workers=1, deterministic=True)
SHORT = Options(time_limit_s=0.3, workers=1)
ROSTER = valid_roster()
PLAN = valid_plan(ROSTER)
SUBJECTS = ("lab=L1", "lab=L2", "vehicle=V1", "vehicle=V2", "site=P1", "site=P2")
minutes = st.floats(360, 700, allow_nan=False)


@st.composite
def days(draw: st.DrawFn) -> DaySoFar:
    """Anything that can be reported: nothing, much too much, backwards in time."""
    points = [
        PointSoFar(
            site_id=point.site_id,
            persons=draw(st.integers(0, 2 * point.persons)),
            as_of_min=draw(minutes),
            state=draw(st.sampled_from(PointState)),
            finish_min=draw(st.none() | minutes),
            rate=draw(st.none() | st.floats(0.05, 3)),
        )
        for point in PLAN.points
        if draw(st.booleans())
    ]
    stops = [
        StopSoFar(
            run_id=run.run_id,
            stop=number,
            arrived_min=draw(st.none() | minutes),
            departed_min=draw(st.none() | minutes),
            tubes=draw(st.none() | st.integers(0, 100)),
            skipped=draw(st.booleans()),
        )
        for run in PLAN.runs
        for number in range(len(run.stops))
        if draw(st.booleans())
    ]
    visits = [
        VisitSoFar(
            team_id=t.team_id, stop=0, done_min=draw(minutes), persons=draw(st.integers(0, 9))
        )
        for t in PLAN.doorstep
        if draw(st.booleans())
    ]
    return DaySoFar(
        now_min=draw(minutes),
        rate=draw(st.floats(0.05, 2)),
        points=tuple(points),
        stops=tuple(stops),
        visits=tuple(visits),
    )


def assert_holds(made: PlanInTheDay, freeze: int) -> None:
    """No physical rule is broken, nothing that has happened is otherwise, all is told."""
    assert physical(check_plan(made.roster, made.plan, straight_line(made.roster))) == ()
    assert list(past_kept(made.base, made.plan, freeze)) == []
    assert (made.plan.status == "met") == (not made.plan.shortages)
    told = {"now_min", "freeze_min", "approximations", "unfinished"}
    assert set(made.plan.kpis["carried_out"]) == told
    for each in made.plan.kpis["carried_out"]["approximations"]:
        if each["code"] in ("runs_as_planned", "day_as_planned"):
            assert each["worst"] != made.plan.round.district, "what stood in the way is said"


@settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(days(), st.lists(st.sampled_from(SUBJECTS), max_size=2, unique=True), st.integers(1, 60))
def test_whatever_was_reported(day: DaySoFar, excludes: list[str], lead_min: int) -> None:
    freeze = int(day.now_min) + lead_min
    try:
        made = replan_in_the_day(PLAN, ROSTER, day, SHORT, freeze=freeze, excludes=excludes)
    except BadInput as error:
        problems = error.problems
    else:
        assert_holds(made, freeze)
        return
    assert {problem.code for problem in problems} == {"replan_impossible"}


def test_a_freeze_before_now_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        replan_in_the_day(PLAN, ROSTER, DaySoFar(now_min=600), OPTIONS, freeze=599)
    assert [problem.code for problem in refused.value.problems] == ["replan_freeze_past"]


def test_all_as_planned_needs_no_change() -> None:
    made = replan_in_the_day(PLAN, ROSTER, DaySoFar(now_min=540), OPTIONS, freeze=555)
    assert set(made.plan.kpis["changes"].values()) == {0}


def test_a_point_that_rain_kept_closed_all_morning() -> None:
    never = PointSoFar(site_id="P2", persons=0, as_of_min=450, state=PointState.closed)
    day = DaySoFar(now_min=580, points=(never,))
    made = replan_in_the_day(PLAN, ROSTER, day, OPTIONS, freeze=590)
    assert_holds(made, 590)
    assert "P2" not in made.plan.point
    assert all(stop.site_id != "P2" for run in made.plan.runs for stop in run.stops)
    codes = {each["code"] for each in made.plan.kpis["carried_out"]["approximations"]}
    assert not codes & {"runs_as_planned", "day_as_planned"}


@cache
def town() -> tuple[Roster, Plan]:
    roster, plan, _ = planned_town()
    return roster, plan


def town_day(now_min: int, seed: int) -> DaySoFar:
    """A day with delays of points, vehicles and teams, some of whom say nothing."""
    _, plan = town()
    rng = random.Random(seed)
    points, stops, visits = [], [], []
    for point in plan.points:
        done = (now_min - point.open_from - rng.choice([0, 0, 5, 20])) / (
            point.finish_at - point.open_from
        )
        if done > 0 and rng.random() < 0.9:
            persons = int(min(1.0, done) * point.persons)
            points.append(PointSoFar(site_id=point.site_id, persons=persons, as_of_min=now_min - 5))
    for run in plan.runs:
        late = rng.choice([-5, 0, 4, 15])
        stops += [
            StopSoFar(
                run_id=run.run_id, stop=n, arrived_min=s.arrive + late, departed_min=s.depart + late
            )
            for n, s in enumerate(run.stops)
            if s.depart + late < now_min
        ]
    for team in plan.doorstep:
        late = rng.choice([0, 0, 10])
        visits += [
            VisitSoFar(team_id=team.team_id, stop=n, done_min=s.depart + late, persons=s.persons)
            for n, s in enumerate(team.stops)
            if s.depart + late < now_min
        ]
    return DaySoFar(now_min=now_min, points=tuple(points), stops=tuple(stops), visits=tuple(visits))


def test_a_laboratory_lost_in_a_town_that_is_behind() -> None:
    roster, plan = town()
    lost = max(plan.labs, key=lambda load: load.tubes).lab_id
    made = replan_in_the_day(
        plan, roster, town_day(660, 3), OPTIONS, freeze=675, excludes=(f"lab={lost}",)
    )
    assert_holds(made, 675)
    assert all(r.stops[-1].lab_id != lost for r in made.plan.runs if r.stops[-1].arrive > 675)
    assert made.plan.kpis["persons_covered"] == plan.kpis["persons_covered"]
    codes = {each["code"] for each in made.plan.kpis["carried_out"]["approximations"]}
    assert "lost_lab_tubes" in codes
    assert not codes & {"runs_as_planned", "day_as_planned"}


def test_an_open_point_at_half_its_pace_keeps_those_it_samples_in_time() -> None:
    roster, plan = town()
    behind = max(plan.points, key=lambda point: (point.finish_at, point.persons))
    done = behind.persons * (600 - behind.open_from) / (behind.finish_at - behind.open_from) / 2
    fact = PointSoFar(
        site_id=behind.site_id,
        persons=int(done),
        as_of_min=600,
        finish_min=600 + 2 * (behind.finish_at - (600 + behind.open_from) / 2),
    )
    made = replan_in_the_day(
        plan, roster, DaySoFar(now_min=600, points=(fact,)), OPTIONS, freeze=615
    )
    assert_holds(made, 615)
    assert made.roster.site[behind.site_id].pace == pytest.approx(0.5, abs=0.05)
    stays = made.plan.point[behind.site_id]
    assert 0.5 * behind.persons < stays.persons < 0.85 * behind.persons
    assert stays.finish_at <= roster.finish_target
    assert made.plan.kpis["persons_covered"] == plan.kpis["persons_covered"]
    assert made.plan.kpis["changes"]["residents_elsewhere"] == behind.persons - stays.persons
    assert made.plan.kpis["carried_out"]["unfinished"] == []
    again = Roster.from_json(made.roster.to_json())
    assert again.site[behind.site_id].pace == made.roster.site[behind.site_id].pace
    assert '"pace"' not in roster.to_json()


def test_where_all_points_are_slow_nobody_is_moved_and_who_is_late_is_said() -> None:
    roster, _ = town()
    # nothing to spare anywhere: with a reserve some points would be done in time all the same
    none = roster.parameters.model_copy(update={"finish_reserve_share": 0.0})
    roster = roster.model_copy(update={"parameters": none})
    plan = plan_round(roster, OPTIONS)
    deadline = roster.round.sampling_deadline
    roster = roster.model_copy(
        update={
            "sites": tuple(s.model_copy(update={"open_until": 1200}) for s in roster.sites),
        }
    )
    facts = tuple(
        PointSoFar(
            site_id=p.site_id,
            persons=int(p.persons * 0.7 * (660 - p.open_from) / (p.finish_at - p.open_from)),
            as_of_min=660,
            finish_min=p.open_from + (p.finish_at - p.open_from) / 0.7,
        )
        for p in plan.points
        if p.finish_at > 700
    )
    made = replan_in_the_day(
        plan, roster, DaySoFar(now_min=660, rate=0.7, points=facts), OPTIONS, freeze=675
    )
    assert_holds(made, 675)
    late = {p.site_id for p in made.plan.points if p.finish_at > deadline}
    assert late
    assert made.plan.kpis["changes"]["residents_elsewhere"] == 0
    left = {e["site_id"]: e["persons"] for e in made.plan.kpis["carried_out"]["unfinished"]}
    assert left.keys() == late
    assert all(0 < left[site_id] < plan.point[site_id].persons / 2 for site_id in late)


def test_a_point_closed_by_rain_sends_the_rest_elsewhere() -> None:
    roster, plan = town()
    day = town_day(660, 5)
    busy = [p for p in day.points if plan.point[p.site_id].finish_at > 720]
    closed = busy[0].model_copy(update={"state": PointState.closed})
    points = tuple(closed if p.site_id == closed.site_id else p for p in day.points)
    day = day.model_copy(update={"points": points})
    made = replan_in_the_day(plan, roster, DaySoFar(**dict(day)), OPTIONS, freeze=675)
    assert_holds(made, 675)
    left = made.plan.point[closed.site_id]
    assert left.finish_at <= 675
    assert left.persons == pytest.approx(closed.persons, abs=closed.persons * 0.05 + 5)
    assert made.plan.kpis["persons_covered"] == plan.kpis["persons_covered"]


def test_changes_one_after_the_other() -> None:
    """Each from the plan that the one before has made, with the roster of that day."""
    roster, plan = town()
    lost = f"lab={max(plan.labs, key=lambda load: load.tubes).lab_id}"
    closed = max(plan.points, key=lambda point: (point.finish_at, point.persons)).site_id
    for now_min, excludes in ((630, (lost,)), (680, (f"site={closed}",)), (720, ())):
        points = tuple(
            PointSoFar(
                site_id=point.site_id,
                persons=round(0.96 * point.persons * min(1.0, (now_min - point.open_from) / lasts)),
                as_of_min=now_min,
            )
            for point in plan.points
            if point.open_from < now_min and (lasts := point.finish_at - point.open_from)
        )
        stops = tuple(
            StopSoFar(run_id=run.run_id, stop=n, arrived_min=s.arrive, departed_min=s.depart)
            for run in plan.runs
            for n, s in enumerate(run.stops)
            if s.depart <= now_min
        )
        day = DaySoFar(now_min=now_min, points=points, stops=stops)
        freeze = now_min + 15
        made = replan_in_the_day(plan, roster, day, OPTIONS, freeze=freeze, excludes=excludes)
        assert_holds(made, freeze)
        codes = {each["code"] for each in made.plan.kpis["carried_out"]["approximations"]}
        assert not codes & {"runs_as_planned", "day_as_planned"}
        plan, roster = made.plan, made.roster
