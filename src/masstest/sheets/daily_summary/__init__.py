"""The daily one-sheet summary as a workbook: a page to sign, and the flat sheets behind it."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from masstest.live.summary import DailySummary
from masstest.sheets.daily_summary.flat import write_flat
from masstest.sheets.daily_summary.front import write_front
from masstest.sheets.daily_summary.tables import tables
from masstest.sheets.plan_workbook.style import Styles
from masstest.text import Lang, translator

__all__ = ["write_daily_summary"]

_OPTIONS = {
    # Text is never a formula, a link or a number, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_daily_summary(day: DailySummary, path: Path, lang: Lang) -> None:
    """Write the summary workbook: one page to sign, the zero report, and a sheet per list.

    Parameters
    ----------
    day : the summary, of the district or of a street
    path : the file to write; its folder must exist
    lang : language of headings and sentences
    """
    t = translator(lang)
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        styles = Styles(workbook, lang)
        write_front(workbook, day, t, styles)
        for table in tables(day, t):
            write_flat(workbook, table, day, t, styles)
