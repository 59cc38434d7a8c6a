"""Reading an uploaded roster: a workbook, or JSON, with every problem at its place."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from masstest.domain.outcome import Problem, Severity
from masstest.domain.roster import Roster
from masstest.service.uploads import Reading
from masstest.service.work.json_roster import JsonRefused, parse_roster
from masstest.sheets import ReadResult, read_roster, write_checked, write_roster, write_template
from masstest.sheets.columns import ROUND, SHEET
from masstest.text import Lang

SHOWN_PROBLEMS = 1_000


def read_workbook(content: bytes, overrides: Mapping[str, str]) -> Reading:
    """Read a roster workbook."""
    return _reading(read_roster(content, overrides=overrides), _problem_rows)


def read_json(content: bytes) -> Reading:
    """Read a roster as JSON, by the same rules as a workbook.

    It is written as a workbook and read again, so that whatever is checked of one is checked
    of the other; problems then point into the JSON.
    """
    try:
        roster = parse_roster(content)
    except JsonRefused as refused:
        return Reading(None, {"read": [], "problems": refused.rows, "ignored": []}, False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(roster, path, "en")
        return _reading(read_roster(path), _pointer_rows)


def annotate(content: bytes, file_name: str, lang: Lang) -> bytes:
    """The uploaded workbook with every problem beside its row, in `lang`."""
    with tempfile.TemporaryDirectory() as folder:
        path, written = Path(folder) / "roster.xlsx", Path(folder) / "annotated"
        path.write_bytes(content)
        write_checked(path, read_roster(content), written, lang, name=file_name)
        return written.read_bytes()


def settings_problems(roster_json: bytes, settings: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is wrong with settings for a roster: none if there is nothing."""
    roster = Roster.from_json(roster_json)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(roster, path, "en")
        result = read_roster(path, overrides=settings)
    return _problem_rows(result) if result.roster is None else []


def write_workbook(roster_json: bytes, lang: Lang) -> bytes:
    """A roster as a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(Roster.from_json(roster_json), path, lang)
        return path.read_bytes()


def template(lang: Lang) -> bytes:
    """The empty roster workbook, with pick-lists, notes and example rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, lang)
        return path.read_bytes()


def _reading(result: ReadResult, rows_of: Any) -> Reading:
    errors = len(result.errors)
    report = {
        "read": [
            {"sheet": c.sheet, "title": c.title, "rows": c.rows, "good": c.good}
            for c in result.sheets
        ],
        "problems": rows_of(result),
        "ignored": list(result.ignored)[:SHOWN_PROBLEMS],
        "errors": errors,
        "warnings": len(result.problems) - errors,
    }
    roster, named = result.roster, result.named
    return Reading(
        roster_json=None if roster is None else roster.to_json().encode(),
        report=report,
        readable=result.readable,
        district="" if named is None else named.district,
        date=None if named is None else named.date.isoformat(),
        number=None if named is None else named.number,
    )


def _shown(result: ReadResult) -> list[Problem]:
    ordered = sorted(result.problems, key=lambda p: p.severity is not Severity.error)
    return ordered[:SHOWN_PROBLEMS]


def _problem_rows(result: ReadResult) -> list[dict[str, Any]]:
    return [_row(problem, None) for problem in _shown(result)]


def _row(problem: Problem, pointer: str | None) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "pointer": pointer,
        "value": None if problem.value is None else problem.value[:200],
        "facts": json.loads(json.dumps(dict(problem.facts), default=_plain)),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    return str(value)


def _pointer_rows(result: ReadResult) -> list[dict[str, Any]]:
    """Problems with JSON pointers instead of cells of a workbook that nobody has seen."""
    first = {count.sheet: count.header_row + 1 for count in result.sheets}
    rows = []
    for problem in _shown(result):
        row = _row(problem, _pointer(problem, first))
        row["cell"] = None
        rows.append(row)
    return rows


def _pointer(problem: Problem, first: Mapping[str, int]) -> str:
    """Where in the JSON a problem is, as a JSON pointer (RFC 6901)."""
    sheet, column = problem.sheet, str(problem.facts.get("column", ""))
    if sheet is None:
        return ""
    if sheet == ROUND.name:
        return f"/round/{column}" if column else "/round"
    reference = problem.cell.partition("!")[2] if problem.cell else ""
    letters = reference.rstrip("0123456789")
    if not letters:
        return f"/{sheet}"
    number = int(reference[len(letters) :]) - first.get(sheet, 1)
    position = 0
    for letter in letters:
        position = 26 * position + ord(letter) - 64
    names = [c.name for c in SHEET[sheet].columns]
    name = names[position - 1] if position <= len(names) else column
    return f"/{sheet}/{number}/{name}"
