"""The roster, from rows that are all right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from masstest.domain import roster as r
from masstest.domain.parameters import Parameters
from masstest.domain.units import Model
from masstest.sheets.columns import ROW_SHEETS
from masstest.sheets.reading.report import Report
from masstest.sheets.reading.round import RoundRead
from masstest.sheets.reading.rows import Row, SheetRows


def assemble(sheets: Mapping[str, SheetRows], round_: RoundRead, report: Report) -> r.Roster | None:
    """The roster; None, with the reason noted, if a type refuses what the reader let pass."""
    head = _made(r.Round, round_.fields, "round", None, report)
    parameters = _made(Parameters, round_.parameters, "round", None, report)
    entries: dict[str, tuple[Any, ...]] = {}
    for sheet in ROW_SHEETS:
        rows = sheets[sheet.name].rows if sheet.name in sheets else []
        made = [_made(r.ROW_TYPES[sheet.name], row.values, sheet.name, row, report) for row in rows]
        if None in made:
            return None
        entries[sheet.name] = tuple(made)
    if head is None or parameters is None:
        return None
    return r.Roster(round=head, parameters=parameters, **entries)


def _made(
    kind: type[Model], values: Mapping[str, Any], sheet: str, row: Row | None, report: Report
) -> Any:
    try:
        return kind(**values)
    except ValidationError as error:
        for detail in error.errors():
            name = str(detail["loc"][0]) if detail["loc"] else ""
            cell = row.cell(name) if row else None
            facts = {"column": name} if name in values else {}
            report.add("invalid_value", sheet, cell, values.get(name), **facts)
        return None
