"""Sentences made from facts: shortages, remedies, violations and lights, in both languages."""

from __future__ import annotations

import inspect
import re

import pytest

import support
from masstest.checks import CONSISTENCY
from masstest.domain.outcome import Remedy, RemedyCode, Shortage, Violation
from masstest.domain.plan import Readiness
from masstest.domain.roster import Role, Roster, SupplyItem
from masstest.domain.rules import RULES
from masstest.solver import readiness as plan_readiness_module
from masstest.text import Lang, translator
from masstest.text.sentences import (
    readiness_note,
    remedy_sentence,
    rule_name,
    shortage_sentence,
    violation_sentence,
)
from masstest.text.sentences.readiness_notes import READINESS_NOTES

LANGS: tuple[Lang, ...] = ("zh", "en")
CHINESE = re.compile("[一-鿿]")

_SUBJECTS = {
    RemedyCode.add_staff: "sampler",
    RemedyCode.add_lanes: "S037",
    RemedyCode.open_point: "C0112",
    RemedyCode.add_vehicles: "specimen",
    RemedyCode.add_lab_capacity: "L1",
    RemedyCode.extend_lab_hours: "L1",
    RemedyCode.add_stock: "tubes",
    RemedyCode.add_official: "street",
    RemedyCode.move_compound: "C0112",
}


@pytest.fixture(scope="module")
def roster() -> Roster:
    return support.roster(
        (support.compound("C0112", 620),),
        (support.site("S037"), support.site("S012")),
        (support.person("P1", "sampler"),),
        (support.vehicle("V1"),),
        (support.lab("L1", 500, receive_until=1200),),
        (SupplyItem(item="tubes", unit="pieces", stock=10),),
    )


def remedy(code: RemedyCode, quantity: float, **facts: str | float | bool) -> Remedy:
    return Remedy(
        code=code, rule="r", subject=_SUBJECTS[code], quantity=quantity, unit="u", facts=facts
    )


def test_the_sentence_of_the_method(roster: Roster) -> None:
    shortage = Shortage(
        rule="sampling_deadline",
        subject="S037",
        amount=55,
        unit="min",
        remedies=(
            remedy(RemedyCode.add_lanes, 1),
            remedy(RemedyCode.move_compound, 620, site_id="S012"),
        ),
    )
    assert shortage_sentence(shortage, roster, translator("en")) == (
        "Point S037 ends 14:25 (due by 13:30): add 1 lane at S037 (1 sampler, 1 registrar,"
        " 1 usher) or move compound C0112 (620 people) to S012."
    )
    assert shortage_sentence(shortage, roster, translator("zh")) == (
        "采样点 S037 14:25 才结束（应在 13:30 前）：S037 增开 1 个采样台（采样员 1 人、信息登记员"
        " 1 人、引导员 1 人）；或将小区 C0112（620 人）调整到 S012。"
    )


def test_missing_people_are_counted_by_role(roster: Roster) -> None:
    shortage = Shortage(
        rule="role_cover",
        subject="sampler",
        amount=593,
        unit="persons",
        remedies=(remedy(RemedyCode.add_staff, 593),),
    )
    assert shortage_sentence(shortage, roster, translator("zh")) == (
        "缺采样员 593 人：增派采样员 593 人。"
    )
    assert shortage_sentence(shortage, roster, translator("en")) == (
        "593 samplers short: add 593 samplers."
    )


@pytest.mark.parametrize(
    ("rule", "role", "amount", "unit", "expected"),
    [
        (
            "full_coverage", "sampler", 312_000, "persons",
            "312,000 people without a point for lack of samplers.",
        ),
        (
            "sampling_deadline", "sampler", 25, "min",
            "Sampling goes on until 13:55 for lack of samplers (due by 13:30).",
        ),
        ("role_cover", "packer", 35_580, "min", "Posts of packers stay empty (593 hours)."),
        ("crew_of_two", "driver", 3, "persons", "3 drivers short."),
        (
            "doorstep_coverage", "doorstep", 40, "persons",
            "40 people not visited for lack of doorstep samplers.",
        ),
    ],
)  # fmt: skip
def test_what_a_lack_of_people_means(
    roster: Roster, rule: str, role: str, amount: float, unit: str, expected: str
) -> None:
    """The amount is people without a point, or minutes, and not always people of the role."""
    shortage = Shortage(rule=rule, subject=role, amount=amount, unit=unit)
    assert shortage_sentence(shortage, roster, translator("en")) == expected
    assert CHINESE.search(shortage_sentence(shortage, roster, translator("zh")))


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        (RemedyCode.add_staff, {"zone_group": "sealed"}, "Add 2 samplers for the sealed zone."),
        (RemedyCode.add_lanes, {}, "Add 2 lanes at S037 (2 samplers, 2 registrars, 2 ushers)."),
        (
            RemedyCode.open_point,
            {"persons": 340, "within_m": 1000},
            "Open a point with 2 lanes within 1,000 m of C0112 (340 people).",
        ),
        (
            RemedyCode.add_vehicles,
            {"sealed_ok": True, "capacity_tubes": 600},
            "Add 2 specimen vehicles (room for 600 tubes each, fit for sealed zones).",
        ),
        (
            RemedyCode.add_lab_capacity,
            {"tubes_per_day": 20},
            "Raise L1 by 2 tubes an hour (from 500 to 502, and its day limit by 20 tubes a day).",
        ),
        (RemedyCode.extend_lab_hours, {}, "Let L1 receive 2 minutes longer, until 20:02."),
        (RemedyCode.add_stock, {}, "Get 2 pieces of tubes more."),
        (
            RemedyCode.add_official,
            {"street": "金陵街道", "community": ""},
            "Name 2 people as street official in 金陵街道.",
        ),
        (RemedyCode.move_compound, {"site_id": "S012"}, "Move compound C0112 (2 people) to S012."),
    ],
)
def test_every_remedy_says_what_to_do(
    roster: Roster, code: RemedyCode, facts: dict[str, str | float | bool], expected: str
) -> None:
    assert remedy_sentence(remedy(code, 2, **facts), roster, translator("en")) == expected
    chinese = remedy_sentence(remedy(code, 2, **facts), roster, translator("zh"))
    assert chinese.endswith("。")
    assert "2" in chinese
    assert CHINESE.search(chinese)


