"""What a plan falls short of: the statement, and the sentence with its remedies."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from masstest.domain.outcome import Shortage
from masstest.domain.roster import Role, Roster
from masstest.text import N_, Translator
from masstest.text.sentences.names import (
    people_of_role,
    quantity,
    role_name,
    subject_name,
    time_name,
)
from masstest.text.sentences.remedies import remedy_clause
from masstest.text.sentences.rules import rule_name

# By rule: the unit in which its amount is understood, and the statement.
_STATEMENTS: Mapping[str, tuple[str, str]] = {
    "full_coverage": ("persons", N_("{subject}: {amount} without a point")),
    "walking_limit": ("m", N_("{subject}: the walk is {amount} longer than the limit")),
    "queue_limit": ("min", N_("{subject}: people queue {amount} longer than the limit")),
    "role_cover": ("min", N_("{subject}: posts stay empty for {amount} in all")),
    "crew_of_two": ("persons", N_("{subject}: {amount} short of a driver and a courier")),
    "pickup_interval": ("min", N_("{subject}: specimens wait {amount} too long for a pickup")),
    "specimen_age": ("min", N_("{subject}: specimens reach the laboratory {amount} too old")),
    "tube_conservation": ("tubes", N_("{subject}: {amount} that no run can bring to a laboratory")),
    "doorstep_coverage": ("persons", N_("{subject}: {amount} not visited")),
    "kit_arrival": ("min", N_("{subject}: the kit comes {amount} after opening")),
    "waste_removed": ("min", N_("{subject}: medical waste is fetched {amount} too late")),
    "three_tiers": ("officials", N_("{subject}: {amount} missing")),
    "regular_first": (
        "persons",
        N_("{subject}: called from the reserve while regular staff are free"),
    ),
}

# Rules about a time of day: the statement, and when it is due.
_DUE: Mapping[str, tuple[str, Callable[[Roster], int]]] = {
    "sampling_deadline": (
        N_("Point {subject} ends {at} (due by {due})"),
        lambda roster: roster.finish_target,
    ),
    "doorstep_deadline": (
        N_("{subject}: door-to-door sampling ends {at} (due by {due})"),
        lambda roster: roster.doorstep_deadline,
    ),
    "key_result_deadline": (
        N_("{subject}: the last key-group result comes {at} (due by {due})"),
        lambda roster: roster.round.key_result_deadline,
    ),
    "result_deadline": (
        N_("{subject}: the last result comes {at} (due by {due})"),
        lambda roster: roster.round.result_deadline,
    ),
}

# Rules whose subjects may be a run or a team of the plan, which the roster doesn't know.
_ABOUT_RUNS = frozenset({"specimen_age", "crew_of_two"})
_MANY_MIN = 600
_ABOUT_TEAMS = frozenset({"doorstep_coverage", "doorstep_deadline"})


def shortage_sentence(shortage: Shortage, roster: Roster, t: Translator) -> str:
    """What is missed and, after a colon, what would mend it: "…: add 1 lane … or move …"."""
    statement = shortage_statement(shortage, roster, t)
    if not shortage.remedies:
        return t("{clause}.", clause=statement)
    clauses = t(" or ").join(remedy_clause(remedy, roster, t) for remedy in shortage.remedies)
    return t("{statement}: {clauses}.", statement=statement, clauses=clauses)


def shortage_statement(shortage: Shortage, roster: Roster, t: Translator) -> str:
    """What is missed and by how much, without the remedies."""
    return statement_of(shortage.rule, shortage.subject, shortage.amount, shortage.unit, roster, t)


def statement_of(
    rule: str, subject: str, over: float, unit: str, roster: Roster, t: Translator
) -> str:
    """The statement that `rule` is missed by `over` (in `unit`, beyond its limit)."""
    if subject in set(Role):
        return _lack_of(rule, Role(subject), over, unit, roster, t)
    name = _name(rule, subject, roster, t)
    if rule in _DUE and unit == "min":
        message, due = _DUE[rule]
        end = due(roster) + round(over)
        return t(message, subject=name, at=time_name(end, t), due=time_name(due(roster), t))
    if rule == "stock_limit":
        item_unit = {item.item: item.unit for item in roster.supplies}.get(subject, unit)
        return t("{subject}: {amount} short", subject=name, amount=quantity(over, item_unit, t))
    amount = quantity(over, unit, t)
    if rule in _STATEMENTS and _STATEMENTS[rule][0] == unit:
        return t(_STATEMENTS[rule][1], subject=name, amount=amount)
    return t(
        "{rule}: {subject}, short by {amount}", rule=rule_name(rule, t), subject=name, amount=amount
    )


def _lack_of(rule: str, role: Role, over: float, unit: str, roster: Roster, t: Translator) -> str:
    """The statement where it is a role that lacks, and not one place that is to blame."""
    if rule == "role_cover" and unit == "min":
        posts = t("Posts of {role} stay empty", role=role_name(role, t, 2))
        return t("{clause} ({details})", clause=posts, details=_working_time(over, t))
    if rule in ("role_cover", "crew_of_two"):
        return t("{people} short", people=people_of_role(over, role, t))
    lacking = role_name(role, t, 2)
    if rule in _DUE and unit == "min":
        due = _DUE[rule][1](roster)
        return t(
            "Sampling goes on until {at} for lack of {role} (due by {due})",
            at=time_name(due + round(over), t),
            due=time_name(due, t),
            role=lacking,
        )
    amount = quantity(over, unit, t)
    if rule == "doorstep_coverage":
        return t("{amount} not visited for lack of {role}", amount=amount, role=lacking)
    return t("{amount} without a point for lack of {role}", amount=amount, role=lacking)


def _working_time(minutes: float, t: Translator) -> str:
    """Minutes of many people together, in hours where they are many."""
    if minutes < _MANY_MIN:
        return quantity(minutes, "min", t)
    return quantity(round(minutes / 60), "h", t)


def _name(rule: str, subject: str, roster: Roster, t: Translator) -> str:
    """What a shortage is about: a thing of the roster, a run or team of the plan, or the whole."""
    if not subject:
        return roster.round.district
    name = subject_name(subject, roster, t)
    if name == subject and rule in _ABOUT_RUNS:
        return t("Run {run}", run=subject)
    if name == subject and rule in _ABOUT_TEAMS and subject not in roster.compound:
        return t("Doorstep team {team}", team=subject)
    return name
