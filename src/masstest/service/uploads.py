"""What became of an uploaded roster, and the sentences about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from masstest.domain.outcome import Problem, Severity
from masstest.text import N_, Lang, Translator, translator

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"

_JSON_SENTENCES: Mapping[str, str] = {
    "not_json": N_("This is not JSON: {value}."),
    "not_a_roster": N_("A roster is an object with the members round, compounds, sites and more."),
    "invalid_value": N_("This value can't be used: {reason}"),
    "unknown_name": N_("A roster has no such member."),
    "empty_list": N_("There must be at least one."),
    "file_too_heavy": N_("This is much larger than the roster of any district."),
}


@dataclass(frozen=True)
class Reading:
    """An uploaded roster as it was read.

    Attributes
    ----------
    roster_json : the validated roster; None if there is an error
    report : ``read``, ``problems`` (code, severity, sheet, cell or pointer, value, facts),
        ``ignored``, ``errors``, ``warnings``
    readable : whether the file could be opened at all
    district, date, number : of the round, as soon as the sheet `round` names it, errors elsewhere
        or not
    """

    roster_json: bytes | None
    report: dict[str, Any]
    readable: bool
    district: str = ""
    date: str | None = None
    number: int | None = None

    @property
    def status(self) -> str:
        if self.roster_json is None:
            return "errors"
        return "warnings" if self.report["problems"] else "ok"


def told_problems(rows: list[dict[str, Any]], lang: Lang) -> list[dict[str, Any]]:
    """Stored problems, each with its sentence in `lang`, without the facts it is made of."""
    t = translator(lang)
    return [
        {name: value for name, value in row.items() if name != "facts"}
        | {"text": _sentence(row, t)}
        for row in rows
    ]


def _sentence(row: Mapping[str, Any], t: Translator) -> str:
    if row["sheet"] is None and row["cell"] is None and row["pointer"] is not None:
        facts = {"reason": "", "value": row["value"] or ""} | dict(row["facts"])
        if row["code"] in _JSON_SENTENCES:
            return t(_JSON_SENTENCES[row["code"]], **facts)
    from masstest.sheets import problem_sentence  # 0.4 s to import: not for those who need none

    problem = Problem(
        code=row["code"],
        severity=Severity(row["severity"]),
        sheet=row["sheet"],
        cell=row["cell"],
        value=row["value"],
        facts=row["facts"],
    )
    return problem_sentence(problem, t)
