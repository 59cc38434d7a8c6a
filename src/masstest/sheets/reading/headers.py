"""Finding sheets and columns by what their names say, in either language and any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from masstest.sheets.columns import CHECK_HEADING, Column, Sheet, plain
from masstest.sheets.reading.opening import Cell
from masstest.sheets.reading.report import Report, letters

_LOOKED_AT = 15  # rows in which a header may stand
_NEAR = 0.8  # likeness from which a heading counts as a misspelt one ...
_CLEAR = 0.08  # ... if it leads the next best by this much
_IN_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")


@dataclass(frozen=True)
class Header:
    """Where the columns of a sheet stand.

    `position` maps technical names to 0-based columns, `first_row` is the 0-based row of the
    first data, `ignored` maps positions of other columns to their headings, `matched` lists
    headings in other words than the table's with the columns that they were read as.
    """

    position: Mapping[str, int]
    first_row: int
    ignored: Mapping[int, str]
    matched: tuple[tuple[str, str], ...] = ()


def match_titles(titles: Sequence[str], sheets: Iterable[Sheet], report: Report) -> dict[str, str]:
    """Technical sheet name -> title in the workbook; what can't be told apart is reported."""
    found: dict[str, str] = {}
    left = list(titles)
    for sheet in sheets:
        known = {plain(heading) for heading in sheet.headings}
        for title in titles:
            if plain(title) not in known:
                continue
            left.remove(title)
            if sheet.name in found:
                report.add("duplicate_sheet", sheet.name, title=found[sheet.name], other=title)
            else:
                found[sheet.name] = title
    missing = {sheet.name: sheet.headings for sheet in sheets if sheet.name not in found}
    for title in left:
        name = nearest(title, missing)
        if name is not None:
            found[name] = title
            del missing[name]
            report.add("sheet_matched", name, value=title, title=title)
    return found


def nearest(heading: str, candidates: Mapping[str, Iterable[str]]) -> str | None:
    """The one candidate whose headings are clearly like `heading`, if there is one."""
    wanted = plain(heading)
    if len(wanted) < 3:
        return None
    likeness = sorted(
        (max(_likeness(wanted, plain(h)) for h in headings), name)
        for name, headings in candidates.items()
    )
    if not likeness or likeness[-1][0] < _NEAR:
        return None
    second = likeness[-2][0] if len(likeness) > 1 else 0.0
    return likeness[-1][1] if likeness[-1][0] - second >= _CLEAR else None


def _likeness(a: str, b: str) -> float:
    if abs(len(a) - len(b)) > 3:
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def find_header(
    rows: Sequence[Sequence[Cell]], sheet: Sheet, report: Report, *, least: int = 2
) -> Header | None:
    """The header of a sheet: one row of names, or two (labels and technical names).

    The row with most known names is taken, and a neighbour that has at least half as many.
    """
    names = _Names(sheet)
    scores = [len(names.known(row)) for row in rows[:_LOOKED_AT]]
    best = max(scores, default=0)
    if best < least:
        report.add("header_not_found", sheet.name)
        return None
    at = scores.index(best)
    enough = max(least, best / 2)
    first = at - 1 if at and scores[at - 1] >= enough else at
    last = at + 1 if at + 1 < len(scores) and scores[at + 1] >= enough else at
    return _match(rows[first : last + 1], first, last + 1, sheet, names, report)


class _Names:
    """The headings of a sheet's columns, ready for comparing."""

    def __init__(self, sheet: Sheet) -> None:
        self.column: dict[str, str] = {}
        # labels before aliases, so that no alias can take another column's name
        for rank in range(max(len(column.headings) for column in sheet.columns)):
            for column in sheet.columns:
                if rank < len(column.headings):
                    self.column.setdefault(plain(column.headings[rank]), column.name)
        for heading, name in [(h, c.name) for c in sheet.columns for h in c.headings]:
            self.column.setdefault(plain(_IN_BRACKETS.sub("", heading)), name)

    def find(self, cell: Cell) -> str | None:
        if not isinstance(cell, str) or not cell.strip():
            return None
        return self.column.get(plain(cell)) or self.column.get(plain(_IN_BRACKETS.sub("", cell)))

    def known(self, row: Sequence[Cell]) -> set[str]:
        return {name for cell in row if (name := self.find(cell))}


