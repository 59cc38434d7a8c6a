"""What makes a spreadsheet program offer to repair a workbook, looked for in its parts."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import combinations, pairwise
from xml.etree import ElementTree

from openpyxl.utils.cell import range_boundaries

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
# Children of a worksheet in the order that the standard demands (ECMA-376 part 1, 18.3.1.99).
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def assert_sound(content: bytes) -> None:
    """Every part is there, every sheet is as the standard and the programs' limits ask."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        parts = {name: archive.read(name) for name in names}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)  # well-formed
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    covered = {element.get("PartName", "").lstrip("/") for element in types}
    endings = {element.get("Extension", "") for element in types}
    assert covered - {""} <= set(names)
    for name in set(names) - {"[Content_Types].xml"}:
        assert name in covered or name.rpartition(".")[2] in endings, name
    sheets = dict(_sheets(parts))
    titles = [title.casefold() for title in sheets]
    assert len(set(titles)) == len(titles)
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    formats = len(styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf"))
    differential = len(styles.findall(f"{_MAIN}dxfs/{_MAIN}dxf"))
    for title, path in sheets.items():
        assert 0 < len(title) <= 31, title
        assert not _FORBIDDEN.search(title), title
        _assert_sheet(ElementTree.fromstring(parts[path]), formats, differential)
    _assert_names(parts, len(sheets))
    tables = [
        ElementTree.fromstring(part).get("displayName")
        for name, part in parts.items()
        if name.startswith("xl/tables/")
    ]
    assert len(set(tables)) == len(tables)


def _sheets(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """(title, path) of every sheet; every relation of every part leads somewhere."""
    target: dict[tuple[str, str], str] = {}
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("_rels/")
        for relation in ElementTree.fromstring(part):
            if relation.get("TargetMode") == "External":
                continue
            path = relation.get("Target", "")
            path = path[1:] if path.startswith("/") else posixpath.normpath(folder + path)
            assert path in parts, (name, path)
            target[folder + file.removesuffix(".rels"), relation.get("Id", "")] = path
    for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet"):
        yield sheet.get("name", ""), target["xl/workbook.xml", sheet.get(_RELATION, "")]


def _assert_sheet(sheet: ElementTree.Element, formats: int, differential: int) -> None:
    children = [child.tag.removeprefix(_MAIN) for child in sheet]
    places = [_ORDER.index(child) for child in children]
    assert places == sorted(places), children
    merged = [m.get("ref", "") for m in sheet.iter(f"{_MAIN}mergeCell")]
    boxes = [range_boundaries(ref) for ref in merged]
    for a, b in combinations(boxes, 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1], "merged ranges overlap"
    columns = [(int(c.get("min", 0)), int(c.get("max", 0))) for c in sheet.iter(f"{_MAIN}col")]
    assert columns == sorted(columns)
    assert all(a[1] < b[0] for a, b in pairwise(columns))
    last_row = 0
    for row in sheet.iter(f"{_MAIN}row"):
        number = int(row.get("r", 0))
        assert number > last_row
        last_row = number
        assert float(row.get("ht", 0)) <= 409.5
        last_column = 0
        for cell in row:
            column, at, _, _ = range_boundaries(cell.get("r", ""))
            assert at == number and column > last_column  # noqa: PT018  (one place)
            last_column = column
            assert int(cell.get("s", 0)) < formats
            assert all(len(text) <= 32_767 for text in cell.itertext())
    for rule in sheet.iter(f"{_MAIN}cfRule"):
        assert int(rule.get("dxfId", 0)) < max(differential, 1)
    for rule in sheet.iter(f"{_MAIN}dataValidation"):
        assert len(rule.get("prompt", "")) <= 255
        assert len(rule.get("error", "")) <= 255
        assert max(len(rule.get("promptTitle", "")), len(rule.get("errorTitle", ""))) <= 32
        formula = rule.findtext(f"{_MAIN}formula1") or ""
        assert len(formula) <= (257 if formula.startswith('"') else 8192)
    for text in sheet.iter():
        if text.tag in (f"{_MAIN}oddHeader", f"{_MAIN}oddFooter"):
            assert len(text.text or "") <= 255


def _assert_names(parts: dict[str, bytes], sheets: int) -> None:
    """Defined names belong to sheets that are there, and none twice to one."""
    seen = set()
    for name in ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}definedName"):
        local = name.get("localSheetId")
        assert local is None or int(local) < sheets
        key = (name.get("name", "").casefold(), local)
        assert key not in seen
        seen.add(key)
