"""Explanations: numbers that can be followed by hand, and sentences in both languages."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

import masstest.planner.explanation as package
from masstest.domain.budget import Budget
from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, SiteStatus
from masstest.planner.explanation import (
    Basis,
    Explanation,
    Statement,
    SubjectKind,
    explain,
    explanation_lines,
)
from masstest.planner.explanation.facts import Advice, Amount, At, Spare, Subject
from masstest.planner.explanation.laboratory import least_more, with_rate
from masstest.planner.explanation.sentences import MESSAGES
from masstest.planner.explanation.shortages import remedies_of
from masstest.planner.explanation.situation import Situation
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.deadline_chain import deadline_chain
from masstest.text import Lang, translator
from valid_plan import edit, edit_roster, valid_case

ROSTER, PLAN, TRAVEL = valid_case()
LINKS = ("first", "sampling", "pickup", "reception", "key_results", "results")


def told(subject: str | None = None, plan: Plan = PLAN, roster: Roster = ROSTER) -> Explanation:
    if plan is PLAN and roster is ROSTER:
        return _told(subject)
    return explain(plan, roster, TRAVEL, subject, Budget(seconds=2))


@cache
def _told(subject: str | None) -> Explanation:
    return explain(PLAN, ROSTER, TRAVEL, subject, Budget(seconds=2))


def statements(explanation: Explanation, code: str) -> list[Statement]:
    return [s for section in explanation.sections for s in section.statements if s.code == code]


def only(explanation: Explanation, code: str) -> Statement:
    (statement,) = statements(explanation, code)
    return statement


def value(statement: Statement, name: str) -> float:
    fact = statement.facts[name]
    if isinstance(fact, Amount):
        return fact.amount
    if isinstance(fact, At):
        return fact.at
    assert isinstance(fact, Spare)
    return fact.spare_min


def short(rule: str, subject: str, amount: float, unit: str, *remedies: Remedy) -> Plan:
    shortage = Shortage(rule=rule, subject=subject, amount=amount, unit=unit, remedies=remedies)
    return PLAN.model_copy(update={"status": "short", "shortages": (shortage,)})


# -- the round


def test_the_chain_is_that_of_the_workbook() -> None:
    """Six links, each with the time, and the minutes to spare, of the overview sheet."""
    explanation = told()
    links = deadline_chain(Book(PLAN, ROSTER, translator("en")))
    for name, link in zip(LINKS, links, strict=True):
        said = only(explanation, f"chain_{name}")
        assert (value(said, "at"), value(said, "spare")) == (link.planned, link.slack_min)


def test_the_chain_names_what_binds() -> None:
    """P1 ends at 10:00 with 240 minutes to spare; L1 has everybody's last result."""
    binding = only(told(), "chain_point")
    assert binding.facts["place"] == Subject(kind=SubjectKind.site, id="P1")
    last = only(told(), "chain_results")
    assert last.facts["lab"] == Subject(kind=SubjectKind.lab, id="L1")
    # unloaded 10:39, started tube by tube until 10:52, 210 minutes of testing
    assert [value(last, name) for name in ("unloaded", "queue", "testing")] == [639, 13, 210]


def test_resources_count_used_and_left() -> None:
    explanation = told()
    samplers = next(
        s for s in statements(explanation, "use_role") if "sampler" in str(s.facts["role"])
    )
    assert (value(samplers, "used"), value(samplers, "left")) == (2, 1)
    lanes = only(explanation, "use_lanes")
    assert (value(lanes, "used"), value(lanes, "there")) == (2, 4)
    stock = only(explanation, "use_stock")
    assert (value(stock, "used"), value(stock, "left")) == (700, 0)


def test_one_more_lane_is_worked_out_exactly() -> None:
    """P1 takes 180 minutes with one lane, 90 with two; P2 and the doors end before."""
    gain = only(told(), "gain_lane")
    assert gain.basis is Basis.rule
    assert (value(gain, "at"), value(gain, "earlier")) == (510, 90)
    assert value(gain, "all_earlier") == 90


def test_a_vehicle_is_measured_when_all_are_used() -> None:
    (gain,) = [
        s
        for s in told().sections[2].statements
        if s.code.startswith(("gain_vehicle", "gain_crew")) and s.basis is Basis.resolved
    ]
    assert gain.code in ("gain_vehicle_measured", "gain_vehicle_measured_none")


def test_a_vehicle_that_would_stand_idle_gains_nothing() -> None:
    spare = ROSTER.vehicle["V1"].model_copy(update={"vehicle_id": "V9"})
    crew = tuple(
        ROSTER.person[s].model_copy(update={"staff_id": f"{s}-9"})
        for s in ("driver-1", "courier-1")
    )
    roster = ROSTER.model_copy(
        update={"vehicles": (*ROSTER.vehicles, spare), "staff": (*ROSTER.staff, *crew)}
    )
    gain = only(told(roster=roster), "gain_vehicle_none")
    assert (gain.basis, value(gain, "left")) == (Basis.rule, 1)


