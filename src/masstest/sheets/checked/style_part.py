"""The styles of a workbook, with a few more: every cell keeps its format but for the colour."""

from __future__ import annotations

from typing import Any
from xml.dom import minidom  # nosec B408  (in a process of its own, without entities)

ERROR_FILL, WARNING_FILL = "FFFFB3B3", "FFFFE699"
_FILLS = {"error": ERROR_FILL, "warning": WARNING_FILL}


class StylePart:
    """`xl/styles.xml`; formats of cells are numbers, as in a cell's ``s``."""

    def __init__(self, content: bytes) -> None:
        self._document: Any = minidom.parseString(content)  # nosec B318
        root: Any = self._document.documentElement
        name = root.tagName
        self._prefix = name.rpartition(":")[0] + ":" if ":" in name else ""
        self._lists = {kind: self._find(root, kind) for kind in ("fonts", "fills", "cellXfs")}
        self._fill_of: dict[str, int] = {}
        self._made: dict[tuple[int, str], int] = {}
        self._marked = self._marking_fills()

    def to_bytes(self) -> bytes:
        return bytes(self._document.toxml(encoding="UTF-8"))

    def coloured(self, style: int, severity: str) -> int:
        """The same format, with the colour of an error or a warning."""
        if severity not in self._fill_of:
            self._fill_of[severity] = self._add(
                "fills",
                f"<p:fill><p:patternFill patternType='solid'><p:fgColor rgb='{_FILLS[severity]}'/>"
                "</p:patternFill></p:fill>",
            )
        return self._with_fill(style, severity, self._fill_of[severity])

    def uncoloured(self, style: int) -> int:
        """The same format without the colour that an earlier check gave it."""
        formats = self._items("cellXfs")
        if style >= len(formats) or self._fill_id(formats[style]) not in self._marked:
            return style
        return self._with_fill(style, "", 0)

    def wrapped(self) -> int:
        """For sentences: wrapped, from the top."""
        return self._new("", "<p:alignment vertical='top' wrapText='1'/>")

    def bold(self, size: int, colour: str | None = None, *, underlined: bool = False) -> int:
        """Letters of the workbook's own font, bold or (a link) underlined."""
        look = "<p:u/>" if underlined else "<p:b/>"
        ink = f"<p:color rgb='{colour}'/>" if colour else ""
        fonts = self._items("fonts")
        names = [n for n in fonts[0].childNodes if n.nodeName == f"{self._prefix}name"]
        font = self._add("fonts", f"<p:font>{look}<p:sz val='{size}'/>{ink}<p:name/></p:font>")
        face = names[0].getAttribute("val") if names else "Calibri"
        self._items("fonts")[font].lastChild.setAttribute("val", face)
        return self._new(f"fontId='{font}' applyFont='1'", "")

    def _new(self, attributes: str, inside: str) -> int:
        font = "" if "fontId" in attributes else "fontId='0'"
        align = "applyAlignment='1'" if inside else ""
        return self._add(
            "cellXfs",
            f"<p:xf numFmtId='0' {font} fillId='0' borderId='0' xfId='0' {attributes} {align}>"
            f"{inside}</p:xf>",
        )

    def _with_fill(self, style: int, key: str, fill: int) -> int:
        if (style, key) not in self._made:
            formats = self._items("cellXfs")
            clone = formats[style if style < len(formats) else 0].cloneNode(deep=True)
            clone.setAttribute("fillId", str(fill))
            clone.setAttribute("applyFill", "1")
            self._made[style, key] = self._append("cellXfs", clone)
        return self._made[style, key]

    def _add(self, kind: str, text: str) -> int:
        uri = self._document.documentElement.namespaceURI
        own = text.replace("<p:", f"<{self._prefix}").replace("</p:", f"</{self._prefix}")
        binding = f"xmlns{':' + self._prefix[:-1] if self._prefix else ''}='{uri}'"
        outer: Any = minidom.parseString(f"<{self._prefix}x {binding}>{own}</{self._prefix}x>")  # nosec B318
        return self._append(kind, outer.documentElement.firstChild)

    def _append(self, kind: str, node: Any) -> int:
        parent = self._lists[kind]
        parent.appendChild(self._document.importNode(node, True))
        count = len(self._items(kind))
        parent.setAttribute("count", str(count))
        return count - 1

    def _items(self, kind: str) -> list[Any]:
        return [n for n in self._lists[kind].childNodes if n.nodeType == n.ELEMENT_NODE]

    def _find(self, root: Any, kind: str) -> Any:
        for node in root.childNodes:
            if node.nodeName == self._prefix + kind:
                return node
        raise ValueError(f"the styles have no {kind}")

    def _marking_fills(self) -> set[int]:
        """Fills in the colours of an earlier check."""
        found = set()
        for number, fill in enumerate(self._items("fills")):
            colours = [c.getAttribute("rgb") for c in fill.getElementsByTagName("*")]
            if {ERROR_FILL, WARNING_FILL} & set(colours):
                found.add(number)
        return found

    @staticmethod
    def _fill_id(format_: Any) -> int:
        return int(format_.getAttribute("fillId") or 0)
