"""A plan as pages show it: deadlines and figures in words, tables of texts, what can be chosen.

The document has a JSON value on each line, so that a page reads only the line that it shows:
first the overview, then the subjects, then the tables in the order of `TABLES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, SiteStatus
from masstest.package import with_sentences
from masstest.service.work.remedying import shortage_rows
from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook import columns, sheet_rows
from masstest.sheets.plan_workbook.book import Book, Cell, Row
from masstest.sheets.plan_workbook.column import Look, PlanColumn, PlanSheet
from masstest.sheets.plan_workbook.deadline_chain import deadline_chain
from masstest.sheets.plan_workbook.figures import key_figures
from masstest.sheets.plan_workbook.table import LITTLE_SLACK_MIN
from masstest.text import Lang, translator
from masstest.text.sentences import number, shortage_statement, time_name, zone_name

_NUMERIC = frozenset({Kind.whole, Kind.number})
_WIDE_CHARACTERS = 40
_TONES = {"good": "good", "warn": "late", "bad": "wrong"}


@dataclass(frozen=True)
class _Table:
    """What is shown of a sheet of the plan workbook.

    Attributes
    ----------
    shown : its columns, in their order
    key : what a row is on the map, as kind and the column of its id
    subject : column whose thing can be changed from the row
    once : column of which only the first row of each value is shown
    """

    name: str
    sheet: PlanSheet
    shown: tuple[str, ...]
    key: tuple[str, str] = ("", "")
    subject: str = ""
    once: str = ""


TABLES = (
    _Table(
        "points", columns.POINTS,
        ("name", "persons", "lanes", "open_from", "finish_at", "slack_min", "problems", "zone",
         "street", "site_id", "key_persons", "tubes", "compounds", "lead", "pickups",
         "laboratories", "officials"),
        ("point", "site_id"), "site_id",
    ),
    _Table(
        "coverage", columns.COVERAGE,
        ("compound_name", "site_name", "persons", "key_persons", "walk_m", "over_limit_m",
         "come_from", "come_until", "zone", "street", "compound_id", "slots"),
        ("compound", "compound_id"), "compound_id",
    ),
    _Table(
        "runs", columns.RUNS,
        ("run_id", "plate", "stop", "kind", "place", "arrive", "depart", "tubes", "boxes",
         "oldest_sample_at", "age_min", "slack_min", "zone_class", "driver", "courier"),
        ("run", "run_id"), "vehicle_id",
    ),
    _Table(
        "labs", columns.LABS,
        ("name", "lab_id", "kind", "tubes", "key_tubes", "key_results_at", "results_at",
         "capacity"),
        ("lab", "lab_id"), "lab_id", once="lab_id",
    ),
    _Table(
        "doorstep", columns.DOORSTEP,
        ("team_id", "stop", "compound_name", "arrive", "depart", "persons", "key_persons",
         "tubes", "slack_min", "zone", "street", "people"),
        ("team", "team_id"),
    ),
    _Table(
        "duties", columns.DUTIES,
        ("name", "staff_id", "role", "place", "lane", "start", "end", "hours", "phone",
         "organisation", "team", "pool", "street"),
    ),
    _Table(
        "lab_hours", columns.LABS,
        ("name", "hour", "received", "started", "resulted", "waiting", "capacity", "load"),
        ("lab", "lab_id"),
    ),
    _Table(
        "supplies", columns.SUPPLIES,
        ("place", "item", "quantity", "unit", "packs", "run_id", "arrives", "opens", "slack_min"),
        ("point", "site_id"),
    ),
    _Table(
        "supply_runs", columns.SUPPLY_RUNS,
        ("run_id", "plate", "stop", "place", "arrive", "depart", "opens", "slack_min", "driver"),
        ("run", "run_id"), "vehicle_id",
    ),
    _Table(
        "waste_runs", columns.WASTE_RUNS,
        ("run_id", "plate", "stop", "place", "arrive", "depart", "closes", "due_at", "slack_min",
         "driver"),
        ("run", "run_id"), "vehicle_id",
    ),
    _Table(
        "readiness", columns.READINESS,
        ("name", "street", *(name for name, *_ in columns.READINESS_ITEMS), "notes"),
        ("point", "site_id"),
    ),
)  # fmt: skip


def show(plan_json: bytes, roster_json: bytes, lang: Lang, actor: Actor) -> bytes:
    """What pages show of the plan, with what `actor` may not see masked."""
    whole = Plan.from_json(plan_json)
    plan, roster = masked_plan(whole, Roster.from_json(roster_json), actor)
    book = Book(plan, roster, translator(lang))
    tables = [_table(table, book, lang) for table in TABLES]
    overview = {
        # deadlines and figures of a part would be taken for those of the whole
        **(_outlook(book) if plan is whole or plan.kpis else {"chain": [], "figures": []}),
        "shortages": [
            row | {"statement": shortage_statement(shortage, roster, book.t)}
            for row, shortage in zip(
                shortage_rows(with_sentences(plan, roster, lang)), plan.shortages, strict=True
            )
        ],
        "counts": {
            table.name: len(made["rows"]) for table, made in zip(TABLES, tables, strict=True)
        },
    }
    return "\n".join(
        json.dumps(part, ensure_ascii=False) for part in (overview, _subjects(book), *tables)
    ).encode()


def _outlook(book: Book) -> dict[str, Any]:
    t = book.t

    def said(minute: int | None) -> str:
        return "" if minute is None else time_name(minute, t)

    return {
        "chain": [
            {
                "name": t(link.name),
                "planned": said(link.planned),
                "limit": said(link.limit),
                "slack_min": link.slack_min,
                "binds": link.binds,
            }
            for link in deadline_chain(book)
        ],
        "figures": [
            {"label": tile.label, "value": tile.value, "detail": tile.detail}
            for tile in key_figures(book)
        ],
    }


def _subjects(book: Book) -> dict[str, Any]:
    """What can be chosen for a change of the plan, and where it is."""
    roster = book.roster
    return {
        "sites": [
            {
                "id": site.site_id,
                "name": site.name,
                "zone": zone_name(site.zone, book.t),
                "lon": site.lon,
                "lat": site.lat,
                "open": site.site_id in book.plan.point,
            }
            for site in roster.sites
            if site.status is not SiteStatus.excluded
        ],
        "labs": [{"id": lab.lab_id, "name": lab.name} for lab in roster.labs],
        "vehicles": [{"id": each.vehicle_id, "name": each.plate} for each in roster.vehicles],
        "compounds": [
            {
                "id": compound_id,
                "name": book.compound_name(compound_id),
                "lon": roster.compound[compound_id].lon,
                "lat": roster.compound[compound_id].lat,
                "site_ids": sorted(
                    row.site_id for row in book.plan.coverage if row.compound_id == compound_id
                ),
            }
            for compound_id in dict.fromkeys(row.compound_id for row in book.plan.coverage)
            if compound_id in roster.compound
        ],
    }


def _table(table: _Table, book: Book, lang: Lang) -> dict[str, Any]:
    rows = list(_chosen(table, sheet_rows(table.sheet, book)))
    # a column that nobody filled, or that the reader may not see, says nothing
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    columns_of = {column.name: column for column in table.sheet.columns}
    shown = [columns_of[name] for name in table.shown if name in filled]
    writers = [(column.name, _writer(column, table.sheet, book, lang)) for column in shown]
    kind, id_column = table.key
    return {
        "label": table.sheet.label(lang),
        "if_empty": book.t(table.sheet.if_empty),
        "columns": [_column(column, lang) for column in shown],
        "rows": [
            {
                "key": f"{kind}:{row[id_column]}" if kind and row.get(id_column) else "",
                "subject": str(row.get(table.subject) or ""),
                "cells": [write(row.get(name)) for name, write in writers],
            }
            for row in rows
        ],
    }


def _chosen(table: _Table, rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[Cell] = set()
    for row in rows:
        if table.once:
            if row[table.once] in seen:
                continue
            seen.add(row[table.once])
        yield row


def _column(column: PlanColumn, lang: Lang) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label(lang),
        "number": column.kind in _NUMERIC,
        "time": column.kind is Kind.time,
        "wide": column.look in (Look.lines, Look.problem) or column.width >= _WIDE_CHARACTERS,
    }


def _writer(
    column: PlanColumn, sheet: PlanSheet, book: Book, lang: Lang
) -> Callable[[Cell], str | list[str]]:
    """How a cell is written: its text, or text and tone where it is remarkable."""
    states = {
        (column.words(word) if column.words else book.t(word)): _TONES[colour]
        for word, colour in (sheet.colours if column.look is Look.state else {}).items()
    }

    def write(value: Cell) -> str | list[str]:
        text, tone = _text(value, column, lang), ""
        if column.look is Look.state:
            tone = states.get(str(value), "")
        elif column.look is Look.problem:
            tone = "wrong" if text else ""
        elif isinstance(value, int | float):
            tone = _tone(value, column.look)
        return [text, tone] if tone else text

    return write


def _tone(value: float, look: Look) -> str:
    if look is Look.slack:
        return "wrong" if value < 0 else "late" if value < LITTLE_SLACK_MIN else ""
    if look is Look.excess:
        return "wrong" if value > 0 else ""
    return "wrong" if look is Look.share and value > 1 else ""


def _text(value: Cell, column: PlanColumn, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return str(column.word_list.show(value, lang))
    if isinstance(value, str):
        return value
    if column.kind is Kind.time:
        return time_name(int(value), translator(lang))
    return f"{value:.0%}" if column.look is Look.share else number(value)
