"""The summary of a check as a worksheet: what was read, what is wrong, with links to the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr  # nosec B406  (writes, reads nothing)

from masstest.sheets.checked.style_part import StylePart
from masstest.sheets.checked.tags import letters, text_cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (14, 18, 10, 20, 70, 40)
_SENTENCE = 5  # position of the column with sentences


def summary_sheet(lines: Sequence[Mapping[str, Any]], styles: StylePart) -> bytes:
    """The worksheet; `lines` hold `cells`, and may hold a `style` and a `link` to a cell."""
    looks = {"title": styles.bold(14), "heading": styles.bold(11)}
    link = styles.bold(11, "FF0563C1", underlined=True)
    wrapped = styles.wrapped()
    rows: list[bytes] = []
    links: list[str] = []
    for number, line in enumerate(lines, start=1):
        kind = line.get("style", "")
        cells = []
        for position, value in enumerate(line["cells"], start=1):
            style = looks.get(kind, wrapped if value and position >= _SENTENCE else 0)
            if position == 1 and kind in ("error", "warning"):
                style = styles.coloured(0, kind)
            if position == 3 and "link" in line:
                style = link
            reference = f"{letters(position)}{number}"
            if value == "" and style == 0:
                continue
            if isinstance(value, str):
                cells.append(text_cell("", reference, style, value))
            else:
                cells.append(f'<c r="{reference}" s="{style}"><v>{value}</v></c>'.encode())
        rows.append(f'<row r="{number}">'.encode() + b"".join(cells) + b"</row>")
        if "link" in line:
            title, reference = line["link"]
            place = f"'{title.replace(chr(39), chr(39) * 2)}'!{reference}"
            links.append(f'<hyperlink ref="C{number}" location={quoteattr(place)}/>')
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, start=1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return b"".join(
        (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'.encode(),
            b'<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>',
            f"<cols>{columns}</cols><sheetData>".encode(),
            *rows,
            f"</sheetData>{linked}".encode(),
            b'<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>',
        )
    )
