"""What the overview says first: is the plan good, and what is short."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masstest.domain.outcome import Shortage
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.plan_workbook.columns import SHORTAGES
from masstest.sheets.plan_workbook.overview.cells import LEFT, PROSE
from masstest.sheets.plan_workbook.page import COLUMNS, Page, height_of
from masstest.sheets.plan_workbook.style import BAD, BLUE, FAINT, GOOD, STEEL
from masstest.text import Translator
from masstest.text.sentences import (
    kind_name,
    remedy_sentence,
    rule_name,
    shortage_statement,
    time_name,
)

_SHOWN_LINES = 4  # of shortages, and of remedies, per rule


def write_title(page: Page, book: Book) -> None:
    t, order = book.t, book.plan.round
    title = t(
        "{district}: plan of testing round {number}, {date}",
        district=order.district,
        number=order.number,
        date=order.date.isoformat(),
    )
    page.put(0, COLUMNS - 1, title, bold=True, font_size=16, font_color=BLUE)
    page.end_row(30)
    met = book.plan.status == "met"
    page.put(
        0, 1, t("Targets met") if met else t("Short of targets"),
        bold=True, font_size=12, align="center", **(GOOD if met else BAD),
    )  # fmt: skip
    page.put(2, COLUMNS - 1, _verdict(book), indent=1, text_wrap=True, font_size=10)
    page.end_row(26)
    facts = t(
        "Scope: {scope}. Sampling {start}-{deadline}, key groups' results by {key}, all results"
        " by {results}. Transport: {mode}.",
        scope=kind_name(order.scope, t),
        start=time_name(order.sampling_start, t),
        deadline=time_name(order.sampling_deadline, t),
        key=time_name(order.key_result_deadline, t),
        results=time_name(order.result_deadline, t),
        mode=kind_name(order.transport_mode, t),
    )
    page.sentence(facts, font_color=STEEL)
    origin = book.plan.provenance
    if origin is not None:
        made = t(
            "Made {at} by masstest {version} (seed {seed}) from roster {sha}.",
            at=_local(origin.created_at, order.timezone),
            version=origin.masstest_version,
            seed=origin.seed,
            sha=origin.roster_sha256[:12] or "-",
        )
        page.sentence(made, font_color=FAINT, font_size=8)


def _local(created_at: str, timezone: str) -> str:
    """A moment of the provenance in the round's time; in its own where that zone isn't known."""
    moment = dt.datetime.fromisoformat(created_at)
    try:
        moment = moment.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.strftime("%Y-%m-%d %H:%M %Z")
    return moment.strftime("%Y-%m-%d %H:%M")


def _verdict(book: Book) -> str:
    missed = dict.fromkeys(shortage.rule for shortage in book.plan.shortages)
    if book.plan.status == "met":
        return book.t("Every rule holds; checked independently of the planning.")
    names = book.t(", ").join(rule_name(rule, book.t) for rule in missed)
    return book.t("Every rule that must hold does. Targets missed: {rules}.", rules=names)


def write_shortages(page: Page, book: Book) -> None:
    t = book.t
    page.heading(t("Shortages and remedies"))
    page.table_heading((0, 1, t("Rule")), (2, 5, t("Shortage")), (6, COLUMNS - 1, t("Remedies")))
    by_rule: dict[str, list[Shortage]] = defaultdict(list)
    for shortage in book.plan.shortages:
        by_rule[shortage.rule].append(shortage)
    for rule, shortages in by_rule.items():
        worst_first = sorted(shortages, key=lambda s: -s.amount)
        statement = _first_lines([shortage_statement(s, book.roster, t) for s in worst_first], t)
        remedies = _first_lines(
            [remedy_sentence(r, book.roster, t) for s in worst_first for r in s.remedies], t
        )
        page.put(0, 1, rule_name(rule, t), **LEFT, bold=True)
        page.put(2, 5, statement, **PROSE, **BAD)
        page.put(6, COLUMNS - 1, remedies, **PROSE)
        page.end_row(max(height_of(statement, 4), height_of(remedies, 6)))
    where = SHORTAGES.label(t.lang)
    page.sentence(t("All of them, with codes and quantities: sheet “{sheet}”.", sheet=where))


def _first_lines(sentences: list[str], t: Translator) -> str:
    """The first few sentences, nothing twice, and how many more there are."""
    different = list(dict.fromkeys(sentences))
    more = len(different) - _SHOWN_LINES
    shown = different[:_SHOWN_LINES]
    return "\n".join([*shown, t("… and {n} more.", n=more)] if more > 0 else shown)
