"""The first sheet: one A4 page with the day in figures, to be signed."""

from __future__ import annotations

from typing import Any

from masstest.live.shapes import Signal
from masstest.live.summary import DailySummary
from masstest.live.summary import wording as words
from masstest.live.summary.wording import at, minutes
from masstest.sheets.daily_summary.flat import lines_of
from masstest.sheets.plan_workbook.page import COLUMNS, Page
from masstest.sheets.plan_workbook.style import BLUE, COLOURS, LINE, MIST, STEEL, Styles
from masstest.text import N_, Translator

_MOST_STREETS = 12  # more don't fit the page; all are on the sheets behind it
_TOLD_WIDTH = 60.0  # letters of small type in the three columns of what is reported
_LOOK = {Signal.green: "good", Signal.amber: "warn", Signal.red: "bad"}
_SIGNED = (N_("Filled in by"), N_("Checked by"), N_("Responsible leader"), N_("Date and time"))

_TILES: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("due", N_("Due")),
        ("sampled", N_("Sampled")),
        ("missed", N_("Missed")),
        ("tubes_made", N_("Tubes made")),
        ("tubes_delivered", N_("Tubes delivered")),
        ("tubes_resulted", N_("Tubes resulted")),
        ("positives", N_("Positive tubes")),
        ("invalids", N_("Invalid tubes")),
        ("retests_opened", N_("Retests opened")),
        ("retests_closed", N_("Retests closed")),
        ("retest_positives", N_("Retests positive")),
        ("boxes", N_("Boxes sealed")),
    ),
    (
        ("places", N_("Points and teams")),
        ("opened_late", N_("Opened late")),
        ("closed_early", N_("Closed early")),
        ("mismatches", N_("Counts or seals differed")),
        ("held", N_("Boxes held now")),
        ("boxes_unaccounted", N_("Boxes unaccounted for")),
        ("supplies_short", N_("Calls for supplies")),
        ("waste_left", N_("Points with waste left")),
        ("alerts_opened", N_("Alerts opened")),
        ("alerts_acknowledged", N_("Alerts acknowledged")),
        ("findings_opened", N_("Findings opened")),
        ("findings_closed", N_("Findings closed")),
    ),
)
# that are bad unless they are none
_BAD = {
    "missed", "positives", "retest_positives", "held", "boxes_unaccounted", "closed_early",
}  # fmt: skip

_BY_STREET = (
    ("due", N_("Due")),
    ("sampled", N_("Sampled")),
    ("missed", N_("Missed")),
    ("tubes_made", N_("Tubes made")),
    ("tubes_resulted", N_("Tubes resulted")),
    ("positives", N_("Positive tubes")),
    ("mismatches", N_("Counts or seals differed")),
)


def write_front(workbook: Any, day: DailySummary, t: Translator, styles: Styles) -> None:
    """Add the page."""
    sheet = workbook.add_worksheet(t(N_("Daily summary")))
    page = Page(sheet, styles)
    title = f"{t(N_('Daily summary'))} · {words.round_title(day, t)}"
    page.put(0, COLUMNS - 1, title, bold=True, font_size=16, font_color=BLUE)
    page.end_row(26)
    page.sentence(_as_of(day, t), font_color=STEEL)
    for row in _TILES:
        page.gap()
        _tiles(page, day, row, t)
    page.heading(t(N_("The three deadlines")))
    _deadlines(page, day, t)
    page.heading(t(N_("Four fast (minutes)")))
    _clocks(page, day, t)
    page.heading(t(N_("By street")))
    _streets(page, day, t)
    page.gap()
    _signatures(page, t)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.print_area(0, 0, page.row - 1, COLUMNS - 1)
    sheet.set_footer("&R&P / &N")


def _as_of(day: DailySummary, t: Translator) -> str:
    told = t(
        N_("As reported until {at}, {events} reports."), at=at(day.now_min, t), events=day.events
    )
    whole = day.whole.figures
    if not day.events:
        return f"{told} {t(N_('Nothing was reported: every figure below is an explicit zero.'))}"
    if day.whole.results_min is None:
        left = max(0, whole.tubes_made - whole.tubes_resulted)
        return f"{told} {t(N_('Provisional: {tubes} tubes have no result yet.'), tubes=left)}"
    return told


def _tiles(
    page: Page, day: DailySummary, tiles: tuple[tuple[str, str], ...], t: Translator
) -> None:
    figures = day.whole.figures
    for number, (_, label) in enumerate(tiles):
        page.put(
            number, number, t(label), font_size=8, font_color=STEEL, text_wrap=True, bg_color=MIST,
            align="center", valign="vcenter", border=1, border_color=LINE,
        )  # fmt: skip
    page.end_row(27)
    for number, (name, _) in enumerate(tiles):
        value = getattr(figures, name)
        look: dict[str, Any] = COLOURS["bad"] if value and name in _BAD else {}
        page.put(
            number, number, value, **{"bold": True, "font_size": 13, "align": "center",
            "num_format": "#,##0", "border": 1, "border_color": LINE} | look,
        )  # fmt: skip
    page.end_row(24)


