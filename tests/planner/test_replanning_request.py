"""Requests: what is wrong with them, all at once, and what they make of the roster."""

from __future__ import annotations

import datetime as dt

import pytest

import plan_parts
import support
from masstest.domain.outcome import BadInput
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, SiteStatus
from masstest.planner.replanning import past_kept, request_sentence
from masstest.planner.replanning.request import Request, check_request, requested_roster
from masstest.text import translator

ROSTER = support.roster(
    compounds=(support.compound(),),
    sites=(support.site("P1"), support.site("P2")),
    staff=(support.person("A", "sampler"),),
    vehicles=(support.vehicle(),),
    labs=(support.lab(),),
)


def plan_with(*duties: Duty) -> Plan:
    return plan_parts.plan(ROSTER, duties=duties)


def duty(staff_id: str, start: int, end: int) -> Duty:
    return Duty(staff_id=staff_id, role=Role.sampler, at="P1", lane=1, start=start, end=end)


def codes(plan: Plan, request: Request) -> list[str]:
    with pytest.raises(BadInput) as refused:
        check_request(plan, ROSTER, request)
    return [problem.code for problem in refused.value.problems]


def test_every_problem_is_told_at_once() -> None:
    request = Request(
        pins=("lab=L1", "site=P1"), excludes=("site=P9", "site=P1", "whatever", "staff=A")
    )
    assert codes(plan_with(), request) == [
        "replan_kind",
        "replan_unknown",
        "replan_kind",
        "replan_pin_excluded",
    ]


def test_another_round_is_refused() -> None:
    plan = plan_with()
    other = plan.round.model_copy(update={"date": plan.round.date + dt.timedelta(days=1)})
    moved = plan.model_copy(update={"round": other})
    assert codes(moved, Request()) == ["replan_other_round"]


def test_who_has_begun_must_be_in_the_roster_still() -> None:
    plan = plan_with(duty("B", 420, 600))
    assert codes(plan, Request(freeze=500)) == ["replan_past"]
    check_request(plan, ROSTER, Request(freeze=420))  # B hasn't begun then
    check_request(plan, ROSTER, Request())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_problem_has_a_sentence(lang: str) -> None:
    t = translator(lang)  # type: ignore[arg-type]
    plan = plan_with(duty("B", 420, 600))
    request = Request(pins=("lab=L1", "site=P1"), excludes=("site=P9", "site=P1"), freeze=500)
    with pytest.raises(BadInput) as refused:
        check_request(plan, ROSTER, request)
    sentences = [request_sentence(problem, t) for problem in refused.value.problems]
    assert len(sentences) == 4
    assert all("{" not in sentence for sentence in sentences)
    assert lang == "en" or all("：" in sentence for sentence in sentences)


def test_in_the_evening_what_is_taken_out_has_no_hours() -> None:
    request = Request(pins=("site=P2",), excludes=("site=P1", "lab=L1", "vehicle=V1", "staff=A"))
    roster = requested_roster(plan_with(), ROSTER, request)
    assert roster.site["P1"].status is SiteStatus.excluded
    assert roster.site["P2"].status is SiteStatus.required
    assert roster.lab["L1"].receive_until < roster.lab["L1"].receive_from
    assert roster.person["A"].available_until < roster.person["A"].available_from
    assert roster.vehicle["V1"].available_until < roster.vehicle["V1"].available_from


def test_during_the_day_what_is_taken_out_ends() -> None:
    request = Request(excludes=("lab=L1", "vehicle=V1", "staff=A"), freeze=690)
    roster = requested_roster(plan_with(), ROSTER, request)
    assert roster.lab["L1"].receive_until == 690
    assert roster.person["A"].available_until == 690
    assert roster.vehicle["V1"] == ROSTER.vehicle["V1"]  # it ends the run that it is on


def test_past_kept_sees_what_moved_before_the_freeze_only() -> None:
    before = plan_with(duty("A", 420, 600), duty("A", 700, 800))
    assert list(past_kept(before, plan_with(duty("A", 420, 630)), 690)) == []
    moved = list(past_kept(before, plan_with(duty("A", 430, 600), duty("A", 700, 800)), 690))
    assert {violation.rule for violation in moved} == {"past_kept"}
    assert len(moved) == 2
