"""What the checker found, one sentence per violation.

The checker's amounts and limits are numbers in a unit; what they mean depends on the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from masstest.domain.outcome import Violation
from masstest.domain.roster import Level, Role, Roster
from masstest.domain.rules import RULE
from masstest.text import N_, Translator
from masstest.text.sentences.names import (
    level_name,
    quantity,
    role_name,
    subject_name,
    time_name,
)
from masstest.text.sentences.rules import rule_name
from masstest.text.sentences.shortages import statement_of

_BEYOND = N_("{subjects}: {found}, allowed {allowed}")
_OUTSIDE = N_("{subjects}: {found} is outside its hours ({allowed})")
_TOO_LITTLE = N_("{subjects}: {found}, {allowed} needed")
_NOT_RIGHT = N_("{subjects}: the plan says {found}, right is {allowed}")

# Rules whose amounts need other words than "found, allowed".
_STATEMENTS: Mapping[str, str] = {
    "zone_separation": N_("{subjects}: not in the same zone"),
    "required_skill": N_("{subjects}: not a role of this person"),
    "training_valid": N_("{subjects}: not trained on the day"),
    "zone_staff": N_("{subjects}: serves {found}"),
    "one_place": N_("{subjects}: {found} needed between the duties, there are {allowed}"),
    "min_rest": _TOO_LITTLE,
    "drive_time": _TOO_LITTLE,
    "doorstep_pair": _TOO_LITTLE,
    "tube_conservation": _NOT_RIGHT,
    "sealed_vehicle": N_("{subjects}: {found} must not travel like this"),
}

# Rules and checks whose amounts are times of day, not durations.
_CLOCKS = frozenset(
    {
        "site_available",
        "vehicle_hours",
        "lab_hours",
        "consistent_finish",
        "consistent_meeting",
        "consistent_oldest_sample",
    }
)


def violation_sentence(violation: Violation, roster: Roster, t: Translator) -> str:
    """Which rule doesn't hold, for whom, what was found and what is allowed."""
    rule = RULE.get(violation.rule)
    if rule is not None and not rule.physical:
        return t("{clause}.", clause=_target_statement(violation, roster, t))
    name, statement = rule_name(violation.rule, t), _broken_statement(violation, roster, t)
    return t("{rule}: {statement}.", rule=name, statement=statement)


def _target_statement(violation: Violation, roster: Roster, t: Translator) -> str:
    over = abs(violation.amount - violation.limit)
    subject, *others = violation.subjects or ("",)
    if violation.rule == "role_cover" and others:
        return t(
            "{subject}: {role}, a post stays empty for {amount}",
            subject=subject_name(subject, roster, t),
            role=role_name(Role(others[0]), t, 2),
            amount=quantity(over, violation.unit, t),
        )
    if violation.rule == "three_tiers" and others:
        level = level_name(Level(others[0]), t)
        return t("{subject}: no {level}", subject=subject_name(subject, roster, t), level=level)
    if violation.rule == "pickup_interval" and others:
        return t(
            "{subject}, run {run}: specimens wait {amount} too long for a pickup",
            subject=subject_name(others[0], roster, t),
            run=subject,
            amount=quantity(over, violation.unit, t),
        )
    return statement_of(violation.rule, subject, over, violation.unit, roster, t)


def _broken_statement(violation: Violation, roster: Roster, t: Translator) -> str:
    subjects = t(", ").join(subject_name(s, roster, t) for s in violation.subjects)
    if violation.rule == "site_available" and violation.limit == 0:
        return t("{subjects}: must not be used", subjects=subjects)
    if violation.rule == "site_available" and violation.amount == 0:
        return t("{subjects}: must be open", subjects=subjects)
    message = _STATEMENTS.get(violation.rule)
    clock = violation.unit == "min" and _is_clock(violation, roster)
    if message is None:
        consistency = violation.rule not in RULE
        message = _NOT_RIGHT if consistency else _OUTSIDE if clock else _BEYOND
    return t(
        message,
        subjects=subjects,
        found=_amount(violation.amount, violation.unit, clock, t),
        allowed=_amount(violation.limit, violation.unit, clock, t),
    )


def _is_clock(violation: Violation, roster: Roster) -> bool:
    """Whether amount and limit are times of day."""
    if violation.rule != "availability":
        return violation.rule in _CLOCKS
    person = roster.person.get(violation.subjects[0])
    if person is None:
        return False
    return violation.limit in (person.available_from, person.available_until)


def _amount(amount: float, unit: str, clock: bool, t: Translator) -> str:
    return time_name(round(amount), t) if clock else quantity(amount, unit, t)
