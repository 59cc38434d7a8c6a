"""Times and numbers of a row that must fit together, and what blank ones mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from masstest.domain.roster import CompoundKind, Role, Setting
from masstest.domain.units import clock
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.round import RoundRead
from masstest.sheets.reading.rows import Row, SheetRows

# sheet -> the columns between which its rows are available
_WINDOWS = {
    "sites": ("open_from", "open_until"),
    "staff": ("available_from", "available_until"),
    "vehicles": ("available_from", "available_until"),
    "labs": ("receive_from", "receive_until"),
}


def check_rows(sheets: Mapping[str, SheetRows], round_: RoundRead, report: Report) -> None:
    """Fill in the defaults that depend on other values, and check each row in itself."""
    for name, (start, end) in _WINDOWS.items():
        for row in sheets.get(name, ()):
            _window(row, name, start, end, round_, report)
    for row in sheets.get("compounds", ()):
        _setting(row)
        _parts(row, report)
    for row in sheets.get("labs", ()):
        if row.get("turnaround_min") is None and "turnaround_min" not in row.wrong:
            row.values["turnaround_min"] = round_.values.get("lab_turnaround_min", 0)
    if "staff" in sheets:
        _training(sheets["staff"], round_, report)
        _rest(sheets["staff"], round_, report)


def _default_window(name: str, round_: RoundRead) -> tuple[int | None, int | None]:
    """Sites: the sampling hours. Everything else: the whole round, from 00:00 of its date."""
    values = round_.values
    if name == "sites":
        return values.get("sampling_start"), values.get("sampling_deadline")
    return 0, values.get("result_deadline")


def _window(row: Row, name: str, start: str, end: str, round_: RoundRead, report: Report) -> None:
    given = {column: row.get(column) for column in (start, end)}
    for column, default in zip((start, end), _default_window(name, round_), strict=True):
        if given[column] is None and column not in row.wrong:
            row.values[column] = default
    first, last = row.get(start), row.get(end)
    if round_.date is None:
        return  # a time with a date could not be read
    if first is None or last is None or first < last:
        return
    at = end if given[end] is not None else start
    if given[at] is None:
        return  # both are the round's, which has been told
    row.wrong.add(at)
    # the sentence always says: the end is not after the start
    report.add(
        "times_reversed", name, row.cell(at), clock(last),
        column=end, other_column=start, other=clock(first),
    )  # fmt: skip


def _setting(row: Row) -> None:
    if row.get("setting") is None and "setting" not in row.wrong:
        village = row.get("kind") is CompoundKind.village
        row.values["setting"] = Setting.rural if village else Setting.urban


def _parts(row: Row, report: Report) -> None:
    people, key, home = (row.get(c) for c in ("population", "key_population", "homebound"))
    if people is None or key is None or home is None or key + home <= people:
        return
    column = "key_population" if key >= home else "homebound"
    row.wrong.add(column)
    report.add(
        "parts_exceed_population", "compounds", row.cell(column), people,
        column=column, key=key, homebound=home,
    )  # fmt: skip


def _training(staff: SheetRows, round_: RoundRead, report: Report) -> None:
    """One warning for all who could sample but are not trained on the day."""
    date = round_.date
    if date is None:
        return

    def untrained(row: Row) -> bool:
        roles: Iterable[Any] = row.get("roles") or ()
        until = row.get("trained_until")
        samples = Role.sampler in roles or Role.doorstep in roles
        return samples and "trained_until" not in row.wrong and (until is None or until < date)

    rows = [row for row in staff if untrained(row)]
    if rows:
        cell = rows[0].cell("trained_until") if "trained_until" in rows[0].positions else None
        report.add("untrained_staff", "staff", cell, column="trained_until", count=len(rows))


def _rest(staff: SheetRows, round_: RoundRead, report: Report) -> None:
    """A bare 22:00 is on the round's date; who wrote it may have meant the evening before."""
    start = round_.values.get("sampling_start")
    if start is None:
        return
    for row in staff:
        end = row.get("last_duty_end")
        if end is not None and end > start:
            cell = row.cell("last_duty_end")
            report.add("rest_after_start", "staff", cell, clock(end), column="last_duty_end")
