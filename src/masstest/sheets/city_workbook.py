"""The city as a workbook: a row per district, the laboratories, and their hours by district."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from masstest.domain.city import CityLab, CityPlan, DistrictRecord, Fate
from masstest.sheets.plan_workbook.style import (
    BAD,
    BLUE,
    GOOD,
    LINE,
    STEEL,
    WARN,
    Styles,
    excel_time,
)
from masstest.text import N_, Lang, Translator, translator
from masstest.text.city_sentences import city_status_sentence, fate_name
from masstest.text.sentences import rule_name

_OPTIONS = {
    # Text is never a formula, a link or a number, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_COLOURS = {Fate.met: GOOD, Fate.short: WARN}
_FIRST_ROW = 4  # of a table: after the title, the verdict, a blank row and the headings
_NUMBER = "#,##0"

Cell = str | int | float | dt.datetime | None


class _Column(NamedTuple):
    heading: str
    width: float
    format: str = "@"


def city_verdict(city: CityPlan, t: Translator) -> str:
    """The outcome in one sentence, then what the laboratories' check found."""
    names = {lab.lab_id: lab.name for lab in city.labs}
    late = [
        t(
            N_("{lab}: {rule}, {minutes} min late."),
            lab=names.get(v.subjects[0], v.subjects[0]),
            rule=rule_name(v.rule, t),
            minutes=round(v.amount - v.limit),
        )
        for v in city.violations
    ]
    checked = t(N_("No laboratory is overfull in any hour, over all districts."))
    return " ".join([city_status_sentence(city.status, t), checked, *late])


def write_city_workbook(city: CityPlan, path: Path, lang: Lang) -> None:
    """Write the overview workbook of a city.

    Parameters
    ----------
    city : what its round came to
    path : the file to write; its folder must exist
    lang : language of titles and sentences
    """
    t = translator(lang)
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        book = _Book(workbook, city, t, Styles(workbook, lang))
        book.districts()
        book.laboratories()
        book.hours()


