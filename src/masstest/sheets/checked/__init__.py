"""The uploaded workbook back, with every problem beside its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from masstest.domain.outcome import Problem, Severity
from masstest.sheets.columns import CHECK_HEADING, CHECK_TITLE, SHEET
from masstest.sheets.problems import problem_sentence
from masstest.sheets.reading.opening import Limits, run_apart
from masstest.sheets.reading.result import ReadResult
from masstest.text import N_, Lang, Translator, translator

_HEADINGS = (N_("Severity"), N_("Sheet"), N_("Cell"), N_("Value"), N_("What to do"))
_COUNT_HEADINGS = (
    N_("Sheet"), N_("Rows"), N_("Right"), N_("Wrong"), N_("Columns not read"),
    N_("Columns read as"),
)  # fmt: skip
_SEVERITY = {Severity.error: N_("error"), Severity.warning: N_("warning")}


def write_checked(
    path_in: Path,
    result: ReadResult,
    path_out: Path,
    lang: Lang = "zh",
    limits: Limits | None = None,
    *,
    name: str | None = None,
) -> bool:
    """Write the workbook at `path_in` to `path_out` with what `read_roster` found in it.

    Every sheet that was read gets a column with what is wrong in each row, bad cells are
    coloured, and a summary sheet comes first. Everything else stays as it is. A file that cannot
    be opened yields a workbook with the summary alone; False if there is no file at all. The
    summary calls the file `name`, by default as it is called at `path_in`.
    """
    if not path_in.is_file():
        return False
    t = translator(lang)
    head = {
        "problem": CHECK_HEADING[lang],
        "problem_headings": list(CHECK_HEADING.values()),
        "summary": CHECK_TITLE[lang],
        "summary_titles": list(CHECK_TITLE.values()),
        "sheets": _annotations(result, t),
        "lines": _summary_lines(name or path_in.name, result, t),
    }
    script = Path(__file__).with_name("annotate.py")
    limits = limits or Limits()
    original = path_in.read_bytes() if result.readable else b""
    child = run_apart(script, head, original, limits)
    if original and (child is None or child.returncode):  # too heavy to write: the summary alone
        child = run_apart(script, head, b"", limits)
    if child is None or child.returncode:
        reason = "timeout" if child is None else child.stderr.decode(errors="replace")[-500:]
        raise OSError(f"could not write {path_out}: {reason}")
    path_out.write_bytes(child.stdout)
    return True


def _annotations(result: ReadResult, t: Translator) -> list[dict[str, Any]]:
    """Per sheet of the file: what to write beside which row, which cells to colour."""
    pages: dict[str, dict[str, Any]] = {
        count.sheet: {
            "title": count.title, "header_row": count.header_row, "rows": {}, "cells": {},
        }
        for count in result.sheets
    }  # fmt: skip
    for problem in result.problems:
        if problem.cell is None or problem.sheet not in pages:
            continue
        page = pages[problem.sheet]
        reference = problem.cell.partition("!")[2]
        row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        page["rows"].setdefault(row, []).append(problem_sentence(problem, t))
        if page["cells"].get(reference) != Severity.error.value:
            page["cells"][reference] = problem.severity.value
    return list(pages.values())


def _summary_lines(name: str, result: ReadResult, t: Translator) -> list[dict[str, Any]]:
    """The summary sheet, line by line: cells, and a style or a link."""
    verdict = (
        N_("{errors} errors, {warnings} warnings. Nothing is planned until the errors are mended.")
        if result.errors
        else N_("No errors, {warnings} warnings: this roster can be planned.")
    )
    facts = {"errors": len(result.errors), "warnings": len(result.warnings)}
    lines: list[dict[str, Any]] = [
        {"cells": [name], "style": "title"},
        {"cells": [t(verdict, **facts)]},
        {"cells": []},
        {"cells": [t(heading) for heading in _COUNT_HEADINGS], "style": "heading"},
    ]
    for count in result.sheets:
        separator = "、" if t.lang == "zh" else ", "
        ignored, matched = count.ignored_columns, count.read_as(t.lang)
        cells = [
            count.title, count.rows, count.good, count.rows - count.good,
            separator.join(ignored), separator.join(matched),
        ]  # fmt: skip
        lines.append({"cells": cells})
    if result.ignored_sheets:
        names = ", ".join(result.ignored_sheets)
        lines.append({"cells": [t(N_("Sheets not read: {names}"), names=names)]})
    lines += [
        {"cells": []},
        {"cells": [t(heading) for heading in _HEADINGS], "style": "heading"},
    ]
    titles = {count.sheet: count.title for count in result.sheets}
    lines += [_problem_line(problem, titles, t) for problem in result.problems]
    return lines


def _problem_line(problem: Problem, titles: dict[str, str], t: Translator) -> dict[str, Any]:
    sheet = problem.sheet or ""
    title = titles.get(sheet, SHEET[sheet].label(t.lang) if sheet else "")
    reference = problem.cell.partition("!")[2] if problem.cell else ""
    sentence = problem_sentence(problem, t)
    line: dict[str, Any] = {
        "cells": [t(_SEVERITY[problem.severity]), title, reference, problem.value or "", sentence],
        "style": problem.severity.value,
    }
    if reference and sheet in titles:
        line["link"] = [title, reference]
    return line
