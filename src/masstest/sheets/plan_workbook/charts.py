"""The overview's two charts: people sampled by half hour, tubes at the laboratories by hour."""

from __future__ import annotations

from typing import Any

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.column import PlanSheet
from masstest.sheets.plan_workbook.columns import LAB_CURVE, SAMPLING_CURVE
from masstest.sheets.plan_workbook.table import FIRST_DATA_ROW

_BLUE, _LIGHT, _GREEN, _RED, _GREY = "#2E75B6", "#9DC3E6", "#70AD47", "#C00000", "#7F7F7F"


def sampling_chart(workbook: Any, book: Book, rows: int) -> Any:
    """Columns: people at points and at the door; line: share done so far."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for name, colour in (("at_points", _BLUE), ("at_doors", _LIGHT)):
        chart.add_series(_series(SAMPLING_CURVE, "from", name, book, rows, colour))
    line = workbook.add_chart({"type": "line"})
    share = _series(SAMPLING_CURVE, "from", "share", book, rows, _GREEN, line=True)
    line.add_series({**share, "y2_axis": True})
    line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": {"size": 8}})
    chart.combine(line)
    return _finished(chart, book.t("People sampled by half hour"))


def lab_chart(workbook: Any, book: Book, rows: int) -> Any:
    """Columns: tubes received and started; lines: waiting, and what could be started."""
    chart = workbook.add_chart({"type": "column"})
    for name, colour in (("received", _LIGHT), ("started", _BLUE)):
        chart.add_series(_series(LAB_CURVE, "hour", name, book, rows, colour))
    lines = workbook.add_chart({"type": "line"})
    lines.add_series(_series(LAB_CURVE, "hour", "waiting", book, rows, _RED, line=True))
    capacity = _series(LAB_CURVE, "hour", "capacity", book, rows, _GREY, line=True)
    capacity["line"]["dash_type"] = "dash"
    lines.add_series(capacity)
    chart.combine(lines)
    return _finished(chart, book.t("Tubes at the laboratories by hour"))


def _series(
    sheet: PlanSheet, by: str, name: str, book: Book, rows: int, colour: str, *, line: bool = False
) -> dict[str, Any]:
    tab = sheet.label(book.t.lang)
    names = [column.name for column in sheet.columns]
    last = FIRST_DATA_ROW + rows - 1

    def cells(column: str) -> list[Any]:
        index = names.index(column)
        return [tab, FIRST_DATA_ROW, index, last, index]

    series: dict[str, Any] = {
        "name": sheet.column[name].label(book.t.lang),
        "categories": cells(by),
        "values": cells(name),
    }
    if line:
        return series | {"line": {"color": colour, "width": 2}, "marker": {"type": "none"}}
    return series | {"fill": {"color": colour}, "gap": 40}


def _finished(chart: Any, title: str) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": {"size": 8}})
    chart.set_x_axis(
        {"num_format": "hh:mm", "num_font": {"size": 8, "rotation": -45}, "text_axis": True}
    )
    chart.set_y_axis(
        {"num_format": "#,##0", "num_font": {"size": 8}, "major_gridlines": {"visible": True,
         "line": {"color": "#E3E7EB"}}}
    )  # fmt: skip
    return chart
