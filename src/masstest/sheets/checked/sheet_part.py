"""A worksheet as it is, but for coloured cells and a column of sentences beside its rows.

The part is read once; what changes is put into its bytes where it stands, so that whatever else
is in it (conditional formats, drawings, extensions of later versions) stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from masstest.sheets.checked.style_part import StylePart
from masstest.sheets.checked.tags import (
    letters,
    number_of,
    tag_end,
    text_cell,
    with_attribute,
    without_attribute,
)

_COLUMN_WIDTH = 60
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)$")
_SELECTED = re.compile(rb"""(<(?:\w+:)?sheetView\b[^>]*?)\s+tabSelected=["'](?:1|true)["']""")


@dataclass
class _Cell:
    column: int
    start: int
    end: int = 0
    style: int = 0
    kind: str = ""
    text: str = ""


@dataclass
class _Row:
    number: int
    start: int
    end: int = 0
    cells: list[_Cell] = field(default_factory=list)


class _Scan:
    """Where the rows, cells and columns of a worksheet stand in its bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.rows: list[_Row] = []
        self.columns: list[tuple[int, int, int, int]] = []  # first, last, start, end
        self.data_start = self.data_end = -1
        self.has_columns = False
        self.prefix = ""
        self._inside: list[str] = []
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser
        parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        prefix, colon, name = tag.rpartition(":")
        at = self._parser.CurrentByteIndex
        if name == "worksheet":
            self.prefix = prefix + colon
        elif name == "cols":
            self.has_columns = True
        elif name == "col":
            span = int(attributes["min"]), int(attributes["max"])
            self.columns.append((*span, at, tag_end(self.content, at)))
        elif name == "sheetData":
            self.data_start = at
        elif name == "row":
            before = self.rows[-1].number if self.rows else 0
            self.rows.append(_Row(int(attributes.get("r", before + 1)), at))
        elif name == "c" and self._inside and self._inside[-1] == "row":
            cells = self.rows[-1].cells
            found = _REFERENCE.match(attributes.get("r", ""))
            column = number_of(found[1]) if found else (cells[-1].column + 1 if cells else 1)
            kind, style = attributes.get("t", ""), int(attributes.get("s", 0))
            cells.append(_Cell(column, at, style=style, kind=kind))
        self._inside.append(name)

    def _end(self, tag: str) -> None:
        name = self._inside.pop()
        if name not in ("row", "c", "sheetData"):
            return
        at = self._parser.CurrentByteIndex
        if name == "sheetData":
            self.data_end = self._element_end(self.data_start, at)
        elif name == "row":
            self.rows[-1].end = self._element_end(self.rows[-1].start, at)
        elif self._inside and self._inside[-1] == "row":
            cell = self.rows[-1].cells[-1]
            cell.end = self._element_end(cell.start, at)

    def _element_end(self, start: int, at: int) -> int:
        """Where an element ends; the parser is at its end tag, or behind a tag that has none."""
        opened = tag_end(self.content, start)
        empty = self.content[opened - 2 : opened] == b"/>"
        return opened if empty else self.content.index(b">", at) + 1

    def _characters(self, text: str) -> None:
        if self._inside and self._inside[-1] in ("v", "t") and self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1].text += text


def deselected(content: bytes) -> bytes:
    """A worksheet that is not selected: another one is shown when the workbook opens."""
    head, rows, rest = content.partition(b"sheetData")
    return _SELECTED.sub(rb"\1", head) + rows + rest


def annotated(
    content: bytes,
    marks: Mapping[str, Any],
    heading: str,
    known_headings: Collection[str],
    shared: Sequence[str],
    styles: StylePart,
) -> bytes:
    """The worksheet with its bad cells coloured and the problems beside its rows.

    Parameters
    ----------
    marks : `header_row`, `rows` (row number -> sentences), `cells` (reference -> severity)
    heading, known_headings : of the column with the problems; in any language, to find the one
        of an earlier check
    shared : the workbook's shared strings
    """
    scan = _Scan(content)
    header_row = max(1, marks["header_row"])
    own = _own_column(scan, header_row, known_headings, shared)
    if own is None and not marks["rows"]:
        return content
    widest = max((row.cells[-1].column for row in scan.rows if row.cells), default=0)
    column = own or widest + 1
    beside: dict[int, bytes] = {}
    if marks["rows"]:
        top = 1 if header_row < 2 else header_row - 1
        title = styles.bold(11, "FFC00000")
        beside[top] = text_cell(scan.prefix, f"{letters(column)}{top}", title, heading)
        wrapped = styles.wrapped()
        for row, sentences in marks["rows"].items():
            reference = f"{letters(column)}{row}"
            beside[int(row)] = text_cell(scan.prefix, reference, wrapped, "\n".join(sentences))
    bad: dict[int, dict[int, str]] = {}
    for reference, severity in marks["cells"].items():
        found = _REFERENCE.match(reference)
        if found:
            bad.setdefault(int(found[2]), {})[number_of(found[1])] = severity
    return _spliced(scan, column, own is not None, beside, bad, styles)


def _own_column(
    scan: _Scan, header_row: int, headings: Collection[str], shared: Sequence[str]
) -> int | None:
    """The column of an earlier check, if the file has been through one."""
    for row in scan.rows:
        if row.number > header_row:
            break
        for cell in row.cells:
            text = cell.text
            if cell.kind == "s" and text.isdecimal() and int(text) < len(shared):
                text = shared[int(text)]
            if text in headings:
                return cell.column
    return None


def _spliced(
    scan: _Scan,
    column: int,
    again: bool,
    beside: Mapping[int, bytes],
    bad: Mapping[int, Mapping[int, str]],
    styles: StylePart,
) -> bytes:
    content = scan.content
    if scan.data_start < 0:
        raise ValueError("a worksheet without data")
    pieces = [_head(scan, column) if beside else content[: scan.data_start]]
    tag = content[scan.data_start : tag_end(content, scan.data_start)]
    pieces.append(re.sub(rb"\s*/>$", b">", tag))
    rows = {row.number: row for row in scan.rows}
    for number in sorted(rows.keys() | beside.keys() | bad.keys()):
        row = rows.get(number, _Row(number, -1))
        touched = number in beside or number in bad
        if not touched and not again:
            pieces.append(content[row.start : row.end])
            continue
        pieces.append(
            _row(scan, row, column, again, beside.get(number), bad.get(number, {}), styles)
        )
    pieces.append(f"</{scan.prefix}sheetData>".encode())
    pieces.append(content[scan.data_end :])
    return b"".join(pieces)


def _head(scan: _Scan, column: int) -> bytes:
    """What stands before the data, with a width for the column of sentences."""
    content, p = scan.content, scan.prefix
    width = f'<{p}col min="{column}" max="{column}" width="{_COLUMN_WIDTH}" customWidth="1"/>'
    if not scan.has_columns:
        head = content[: scan.data_start]
        return head + f"<{p}cols>{width}</{p}cols>".encode()
    for first, last, start, end in scan.columns:
        if first <= column <= last:  # the three parts of a span that covers the column
            tag = content[start:end]
            before = _span(tag, first, column - 1)
            after = _span(tag, column + 1, last)
            middle = with_attribute(_span(tag, column, column), "width", str(_COLUMN_WIDTH))
            middle = with_attribute(without_attribute(middle, "hidden"), "customWidth", "1")
            return content[:start] + before + middle + after + content[end : scan.data_start]
    later = [start for first, _, start, _ in scan.columns if first > column]
    at = later[0] if later else content.rindex(b"</", 0, scan.data_start)
    return content[:at] + width.encode() + content[at : scan.data_start]


def _span(tag: bytes, first: int, last: int) -> bytes:
    """A ``col`` element for these columns; nothing if there are none, and one that is closed."""
    if first > last:
        return b""
    tag = with_attribute(with_attribute(tag, "min", str(first)), "max", str(last))
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"


def _row(
    scan: _Scan,
    row: _Row,
    column: int,
    again: bool,
    sentence: bytes | None,
    bad: Mapping[int, str],
    styles: StylePart,
) -> bytes:
    content, p = scan.content, scan.prefix
    cells: dict[int, bytes] = {}
    for cell in row.cells:
        text = content[cell.start : cell.end]
        if again and cell.column == column:
            continue
        style = styles.uncoloured(cell.style) if again else cell.style
        if cell.column in bad:
            style = styles.coloured(style, bad[cell.column])
        if style != cell.style:
            end = tag_end(text, 0)
            text = with_attribute(text[:end], "s", str(style)) + text[end:]
        cells[cell.column] = text
    for missing in bad.keys() - cells.keys():
        style = styles.coloured(0, bad[missing])
        cells[missing] = f'<{p}c r="{letters(missing)}{row.number}" s="{style}"/>'.encode()
    if sentence is not None:
        cells[column] = sentence
    if row.start < 0:
        opening = f'<{p}row r="{row.number}">'.encode()
    else:
        tag = content[row.start : tag_end(content, row.start)]
        opening = re.sub(rb"\s*/>$", b">", without_attribute(tag, "spans"))
    inside = b"".join(cells[at] for at in sorted(cells))
    return opening + inside + f"</{p}row>".encode()
