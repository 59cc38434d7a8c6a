"""The `round` sheet: keys and values, and the parameters that they set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from masstest.domain.units import clock
from masstest.sheets.columns import KEYS, PARAMETER_KEYS, ROUND, ROUND_KEYS, plain
from masstest.sheets.reading.cells import UNKNOWABLE, Setting, Wrong, read_cell, shown
from masstest.sheets.reading.headers import Header, find_header, nearest
from masstest.sheets.reading.opening import Cell, RawSheet
from masstest.sheets.reading.report import Report, letters
from masstest.sheets.reading.result import RoundNamed
from masstest.sheets.reading.rows import spoilt_cells

# reversed, so that where two keys could mean a heading the earlier one has it
_PLAIN_KEYS = {
    plain(heading): key.name for key in reversed(list(KEYS.values())) for heading in key.headings
}
_LATER_THAN = (
    ("sampling_deadline", "sampling_start"),
    ("key_result_deadline", "sampling_start"),
    ("result_deadline", "sampling_deadline"),
)


@dataclass
class RoundRead:
    """Values of the right keys, the cells of all keys, and the keys that are wrong."""

    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    ignored: tuple[str, ...] = ()
    found: bool = False
    first_row: int = 0
    width: int = 0

    @property
    def date(self) -> dt.date | None:
        return self.values.get("date")

    @property
    def named(self) -> RoundNamed | None:
        """Which round it is, as soon as that much is right."""
        values = [self.values.get(name) for name in RoundNamed._fields]
        if None in values or self.wrong & set(RoundNamed._fields):
            return None
        return RoundNamed._make(values)

    @property
    def fields(self) -> dict[str, Any]:
        """What goes to `Round`."""
        return {key.name: self.values[key.name] for key in ROUND_KEYS}

    @property
    def parameters(self) -> dict[str, Any]:
        """What goes to `Parameters`."""
        return {key.name: self.values[key.name] for key in PARAMETER_KEYS}


def read_round(raw: RawSheet, overrides: Mapping[str, str], report: Report) -> RoundRead:
    """The keys of the `round` sheet; blank and absent ones take their defaults.

    `overrides` are keys with their values as text; they count instead of the sheet's.
    """
    header = find_header(raw.rows, ROUND, report)
    if header is None:
        return RoundRead(raw.title)
    read = RoundRead(
        raw.title,
        ignored=tuple(header.ignored.values()),
        found=True,
        first_row=header.first_row,
        width=max(len(row) for row in raw.rows),
    )
    if not {"key", "value"} <= header.position.keys():
        for name in {"key", "value"} - header.position.keys():
            report.add("missing_column", ROUND.name, column=name)
        read.found = False
        return read
    found = _find_keys(raw, header, read, report)
    _override(overrides, read, found, report)
    if "date" in found:  # first, as the other times depend on it
        _take(read, "date", found["date"], Setting(None), report)
    setting = Setting(read.date)
    for key in KEYS:
        if key != "date":
            _take(read, key, found.get(key, ""), setting, report)
    _check_required(read, found, report)
    _finish_deadline(read)
    _check_order(read, report)
    _check_timezone(read, report)
    return read


def _find_keys(raw: RawSheet, header: Header, read: RoundRead, report: Report) -> dict[str, Cell]:
    """Technical key -> its value cell, with spoilt and repeated ones reported."""
    spoilt = spoilt_cells(raw, header, ROUND, report)
    position = header.position
    found: dict[str, Cell] = {}
    misspelt: list[tuple[str, int]] = []

    def note(name: str, index: int) -> None:
        reference = f"{letters(position['value'])}{index + 1}"
        if name in read.cells:
            first = f"{ROUND.name}!{read.cells[name]}"
            report.add("duplicate_key", ROUND.name, reference, column=name, first=first)
            return
        read.cells[name] = reference
        row = raw.rows[index]
        found[name] = row[position["value"]] if position["value"] < len(row) else ""
        if (index, position["value"]) in spoilt:
            read.wrong.add(name)

    for index, row in enumerate(raw.rows[header.first_row :], start=header.first_row):
        text = shown(row[position["key"]]).strip() if position["key"] < len(row) else ""
        if not text:
            continue
        name = _PLAIN_KEYS.get(plain(text))
        if name is None:
            misspelt.append((text, index))
        else:
            note(name, index)
    for text, index in misspelt:
        free = {key.name: key.headings for key in KEYS.values() if key.name not in read.cells}
        name = nearest(text, free)
        cell = f"{letters(position['key'])}{index + 1}"
        if name is None:
            report.add("unknown_key", ROUND.name, cell, text)
        else:
            report.add("header_matched", ROUND.name, cell, text, column=name)
            note(name, index)
    return found


def _override(
    overrides: Mapping[str, str], read: RoundRead, found: dict[str, Cell], report: Report
) -> None:
    """Put values from outside the workbook in place of the sheet's; they have no cell."""
    for heading, value in overrides.items():
        name = _PLAIN_KEYS.get(plain(heading))
        if name is None:
            report.add("unknown_setting", ROUND.name, value=heading)
            continue
        found[name] = value
        read.cells.pop(name, None)
        read.wrong.discard(name)


def _take(read: RoundRead, name: str, cell: Cell, setting: Setting, report: Report) -> None:
    key = KEYS[name]
    if name in read.wrong:
        return
    if cell == "" or (isinstance(cell, str) and not cell.strip()):
        if not key.required:
            read.values[name] = ("hours", key.default) if name == "result_deadline" else key.default
        return
    value = read_cell(cell, key, setting)
    if value is UNKNOWABLE:
        return
    if isinstance(value, Wrong):
        read.wrong.add(name)
        facts = dict(value.facts)
        text = facts.pop("word", None) or shown(cell)
        report.add(value.code, ROUND.name, read.cells.get(name), text, column=name, **facts)
    else:
        read.values[name] = value


def _check_required(read: RoundRead, found: dict[str, Cell], report: Report) -> None:
    for key in ROUND_KEYS:
        if key.required and key.name not in read.values and key.name not in read.wrong:
            read.wrong.add(key.name)
            if key.name in found:
                report.add("required_blank", ROUND.name, read.cells.get(key.name), column=key.name)
            else:
                report.add("missing_key", ROUND.name, column=key.name)


def _finish_deadline(read: RoundRead) -> None:
    """`result_deadline` given as hours counts from the start of sampling."""
    value = read.values.get("result_deadline")
    start = read.values.get("sampling_start")
    if isinstance(value, tuple):
        if start is None:
            del read.values["result_deadline"]
        else:
            read.values["result_deadline"] = start + round(60 * value[1])


def _check_order(read: RoundRead, report: Report) -> None:
    for name, other in _LATER_THAN:
        value, before = read.values.get(name), read.values.get(other)
        if value is None or before is None or value > before:
            continue
        read.wrong.add(name)
        cell = read.cells.get(name) or read.cells.get(other)
        report.add(
            "deadlines_out_of_order", ROUND.name, cell, clock(value),
            column=name, other_column=other, other=clock(before),
        )  # fmt: skip


def _check_timezone(read: RoundRead, report: Report) -> None:
    value = read.values.get("timezone")
    if value is None or value == KEYS["timezone"].default:
        return
    known = available_timezones()  # empty where the system has no time zone data
    if known and value not in known:
        read.wrong.add("timezone")
        report.add(
            "timezone_unknown", ROUND.name, read.cells.get("timezone"), value, column="timezone"
        )
