"""Headers in every form that people give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from masstest.sheets import read_roster
from roster_book import good_roster, spoilt


def on_all(change: Callable[[Worksheet], None], lang: str = "en") -> bytes:
    def spoil(book: Any) -> None:
        for page in book.worksheets:
            change(page)

    return spoilt(spoil, lang)  # type: ignore[arg-type]


def only_labels(page: Worksheet) -> None:
    page.delete_rows(2)


def only_technical_names(page: Worksheet) -> None:
    page.delete_rows(1)


def shouting(page: Worksheet) -> None:
    page.delete_rows(1)
    for cell in page[1]:
        cell.value = f" {str(cell.value).upper()} "


def required_marks(page: Worksheet) -> None:
    page.delete_rows(2)
    for cell in page[1]:
        cell.value = str(cell.value).rstrip(" *") + "＊"


def units_in_brackets(page: Worksheet) -> None:
    page.delete_rows(2)
    for cell in page[1]:
        cell.value = f"{str(cell.value).rstrip(' *')}（填写说明）"


def title_above(page: Worksheet) -> None:
    page.insert_rows(1, 2)
    page["A1"] = "渭滨区第3轮全员核酸检测"
    page.merge_cells("A1:C1")


def mirrored(page: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    formats = [[cell.number_format for cell in row] for row in page.iter_rows()]
    for row, values, styles in zip(page.iter_rows(), rows, formats, strict=True):
        for cell, value, style in zip(row, reversed(values), reversed(styles), strict=True):
            cell.value = value
            cell.number_format = style


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "change", [only_labels, only_technical_names, shouting, required_marks, units_in_brackets,
               title_above, mirrored]
)  # fmt: skip
def test_header_variant(change: Callable[[Worksheet], None], lang: str) -> None:
    result = read_roster(on_all(change, lang))
    assert result.problems == ()
    assert result.roster == good_roster()


def test_sheet_names_in_any_form() -> None:
    names = {
        "Round": "轮次",
        "Compounds": "小区（自然村）",
        "Sites": "CANDIDATE SITES",
        "Staff": " 人员 ",
        "Laboratories": "实验室",
        "Officials": "三级包抓",
    }

    def spoil(book: Any) -> None:
        for old, new in names.items():
            book[old].title = new

    result = read_roster(spoilt(spoil))
    assert result.problems == ()
    assert result.roster == good_roster()


def test_extra_sheets_and_columns_are_listed() -> None:
    def spoil(book: Any) -> None:
        book.create_sheet("会议记录")["A1"] = "anything"
        page = book["Compounds"]
        page.insert_cols(2)
        page["B1"] = "门牌"
        page["B3"] = "12号"

    result = read_roster(spoilt(spoil))
    assert result.problems == ()
    assert result.roster == good_roster()
    assert result.ignored_sheets == ("会议记录",)
    (compounds,) = [count for count in result.sheets if count.sheet == "compounds"]
    assert compounds.ignored_columns == ("门牌",)
    assert (compounds.rows, compounds.good, compounds.header_row) == (18, 18, 2)


def test_blank_rows_are_skipped() -> None:
    def spoil(book: Any) -> None:
        book["Staff"].insert_rows(6, 3)
        book["Compounds"].cell(300, 4).value = "  "

    result = read_roster(spoilt(spoil))
    assert result.problems == ()
    assert result.roster == good_roster()
