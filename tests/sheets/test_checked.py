"""The uploaded workbook back, with its problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from masstest.sheets import read_roster, write_checked
from masstest.text import Lang
from roster_book import good_book, spoilt


def spoil(book: Any) -> None:
    book["Compounds"]["J5"] = "many"
    book["Compounds"]["K5"] = -1
    book["Staff"]["O3"] = "22:00"
    book["Staff"]["B4"] = "=1+1"
    book["Staff"]["B4"].data_type = "s"
    book.create_sheet("会议记录")["A1"] = "anything"


def checked(content: bytes, folder: Path, lang: Lang) -> Any:
    source, target = folder / "roster.xlsx", folder / "roster.checked.xlsx"
    source.write_bytes(content)
    write_checked(source, read_roster(source), target, lang)
    return openpyxl.load_workbook(target)


@pytest.mark.parametrize(("lang", "heading"), [("en", "Problem"), ("zh", "问题")])
def test_problems_stand_beside_their_rows(lang: Lang, heading: str, tmp_path: Path) -> None:
    book = checked(spoilt(spoil), tmp_path, lang)
    page = book["Compounds"]
    assert page["N1"].value == heading
    assert len(page["N5"].value.splitlines()) == 2
    assert page["N4"].value is None
    assert page["J5"].fill.fgColor.rgb == page["K5"].fill.fgColor.rgb == "FFFFB3B3"
    assert page["J4"].fill.fill_type is None
    assert book["Staff"]["O3"].fill.fgColor.rgb == "FFFFE699"  # a warning
    assert book["Staff"]["B4"].value == "=1+1"
    assert book["Sites"].max_column == 13  # nothing wrong, nothing written


def test_the_rest_is_untouched(tmp_path: Path) -> None:
    content = spoilt(spoil)
    book = checked(content, tmp_path, "zh")
    before = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    for page in before.worksheets:
        for row in page.iter_rows():
            for cell in row:
                again = book[page.title][cell.coordinate]
                assert again.value == cell.value
                assert again.number_format == cell.number_format


def test_the_summary_counts_and_lists_everything(tmp_path: Path) -> None:
    book = checked(spoilt(spoil), tmp_path, "en")
    page = book.worksheets[0]
    assert page.title == "Check result"
    lines = [[cell for cell in row if cell is not None] for row in page.values]
    assert lines[0] == ["roster.xlsx"]
    assert ["Compounds", 18, 17, 1] in lines
    assert ["Sheets not read: 会议记录"] in lines
    assert [line[:4] for line in lines if line and line[0] in ("error", "warning")] == [
        ["error", "Compounds", "J5", "many"],
        ["error", "Compounds", "K5", "-1"],
        ["warning", "Staff", "O3", "22:00"],
    ]


def test_a_checked_workbook_can_be_mended_and_checked_again(tmp_path: Path) -> None:
    book = checked(spoilt(spoil), tmp_path, "zh")
    book["Compounds"]["J5"], book["Compounds"]["K5"] = 504, 40
    book["Staff"]["O3"] = None
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    result = read_roster(mended)
    assert result.problems == ()
    assert result.roster is not None
    assert result.ignored_sheets == ("会议记录",)
    again = checked(mended.read_bytes(), tmp_path, "zh")
    assert again["Compounds"]["J5"].fill.fill_type is None
    assert again["Compounds"]["N5"].value is None
    assert again.sheetnames.count("检查结果") == 1


def test_a_file_that_cannot_be_opened_gets_a_summary(tmp_path: Path) -> None:
    book = checked(good_book()[:5000], tmp_path, "en")
    assert book.sheetnames == ["Check result"]
    texts = " ".join(str(cell) for row in book.worksheets[0].values for cell in row)
    assert "damaged" in texts
