"""Phones and names that hide where none belong: in identifiers, names of places, remarks.

Rosters are typed by people: there are those that use the phone as a person's number, or write
the caretaker's phone behind the name of a school.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from masstest.access.masking.sight import Sight
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster

# as people write them: 0917-1234567, +86 138 0000 0000
_NUMBER = re.compile(r"\+?\d(?:[\d ()-]{4,}\d)")
_SHORTEST_PHONE = 6


def scrubbed(plan: Plan, roster: Roster, full: Roster, sight: Sight) -> tuple[Plan, Roster]:
    """`plan` and `roster` without any phone of `full` that isn't in sight, and without
    identifiers that are such phones or names. What is replaced reads ``#1``, ``#2``."""
    people = [
        (p.name, p.phone, p.staff_id in sight.names, p.staff_id in sight.phones) for p in full.staff
    ]
    for official in full.officials:
        seen = official.official_id in sight.officials
        people.append((official.name, official.phone, seen, seen))
    names = {name for name, *_ in people} - {name for name, _, named, _ in people if named}
    phones = {_digits(phone) for _, phone, *_ in people}
    phones -= {_digits(phone) for _, phone, _, called in people if called}
    phones = {phone for phone in phones if len(phone) >= _SHORTEST_PHONE}
    ids = full.person.keys() | {official.official_id for official in full.officials}
    telling = ids & names
    # such as 张三-2 for the second one of that name
    named_after = [(p.staff_id, p.name) for p in full.staff]
    named_after += [(official.official_id, official.name) for official in full.officials]
    telling |= {own_id for own_id, name in named_after if name in names and name and name in own_id}

    plan_text, roster_text = plan.to_json(), roster.model_dump_json()
    numbers = set(_NUMBER.findall(plan_text)) | set(_NUMBER.findall(roster_text))
    found = any(_is_one_of(phones, number) for number in numbers)
    if not found and not telling:
        return plan, roster
    aliases: dict[str, str] = {}

    def alias(secret: str) -> str:
        return aliases.setdefault(secret, f"#{len(aliases) + 1}")

    def clean(text: str) -> str:
        if text in telling:
            return alias(text)
        return _NUMBER.sub(
            lambda m: alias(_digits(m[0])) if _is_one_of(phones, m[0]) else m[0], text
        )

    return (
        Plan.from_json(json.dumps(_walked(json.loads(plan_text), clean))),
        Roster.model_validate(_walked(json.loads(roster_text), clean)),
    )


def _walked(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_walked(item, clean) for item in value]
    if isinstance(value, dict):
        return {clean(key): _walked(item, clean) for key, item in value.items()}
    return value


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _is_one_of(phones: set[str], number: str) -> bool:
    """Whether a run of digits is a phone, or ends in one (a country's code before it)."""
    digits = _digits(number)
    return any(digits[start:] in phones for start in range(min(len(digits), 5)))
