"""Print sheets read back: which sheets a file has, and what stands on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

_VOID = {"meta", "br", "path", "link", "img"}


@dataclass
class PrintedSheet:
    """A section: its holder, its text, and the cells of its rows."""

    kind: str
    holder_id: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[PrintedSheet] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "section" and (facts.get("class") or "").startswith("sheet"):
            kind, _, key = (facts["id"] or "").partition("-")
            self.sheets.append(PrintedSheet(kind, unquote(key)))
            self._open = True
        if self._open and tag == "tr":
            self.sheets[-1].rows.append([])
        if self._open and tag in ("td", "th") and self.sheets[-1].rows:
            self.sheets[-1].rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self._open = False

    def handle_data(self, data: str) -> None:
        if not self._open:
            return
        sheet = self.sheets[-1]
        sheet.text += data
        if sheet.rows and sheet.rows[-1]:
            sheet.rows[-1][-1] += data


def parsed(path: Path) -> _Reader:
    """The file's tags and attributes, and its sheets."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader


def sheets_of(path: Path) -> list[PrintedSheet]:
    return parsed(path).sheets


def only(path: Path, holder_id: str) -> PrintedSheet:
    (found,) = [sheet for sheet in sheets_of(path) if sheet.holder_id == holder_id]
    return found
