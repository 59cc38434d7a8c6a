"""The daily summary as a workbook."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from board_cases import (
    box_events,
    closed,
    count,
    ledger,
    opened,
    small_day,
    told,
    whole_day,
)  # fmt: skip
from masstest.live.events import Event, Finding
from masstest.live.summary import summary
from masstest.sheets.daily_summary import write_daily_summary
from masstest.text import Lang
from workbook_structure import assert_sound

LANGS: tuple[Lang, ...] = ("zh", "en")


def book_of(tmp_path: Path, lang: Lang, *events: Event, now_min: float = 720) -> openpyxl.Workbook:
    path = tmp_path / "summary.xlsx"
    write_daily_summary(summary(small_day(), ledger(*events), now_min), path, lang)
    content = path.read_bytes()
    assert_sound(content)
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book: openpyxl.Workbook, title: str) -> list[dict[str, object]]:
    sheet = book[title]
    headings = [cell.value for cell in sheet[3]]
    return [
        dict(zip(headings, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=4)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_as_planned(tmp_path: Path, lang: Lang) -> None:
    book = book_of(tmp_path, lang, *whole_day())
    front = book.worksheets[0]
    assert int(front.page_setup.paperSize) == 9  # A4
    assert front.sheet_properties.pageSetUpPr.fitToPage
    figures = {
        front.cell(row, column).value: front.cell(row + 1, column).value
        for row in (4, 7)
        for column in range(1, 13)
    }
    wanted = {"应采": 247, "采样人数": 247, "漏检": 0, "已出结果管数": 26, "封箱数": 5}
    if lang == "en":
        wanted = {"Due": 247, "Sampled": 247, "Missed": 0, "Tubes resulted": 26, "Boxes sealed": 5}
    assert {name: figures.get(name) for name in wanted} == wanted


def test_every_street_and_community_has_its_line(tmp_path: Path) -> None:
    rows = rows_of(book_of(tmp_path, "en", now_min=400), "Zero report")
    assert [(row["Street"], row["Community"]) for row in rows] == [
        ("E", None), ("E", "K2"), ("S", None), ("S", "K"),
    ]  # fmt: skip
    for row in rows:
        assert row["What is reported"] == "Nothing is due from here yet."
        assert row["Sampled here"] == row["Positive tubes"] == row["Findings opened"] == 0


def test_lists_are_flat_and_can_be_filtered(tmp_path: Path) -> None:
    held = box_events("B1", sealed=540, handed=545, handed_tubes=9)
    finding = told(500, Finding(finding_id="F", site_id="P1", text="=1+1", due_min=600))
    late = (opened(), count(600, 200, C1=120, C2=80), closed(661, done=False))
    book = book_of(tmp_path, "en", *late, *held, finding)
    for sheet in book.worksheets[1:]:
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
    [box] = rows_of(book, "Boxes held")
    assert box["Point or team"] == "P1 School"
    assert (box["Box"], box["Tubes expected"], box["Tubes found"]) == ("B1", 10, 9)
    assert box["How it ended"] == "still held"
    [found] = rows_of(book, "Inspectors' findings")
    assert (found["What was found"], found["State"]) == ("=1+1", "overdue")
    assert [row["Missed"] for row in rows_of(book, "Missed people")] == [40, 7]


def test_nothing_happened_and_every_sheet_is_there(tmp_path: Path) -> None:
    quiet = book_of(tmp_path, "zh", now_min=400)
    assert len(quiet.sheetnames) == 11
    headings = {sheet.title: [cell.value for cell in sheet[3]] for sheet in quiet.worksheets[1:]}
    assert "整改时限" in headings["督查问题清单"]
    assert "名称" in headings["全部点位"]
    assert "姓名" not in headings["全部点位"]
    assert quiet["督查问题清单"].max_row == 3  # its headings
