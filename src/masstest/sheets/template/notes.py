"""The notes on the headers: what a column means, whether it is needed, how it is written."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from masstest.domain.units import clock
from masstest.sheets.columns import SHEET, Column, Kind
from masstest.sheets.template.units import unit_name
from masstest.text import N_, Translator

_REQUIRED = N_("Required.")
_OPTIONAL = N_("Optional.")
_DEFAULT = N_("Blank means: {default}")
_UNIT = N_("Unit: {unit}")
_MUST_EXIST = N_("Must stand in sheet “{target}”.")
_LINE_PX, _PADDING_PX, _WIDTH_PX = 17, 16, 250
_CHARACTERS = {"zh": 18, "en": 38}  # that fit in a line of a note


def write_note(page: Worksheet, row: int, position: int, column: Column, t: Translator) -> None:
    """Hang the note of `column` on a cell."""
    text = note_text(column, t)
    lines = sum(1 + len(line) // _CHARACTERS[t.lang] for line in text.split("\n"))
    page.write_comment(
        row,
        position,
        text,
        {
            "width": _WIDTH_PX,
            "height": lines * _LINE_PX + _PADDING_PX,
            "font_size": 9,
            "font_name": "Microsoft YaHei" if t.lang == "zh" else "Arial",
            "color": "#FFFBE6",
            "author": "masstest",
        },
    )


def note_text(column: Column, t: Translator) -> str:
    """Everything worth knowing about a column, one thing a line."""
    lines = [f"{column.label(t.lang)} ({column.name})"]
    lines.append(t(_REQUIRED if column.required else _OPTIONAL))
    if column.note:
        lines.append(_sentence(t(column.note), t))
    lines.append(how_to_write(column, t))
    if column.refers_to:
        lines.append(t(_MUST_EXIST, target=SHEET[column.refers_to].label(t.lang)))
    if column.default_note:
        lines.append(_sentence(t(column.default_note), t))
    elif not column.required and (default := said(column, column.default, t)):
        lines.append(t(_DEFAULT, default=default))
    if unit := unit_name(column, t):
        lines.append(t(_UNIT, unit=unit))
    return "\n".join(lines)


def how_to_write(column: Column, t: Translator) -> str:
    """How a cell of this column is written, with an example or everything that may stand there."""
    separator = "、" if t.lang == "zh" else ", "
    if column.kind in (Kind.word, Kind.words):
        allowed = separator.join(column.word_list.listed(t.lang))
    else:
        allowed = separator.join(map(str, column.allowed))
    if column.allowed:
        return t(N_("Choose one of: {allowed}."), allowed=allowed)
    return t(column.mend, allowed=allowed, example=column.good_value)


def said(column: Column, value: Any, t: Translator) -> str:
    """A value as it is written into the workbook; nothing for a blank."""
    if value is None or value == "" or value == ():
        return ""
    if column.kind is Kind.yes_no:
        return t(N_("yes")) if value else t(N_("no"))
    if column.kind is Kind.word:
        return column.word_list.show(value, t.lang)
    if column.kind is Kind.words:
        separator = "、" if t.lang == "zh" else ", "
        return separator.join(column.word_list.named(str(word), t.lang) for word in value)
    if column.kind is Kind.time:
        return clock(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _sentence(text: str, t: Translator) -> str:
    """A note as a sentence of its own."""
    if t.lang == "zh":
        return f"{text}。"
    return f"{text[:1].upper()}{text[1:]}."
