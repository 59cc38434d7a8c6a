"""How the plan compares: key figures, the national guide, bounds of the stages."""

from __future__ import annotations

from masstest.domain.outcome import StageReport
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.figures import key_figures
from masstest.sheets.plan_workbook.guideline import guideline_check
from masstest.sheets.plan_workbook.overview.cells import CENTRED, LEFT, NUMBER
from masstest.sheets.plan_workbook.page import COLUMNS, Page
from masstest.sheets.plan_workbook.style import GOOD, MIST, STEEL, WARN
from masstest.text.sentences import number, stage_name, stage_note, stage_status_name

_TILES_IN_A_ROW = 6


def write_figures(page: Page, book: Book) -> None:
    page.keep_together(150)
    page.heading(book.t("Key figures"))
    tiles = key_figures(book)
    width = COLUMNS // _TILES_IN_A_ROW
    for begin in range(0, len(tiles), _TILES_IN_A_ROW):
        row = list(enumerate(tiles[begin : begin + _TILES_IN_A_ROW]))
        label = {"bg_color": MIST, "font_color": STEEL, "font_size": 8, "align": "center"}
        for place, tile in row:
            page.put(place * width, (place + 1) * width - 1, tile.label, **label)
        page.end_row(14)
        for place, tile in row:
            page.put(
                place * width, (place + 1) * width - 1, tile.value,
                bg_color=MIST, bold=True, font_size=13, align="center",
            )  # fmt: skip
        page.end_row(20)
        for place, tile in row:
            page.put(place * width, (place + 1) * width - 1, tile.detail, **label)
        page.end_row(14)
        page.end_row(5)


def write_guideline(page: Page, book: Book) -> None:
    t = book.t
    page.keep_together(110)
    page.heading(t("Guideline check (national guide, 3rd edition)"))
    page.table_heading(
        (0, 2, t("Measure")), (3, 3, t("Plan")), (4, 5, t("Guide")), (6, 7, t("Verdict")),
        (8, 9, t("Plan, per unit")), (10, COLUMNS - 1, t("Guide, per unit")),
    )  # fmt: skip
    for measure in guideline_check(book):
        within = measure.plan >= measure.low and measure.plan <= (measure.high or measure.plan)
        span = (
            t("at least {n}", n=number(measure.low))
            if measure.high is None
            else f"{number(measure.low)}–{number(measure.high)}"
        )
        page.put(0, 2, t(measure.name), **LEFT, bold=True)
        page.put(3, 3, measure.plan, **NUMBER)
        page.put(4, 5, span, **CENTRED)
        page.put(6, 7, t(measure.verdict), **CENTRED, **(GOOD if within else WARN))
        page.put(8, 9, measure.per_unit, **CENTRED)
        page.put(10, COLUMNS - 1, measure.guide_per_unit, **CENTRED)
        page.end_row(16)


def write_stages(page: Page, book: Book) -> None:
    if not book.plan.stages:
        return
    t = book.t
    page.keep_together(60 + 16 * len(book.plan.stages))
    page.heading(t("How the plan was found"))
    page.table_heading(
        (0, 2, t("Stage")), (3, 4, t("Status")), (5, 6, t("Objective")), (7, 8, t("Best bound")),
        (9, 9, t("Gap")), (10, COLUMNS - 1, t("Seconds")),
    )  # fmt: skip
    for report in book.plan.stages:
        _stage(page, book, report)
    for report in book.plan.stages:
        if note := stage_note(report, t):
            page.sentence(note, font_color=STEEL)


def _stage(page: Page, book: Book, report: StageReport) -> None:
    page.put(0, 2, stage_name(report.stage, book.t), **LEFT, bold=True)
    page.put(3, 4, stage_status_name(report.status, book.t), **CENTRED)
    page.put(5, 6, report.objective, **NUMBER)
    page.put(7, 8, "-" if report.best_bound is None else report.best_bound, **NUMBER)
    page.put(9, 9, "-" if report.gap is None else report.gap, **CENTRED, num_format="0.00%")
    page.put(10, COLUMNS - 1, report.wall_s, **CENTRED, num_format="0.0")
    page.end_row(16)