def _cells(page: Page, *cells: tuple[int, int, Any], mark: tuple[int, str] | None = None) -> None:
    for number, (first, last, value) in enumerate(cells):
        look: dict[str, Any] = {"border": 1, "border_color": LINE}
        look |= {"indent": 1} if first == 0 else {"align": "center"}
        if mark is not None and mark[0] == number:
            look |= COLOURS[mark[1]]
        if isinstance(value, int | float):
            look["num_format"] = "#,##0"
        page.put(first, last, value, **look)
    page.end_row(16)


def _deadlines(page: Page, day: DailySummary, t: Translator) -> None:
    page.table_heading(
        (0, 3, t(N_("Deadline"))), (4, 5, t(N_("Due by"))), (6, 7, t(N_("Planned"))),
        (8, 9, t(N_("Reached, or expected"))), (10, 11, t(N_("Minutes to spare"))),
    )  # fmt: skip
    for deadline in day.deadlines:
        look = _LOOK[deadline.signal]
        _cells(
            page,
            (0, 3, t(words.DEADLINES[deadline.kind])),
            (4, 5, at(deadline.deadline_min, t)),
            (6, 7, words.coming(deadline.planned_min, t)),
            (8, 9, words.reached(deadline, t)),
            (10, 11, words.spare(deadline)),
            mark=None if words.reached(deadline, t) == "–" else (3, look),
        )


def _clocks(page: Page, day: DailySummary, t: Translator) -> None:
    page.table_heading(
        (0, 3, t(N_("Clock"))), (4, 4, t(N_("Limit"))), (5, 6, t(N_("Planned: half, nine in ten"))),
        (7, 8, t(N_("Measured: half, nine in ten"))), (9, 10, t(N_("Longest"))),
        (11, 11, t(N_("Still running"))),
    )  # fmt: skip
    for clock in day.clocks[0].clocks:
        planned, actual = clock.planned, clock.actual
        longest = "–"
        if actual is not None:
            longest = f"{minutes(actual.worst_min)} ({actual.worst_subject})"
        _cells(
            page,
            (0, 3, t(words.CLOCKS[clock.kind])),
            (4, 4, minutes(clock.limit_min)),
            (5, 6, "–" if planned is None else
             f"{minutes(planned.median_min)} / {minutes(planned.p90_min)}"),
            (7, 8, "–" if actual is None else
             f"{minutes(actual.median_min)} / {minutes(actual.p90_min)}"),
            (9, 10, longest),
            (11, 11, clock.open_count),
            mark=None if actual is None else (3, _LOOK[clock.signal]),
        )  # fmt: skip


def _streets(page: Page, day: DailySummary, t: Translator) -> None:
    streets = [row for row in day.rows if row.kind == "street"]
    page.table_heading(
        (0, 1, t(N_("Street"))),
        *((2 + n, 2 + n, t(label)) for n, (_, label) in enumerate(_BY_STREET)),
        (9, 11, t(N_("What is reported"))),
    )
    page.worksheet.set_row(page.row - 1, 26)
    for row in streets[:_MOST_STREETS]:
        figures = row.figures
        told = words.telling(row, t)
        bad = figures.held or figures.boxes_unaccounted
        for first, last, value in (
            (0, 1, row.name),
            *((2 + n, 2 + n, getattr(figures, name)) for n, (name, _) in enumerate(_BY_STREET)),
        ):
            look: dict[str, Any] = {"border": 1, "border_color": LINE}
            look |= {"indent": 1} if first == 0 else {"align": "center", "num_format": "#,##0"}
            page.put(first, last, value, **look)
        page.put(
            9, 11, told, **{"border": 1, "border_color": LINE, "text_wrap": True, "font_size": 8}
            | (COLOURS["bad"] if bad else {}),
        )  # fmt: skip
        page.end_row(max(16, 11 * lines_of(told, _TOLD_WIDTH) + 2))
    if len(streets) > _MOST_STREETS:
        page.sentence(
            t(N_("and {number} more streets, on the next sheet"),
              number=len(streets) - _MOST_STREETS),
        )  # fmt: skip


def _signatures(page: Page, t: Translator) -> None:
    for number, label in enumerate(_SIGNED):
        page.put(3 * number, 3 * number + 2, f"{t(label)}:", bottom=1, bottom_color=STEEL,
                 valign="bottom")  # fmt: skip
    page.end_row(34)
