"""The ledger's state as plain JSON values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Mapping, Set
from functools import cache
from typing import Any

Person = Callable[[str], str]
"""Somebody's id or login, as far as it may be told."""

_PEOPLE = frozenset({"person", "opened_by", "closed_by"})


def plain(value: Any, person: Person = str) -> Any:
    """`value` in dicts, lists and scalars: sets sorted, what isn't finite left out as null."""
    if isinstance(value, str):
        return str(value)  # of an enumeration, its value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    names = _fields(value.__class__)
    if names:
        return {
            name: person(each) if name in _PEOPLE else plain(each, person)
            for name, each in ((name, getattr(value, name)) for name in names)
        }
    if isinstance(value, Mapping):
        return {_key(key): plain(each, person) for key, each in value.items()}
    if isinstance(value, Set):
        return sorted(plain(each, person) for each in value)
    if isinstance(value, dt.date):  # and times with it
        return value.isoformat()
    return [plain(each, person) for each in value]


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Names of the fields of a dataclass or named tuple; none for anything else."""
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return tuple(getattr(kind, "_fields", ()))


def _key(key: Any) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
