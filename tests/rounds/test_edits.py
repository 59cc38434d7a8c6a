"""What an edited plan workbook does to the plan: times that follow, rules that break."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from masstest.checks import check_plan
from masstest.domain.outcome import StageStatus
from masstest.domain.units import DAY_MIN
from masstest.planner.edits import CheckedEdit, check_edited
from masstest.sheets.edited import EditedPlan
from masstest.text import Lang
from rounds.town import planned_town
from sheets.edited_book import Book, at, edited
from valid_plan import valid_case

ROSTER, PLAN, TRAVEL = valid_case()


def after(change: Callable[[Book], object]) -> CheckedEdit:
    return check_edited(edited(PLAN, ROSTER, change), ROSTER, TRAVEL)


def broken(result: CheckedEdit) -> set[str]:
    return {violation.rule for violation in result.broken}


def nothing(book: Book) -> None:
    pass


def test_nothing_edited_breaks_nothing() -> None:
    result = after(nothing)
    assert result.plan == PLAN
    assert (result.broken, result.remaining, result.mended) == ((), (), ())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_real_plan_comes_back_as_it_was_written(lang: Lang) -> None:
    roster, plan, travel = planned_town()
    result: EditedPlan = edited(plan, roster, nothing, lang)
    assert result.plan == plan
    assert (result.changes, result.ignored, result.problems) == ((), (), ())
    assert check_edited(result, roster, travel).plan == plan


def test_a_compound_moved_makes_the_other_point_late() -> None:
    roster, plan, travel = planned_town()
    row = max(plan.coverage, key=lambda row: row.persons)
    zone = plan.point[row.site_id].zone.group
    others = [p for p in plan.points if p.zone.group is zone and p.site_id != row.site_id]
    busy = max(others, key=lambda p: p.finish_at)

    def change(book: Book) -> None:
        page = book["coverage"]
        for number in page.rows(compound_id=row.compound_id, site_id=row.site_id):
            page.set(number, site_id=busy.site_id)

    result = check_edited(edited(plan, roster, change), roster, travel)
    moved = result.plan.point[busy.site_id]
    assert moved.persons == busy.persons + row.persons
    assert moved.tubes > busy.tubes
    assert moved.finish_at > busy.finish_at
    late = [v for v in result.broken if v.rule == "sampling_deadline"]
    assert [(v.subjects, v.amount) for v in late] == [((busy.site_id,), moved.finish_at)]
    assert "role_cover" in broken(result)  # the staff leave before the last person
    assert result.plan.status == "short"
    assert not {rule for rule in broken(result) if rule.startswith("consistent")}
    assert {s.rule for s in result.plan.shortages} >= {"sampling_deadline", "role_cover"}
    reports = {report.stage: report for report in result.plan.stages}
    assert reports["location"].best_bound is None
    assert reports["location"].objective > 0


class TestDuties:
    def test_somebody_who_cannot_sample(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="sampler-P1"), staff_id="reserve-usher")

        assert {"required_skill", "training_valid"} & broken(after(change))

    def test_a_reserve_person_in_place_of_a_free_regular_one(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="sampler-P1"), staff_id="reserve-sampler")

        result = after(change)
        assert broken(result) == {"regular_first"}
        assert result.plan.kpis["reserve_called"] == 1

    def test_a_duty_that_ends_too_early(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="sampler-P1"), end=at(580))

        result = after(change)
        assert [(v.rule, abs(v.amount - v.limit)) for v in result.broken] == [("role_cover", 20)]

    def test_a_courier_taken_off_leaves_the_crew(self) -> None:
        result = after(lambda book: book["duties"].delete(book["duties"].row(staff_id="courier-1")))
        assert result.plan.runs[0].crew == ("driver-1",)
        assert broken(result) == {"crew_of_two"}

    def test_hours_beyond_what_a_person_may_work(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="lead-P1"), end=at(420 + 9 * 60))

        (violation,) = after(change).broken
        assert (violation.rule, violation.amount) == ("availability", 540)


class TestRuns:
    def test_later_stops_are_put_off_as_far_as_they_must(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", stop=2), arrive=at(560))

        stops = after(change).plan.runs[0].stops
        before = PLAN.runs[0].stops
        assert (stops[0].arrive, stops[1].arrive) == (before[0].arrive, 560)
        way = [b.arrive - a.depart for a, b in pairwise(before[1:])]
        assert [b.arrive - a.depart for a, b in pairwise(stops[1:])] == way
        assert stops[-1].tubes > before[-1].tubes

    def test_a_typed_time_stays_and_the_check_tells_how_late_it_is(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", stop=2), arrive=at(560))
            page.set(page.row(run_id="R1", stop=3), arrive=at(563))

        result = after(change)
        assert result.plan.runs[0].stops[2].arrive == 563
        assert "drive_time" in broken(result)

    def test_another_vehicle_sets_off_from_where_it_stands(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.rows(run_id="R2")[0], vehicle_id="V2")

        result = after(change)
        run = result.plan.runs[1]
        assert run.vehicle_id == "V2"
        assert run.start == PLAN.runs[1].start  # both come from the laboratory
        assert run.crew == ()
        assert "crew_of_two" in broken(result)

    def test_another_laboratory(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R2", lab_id="L1"), lab_id="L2")

        result = after(change)
        assert result.plan.runs[1].stops[-1].arrive == PLAN.runs[1].stops[-1].arrive
        assert [load.lab_id for load in result.plan.labs] == ["L1", "L2"]
        assert [load.tubes for load in result.plan.labs] == [70, 13]
        assert result.broken == ()
        assert result.plan.status == "met"

    def test_a_pickup_deleted_leaves_tubes_behind(self) -> None:
        result = after(lambda book: book["runs"].delete(book["runs"].row(site_id="P2", stop=3)))
        (violation,) = [v for v in result.broken if v.rule == "tube_conservation"]
        assert violation.subjects[0] == "P2"
        assert abs(violation.amount - violation.limit) == 6

    def test_another_order(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", stop=3), stop=1)

        result = after(change)
        stops = result.plan.runs[0].stops
        assert [s.site_id or s.team_id or s.lab_id for s in stops] == ["P2", "T1", "P1", "L1"]
        assert [s.arrive for s in stops] == sorted(s.arrive for s in stops)
        late = [v.subjects for v in result.broken if v.rule == "drive_time"]
        assert not [subjects for subjects in late if "R1" in subjects]


class TestDoorstep:
    def test_more_people_take_longer(self) -> None:
        def change(book: Book) -> None:
            page = book["doorstep"]
            page.set(page.row(team_id="T1"), persons=3)

        result = after(change)
        stop = result.plan.doorstep[0].stops[0]
        assert (stop.depart - stop.arrive, stop.tubes) == (14, 1)
        assert {"consistent_demand", "role_cover"} & broken(result)

    def test_a_stop_too_late(self) -> None:
        def change(book: Book) -> None:
            page = book["doorstep"]
            page.set(page.row(team_id="T1"), arrive=at(835))

        result = after(change)
        late = [v for v in result.broken if v.rule == "doorstep_deadline"]
        assert [v.amount for v in late] == [846]
        assert "consistent_meeting" in broken(result)


def test_what_was_missed_before_is_not_blamed_on_the_edit() -> None:
    roster = ROSTER.model_copy(
        update={"parameters": ROSTER.parameters.model_copy(update={"walking_limit_urban_m": 200})}
    )
    assert [
        v.rule for v in check_plan(roster, PLAN.model_copy(update={"status": "short"}), TRAVEL)
    ] == ["walking_limit"]

    def change(book: Book) -> None:
        page = book["duties"]
        page.set(page.row(staff_id="sampler-P1"), end=at(580))

    result = check_edited(edited(PLAN, roster, change), roster, TRAVEL)
    assert broken(result) == {"role_cover"}
    assert [v.rule for v in result.remaining] == ["walking_limit"]
    assert result.mended == ()


def test_the_next_day_is_no_problem() -> None:
    def change(book: Book) -> None:
        page = book["duties"]
        page.set(page.row(staff_id="lead-P1"), end=at(DAY_MIN + 30))

    result = after(change)
    assert max(d.end for d in result.plan.duties) == DAY_MIN + 30


def test_an_edited_stage_states_no_bound() -> None:
    roster, plan, travel = planned_town()

    def change(book: Book) -> None:
        page = book["points"]
        page.set(3, lanes=page.get(3, "lanes") + 1)

    result = check_edited(edited(plan, roster, change), roster, travel)
    for report in result.plan.stages:
        assert report.best_bound is None
        assert report.status in (StageStatus.feasible, StageStatus.skipped)
