"""Edits in words: what was changed for whom, and what was changed to no effect."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from masstest.domain.roster import Role, Roster
from masstest.sheets.columns import Column, Kind
from masstest.sheets.edited.result import Change, Ignored
from masstest.sheets.plan_workbook.columns import SHEET
from masstest.text import N_, Lang, Translator
from masstest.text.sentences.names import role_name, subject_name, time_name

_SHOWN_CELLS = 5

_CHANGED = N_("{subject}: {label} {before} → {after}")
_ADDED = N_("{subject}: a row was added on sheet “{sheet}”")
_REMOVED = N_("{subject}: removed from sheet “{sheet}”")
_OPENED = N_("{subject}: opened as a point")
_CLOSED = N_("{subject}: closed, no longer a point")
_BLANK = N_("(blank)")
_IGNORED_COLUMN = N_(
    "Sheet “{sheet}”, column “{label}”: {cells} changed to no effect; this column only shows what "
    "follows from others."
)
_IGNORED_SHEET = N_(
    "Sheet “{sheet}”: {cells} changed to no effect; nothing is read from this sheet."
)


def cell_name(cell: str, lang: Lang) -> str:
    """A cell such as ``coverage!G17`` with the title that its sheet bears."""
    sheet, _, reference = cell.partition("!")
    return f"{SHEET[sheet].label(lang)}!{reference}" if sheet in SHEET else cell


def change_sentence(change: Change, roster: Roster, t: Translator) -> str:
    """What an edit changed, for whom, from what to what."""
    sheet = SHEET[change.sheet]
    subject = " · ".join(subject_name(each, roster, t) for each in change.subject)
    if change.sheet == "points" and change.kind != "changed":
        return t(_OPENED if change.kind == "added" else _CLOSED, subject=subject)
    if change.kind == "added":
        return t(_ADDED, subject=subject, sheet=sheet.label(t.lang))
    if change.kind == "removed":
        return t(_REMOVED, subject=subject, sheet=sheet.label(t.lang))
    column = sheet.column[change.field]
    return t(
        _CHANGED,
        subject=subject,
        label=column.label(t.lang),
        before=_shown(change.before, column, roster, t),
        after=_shown(change.after, column, roster, t),
    )


def ignored_sentence(ignored: Ignored, t: Translator) -> str:
    """Which cells were changed to no effect."""
    sheet = SHEET[ignored.sheet]
    cells = ", ".join(ignored.cells[:_SHOWN_CELLS])
    if len(ignored.cells) > _SHOWN_CELLS:
        more = len(ignored.cells) - _SHOWN_CELLS
        cells = t(N_("{cells} and {more} more"), cells=cells, more=more)
    if not ignored.column:
        return t(_IGNORED_SHEET, sheet=sheet.label(t.lang), cells=cells)
    label = sheet.column[ignored.column].label(t.lang)
    return t(_IGNORED_COLUMN, sheet=sheet.label(t.lang), label=label, cells=cells)


def _shown(value: Any, column: Column, roster: Roster, t: Translator) -> str:
    if value is None or value == ():
        return t(_BLANK)
    if isinstance(value, Role):
        return role_name(value, t)
    if isinstance(value, StrEnum):
        return column.word_list.show(value, t.lang)
    if isinstance(value, tuple):
        return ", ".join(subject_name(each, roster, t) for each in value)
    if column.kind is Kind.time:
        return time_name(value, t)
    if column.kind is Kind.id:
        return subject_name(value, roster, t)
    return str(value)
