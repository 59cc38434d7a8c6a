"""Ids and names that rows say of each other: unique, and there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from masstest.domain.roster import Level, Role, SiteStatus
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.round import RoundRead
from masstest.sheets.reading.rows import Row, SheetRows

Sheets = Mapping[str, SheetRows]


def check_references(sheets: Sheets, round_: RoundRead, report: Report) -> None:
    """Everything that is checked between rows and sheets, places apart."""
    for read in sheets.values():
        _unique_ids(read, report)
        if read.sheet.name != "previous":
            _known_ids(read, sheets, report)
    _previous(sheets, report)
    _plates(sheets, report)
    _crews(sheets, report)
    _pins(sheets, report)
    _officials(sheets, report)
    _areas(sheets, round_, report)


def _ids(sheets: Sheets, name: str) -> dict[str, Row]:
    """Id -> row, of right and wrong rows alike: a wrong row's id still exists."""
    read = sheets.get(name)
    if read is None or read.sheet.id_column is None:
        return {}
    column = read.sheet.id_column
    return {row.values[column]: row for row in reversed(read.rows) if column in row.values}


def names_in(sheets: Sheets, column: str) -> dict[str, None]:
    """The values of a column of the compounds, in the order of the sheet."""
    read = sheets.get("compounds")
    rows: Iterable[Row] = read.rows if read else ()
    return dict.fromkeys(row.values[column] for row in rows if column in row.values)


def suggestion(value: str, known: Iterable[str]) -> dict[str, str]:
    """The fact ``suggestion`` if something known is very like `value`."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.75)
    return {"suggestion": near[0]} if near else {}


def _unique_ids(read: SheetRows, report: Report) -> None:
    column = read.sheet.id_column
    if column is None:
        return
    first: dict[str, str] = {}
    for row in read:
        value = row.get(column)
        if value is None:
            continue
        cell = row.cell(column)
        if value in first:
            row.wrong.add(column)
            report.add(
                "duplicate_id", read.sheet.name, cell, value, column=column, first=first[value]
            )
        else:
            first[value] = f"{read.sheet.name}!{cell}"


def _known_ids(read: SheetRows, sheets: Sheets, report: Report) -> None:
    for column in read.sheet.columns:
        target = column.refers_to
        if target is None or target not in sheets or not sheets[target].found:
            continue
        known = _ids(sheets, target)
        for row in read:
            value = row.get(column.name)
            if value is not None and value not in known:
                row.wrong.add(column.name)
                report.add(
                    "unknown_id", read.sheet.name, row.cell(column.name), value,
                    column=column.name, target=target, **suggestion(value, known),
                )  # fmt: skip


def _previous(sheets: Sheets, report: Report) -> None:
    """Rows about what is no longer there are dropped, as are repeated ones."""
    read = sheets.get("previous")
    if read is None:
        return
    first: dict[tuple[str, str], str] = {}
    kept: list[Row] = []
    known = {column: _ids(sheets, target) for column, target in _PREVIOUS if target in sheets}
    for row in read:
        pair = (row.get("compound_id"), row.get("site_id"))
        lost = [
            (column, target)
            for column, target in _PREVIOUS
            if column in known
            and row.get(column) is not None
            and row.get(column) not in known[column]
        ]
        for column, target in lost:
            report.add(
                "previous_unknown", "previous", row.cell(column), row.get(column),
                column=column, target=target, **suggestion(row.get(column), known[column]),
            )  # fmt: skip
        if lost:
            continue
        if None not in pair and pair in first:
            report.add("duplicate_row", "previous", row.cell("compound_id"), first=first[pair])
            continue
        first[pair] = f"previous!{row.cell('compound_id')}"
        kept.append(row)
    read.rows[:] = kept


_PREVIOUS = (("compound_id", "compounds"), ("site_id", "sites"))


def _plates(sheets: Sheets, report: Report) -> None:
    first: dict[str, str] = {}
    for row in sheets.get("vehicles", ()):
        plate = row.get("plate")
        if plate in first:
            report.add("duplicate_plate", "vehicles", row.cell("plate"), plate, first=first[plate])
        elif plate is not None:
            first[plate] = f"vehicles!{row.cell('plate')}"


def _crews(sheets: Sheets, report: Report) -> None:
    """Named drivers and couriers have the role, and are two people."""
    people = _ids(sheets, "staff")
    for row in sheets.get("vehicles", ()):
        for column, role in (("driver_id", Role.driver), ("courier_id", Role.courier)):
            person = people.get(row.get(column) or "")
            roles = person.get("roles") if person else None
            if person is not None and roles is not None and role not in roles:
                row.wrong.add(column)
                report.add(
                    "wrong_role", "vehicles", row.cell(column), row.get(column),
                    column=column, name=person.get("name") or "", role=role.value, target="staff",
                )  # fmt: skip
        driver = row.get("driver_id")
        if driver is not None and driver == row.get("courier_id"):
            row.wrong.add("courier_id")
            report.add(
                "crew_same_person", "vehicles", row.cell("courier_id"), driver,
                column="courier_id",
            )  # fmt: skip


def _pins(sheets: Sheets, report: Report) -> None:
    sites = _ids(sheets, "sites")
    for row in sheets.get("staff", ()):
        site = sites.get(row.get("pinned_site_id") or "")
        if site is not None and site.get("status") is SiteStatus.excluded:
            cell = row.cell("pinned_site_id")
            report.add("pinned_site_excluded", "staff", cell, row.get("pinned_site_id"))


def _officials(sheets: Sheets, report: Report) -> None:
    """Officials of streets and communities say which, in the compounds' words."""
    known = {column: names_in(sheets, column) for column in ("street", "community")}
    for row in sheets.get("officials", ()):
        level = row.get("level")
        if level in (Level.street, Level.community) and row.get(level.value) == "":
            row.wrong.add(level.value)
            report.add(
                "official_without_area", "officials", row.cell(level.value), column=level.value
            )
        for column in known:
            check_name(row, column, known[column], report, "officials")


def check_name(
    row: Row, column: str, known: Mapping[str, None], report: Report, sheet: str
) -> None:
    """Warn of a street or community that no compound has."""
    value = row.get(column)
    if value and known and value not in known:
        report.add(
            f"unknown_{column}", sheet, row.cell(column), value,
            column=column, target="compounds", **suggestion(value, known),
        )  # fmt: skip


def _areas(sheets: Sheets, round_: RoundRead, report: Report) -> None:
    """The areas of a round in key areas exist."""
    scope = round_.values.get("scope")
    areas = round_.values.get("areas")
    if scope is None or areas is None or "compounds" not in sheets:
        return
    cell = round_.cells.get("areas") or round_.cells.get("scope")
    if scope == "key_area" and not areas and "areas" not in round_.wrong:
        round_.wrong.add("areas")
        report.add("areas_missing", "round", cell, column="areas")
    known: dict[str, None] = {}
    for column in ("street", "community", "compound_id"):
        known |= names_in(sheets, column)
    for area in areas if known else ():
        if area not in known:
            round_.wrong.add("areas")
            report.add(
                "unknown_area", "round", cell, area,
                column="areas", target="compounds", **suggestion(area, known),
            )  # fmt: skip