# -- laboratories


def test_hundred_tubes_an_hour_more() -> None:
    """At 160 an hour the last 13 tubes are started by 10:44, the 4 key tubes by 09:39."""
    gain = only(told("L1"), "gain_lab_key")
    assert gain.basis is Basis.rule
    assert (value(gain, "at"), value(gain, "earlier")) == (854, 8)
    assert (value(gain, "key_at"), value(gain, "key_earlier")) == (789, 2)


@pytest.mark.parametrize("deadline", [853, 855, 858, 861])
def test_the_least_speed_that_ends_lateness(deadline: int) -> None:
    order = ROSTER.round.model_copy(update={"result_deadline": deadline})
    case = Situation(PLAN, ROSTER.model_copy(update={"round": order}), TRAVEL)
    found = case.intake["L1"]
    least = least_more(case, found)
    assert least is not None
    assert with_rate(case, found, least).results_at <= deadline  # type: ignore[operator]
    assert with_rate(case, found, least - 1).results_at > deadline  # type: ignore[operator]


def test_no_speed_helps_what_comes_too_late() -> None:
    """Unloaded 10:39 and 210 minutes of testing: nothing is there before 14:09."""
    order = ROSTER.round.model_copy(update={"result_deadline": 848})
    roster = ROSTER.model_copy(update={"round": order})
    assert (
        least_more(Situation(PLAN, roster, TRAVEL), Situation(PLAN, roster, TRAVEL).intake["L1"])
        is None
    )
    assert statements(told("L1", roster=roster), "lab_too_late_anyway")


def test_room_at_a_laboratory_is_what_still_fits() -> None:
    """13 tubes started by 10:52; the deadline leaves 998 minutes more, a tube each."""
    assert value(only(told("L1"), "lab_room"), "tubes") == 998
    assert statements(told("L2"), "lab_unused")


# -- sites, compounds


def test_a_point_and_its_lanes() -> None:
    explanation = told("P1")
    assert value(only(explanation, "site_finish"), "spare") == 810 - 600
    assert value(only(explanation, "site_lane_more"), "at") == 510
    first, second = statements(explanation, "source_pickup")
    assert (value(first, "waited"), value(first, "wait_spare")) == (120, 0)
    assert (value(first, "age"), value(first, "age_spare")) == (147, 93)
    assert value(second, "waited") == 75


def test_why_a_site_is_closed() -> None:
    assert statements(told("P3"), "site_excluded")
    assert statements(told("P4"), "site_nobody")
    in_reach = edit_roster(
        ROSTER, "sites", lambda s: s.site_id == "P3", status=SiteStatus.candidate
    )
    opened = told("P3", roster=in_reach)
    assert value(only(opened, "site_in_reach"), "persons") == 360
    # C2 lives 100 m north of P3 ... nearer by 130 m of walking for 120 people
    assert value(only(opened, "site_saving"), "persons") == 120
    assert only(opened, "site_open_cost").basis is Basis.resolved


def test_why_a_compound_goes_where_it_goes() -> None:
    explanation = told("C2")
    assert value(only(explanation, "compound_point"), "walk") == 260
    assert value(only(explanation, "compound_homebound"), "persons") == 2
    # P3 is nearer but excluded; P4 is the only other usable site of the zone
    assert only(explanation, "nearer_excluded").facts["site"] == Subject(
        kind=SubjectKind.site, id="P3"
    )
    other = only(explanation, "next_closed")
    assert other.facts["site"] == Subject(kind=SubjectKind.site, id="P4")
    assert statements(told("C4"), "compound_on_the_spot")


def test_uncovered_people_are_named_with_what_lacks() -> None:
    remedy = Remedy(
        code=RemedyCode.add_staff,
        rule="full_coverage",
        subject="sampler",
        quantity=3,
        unit="persons",
    )
    plan = short("full_coverage", "sampler", 120, "persons", remedy)
    rows = tuple(row for row in plan.coverage if row.compound_id != "C2")
    explanation = told("C2", plan.model_copy(update={"coverage": rows}))
    assert value(only(explanation, "compound_uncovered"), "persons") == 120
    advice = only(explanation, "remedy")
    assert advice.facts["advice"] == Advice(remedy=remedy)
    assert advice.basis is Basis.resolved


# -- runs, people


def test_a_run_says_what_binds() -> None:
    explanation = told("R1")
    assert len(statements(explanation, "run_pickup")) == 3
    # the 120 minutes of the interval are used up at P1
    binds = only(explanation, "run_binds")
    assert value(binds, "spare") == 0
    assert "limit_interval" in str(binds.facts["reason"])
    assert statements(explanation, "run_full")
    assert len(statements(told("V1"), "vehicle_run")) == 2
    assert statements(told("V3"), "vehicle_run")