class _Book:
    """The workbook while it is written."""

    def __init__(self, workbook: Any, city: CityPlan, t: Translator, styles: Styles) -> None:
        self._workbook, self._city, self._t, self._styles = workbook, city, t, styles

    def districts(self) -> None:
        t = self._t
        columns = (
            _Column(t(N_("District id")), 10),
            _Column(t(N_("District")), 18),
            _Column(t(N_("Outcome")), 22),
            _Column(t(N_("People")), 10, _NUMBER),
            _Column(t(N_("Sampled")), 10, _NUMBER),
            _Column(t(N_("Points")), 8, _NUMBER),
            _Column(t(N_("Lanes")), 8, _NUMBER),
            _Column(t(N_("Tubes")), 10, _NUMBER),
            _Column(t(N_("Last person sampled")), 13, "mm-dd hh:mm"),
            _Column(t(N_("Key groups' results")), 13, "mm-dd hh:mm"),
            _Column(t(N_("All results")), 13, "mm-dd hh:mm"),
            _Column(t(N_("Number of shortages")), 9, _NUMBER),
            _Column(t(N_("Shares of laboratories (tubes/h)")), 48),
            _Column(t(N_("Planned in pass")), 9, _NUMBER),
            _Column(t(N_("Seconds")), 9, "0.0"),
            _Column(t(N_("Why there is no plan")), 30),
        )
        rows = [self._district(record) for record in self._city.districts]
        sheet = self._table(t(N_("Districts")), columns, rows, fixed=2)
        for number, record in enumerate(self._city.districts):
            colour = _COLOURS.get(record.fate, BAD)
            style = self._styles(border=1, border_color=LINE, valign="top", **colour)
            sheet.write_string(_FIRST_ROW + number, 2, fate_name(record.fate, t), style)

    def _district(self, record: DistrictRecord) -> Sequence[Cell]:
        names = {lab.lab_id: lab.name for lab in self._city.labs}
        kpis = record.kpis
        shares = "; ".join(
            f"{names[lab_id]} {share.tubes_per_hour:,}" for lab_id, share in record.shares.items()
        )
        figures = [kpis.get(n) for n in ("people", "persons_covered", "points", "lanes", "tubes")]
        times = [_moment(kpis.get(n)) for n in ("finish_at", "key_results_at", "results_at")]
        return (
            record.district,
            record.name,
            None,
            *figures,
            *times,
            record.shortages,
            shares,
            record.passes,
            record.wall_s,
            record.reason,
        )

    def laboratories(self) -> None:
        t = self._t
        columns = (
            _Column(t(N_("Laboratory id")), 12),
            _Column(t(N_("Laboratory")), 22),
            _Column(t(N_("Tubes an hour")), 10, _NUMBER),
            _Column(t(N_("Most in an hour")), 10, _NUMBER),
            _Column(t(N_("Tubes a day")), 10, _NUMBER),
            _Column(t(N_("Tubes")), 10, _NUMBER),
            _Column(t(N_("Key-group tubes")), 10, _NUMBER),
            _Column(t(N_("Key groups' results")), 13, "mm-dd hh:mm"),
            _Column(t(N_("All results")), 13, "mm-dd hh:mm"),
            _Column(t(N_("Districts")), 9, _NUMBER),
            _Column(t(N_("Shares of districts (tubes/h)")), 60),
        )
        self._table(
            t(N_("Laboratories")), columns, [self._laboratory(lab) for lab in self._city.labs], 2
        )

    def _laboratory(self, lab: CityLab) -> Sequence[Cell]:
        shares = "; ".join(f"{d} {share.tubes_per_hour:,}" for d, share in lab.shares.items())
        return (
            lab.lab_id,
            lab.name,
            lab.tubes_per_hour,
            max((sum(use.started.values()) for use in lab.hours), default=0),
            lab.tubes_per_day,
            lab.tubes,
            lab.key_tubes,
            self._time(lab.key_results_at),
            self._time(lab.results_at),
            len(lab.shares),
            shares,
        )

    def hours(self) -> None:
        t = self._t
        districts = [record.district for record in self._city.districts]
        columns = (
            _Column(t(N_("Laboratory id")), 12),
            _Column(t(N_("Laboratory")), 22),
            _Column(t(N_("Hour from")), 12, "mm-dd hh:mm"),
            _Column(t(N_("Tubes an hour")), 10, _NUMBER),
            _Column(t(N_("Started")), 10, _NUMBER),
            *(_Column(district, 8, _NUMBER) for district in districts),
        )
        rows = [
            (
                lab.lab_id,
                lab.name,
                self._time(use.hour),
                lab.tubes_per_hour,
                sum(use.started.values()),
                *(use.started.get(district) for district in districts),
            )
            for lab in self._city.labs
            for use in lab.hours
        ]
        self._table(t(N_("Hours of laboratories")), columns, rows, fixed=5)

    def _table(
        self, title: str, columns: Sequence[_Column], rows: Iterable[Sequence[Cell]], fixed: int
    ) -> Any:
        """A sheet: title, verdict, headings, and a row per thing."""
        styles, sheet = self._styles, self._workbook.add_worksheet(title)
        heading = self._t(N_("City round of {date}"), date=self._city.date.isoformat())
        sheet.write_string(0, 0, f"{heading}: {title}", styles(bold=True, font_size=14,
                                                              font_color=BLUE))  # fmt: skip
        sheet.write_string(1, 0, city_verdict(self._city, self._t), styles(font_size=10))
        label = styles(bold=True, font_color="#FFFFFF", bg_color=STEEL, text_wrap=True,
                       valign="vcenter", align="center", border=1)  # fmt: skip
        sheet.set_row(_FIRST_ROW - 1, 30)
        formats = [
            styles(num_format=c.format, border=1, border_color=LINE, valign="top",
                   text_wrap=c.width >= 30) for c in columns
        ]  # fmt: skip
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(_FIRST_ROW - 1, number, column.heading, label)
        last = _FIRST_ROW
        for last, row in enumerate(rows, start=_FIRST_ROW):
            for number, value in enumerate(row):
                _write(sheet, last, number, value, formats[number])
        sheet.freeze_panes(_FIRST_ROW, fixed)
        sheet.autofilter(_FIRST_ROW - 1, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_FIRST_ROW - 1)
        sheet.set_footer("&R&P / &N")
        return sheet

    def _time(self, minute: int | None) -> float | None:
        return None if minute is None else excel_time(minute, self._city.date)


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _write(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)
