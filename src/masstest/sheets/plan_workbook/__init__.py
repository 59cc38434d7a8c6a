"""The plan as a workbook: an overview, and one flat sheet per kind of thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import xlsxwriter

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.plan_workbook import charts, columns, curves
from masstest.sheets.plan_workbook import rows_of_moving as moving
from masstest.sheets.plan_workbook import rows_of_outcome as outcome
from masstest.sheets.plan_workbook import rows_of_sampling as sampling
from masstest.sheets.plan_workbook.book import Book, Row
from masstest.sheets.plan_workbook.column import PlanSheet
from masstest.sheets.plan_workbook.original import SHEET_NAME, write_original
from masstest.sheets.plan_workbook.overview import write_overview
from masstest.sheets.plan_workbook.page import PRINT_SCALE, Page
from masstest.sheets.plan_workbook.plan_changes import (
    PlanChange,
    PlanChanges,
    plan_change_rows,
)
from masstest.sheets.plan_workbook.style import BAD, BLUE, STEEL, Styles
from masstest.sheets.plan_workbook.table import set_up_page, write_table
from masstest.text import N_, Lang, translator

__all__ = [
    "OVERVIEW_LABELS",
    "PlanChange",
    "PlanChanges",
    "sheet_rows",
    "write_plan_workbook",
]

OVERVIEW_LABELS = {"zh": "总表", "en": "Overview"}

_OPTIONS = {
    # Text is never a formula, a link or a number, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    # Column widths count digits of this font: one that every office has, or its metric twin.
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}

_ROWS: Mapping[str, Callable[[Book], Iterable[Row]]] = {
    columns.POINTS.name: sampling.point_rows,
    columns.COVERAGE.name: sampling.coverage_rows,
    columns.DUTIES.name: sampling.duty_rows,
    columns.RUNS.name: moving.run_rows,
    columns.LABS.name: moving.lab_rows,
    columns.DOORSTEP.name: sampling.doorstep_rows,
    columns.SUPPLIES.name: moving.supply_rows,
    columns.SUPPLY_RUNS.name: moving.supply_run_rows,
    columns.WASTE_RUNS.name: moving.waste_run_rows,
    columns.READINESS.name: sampling.readiness_rows,
    columns.SHORTAGES.name: outcome.shortage_rows,
    columns.CHANGES.name: outcome.change_rows,
    columns.RULES.name: outcome.rule_rows,
    columns.VIOLATIONS.name: outcome.violation_rows,
    columns.SAMPLING_CURVE.name: curves.sampling_rows,
    columns.LAB_CURVE.name: curves.lab_rows_by_hour,
}


def sheet_rows(sheet: PlanSheet, book: Book) -> Iterable[Row]:
    """The rows of a sheet, as they are written."""
    return _ROWS[sheet.name](book)


def write_plan_workbook(
    plan: Plan, roster: Roster, path: Path, lang: Lang, changes: PlanChanges | None = None
) -> None:
    """Write `plan` as an Excel workbook for people, which can be read back.

    Parameters
    ----------
    plan : the plan
    roster : the roster it was made from, for names, phone numbers and limits
    path : the file to write; its folder must exist
    lang : language of titles and sentences; technical names are the same in both
    changes : what is different from the plan that it was made from, in words of `lang`
    """
    book = Book(plan, roster, translator(lang))
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": OVERVIEW_LABELS[lang],
                "subject": f"{plan.round.district} {plan.round.date.isoformat()}",
                "author": "masstest",
                "created": _created(plan),
            }
        )
        styles = Styles(workbook, lang)
        overview = workbook.add_worksheet(OVERVIEW_LABELS[lang])
        counts = {}
        for sheet in columns.SHEETS:
            worksheet = workbook.add_worksheet(sheet.label(lang))
            counts[sheet.name] = write_table(
                worksheet, sheet, sheet_rows(sheet, book), book, styles, _if_empty(sheet, roster)
            )
            worksheet.set_tab_color(_tab_colour(sheet.name, counts[sheet.name]))
            if sheet is columns.CHANGES and changes is not None:
                told = workbook.add_worksheet(columns.PLAN_CHANGES.label(lang))
                rows = plan_change_rows(changes, book)
                write_table(told, columns.PLAN_CHANGES, rows, book, styles)
                told.set_tab_color(BLUE)
        drawn = []
        if counts[columns.SAMPLING_CURVE.name]:
            drawn.append(charts.sampling_chart(workbook, book, counts[columns.SAMPLING_CURVE.name]))
        if counts[columns.LAB_CURVE.name]:
            drawn.append(charts.lab_chart(workbook, book, counts[columns.LAB_CURVE.name]))
        write_overview(Page(overview, styles), book, drawn, changes)
        set_up_page(overview, OVERVIEW_LABELS[lang], book)
        overview.set_print_scale(PRINT_SCALE)
        overview.set_tab_color(BLUE)
        write_original(workbook.add_worksheet(SHEET_NAME), plan)


def _if_empty(sheet: PlanSheet, roster: Roster) -> str | None:
    """Nothing changed, or there is nothing to compare with: a first round says so."""
    if sheet is columns.CHANGES and not roster.previous:
        return N_("The roster holds no earlier round to compare with.")
    return None


def _tab_colour(sheet_name: str, rows: int) -> str:
    if sheet_name in (columns.SHORTAGES.name, columns.VIOLATIONS.name) and rows:
        return BAD["font_color"]
    return STEEL


def _created(plan: Plan) -> dt.datetime:
    """When the plan was made: the same plan gives the same file."""
    if plan.provenance is None:
        return dt.datetime.combine(plan.round.date, dt.time())
    return dt.datetime.fromisoformat(plan.provenance.created_at).replace(tzinfo=None)
