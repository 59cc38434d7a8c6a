"""What a check didn't touch in somebody's own workbook is there as it was, byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from masstest.sheets import read_roster, write_checked, write_roster
from roster_book import good_roster
from workbook_structure import assert_sound

pytestmark = pytest.mark.filterwarnings("ignore:.*not supported and will be removed")

_CHANGED = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def pixel() -> io.BytesIO:
    """A picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\2\0\0\0")
    body = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""))


def ledger(path: Path) -> None:
    """A roster with a community's own things about it: nearly all that Excel can do."""
    plain = path.with_name("plain.xlsx")
    write_roster(good_roster(), plain)
    with xlsxwriter.Workbook(str(path)) as book:
        for page in openpyxl.load_workbook(plain):
            own = book.add_worksheet(page.title)
            formats = {
                f: book.add_format({"num_format": f})
                for f in {c.number_format for row in page.iter_rows() for c in row}
            }
            for row in page.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        own.write(
                            cell.row - 1, cell.column - 1, cell.value, formats[cell.number_format]
                        )
        own = book.get_worksheet_by_name("小区")
        own.write(4, 9, "many")  # wrong
        own.write_blank(5, 9, None, book.add_format({"bg_color": "#00FF00", "bold": True}))
        own.set_column(5, 40, 17.5)
        own.set_row(6, 33)
        own.freeze_panes(2, 1)
        own.conditional_format("J3:J20", {"type": "data_bar", "data_bar_2010": True})
        own.conditional_format("K3:K20", {"type": "cell", "criteria": "<", "value": 3})
        own.data_validation("J3:J20", {"validate": "integer", "criteria": ">", "value": 0})
        own.write_comment("B3", "门牌号待核")
        own.insert_image("P3", "seal.png", {"image_data": pixel()})
        own.activate()
        notes = book.add_worksheet("会议记录")
        notes.merge_range("A1:D1", "三月例会")
        notes.write_formula("A2", "=SUM(小区!J3:J4)", None, 1234)
        bold = book.add_format({"bold": True})
        notes.write_rich_string("A3", "请", bold, "务必", "到场")
        notes.insert_textbox("F3", "说明")
        notes.add_sparkline("A4", {"range": "小区!J3:J9"})
        notes.add_table("H1:I4", {"columns": [{"header": "日期"}, {"header": "事项"}]})
        notes.protect("secret")
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=小区!$J$3:$J$9"})
        notes.insert_chart("F9", chart)
        notes.print_area("A1:D9")
        book.define_name("人数", "=小区!$J$3:$J$9")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A rich workbook and the same one checked."""
    folder = tmp_path_factory.mktemp("ledger")
    source, target = folder / "ledger.xlsx", folder / "ledger.checked.xlsx"
    ledger(source)
    result = read_roster(source)
    assert {p.cell for p in result.errors} == {"compounds!J5", "compounds!J6"}
    write_checked(source, result, target)
    return source.read_bytes(), target.read_bytes()


def test_every_other_part_is_the_same(book: tuple[bytes, bytes]) -> None:
    before, after = (parts(content) for content in book)
    (added,) = after.keys() - before.keys()
    assert not before.keys() - after.keys()
    different = {name for name in before if before[name] != after[name]} - _CHANGED
    (sheet,) = different
    assert (b"many" in after[added], sheet) == (True, "xl/worksheets/sheet2.xml")
    assert_sound(book[1])
    for kind in ("drawing", "chart", "media", "comments", "tables", "vmlDrawing"):
        assert any(kind in name for name in after), kind


def test_of_the_annotated_sheet_only_marks_and_sentences_are_new(book: tuple[bytes, bytes]) -> None:
    before, after = (parts(content)["xl/worksheets/sheet2.xml"].decode() for content in book)
    rest = re.compile(r"</sheetData>.*", re.DOTALL)
    assert rest.search(before)[0] == rest.search(after)[0]  # type: ignore[index]
    rows = re.compile(r"<row .*?</row>", re.DOTALL)
    same = set(rows.findall(before)) & set(rows.findall(after))
    assert len(same) == len(rows.findall(before)) - 3  # the heading and the two wrong rows


def test_marks_keep_the_format_of_the_cell(book: tuple[bytes, bytes]) -> None:
    pages = [openpyxl.load_workbook(io.BytesIO(content)) for content in book]
    cell = pages[1]["小区"]["J6"]
    assert (cell.fill.fgColor.rgb, cell.font.bold) == ("FFFFB3B3", True)
    first, second = (
        {c.coordinate: (c.value, c.number_format) for row in page["小区"].iter_rows() for c in row}
        for page in pages
    )
    assert {name: second[name] for name in first} == first
    widths = [page["小区"].column_dimensions["F"].width for page in pages]
    assert widths[0] == widths[1]


def test_names_and_print_areas_stay_with_their_sheets(book: tuple[bytes, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book[1]))
    assert workbook.sheetnames[0] == workbook.active.title == "检查结果"
    assert workbook["会议记录"].print_area == "'会议记录'!$A$1:$D$9"
    assert [page.title for page in workbook if page.sheet_view.tabSelected] == ["检查结果"]


def test_a_formula_keeps_its_value(book: tuple[bytes, bytes]) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(book[1]), data_only=True)
    assert workbook["会议记录"]["A2"].value == 1234


def test_checking_again_replaces_the_marks(book: tuple[bytes, bytes], tmp_path: Path) -> None:
    again, target = tmp_path / "ledger.xlsx", tmp_path / "again.xlsx"
    again.write_bytes(book[1])
    write_checked(again, read_roster(again), target)
    assert_sound(target.read_bytes())
    assert len(parts(target.read_bytes())) == len(parts(book[1]))
    first: Any = openpyxl.load_workbook(io.BytesIO(book[1]))
    second: Any = openpyxl.load_workbook(target)
    assert second.sheetnames == first.sheetnames
    for page in first:
        values = [[c.value for c in row] for row in page.iter_rows()]
        assert [[c.value for c in row] for row in second[page.title].iter_rows()] == values
