"""The parts of a workbook: which sheet is where, and a new sheet put before the others."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator
from typing import Any
from xml.dom import minidom  # nosec B408  (in a process of its own, without entities)
from xml.sax.saxutils import quoteattr  # nosec B406  (writes, reads nothing)

from masstest.sheets.checked.tags import with_attribute

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TAG_OF = r"<(?:\w+:)?{name}\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>"


class BookParts:
    """The parts of a workbook by name, as bytes; those that nobody changes stay as they are."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        self.book = next(
            target for kind, target, _ in self._relations("") if kind == "officeDocument"
        )
        self._drop_macros()
        targets = {key: target for _, target, key in self._relations(self.book)}
        self.sheets = {
            name: targets[key] for name, key in self._listed() if targets.get(key) in self.parts
        }

    def part(self, kind: str) -> str | None:
        """The name of the workbook's part of a kind, such as ``styles``."""
        found = (target for k, target, _ in self._relations(self.book) if k == kind)
        return next((target for target in found if target in self.parts), None)

    def shared_strings(self) -> list[str]:
        """The texts that cells name by number."""
        name = self.part("sharedStrings")
        if name is None:
            return []
        root = _root(self.parts[name])
        items = [n for n in root.childNodes if _local(n) == "si"]
        return ["".join(_texts(item)) for item in items]

    def put_first(self, title: str, titles: Collection[str], content: bytes) -> None:
        """A sheet before the others, or in place of the one of an earlier check, and shown."""
        before = next((name for name in self.sheets if name in titles), None)
        if before is None:
            self._add_sheet(title, content)
        else:
            path = self.sheets[before]
            self.parts[path] = content
            self.parts.pop(_relations_of(path), None)
            self._change("sheet", f"name={quoteattr(before)}", name=title)
        shown = 0 if before is None else list(self.sheets).index(before)
        self._change("workbookView", "", activeTab=str(shown), firstSheet="0")

    def to_bytes(self) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return written.getvalue()

    def _add_sheet(self, title: str, content: bytes) -> None:
        folder = posixpath.dirname(self.book)
        number = 1
        while f"{folder}/worksheets/check{number}.xml" in self.parts:
            number += 1
        path = f"{folder}/worksheets/check{number}.xml"
        self.parts[path] = content
        keys = {key for _, _, key in self._relations(self.book)}
        key = next(f"rIdCheck{n}" for n in range(len(keys) + 1) if f"rIdCheck{n}" not in keys)
        self._append(
            _relations_of(self.book),
            "Relationship",
            f'Id="{key}" Type="{_RELATIONS}/worksheet" Target="/{path}"',
        )
        self._append(
            "[Content_Types].xml", "Override", f'PartName="/{path}" ContentType="{_WORKSHEET}"'
        )
        text = self.parts[self.book].decode()
        ids = [int(n) for n in re.findall(r'\bsheetId="(\d+)"', text)]
        found = re.search(_TAG_OF.format(name="sheets"), text)
        if found is None:
            raise ValueError("the workbook lists no sheets")
        prefix = found[0][1:].partition("sheets")[0]
        sheet = (
            f'<{prefix}sheet xmlns:r="{_RELATIONS}" name={quoteattr(title)}'
            f' sheetId="{max(ids, default=0) + 1}" r:id="{key}"/>'
        )
        text = text[: found.end()] + sheet + text[found.end() :]
        # Names that belong to a sheet say its place in the list.
        text = re.sub(r'(\blocalSheetId=")(\d+)"', lambda m: f'{m[1]}{int(m[2]) + 1}"', text)
        self.parts[self.book] = text.encode()

    def _append(self, part: str, element: str, attributes: str) -> None:
        """An element at the end of a part that is a list of them."""
        content = self.parts[part].decode()
        end = content.rindex("</")
        prefix = content[end + 2 :].partition(">")[0].rpartition(":")[0]
        name = f"{prefix}:{element}" if prefix else element
        self.parts[part] = f"{content[:end]}<{name} {attributes}/>{content[end:]}".encode()

    def _change(self, element: str, holding: str, **attributes: str) -> None:
        """Set attributes of the workbook's first element that holds a text."""
        content = self.parts[self.book]
        for found in re.finditer(_TAG_OF.format(name=element).encode(), content):
            tag = found[0]
            if holding.encode() in tag:
                for name, value in attributes.items():
                    tag = with_attribute(tag, name, value)
                self.parts[self.book] = content[: found.start()] + tag + content[found.end() :]
                return

    def _drop_macros(self) -> None:
        """A workbook with macros becomes one without: a plain .xlsx must not hold any."""
        types = self.parts["[Content_Types].xml"]
        if _MACROS not in types:
            return
        macros = [name for name in self.parts if name.lower().endswith(("vbaproject.bin",))]
        for name in macros:
            del self.parts[name]
        self.parts["[Content_Types].xml"] = re.sub(
            rb"<(?:\w+:)?Override\b[^>]*vbaProject[^>]*/>", b"", types.replace(_MACROS, _PLAIN)
        )
        relations = _relations_of(self.book)
        self.parts[relations] = re.sub(
            rb"<(?:\w+:)?Relationship\b[^>]*vbaProject[^>]*/>", b"", self.parts[relations]
        )

    def _listed(self) -> Iterator[tuple[str, str]]:
        """(title, relation) of every sheet."""
        root = _root(self.parts[self.book])
        for node in root.getElementsByTagName("*"):
            if _local(node) == "sheet":
                key = next(v for k, v in node.attributes.items() if k.endswith(":id"))
                yield node.getAttribute("name"), key

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(kind, target, id) of what a part is related to; of the workbook file if ``""``."""
        content = self.parts.get(_relations_of(part))
        if content is None:
            return
        root = _root(content)
        for node in root.childNodes:
            if _local(node) != "Relationship" or node.getAttribute("TargetMode") == "External":
                continue
            target = node.getAttribute("Target")
            folder = posixpath.dirname(part)
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = node.getAttribute("Type").rpartition("/")[2]
            yield kind, posixpath.normpath(path), node.getAttribute("Id")


def _root(content: bytes) -> Any:
    return minidom.parseString(content).documentElement  # nosec B318


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _local(node: Any) -> str:
    return str(node.nodeName).rpartition(":")[2]


def _texts(item: Any) -> Iterator[str]:
    """The text of a shared string, in all its runs; readings (phonetic) don't count."""
    for node in item.childNodes:
        if _local(node) == "t":
            yield "".join(n.data for n in node.childNodes if n.nodeType == n.TEXT_NODE)
        elif _local(node) == "r":
            yield from _texts(node)
