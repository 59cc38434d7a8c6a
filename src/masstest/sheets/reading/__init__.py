"""Reading a roster workbook: all problems in one pass, or the roster."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from masstest.domain.outcome import Problem, Severity
from masstest.domain.roster import Crs
from masstest.sheets.columns import (
    CHECK_TITLE,
    GUIDE_TITLE,
    PLAN_TITLE,
    ROUND,
    ROW_SHEETS,
    SHEETS,
)
from masstest.sheets.reading.assembly import assemble
from masstest.sheets.reading.cells import Setting
from masstest.sheets.reading.headers import match_titles
from masstest.sheets.reading.opening import Limits, RawSheet, Refusal, load, open_workbook
from masstest.sheets.reading.places import (
    check_outlines,
    check_reach,
    convert_places,
    place_sites,
    place_staff,
)
from masstest.sheets.reading.references import check_name, check_references, names_in
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.resources import check_resources, check_scope
from masstest.sheets.reading.result import ReadResult, SheetCount
from masstest.sheets.reading.round import RoundRead, read_round
from masstest.sheets.reading.rows import SheetRows, read_rows
from masstest.sheets.reading.windows import check_rows

__all__ = ["Limits", "ReadResult", "SheetCount", "read_roster"]


def read_roster(
    source: Path | bytes,
    *,
    overrides: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> ReadResult:
    """Read a roster workbook.

    The file is parsed in a child process within `limits`. Nothing that a file can contain
    raises: everything wrong becomes a `Problem` with its cell.

    Parameters
    ----------
    source : path of the file, or its bytes
    overrides : keys of the `round` sheet and their values as text, put before what the file says
    limits : what the upload may cost; the defaults hold ten times a large district
    """
    limits = limits or Limits()
    content = load(source, limits) if isinstance(source, Path) else source
    if isinstance(content, Refusal):
        return _refused(content, "")
    sha256 = hashlib.sha256(content).hexdigest()
    raw = open_workbook(content, limits)
    if isinstance(raw, Refusal):
        return _refused(raw, sha256)
    return read_sheets(raw, sha256, overrides or {})


def _refused(refusal: Refusal, sha256: str) -> ReadResult:
    report = Report()
    report.add(refusal.code, **refusal.facts)
    return ReadResult(None, tuple(report), (), (), sha256)


def read_sheets(raw: list[RawSheet], sha256: str, overrides: Mapping[str, str]) -> ReadResult:
    """What the sheets of an opened workbook say; see `read_roster`."""
    report = Report()
    by_title = {page.title: page for page in raw}
    titles = match_titles(list(by_title), SHEETS, report)
    if PLAN_TITLE in by_title and ROUND.name not in titles:
        return _refused(Refusal("plan_not_roster", {}), sha256)
    _missing_sheets(titles, report)

    round_ = RoundRead()
    if ROUND.name in titles:
        round_ = read_round(by_title[titles[ROUND.name]], overrides, report)
    setting = Setting(round_.date)
    sheets: dict[str, SheetRows] = {}
    for sheet in ROW_SHEETS:
        if sheet.name in titles:
            sheets[sheet.name] = read_rows(by_title[titles[sheet.name]], sheet, setting, report)
    _empty_sheets(sheets, report)
    _check(sheets, round_, report)

    roster = None
    if not any(problem.severity is Severity.error for problem in report):
        roster = assemble(sheets, round_, report)
        if roster is not None:
            check_scope(roster, report)
    problems = tuple(sorted(report, key=_in_file_order(list(by_title), titles)))
    if any(problem.severity is Severity.error for problem in problems):
        roster = None
    known = {*titles.values(), *CHECK_TITLE.values(), *GUIDE_TITLE.values()}
    ignored = tuple(title for title in by_title if title not in known)
    return ReadResult(roster, problems, _counts(sheets, round_), ignored, sha256, round_.named)


def _check(sheets: dict[str, SheetRows], round_: RoundRead, report: Report) -> None:
    """Everything that is checked beyond single cells."""
    crs: Crs | None = round_.values.get("crs", None if round_.found else Crs.wgs84)
    check_rows(sheets, round_, report)
    check_references(sheets, round_, report)
    if crs is not None:
        convert_places(sheets, crs, report)
        place_sites(sheets)
        place_staff(sheets, report)
        check_outlines(sheets, crs, report)
    streets = names_in(sheets, "street")
    for row in sheets.get("staff", ()):
        if not row.given_place:
            check_name(row, "street", streets, report, "staff")
    check_resources(sheets, round_, report)
    whole = all(
        name in sheets and sheets[name].rows and len(sheets[name].good) == len(sheets[name].rows)
        for name in ("compounds", "sites")
    )
    if whole and round_.found and not round_.wrong:
        check_reach(sheets, round_, report)


def _missing_sheets(titles: dict[str, str], report: Report) -> None:
    for sheet in SHEETS:
        if sheet.name not in titles and sheet.missing:
            code = "missing_sheet" if sheet.missing == "error" else "absent_sheet"
            report.add(code, sheet.name)


def _empty_sheets(sheets: dict[str, SheetRows], report: Report) -> None:
    for name, read in sheets.items():
        if read.sheet.missing == "error" and read.found and not read.missing and not read.rows:
            report.add("empty_sheet", name)


def _counts(sheets: dict[str, SheetRows], round_: RoundRead) -> tuple[SheetCount, ...]:
    counts = []
    if round_.title:
        keys, wrong = len(round_.cells), len(round_.wrong & round_.cells.keys())
        counts.append(
            SheetCount("round", round_.title, keys, keys - wrong, round_.first_row, round_.ignored)
        )
    for name, read in sheets.items():
        rows, good = len(read.rows), len(read.good)
        counts.append(
            SheetCount(
                name, read.title, rows, good, read.first_row, read.ignored, read.matched,
                read.examples,
            )
        )  # fmt: skip
    return tuple(counts)


class _in_file_order:  # noqa: N801  used like a function
    """Sort key: file first, then sheets as the workbook has them, then rows and columns."""

    def __init__(self, order: list[str], titles: dict[str, str]) -> None:
        self._rank = {name: order.index(title) for name, title in titles.items()}

    def __call__(self, problem: Problem) -> tuple[int, int, int, str]:
        rank = -1 if problem.sheet is None else self._rank.get(problem.sheet, len(self._rank))
        reference = problem.cell.partition("!")[2] if problem.cell else ""
        column = reference.rstrip("0123456789")
        row = int(reference[len(column) :] or 0)
        return rank, row, len(column), column