def test_a_person_and_who_else_could() -> None:
    explanation = told("sampler-P1")
    others = only(explanation, "person_others")
    # of the people without a duty only the reserve's sampler may sample
    assert (value(others, "others"), value(others, "regular")) == (1, 0)
    assert statements(told("reserve-sampler"), "person_not_needed")
    assert value(only(told("sampler"), "role_whole"), "used") == 2


def test_a_reserve_call_that_could_be_avoided() -> None:
    swapped = edit(PLAN, "duties", lambda d: d.staff_id == "usher-P1", staff_id="reserve-usher")
    assert statements(told("reserve-usher", swapped), "person_reserve_avoidable")


def test_a_team() -> None:
    explanation = told("T2")
    assert value(only(explanation, "team_end"), "spare") == 840 - 480
    assert len(statements(explanation, "source_pickup")) == 1


# -- shortages


@pytest.mark.parametrize(
    ("rule", "subject", "amount", "unit", "code"),
    [
        ("walking_limit", "C2", 100, "m", RemedyCode.open_point),
        ("full_coverage", "C2", 120, "persons", RemedyCode.open_point),
        ("queue_limit", "P1", 5, "min", RemedyCode.add_lanes),
        ("sampling_deadline", "P1", 5, "min", RemedyCode.add_lanes),
        ("stock_limit", "swab", 30, "piece", RemedyCode.add_stock),
        ("kit_arrival", "P1", 9, "min", RemedyCode.add_vehicles),
        ("waste_removed", "P1", 9, "min", RemedyCode.add_vehicles),
    ],
)
def test_a_shortage_without_a_remedy_gets_a_quantity(
    rule: str, subject: str, amount: float, unit: str, code: RemedyCode
) -> None:
    plan = short(rule, subject, amount, unit)
    (remedy,) = remedies_of(Situation(plan, ROSTER, TRAVEL), plan.shortages[0])
    assert remedy.code is code
    assert remedy.quantity >= 1
    assert statements(told(plan=plan), "remedy")


def test_a_late_laboratory_gets_the_least_speed() -> None:
    order = ROSTER.round.model_copy(update={"result_deadline": 855})
    case = Situation(
        short("result_deadline", "L1", 7, "min"),
        ROSTER.model_copy(update={"round": order}),
        TRAVEL,
    )
    (remedy,) = remedies_of(case, case.plan.shortages[0])
    assert remedy.quantity == least_more(case, case.intake["L1"])


def test_what_nothing_is_known_for_says_how_much_less() -> None:
    assert statements(told(plan=short("pickup_interval", "P1", 9, "min")), "remedy_sooner")


# -- subjects and sentences


def test_names_and_other_letters_are_found() -> None:
    assert [s.id for s in told("p1").found] == ["P1"]
    named = edit_roster(ROSTER, "labs", lambda lab: lab.lab_id == "L1", name="District lab")
    assert [s.kind for s in told("district LAB", roster=named).found] == [SubjectKind.lab]


def test_equal_ids_of_two_sheets_are_both_explained() -> None:
    twin = edit_roster(ROSTER, "labs", lambda lab: lab.lab_id == "L2", lab_id="P4")
    assert {s.kind for s in told("P4", roster=twin).found} == {SubjectKind.site, SubjectKind.lab}


def test_unknown_subjects_get_suggestions() -> None:
    explanation = told("sampler-P3")
    assert not explanation.found
    assert "sampler-P1" in explanation.suggestions
    lines = explanation_lines(explanation, ROSTER, translator("en"))
    assert lines[0] == "Nothing in this plan is called sampler-P3."
    assert told("完全不相干").suggestions == ()


SUBJECTS = (None, "C1", "C2", "C4", "C5", "P1", "P2", "P3", "P4", "R1", "R3", "V1", "V2", "V4")
MORE = ("L1", "L2", "T1", "T2", "sampler-P1", "driver-1", "reserve-usher", "doorstep-1")
WORDS = ("sampler", "courier", "specimen", "waste", "swab", "nobody")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("subject", [*SUBJECTS, *MORE, *WORDS])
def test_every_sentence_says_how_its_numbers_were_found(subject: str | None, lang: Lang) -> None:
    t = translator(lang)
    explanation = told(subject)
    lines = explanation_lines(explanation, ROSTER, t)
    assert lines
    assert not [line for line in lines if "{" in line or "}" in line]
    tags = [t("[by rule]"), t("[re-solved]"), t("[from duals]")]
    for line in lines:
        if line.startswith("  "):
            assert any(line.endswith(tag) for tag in tags)
    assert json.loads(explanation.to_json())["date"] == "2022-03-10"


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    folder = Path(package.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    quoted = set(re.findall(r'"([a-z_]+)"', source))
    assert not set(MESSAGES) - quoted
    for code in re.findall(r'said\(\s*"([a-z_]+)"', source):
        assert code in MESSAGES
