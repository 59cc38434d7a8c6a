"""A roster from JSON that may be anything: counted before it is parsed, read row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pydantic_core
from pydantic import ValidationError

from masstest.domain import roster as r
from masstest.domain.parameters import Parameters
from masstest.domain.units import Model

MOST_BYTES = 8_000_000
MOST_CONTAINERS = 200_000  # lists and objects; a large district has a tenth
MOST_ERRORS = 100


class JsonRefused(Exception):
    """It is no roster; `rows` says where and why."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(rows)} problems")
        self.rows = rows


def parse_roster(content: bytes) -> r.Roster:
    """The roster that `content` describes, by the types alone.

    Raises
    ------
    JsonRefused
        With everything that was found, up to `MOST_ERRORS`.
    """
    raw = _parsed(content)
    if not isinstance(raw, dict) or not isinstance(raw.get("round"), dict):
        raise JsonRefused([_row("not_a_roster", "")])
    try:
        context = {"date": dt.date.fromisoformat(str(raw["round"].get("date")))}
    except ValueError:
        raise JsonRefused(
            [_row("invalid_value", "/round/date", raw["round"].get("date"))]
        ) from None
    found: list[dict[str, Any]] = []
    made: dict[str, Any] = {}
    heads: Mapping[str, type[Model]] = {"round": r.Round, "parameters": Parameters}
    for name, kind in heads.items():
        made[name] = _made(kind, raw.get(name, {}), f"/{name}", context, found)
    for name, kind in r.ROW_TYPES.items():
        made[name] = tuple(_rows(name, kind, raw.get(name, []), context, found))
    known = {"round", "parameters", *r.ROW_TYPES}
    found += [_row("unknown_name", f"/{name[:80]}") for name in raw if name not in known]
    for name in ("compounds", "sites"):
        if not made[name] and not found:
            found.append(_row("empty_list", f"/{name}"))
    if found:
        raise JsonRefused(found[:MOST_ERRORS])
    return r.Roster(**made)


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES or content.count(b"[") + content.count(b"{") > MOST_CONTAINERS:
        raise JsonRefused([_row("file_too_heavy", "")])
    try:
        return pydantic_core.from_json(content)
    except ValueError as error:
        raise JsonRefused([_row("not_json", "", str(error))]) from None


def _rows(
    name: str, kind: type[Model], rows: Any, context: Any, found: list[dict[str, Any]]
) -> Iterator[Model]:
    if not isinstance(rows, list):
        found.append(_row("invalid_value", f"/{name}", rows))
        return
    for number, row in enumerate(rows):
        made = _made(kind, row, f"/{name}/{number}", context, found)
        if made is not None:
            yield made
        if len(found) >= MOST_ERRORS:
            return


def _made(
    kind: type[Model], value: Any, pointer: str, context: Any, found: list[dict[str, Any]]
) -> Model | None:
    try:
        return kind.model_validate(value, context=context)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False)[:20]:
            inner = "".join(f"/{part}" for part in detail["loc"])
            found.append(
                _row("invalid_value", f"{pointer}{inner}"[:200], detail["input"], detail["msg"])
            )
        return None


def _row(code: str, pointer: str, value: Any = None, reason: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "severity": "error",
        "sheet": None,
        "cell": None,
        "pointer": pointer,
        "value": None if value is None else str(value)[:200],
        "facts": {"reason": reason[:200]} if reason else {},
    }
