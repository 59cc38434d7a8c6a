"""How the plan differs from the one that people knew: for how many, and what that cost."""

from __future__ import annotations

from masstest.domain import objective
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.columns import PLAN_CHANGES
from masstest.sheets.plan_workbook.overview.cells import CENTRED, LEFT, PROSE
from masstest.sheets.plan_workbook.page import COLUMNS, Page, height_of
from masstest.sheets.plan_workbook.plan_changes import PlanChanges, verdict
from masstest.sheets.plan_workbook.style import GOOD, STEEL, WARN
from masstest.text.sentences import number


def write_changes(page: Page, book: Book, changes: PlanChanges) -> None:
    """What changed for how many, in two sentences."""
    t = book.t
    page.heading(t("Changes from the plan before"))
    page.sentence(changes.summary, font_size=10)
    told = t(
        "To be told: {residents} residents and {staff} people on duty. Each change with whom to"
        " call: sheet “{sheet}”.",
        residents=number(sum(row.residents_told for row in changes.rows)),
        staff=number(sum(row.staff_told for row in changes.rows)),
        sheet=PLAN_CHANGES.label(t.lang),
    )
    page.sentence(told)


def write_costs(page: Page, book: Book, changes: PlanChanges) -> None:
    """Shortages and key figures before and after, and what a change is weighed against."""
    t = book.t
    costs = [row for row in changes.rows if row.topic in ("shortage", "figure")]
    page.keep_together(80 + 16 * len(costs))
    page.heading(t("What the changes cost or gained"))
    page.table_heading(
        (0, 1, t("About")), (2, 4, t("Shortage or figure")), (5, 6, t("Before")),
        (7, 8, t("Now")), (9, 10, t("Step")), (11, COLUMNS - 1, t("Verdict")),
    )  # fmt: skip
    for row in costs:
        colour = {} if row.better is None else GOOD if row.better else WARN
        page.put(0, 1, row.topic_name, **LEFT)
        page.put(2, 4, row.subject, **PROSE, bold=True)
        page.put(5, 6, row.before, **CENTRED)
        page.put(7, 8, row.after, **CENTRED)
        page.put(9, 10, row.change, **CENTRED)
        page.put(11, COLUMNS - 1, verdict(row, book), **CENTRED, **colour)
        page.end_row(height_of(row.subject, 3))
    page.sentence(_trade_off(book), font_color=STEEL, italic=True)


def _trade_off(book: Book) -> str:
    """What a change has to gain to be made: the weights of the objective, in words."""
    return book.t(
        "What a rule doesn't need is only changed where it gains more than this: {staff} m of ways"
        " for each person on duty who is told, {moved} m for each resident with another point,"
        " {retimed} m with another time, {run} min of driving for each run that changes. Every"
        " term of the objective, before and now: sheet “{sheet}”.",
        sheet=PLAN_CHANGES.label(book.t.lang),
        staff=number(objective.STAFF_TOLD_M),
        moved=number(objective.RESIDENT_MOVED_M),
        retimed=number(objective.RESIDENT_RETIMED_M),
        run=number(objective.RUN_CHANGED_MIN),
    )