@pytest.mark.parametrize("code", RemedyCode)
@pytest.mark.parametrize("lang", LANGS)
def test_a_remedy_without_facts_still_reads(roster: Roster, code: RemedyCode, lang: Lang) -> None:
    nobody = roster.model_copy(update={"labs": (), "compounds": (), "sites": (), "supplies": ()})
    sentence = remedy_sentence(remedy(code, 1), nobody, translator(lang))
    assert not re.search(r"[{}]|None", sentence)


@pytest.mark.parametrize("rule", [rule.code for rule in RULES] + sorted(CONSISTENCY))
@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_can_be_said_to_be_broken(roster: Roster, rule: str, lang: Lang) -> None:
    unit = next((r.unit for r in RULES if r.code == rule), "min")
    for subjects in (("S037",), ("P1", "S037"), ()):
        if rule == "availability" and not subjects:
            continue
        violation = Violation(rule=rule, subjects=subjects, amount=845, limit=810, unit=unit)
        if rule in ("role_cover", "three_tiers"):
            tier = "sampler" if rule == "role_cover" else "street"
            violation = violation.model_copy(update={"subjects": ("S037", tier)})
        sentence = violation_sentence(violation, roster, translator(lang))
        assert not re.search(r"[{}]|None|_", sentence), sentence
        assert bool(CHINESE.search(sentence)) == (lang == "zh"), sentence


def test_times_of_day_are_said_as_times(roster: Roster) -> None:
    t = translator("en")
    late = Violation(rule="lab_hours", subjects=("R1", "L1"), amount=1215, limit=1200, unit="min")
    assert violation_sentence(late, roster, t) == (
        "Laboratory hours: R1, L1: 20:15 is outside its hours (20:00)."
    )
    result = Violation(
        rule="result_deadline", subjects=("L1",), amount=1900, limit=1860, unit="min"
    )
    assert violation_sentence(result, roster, t) == (
        "L1: the last result comes 07:40 next day (due by 07:00 next day)."
    )
    hours = Violation(rule="availability", subjects=("P1",), amount=1900, limit=1860, unit="min")
    assert "07:40 next day" in violation_sentence(hours, roster, t)
    total = Violation(rule="availability", subjects=("P1",), amount=540, limit=480, unit="min")
    assert "540 minutes, allowed 480 minutes" in violation_sentence(total, roster, t)


def test_runs_and_teams_are_called_so(roster: Roster) -> None:
    t = translator("en")
    aged = Shortage(rule="specimen_age", subject="R049", amount=1, unit="min")
    assert shortage_sentence(aged, roster, t) == (
        "Run R049: specimens reach the laboratory 1 minute too old."
    )
    alone = Shortage(rule="doorstep_coverage", subject="T007", amount=12, unit="persons")
    assert shortage_sentence(alone, roster, t) == "Doorstep team T007: 12 people not visited."
    nowhere = Shortage(rule="doorstep_coverage", subject="", amount=12, unit="persons")
    assert shortage_sentence(nowhere, roster, t) == "D: 12 people not visited."


def test_an_unexpected_unit_is_said_plainly(roster: Roster) -> None:
    odd = Shortage(rule="walking_limit", subject="C0112", amount=3, unit="furlongs")
    assert shortage_sentence(odd, roster, translator("en")) == (
        "Walking limit: C0112, short by 3 furlongs."
    )


def test_every_rule_and_check_has_a_name() -> None:
    for lang in LANGS:
        t = translator(lang)
        codes = [rule.code for rule in RULES] + [*CONSISTENCY, "consistent_status"]
        assert all(rule_name(code, t) != code for code in codes)


def test_lights_speak_of_roles_by_name() -> None:
    light = Readiness(
        site_id="S1",
        item="auxiliary",
        state="short",
        note="auxiliary_missing",
        facts={"roles": f"{Role.packer.value},{Role.lead.value}"},
    )
    assert readiness_note(light, translator("en")) == "Not covered throughout: packers, point leads"
    assert readiness_note(light, translator("zh")) == "未全程到岗：封装员、点长"
    unknown = Readiness(site_id="S1", item="order", state="ok", note="new_note", facts={"n": 2})
    assert readiness_note(unknown, translator("zh")) == "new_note n=2"


def test_every_light_the_planner_sets_has_words() -> None:
    source = inspect.getsource(plan_readiness_module)
    notes = set(re.findall(r'return "(?:ok|short|confirm)", "(\w+)"', source))
    assert notes == READINESS_NOTES.keys()
