"""Collecting problems: every one, with its cell, in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from masstest.domain.outcome import Problem
from masstest.sheets.problems import KINDS


class Report:
    """The problems found so far."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(
        self,
        code: str,
        sheet: str | None = None,
        cell: str | None = None,
        value: object = None,
        **facts: Any,
    ) -> None:
        """Note a problem; `cell` is a reference within the sheet, such as ``E17``."""
        self._problems.append(
            Problem(
                code=code,
                severity=KINDS[code].severity,
                sheet=sheet,
                cell=f"{sheet}!{cell}" if sheet and cell else None,
                value=None if value is None else str(value),
                facts=facts,
            )
        )

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)


def letters(position: int) -> str:
    """Column letters of a 0-based position: 0 -> A, 26 -> AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
