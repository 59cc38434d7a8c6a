"""The next round's roster, and how fair many rounds are."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from masstest.domain.carry_over import carry_over, last_duties
from masstest.domain.plan import Plan
from masstest.domain.roster import Previous, Role, Roster, Zone
from masstest.domain.units import DAY_MIN
from masstest.planner import Options, plan_round
from masstest.planner.next_round import next_roster
from masstest.sheets import read_roster, write_roster
from rounds.shift_pool import ROLES, village
from support import DATE
from valid_plan import edit, edit_roster, valid_case, without

ROSTER, PLAN, _ = valid_case()


def test_places_number_and_date_move_on() -> None:
    after = next_roster(PLAN, ROSTER)
    assert (after.round.date, after.round.number) == (DATE + dt.timedelta(days=1), 2)
    assert {(row.compound_id, row.site_id) for row in after.previous} == {
        ("C1", "P1"), ("C2", "P1"), ("C5", "P2"),
    }  # fmt: skip


def test_people_remember_duty_rest_and_zone() -> None:
    after = next_roster(PLAN, ROSTER).person
    sampler, free = after["sampler-P2"], after["reserve-sampler"]
    assert (sampler.duties_so_far, sampler.last_duty_end) == (1, 480 - DAY_MIN)
    assert sampler.last_zone is Zone.controlled
    assert after["driver-2"].last_zone is Zone.sealed
    assert (free.duties_so_far, free.last_duty_end, free.last_zone) == (0, None, None)


def test_several_duties_in_a_round_count_once_and_the_last_one_tells_the_zone() -> None:
    twice = PLAN.model_copy(
        update={
            "duties": (
                PLAN.duties[0].model_copy(update={"at": "P2", "start": 700, "end": 800}),
                *PLAN.duties,
            )
        }
    )
    assert last_duties(twice)["sampler-P1"] == (800, Zone.controlled)
    person = next_roster(twice, ROSTER).person["sampler-P1"]
    assert (person.duties_so_far, person.last_duty_end) == (1, 800 - DAY_MIN)


def test_a_later_date() -> None:
    rested = edit_roster(ROSTER, "staff", lambda p: p.pool == "reserve", last_duty_end=-100)
    after = next_roster(PLAN, rested, date=DATE + dt.timedelta(days=3))
    assert after.round.date == DATE + dt.timedelta(days=3)
    assert after.person["sampler-P1"].last_duty_end == 600 - 3 * DAY_MIN
    assert after.person["reserve-lead"].last_duty_end == -100 - 3 * DAY_MIN


def test_whoever_went_nowhere_this_time_keeps_the_place_of_before() -> None:
    before = ROSTER.model_copy(
        update={
            "previous": (
                Previous(compound_id="C4", site_id="P4"),
                Previous(compound_id="C1", site_id="P4"),
            )
        }
    )
    places = next_roster(PLAN, before).previous_sites
    assert places["C4"] == {"P4"}
    assert places["C1"] == {"P1"}


def test_a_compound_over_two_points_keeps_both() -> None:
    split = edit(PLAN, "coverage", lambda r: r.compound_id == "C5", compound_id="C1")
    assert next_roster(split, ROSTER).previous_sites["C1"] == {"P1", "P2"}


@pytest.mark.parametrize("days", [0, -1])
def test_the_next_round_is_later(days: int) -> None:
    with pytest.raises(ValueError, match="later day"):
        next_roster(PLAN, ROSTER, date=DATE + dt.timedelta(days=days))


def test_plan_and_roster_are_of_the_same_round() -> None:
    with pytest.raises(ValueError, match="another round"):
        next_roster(PLAN, carry_over(ROSTER, PLAN))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    after = next_roster(without(PLAN, "duties", lambda d: d.at == "V1"), ROSTER)
    write_roster(after, tmp_path / "next-roster.xlsx")
    again = read_roster(tmp_path / "next-roster.xlsx").roster_or_raise()
    assert again.round == after.round
    assert again.previous == after.previous
    for person in after.staff:
        read = again.person[person.staff_id]
        assert (read.duties_so_far, read.last_duty_end, read.last_zone) == (
            person.duties_so_far, person.last_duty_end, person.last_zone,
        )  # fmt: skip


ROUNDS = 6


def rounds(first: Roster) -> list[tuple[Roster, Plan]]:
    """Each round's roster with its plan."""
    found = []
    roster = first
    for _ in range(ROUNDS):
        plan = plan_round(roster, Options(time_limit_s=2, workers=1, deterministic=True))
        found.append((roster, plan))
        roster = next_roster(plan, roster)
    return found


def test_duties_are_shared_evenly_however_far_people_live() -> None:
    played = rounds(village())
    assert {plan.status for _, plan in played} == {"met"}
    last = next_roster(played[-1][1], played[-1][0])
    for role in ROLES:
        counts = [
            person.duties_so_far
            for person in last.staff
            if person.roles == {Role(role)} and person.staff_id != "waste-driver"
        ]
        assert max(counts) - min(counts) <= 1, (role, counts)
    for (_, before), (roster, plan) in pairwise(played):
        assert {(r.compound_id, r.site_id) for r in plan.coverage} == {
            (r.compound_id, r.site_id) for r in before.coverage
        }
        assert plan.kpis["compounds_moved"] == 0
        assert roster.previous