def _match(
    header_rows: Sequence[Sequence[Cell]],
    top: int,
    first_row: int,
    sheet: Sheet,
    names: _Names,
    report: Report,
) -> Header:
    position: dict[str, int] = {}
    ignored: dict[int, str] = {}
    spot: dict[int, tuple[str, int]] = {}  # unknown heading and its row
    rank: dict[str, int] = {}
    for at in range(max(len(row) for row in header_rows)):
        cells = [row[at] if at < len(row) else "" for row in header_rows]
        name = _column_named(cells, sheet, names)
        heading, row = _heading(cells, top)
        if name is None:
            if heading and heading not in CHECK_HEADING.values():
                spot[at] = (heading, row)
            continue
        own = _rank(cells, sheet.column[name])
        if name not in position:
            position[name], rank[name] = at, own
        elif own > rank[name]:  # the column has its proper name elsewhere
            ignored[at] = heading
        elif own < rank[name]:
            before = position[name]
            said = [line[before] if before < len(line) else "" for line in header_rows]
            ignored[before] = _heading(said, top)[0]
            position[name], rank[name] = at, own
        else:
            cell = f"{letters(at)}{row + 1}"
            report.add("duplicate_column", sheet.name, cell, heading, column=name)
    free = {c.name: c.headings for c in sheet.columns if c.name not in position}
    for at, (heading, row) in spot.items():
        near = nearest(_IN_BRACKETS.sub("", heading), free)
        if near is None:
            ignored[at] = heading
            continue
        position[near] = at
        del free[near]
        report.add("header_matched", sheet.name, f"{letters(at)}{row + 1}", heading, column=near)
    matched = tuple(_in_other_words(header_rows, position, sheet))
    return Header(position, first_row, ignored, matched)


def _in_other_words(
    header_rows: Sequence[Sequence[Cell]], position: Mapping[str, int], sheet: Sheet
) -> Iterator[tuple[str, str]]:
    """(heading, technical name) where no header cell has the column's own name or label."""
    for name, at in sorted(position.items(), key=lambda item: item[1]):
        cells = [row[at] if at < len(row) else "" for row in header_rows]
        if _rank(cells, sheet.column[name]):
            yield next(str(cell).strip() for cell in cells if cell != ""), name


def _rank(cells: Sequence[Cell], column: Column) -> int:
    """0 if header cells name a column by its own name or label, 1 if in other words."""
    own = {plain(heading) for heading in (column.name, column.zh, column.en)}
    said = [cell for cell in cells if isinstance(cell, str)]
    found = {plain(text) for text in said} | {plain(_IN_BRACKETS.sub("", text)) for text in said}
    return 0 if own & found else 1


def _column_named(cells: Sequence[Cell], sheet: Sheet, names: _Names) -> str | None:
    """The column these header cells name; a technical name counts before a label."""
    for cell in cells:
        if isinstance(cell, str) and cell.strip().casefold() in sheet.column:
            return cell.strip().casefold()
    return next((name for cell in cells if (name := names.find(cell))), None)


def _heading(cells: Sequence[Cell], top: int) -> tuple[str, int]:
    """The first text among these header cells, and its 0-based row."""
    for row, cell in enumerate(cells, start=top):
        if cell != "" and not isinstance(cell, dict):
            return str(cell).strip(), row
    return "", top


def missing_columns(sheet: Sheet, header: Header, report: Report) -> list[Column]:
    """Required columns that the sheet lacks; each is reported at the sheet."""
    missing = [c for c in sheet.columns if c.required and c.name not in header.position]
    for column in missing:
        report.add("missing_column", sheet.name, column=column.name)
    return missing
