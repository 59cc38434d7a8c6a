"""Where it is tight: the deadline chain, the laboratories, the charts."""

from __future__ import annotations

from typing import Any

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.deadline_chain import Link, deadline_chain
from masstest.sheets.plan_workbook.overview.cells import (
    CENTRED,
    LEFT,
    NUMBER,
    PROSE,
    put_time,
    slack_colour,
)
from masstest.sheets.plan_workbook.page import COLUMNS, Page, height_of
from masstest.sheets.plan_workbook.style import STEEL
from masstest.text.sentences import number, time_name

_CHART_ROWS = 10


def write_chain(page: Page, book: Book) -> None:
    t = book.t
    page.keep_together(180)
    page.heading(t("Deadline chain"))
    page.table_heading(
        (0, 1, t("Link")), (2, 2, t("Planned")), (3, 3, t("Limit")), (4, 4, t("Slack, min")),
        (5, COLUMNS - 1, t("What binds (the case with least slack)")),
    )  # fmt: skip
    links = deadline_chain(book)
    for link in links:
        page.put(0, 1, t(link.name), **LEFT, bold=True)
        put_time(page, book, 2, 2, link.planned)
        put_time(page, book, 3, 3, link.limit)
        slack: Any = "-" if link.slack_min is None else link.slack_min
        page.put(4, 4, slack, **CENTRED, **slack_colour(link.slack_min), bold=True)
        page.put(5, COLUMNS - 1, link.binds, **PROSE)
        page.end_row(height_of(link.binds, COLUMNS - 5))
    page.sentence(_tightest(links, book), font_color=STEEL, italic=True)


def _tightest(links: list[Link], book: Book) -> str:
    known = [(link.slack_min, link.name) for link in links if link.slack_min is not None]
    note = book.t(
        "Planned and limit are of the last one; slack is that of the tightest, which may be an"
        " earlier one. Points are planned to finish {margin} min before the deadline, doorstep"
        " teams {doorstep_margin} min where there are people enough.",
        margin=book.roster.parameters.finish_margin_min,
        doorstep_margin=book.roster.parameters.doorstep_margin_min,
    )
    if not known:
        return note
    slack_min, name = min(known)
    tightest = book.t(
        "The tightest link is “{link}” with {slack} min.", link=book.t(name), slack=slack_min
    )
    return f"{tightest} {note}"


def write_charts(page: Page, charts: list[Any]) -> None:
    if not charts:
        return
    page.keep_together(_CHART_ROWS * 20 + 8)
    page.gap()
    width = COLUMNS // 2
    for place, chart in enumerate(charts):
        chart.set_size({"width": 505, "height": 262})
        offset = {"x_offset": 4, "y_offset": 2, "object_position": 1}
        page.worksheet.insert_chart(page.row, place * width, chart, offset)
    for _ in range(_CHART_ROWS):
        page.end_row(20)


def write_labs(page: Page, book: Book) -> None:
    if not book.plan.labs:
        return
    t, order = book.t, book.plan.round
    page.keep_together(60 + 16 * len(book.plan.labs))
    page.heading(t("Laboratories"))
    page.table_heading(
        (0, 2, t("Laboratory")), (3, 3, t("Tubes")), (4, 4, t("Key group")), (5, 5, t("Per hour")),
        (6, 7, t("Busiest hour")), (8, 8, t("Key results")), (9, 9, t("Slack, min")),
        (10, 10, t("All results")), (11, 11, t("Slack, min")),
    )  # fmt: skip
    for load in book.plan.labs:
        lab = book.roster.lab.get(load.lab_id)
        page.put(0, 2, book.lab_name(load.lab_id), **LEFT, bold=True)
        page.put(3, 3, load.tubes, **NUMBER)
        page.put(4, 4, load.key_tubes, **NUMBER)
        page.put(5, 5, lab.tubes_per_hour if lab else None, **NUMBER)
        busiest = max(load.hours, key=lambda hour: (hour.started, -hour.hour), default=None)
        text = f"{time_name(busiest.hour, t)}: {number(busiest.started)}" if busiest else "-"
        page.put(6, 7, text, **CENTRED)
        for first, at, deadline in (
            (8, load.key_results_at, order.key_result_deadline),
            (10, load.results_at, order.result_deadline),
        ):
            put_time(page, book, first, first, at)
            slack = None if at is None else deadline - at
            shown: Any = "-" if slack is None else slack
            page.put(first + 1, first + 1, shown, **CENTRED, **slack_colour(slack))
        page.end_row(16)
