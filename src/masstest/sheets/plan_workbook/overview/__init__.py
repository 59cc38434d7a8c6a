"""The first sheet: is the plan good, what is short, where is it tight, how does it compare."""

from __future__ import annotations

from typing import Any

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.overview.changed import write_changes, write_costs
from masstest.sheets.plan_workbook.overview.comparison import (
    write_figures,
    write_guideline,
    write_stages,
)
from masstest.sheets.plan_workbook.overview.timing import write_chain, write_charts, write_labs
from masstest.sheets.plan_workbook.overview.verdict import write_shortages, write_title
from masstest.sheets.plan_workbook.page import Page
from masstest.sheets.plan_workbook.plan_changes import PlanChanges
from masstest.sheets.plan_workbook.style import STEEL
from masstest.sheets.plan_workbook.table import LITTLE_SLACK_MIN


def write_overview(
    page: Page, book: Book, charts: list[Any], changes: PlanChanges | None = None
) -> None:
    """Fill the overview from top to bottom."""
    write_title(page, book)
    if book.plan.shortages:
        write_shortages(page, book)
    if changes is not None:
        write_changes(page, book, changes)
    write_figures(page, book)
    write_chain(page, book)
    write_charts(page, charts)
    if changes is not None:
        write_costs(page, book, changes)
    write_guideline(page, book)
    write_labs(page, book)
    write_stages(page, book)
    _legend(page, book)


def _legend(page: Page, book: Book) -> None:
    page.keep_together(80)
    page.heading(book.t("Reading and editing this workbook"))
    for text in (
        book.t("Dark blue headings: fields of the plan. `masstest check` reads them back and says"
               " what an edit breaks. Grey-blue headings are worked out from them."),
        book.t("Keep the small grey row of technical names. Columns may be moved, rows may be"
               " sorted, filtered, added and deleted."),
        book.t("Red: late or short. Amber: less than {n} minutes to spare, or to be confirmed."
               " Slack is minutes to spare.", n=LITTLE_SLACK_MIN),
    ):  # fmt: skip
        page.sentence(text, font_color=STEEL)
