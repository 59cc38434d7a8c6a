"""How the facts of an explanation read."""

from __future__ import annotations

from functools import singledispatch

from masstest.domain.roster import (
    Role,
    Roster,
    StaffPool,
    VehicleKind,
    Zone,
    ZoneGroup,
)
from masstest.domain.rules import RULE
from masstest.planner.explanation.facts import (
    Advice,
    Amount,
    At,
    Broken,
    Fact,
    Lack,
    Span,
    Spare,
    Subject,
    SubjectKind,
    Subjects,
    Word,
)
from masstest.text import N_, Translator
from masstest.text.sentences import (
    count,
    kind_name,
    number,
    quantity,
    remedy_clause,
    role_name,
    rule_name,
    rule_requirement,
    shortage_statement,
    subject_name,
    time_name,
    violation_sentence,
    zone_group_name,
    zone_name,
)

# Units of explanations alone: one, many.
_UNITS = {
    "person_m": (N_("{n} person-metre"), N_("{n} person-metres")),
    "lane_min": (N_("{n} lane-minute"), N_("{n} lane-minutes")),
    "deliveries": (N_("{n} delivery"), N_("{n} deliveries")),
    "more_samplers": (N_("{n} sampler more"), N_("{n} samplers more")),
    "crews": (N_("{n} crew"), N_("{n} crews")),
    "stops": (N_("{n} stop"), N_("{n} stops")),
    "sites": (N_("{n} site"), N_("{n} sites")),
    "cases": (N_("{n} case"), N_("{n} cases")),
    "late_points": (N_("{n} penalty point"), N_("{n} penalty points")),
}
_SIGNED = "signed_"
_WORDS = {
    "spot_sealed": N_("the compound is sealed"),
    "spot_institution": N_("an institution"),
    "spot_isolation": N_("an isolation site"),
    "limit_interval": N_("the pickup interval"),
    "limit_age": N_("the specimens' age"),
    "limit_vehicle": N_("the vehicle's hours"),
    "limit_lab_hours": N_("the laboratory's receiving hours"),
    "limit_next_run": N_("the vehicle's next run"),
}


@singledispatch
def shown(fact: Fact, roster: Roster, t: Translator) -> str:
    """A fact as words of a sentence."""
    raise TypeError(f"no words for {type(fact).__name__}")


@shown.register
def _amount(fact: Amount, roster: Roster, t: Translator) -> str:
    unit, value = fact.unit, fact.amount
    if not unit.startswith(_SIGNED) and unit != "signed":
        return _plain(value, unit, t)
    if unit == "signed_person_m":
        return _dearer(value, t)
    sign = "+" if value > 0 else "-" if value < 0 else "±"
    bare = unit.removeprefix(_SIGNED)
    return sign + (number(abs(value)) if unit == "signed" else _plain(abs(value), bare, t))


def _dearer(metres: float, t: Translator) -> str:
    """A change of the location objective."""
    if metres == 0:
        return t("it costs the same")
    message = N_("it costs {metres} more") if metres > 0 else N_("it costs {metres} less")
    return t(message, metres=_plain(abs(metres), "person_m", t))


def _plain(value: float, unit: str, t: Translator) -> str:
    if unit == "n":
        return number(value)
    if unit == "%":
        return f"{number(value)} %"
    if unit in _UNITS:
        return count(value, *_UNITS[unit], t)
    return quantity(value, unit, t)


@shown.register
def _at(fact: At, roster: Roster, t: Translator) -> str:
    return time_name(fact.at, t)


@shown.register
def _span(fact: Span, roster: Roster, t: Translator) -> str:
    begin, end = time_name(fact.begin, t), time_name(fact.end, t)
    return t("{begin} to {end}", begin=begin, end=end)


@shown.register
def _spare(fact: Spare, roster: Roster, t: Translator) -> str:
    if fact.spare_min == 0:
        return t("nothing to spare")
    minutes = quantity(abs(fact.spare_min), "min", t)
    message = N_("{minutes} to spare") if fact.spare_min > 0 else N_("{minutes} too late")
    return t(message, minutes=minutes)


@shown.register
def _subject(fact: Subject, roster: Roster, t: Translator) -> str:
    if fact.kind is SubjectKind.team:
        return t("doorstep team {team}", team=fact.id)
    if fact.kind is SubjectKind.rule:
        return rule_name(fact.id, t)
    if fact.kind is SubjectKind.role:
        return role_name(Role(fact.id), t, 2)
    return subject_name(fact.id, roster, t)


@shown.register
def _subjects(fact: Subjects, roster: Roster, t: Translator) -> str:
    return t(", ").join(_subject(subject, roster, t) for subject in fact.subjects)


@shown.register
def _word(fact: Word, roster: Roster, t: Translator) -> str:
    word = fact.word
    if word in set(Role):
        return role_name(Role(word), t)
    if word in set(VehicleKind):
        return kind_name(VehicleKind(word), t)
    if word in set(StaffPool):
        return kind_name(StaffPool(word), t)
    if word in set(Zone):
        return zone_name(Zone(word), t)
    if word.startswith("group_"):
        return zone_group_name(ZoneGroup(word.removeprefix("group_")), t)
    if word in RULE:
        return rule_requirement(word, t)
    return t(_WORDS[word])


@shown.register
def _lack(fact: Lack, roster: Roster, t: Translator) -> str:
    return shortage_statement(fact.shortage, roster, t)


@shown.register
def _broken(fact: Broken, roster: Roster, t: Translator) -> str:
    return violation_sentence(fact.violation, roster, t)


@shown.register
def _advice(fact: Advice, roster: Roster, t: Translator) -> str:
    return remedy_clause(fact.remedy, roster, t)
