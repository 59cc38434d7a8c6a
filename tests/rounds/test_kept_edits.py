"""Planning again from an edited workbook: edits are kept, and what can't be kept is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from masstest.checks import check_plan, physical
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Zone
from masstest.planner import Options
from masstest.planner.kept_edits import KeptEdit, replan_edited
from masstest.planner.replanning.changes import count_changes
from rounds.town import planned_town
from sheets.edited_book import Book, edited

OPTIONS = Options(time_limit_s=6, workers=1)
ROSTER, PLAN, TRAVEL = planned_town()


def replanned(change: Callable[[Book], object]) -> tuple[Plan, tuple[KeptEdit, ...]]:
    again = replan_edited(edited(PLAN, ROSTER, change), ROSTER, OPTIONS, travel=TRAVEL)
    assert physical(check_plan(ROSTER, again[0], TRAVEL)) == ()
    return again


def free_sampler() -> str:
    on_duty = {duty.staff_id for duty in PLAN.duties}
    return next(
        person.staff_id
        for person in ROSTER.staff
        if Role.sampler in person.roles
        and person.staff_id not in on_duty
        and person.trained_until is not None
        and person.trained_until >= ROSTER.round.date
    )


SAMPLER = next(duty for duty in PLAN.duties if duty.role is Role.sampler)
CLOSED = min(
    (p for p in PLAN.points if p.zone is Zone.normal and p.site_id != SAMPLER.at),
    key=lambda p: p.persons,
).site_id
MOVED = max(
    (
        row
        for row in PLAN.coverage
        if PLAN.point[row.site_id].zone is ROSTER.compound[row.compound_id].zone
        and row.site_id not in (CLOSED, SAMPLER.at)
    ),
    key=lambda row: row.persons,
)
TARGET = next(
    p.site_id
    for p in PLAN.points
    if p.zone is PLAN.point[MOVED.site_id].zone and p.site_id not in (MOVED.site_id, CLOSED)
)
OPENED = next(
    site
    for site in ROSTER.sites
    if site.site_id not in PLAN.point
    and site.zone is PLAN.point[MOVED.site_id].zone
    and site.max_lanes > 1
)


@pytest.fixture(scope="module")
def mixed() -> tuple[Plan, tuple[KeptEdit, ...]]:
    """Compound moved, points closed and opened, somebody replaced, lanes beyond the site's."""

    def change(book: Book) -> None:
        points, coverage, duties = book["points"], book["coverage"], book["duties"]
        points.set(points.row(site_id=MOVED.site_id), lanes=99)
        points.delete(points.row(site_id=CLOSED))
        points.add(site_id=OPENED.site_id, lanes=2)
        row = coverage.row(compound_id=MOVED.compound_id, site_id=MOVED.site_id)
        coverage.set(row, site_id=TARGET)
        for number in duties.rows(staff_id=SAMPLER.staff_id):
            duties.set(number, staff_id=free_sampler())

    return replanned(change)


def test_points_compounds_and_people_stay_as_they_were_edited(
    mixed: tuple[Plan, tuple[KeptEdit, ...]],
) -> None:
    plan, _ = mixed
    assert CLOSED not in plan.point
    assert plan.point[OPENED.site_id].lanes == 2
    there = [row for row in plan.coverage if row.compound_id == MOVED.compound_id]
    assert (TARGET, MOVED.persons) in {(row.site_id, row.persons) for row in there}
    assert SAMPLER.staff_id not in {duty.staff_id for duty in plan.duties}
    chosen = {duty.at for duty in plan.duties if duty.staff_id == free_sampler()}
    assert chosen == {SAMPLER.at}


def test_the_rest_gives_way_until_the_rules_hold_again(
    mixed: tuple[Plan, tuple[KeptEdit, ...]],
) -> None:
    plan, _ = mixed
    assert plan.kpis["persons_covered"] == PLAN.kpis["persons_covered"]
    assert not {s.rule for s in plan.shortages} - {"walking_limit", "regular_first"}
    assert plan.kpis["changes"] == count_changes(PLAN, plan)


def test_what_could_not_be_kept_is_told_with_the_rule_that_forbids_it(
    mixed: tuple[Plan, tuple[KeptEdit, ...]],
) -> None:
    _, kept = mixed
    (lanes,) = [each for each in kept if not each.kept]
    assert (lanes.change.field, lanes.change.subject) == ("lanes", (MOVED.site_id,))
    assert lanes.reason is not None
    assert (lanes.reason.rule, lanes.reason.subjects) == ("lane_limit", (MOVED.site_id,))


def test_somebody_who_cannot_do_it_is_not_put_on_duty_and_nobody_taken_off() -> None:
    usher = next(p for p in ROSTER.staff if p.roles == {Role.usher})
    duties = [duty for duty in PLAN.duties if duty.staff_id == SAMPLER.staff_id]

    def change(book: Book) -> None:
        page = book["duties"]
        for number in page.rows(staff_id=SAMPLER.staff_id):
            page.set(number, staff_id=usher.staff_id)

    plan, kept = replanned(change)
    assert {each.kept for each in kept} == {False}
    assert {each.reason.rule for each in kept if each.reason} <= {
        "required_skill", "training_valid",
    }  # fmt: skip
    assert all(each.reason for each in kept)
    assert [duty for duty in plan.duties if duty.staff_id == SAMPLER.staff_id] == duties


def test_an_untouched_workbook_changes_nothing() -> None:
    plan, kept = replanned(lambda book: None)
    assert kept == ()
    assert (plan.points, plan.coverage) == (PLAN.points, PLAN.coverage)
    assert count_changes(PLAN, plan)["people_told"] == 0
