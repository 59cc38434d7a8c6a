"""The template: what it offers, and that the reader takes it."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, problem_sentence, read_roster, write_template
from masstest.sheets.columns import (
    GUIDE_TITLE,
    KEYS,
    ROUND,
    ROW_SHEETS,
    SHEETS,
    Kind,
    example_values,
    plain,
)
from masstest.text import Lang, translator
from roster_book import good_book, good_roster

LANGS: tuple[Lang, ...] = ("zh", "en")


@cache
def template_bytes(lang: Lang) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, lang)
        return path.read_bytes()


def template(lang: Lang) -> Any:
    return openpyxl.load_workbook(io.BytesIO(template_bytes(lang)))


def read(book: Any) -> ReadResult:
    content = io.BytesIO()
    book.save(content)
    return read_roster(content.getvalue())


def filled(lang: Lang, *, over_example: bool = True) -> Any:
    """The template with the rows of a good roster, beginning on the example row or under it."""
    book = template(lang)
    good = openpyxl.load_workbook(io.BytesIO(good_book(lang)))
    for sheet in ROW_SHEETS:
        source, target = good[sheet.label(lang)], book[sheet.label(lang)]
        for number, row in enumerate(source.iter_rows(min_row=3), start=3 if over_example else 4):
            for cell in row:
                target.cell(number, cell.column).value = cell.value
    values = {row[0].value: row[1].value for row in good[ROUND.label(lang)].iter_rows(min_row=3)}
    page = book[ROUND.label(lang)]
    labels = {plain(key.label(lang)): key.name for key in KEYS.values()}
    for row in page.iter_rows(min_row=3):
        name = labels.get(plain(str(row[0].value or "")))
        if name is not None:
            row[1].value = values[name]
    return book


@pytest.mark.parametrize("lang", LANGS)
class TestEmpty:
    def test_only_what_has_to_be_filled_in_is_missing(self, lang: Lang) -> None:
        result = read_roster(template_bytes(lang))
        t = translator(lang)
        assert {(p.code, p.cell or p.sheet) for p in result.problems} == {
            ("required_blank", "round!B3"),
            ("required_blank", "round!B4"),
            *(("empty_sheet", s) for s in ("compounds", "sites", "staff", "vehicles", "labs")),
        }
        assert all(problem_sentence(p, t) for p in result.problems)
        assert result.ignored == ()
        assert {c.sheet: c.examples for c in result.sheets} == {
            "round": 0, **{sheet.name: 1 for sheet in ROW_SHEETS},
        }  # fmt: skip

    def test_instructions_come_first_and_name_every_sheet(self, lang: Lang) -> None:
        book = template(lang)
        assert book.sheetnames == [GUIDE_TITLE[lang], *(s.label(lang) for s in SHEETS)]
        assert book.active.title == GUIDE_TITLE[lang]
        said = [cell.value for row in book.active.iter_rows() for cell in row if cell.value]
        assert {sheet.label(lang) for sheet in SHEETS} <= set(said)

    def test_every_column_has_a_note_and_required_ones_a_star(self, lang: Lang) -> None:
        book = template(lang)
        for sheet in ROW_SHEETS:
            cells = book[sheet.label(lang)][1]
            assert len(cells) == len(sheet.columns)
            for cell, column in zip(cells, sheet.columns, strict=True):
                assert column.name in cell.comment.text
                assert str(cell.value).endswith(" *") == column.required

    def test_every_default_in_the_round_sheet_is_what_a_blank_cell_means(self, lang: Lang) -> None:
        book = template(lang)
        page = book[ROUND.label(lang)]
        page["B3"], page["B4"] = "渭滨区", dt.date(2022, 3, 10)
        stated = read(book)
        for row in page.iter_rows(min_row=5):
            row[1].value = None
        blank = read(book)
        assert {p.code for p in stated.problems} == {p.code for p in blank.problems}

    def test_pick_lists_numbers_and_dates_are_restricted(self, lang: Lang) -> None:
        book = template(lang)
        for sheet in ROW_SHEETS:
            page = book[sheet.label(lang)]
            kinds = {
                str(rule.sqref).partition(":")[0].rstrip("0123456789"): rule.type
                for rule in page.data_validations.dataValidation
            }
            for position, column in enumerate(sheet.columns, start=1):
                letter = page.cell(1, position).column_letter
                if column.kind in (Kind.word, Kind.yes_no) or column.allowed or column.refers_to:
                    assert kinds[letter] == "list"
                elif column.kind is Kind.whole:
                    assert kinds[letter] == "whole"
                elif column.kind in (Kind.lon, Kind.lat, Kind.number):
                    assert kinds[letter] == "decimal"
                elif column.kind is Kind.date:
                    assert kinds[letter] == "date"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("over_example", [True, False])
def test_filled_in_it_reads_clean(lang: Lang, over_example: bool) -> None:
    result = read(filled(lang, over_example=over_example))
    assert result.problems == ()
    assert result.roster == good_roster()


@pytest.mark.parametrize("lang", LANGS)
class TestExampleRow:
    def test_somebody_who_types_into_it_has_data(self, lang: Lang) -> None:
        book = filled(lang, over_example=False)
        page = book[ROW_SHEETS[0].label(lang)]
        names = [cell.value for cell in page[2]]
        page.cell(3, names.index("population") + 1).value = 815
        result = read(book)
        kept = [p.cell for p in result.problems if p.code == "example_kept"]
        assert kept == ["compounds!A3"]
        assert result.counts["compounds"] == len(good_roster().compounds) + 1
        roster = result.roster
        assert roster is not None
        assert 815 in {c.population for c in roster.compounds}

    def test_with_cells_cleared_it_is_still_the_example(self, lang: Lang) -> None:
        book = filled(lang, over_example=False)
        page = book[ROW_SHEETS[0].label(lang)]
        page["B3"] = page["E3"] = None
        assert read(book).roster == good_roster()

    def test_an_id_of_its_own_makes_it_data(self, lang: Lang) -> None:
        book = template(lang)
        for sheet in ROW_SHEETS[:-1]:
            book[sheet.label(lang)]["A3"] = f"real {sheet.name}"
        result = read(book)
        assert [result.counts[sheet.name] for sheet in ROW_SHEETS] == [1] * 7 + [0]

    def test_it_is_good_data_but_for_its_id(self, lang: Lang) -> None:
        """What people copy must be right."""
        book = template(lang)
        page = book[ROUND.label(lang)]
        page["B3"], page["B4"] = "渭滨区", dt.date(2022, 3, 10)
        for sheet in ROW_SHEETS[:-1]:
            book[sheet.label(lang)]["A3"] = f"X{sheet.name}"
        roster: Roster | None = read(book).roster
        assert roster is not None
        assert (len(roster.compounds), len(roster.staff), len(roster.labs)) == (1, 1, 1)

    def test_its_values_are_what_the_reader_makes_of_them(self, lang: Lang) -> None:
        for sheet in ROW_SHEETS:
            values = example_values(sheet, lang)
            missing = [c.name for c in sheet.columns if c.required and values[c.name] is None]
            assert not missing, sheet.name


def test_every_key_is_found_by_its_label() -> None:
    for lang in LANGS:
        labels = [plain(key.label(lang)) for key in KEYS.values()]
        assert len(set(labels)) == len(labels)


OWN_HEADINGS = {
    "compounds": {
        "小区编号": "小区代码", "小区名称": "小区名", "街道（镇）": "所属街道",
        "社区（村）": "所在社区",
        "应检人数": "常住人口", "经度": "GPS经度", "纬度": "GPS纬度", "重点人群人数": "重点人员数",
        "上门采样人数": "行动不便人员数",
    },
    "staff": {
        "人员编号": "员工编号", "姓名": "人员姓名", "单位": "派出单位", "电话": "手机号",
        "岗位": "工作岗位", "培训有效期至": "培训证书有效期",
    },
    "vehicles": {"车牌号": "车牌号码", "可装采样管数": "最大装载量（管）"},
    "labs": {"机构名称": "检测单位", "每小时检测管数": "每小时检测量"},
    "sites": {"点位名称": "采样点位名称", "最多采样台": "采样台数量"},
}  # fmt: skip


class TestOwnLedgers:
    """A coordinator's own list, with headings in other words."""

    def test_headings_in_other_words_are_matched_and_reported(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(good_book("zh")))
        for sheet in SHEETS:
            page = book[sheet.zh]
            if sheet is not ROUND:
                page.delete_rows(2)
            for cell in page[1]:
                own = OWN_HEADINGS.get(sheet.name, {})
                cell.value = own.get(str(cell.value).rstrip(" *"), cell.value)
        result = read(book)
        assert result.roster == good_roster()
        matched = {c.sheet: {h for h, _ in c.matched_columns} for c in result.sheets}
        for name, headings in OWN_HEADINGS.items():
            assert matched[name] == set(headings.values())
        assert result.problems == ()

    def test_the_proper_heading_counts_before_another_word_for_it(self) -> None:
        """A ledger may have both: the residents of a compound, and who is to be sampled."""
        book = openpyxl.load_workbook(io.BytesIO(good_book("zh")))
        page = book["小区"]
        page.delete_rows(2)
        page.insert_cols(1)
        page["A1"] = "常住人口"
        page["A2"] = 9_999
        result = read(book)
        assert result.roster == good_roster()
        assert result.ignored == ("小区: 常住人口",)

    def test_two_other_words_for_one_column_are_a_problem(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(good_book("zh")))
        page = book["小区"]
        page.delete_rows(2)
        for cell in page[1]:
            if str(cell.value).startswith("应检人数"):
                cell.value = "总人口"
        page.cell(1, page.max_column + 1).value = "常住人口"
        assert [p.code for p in read(book).problems] == ["duplicate_column"]

    def test_a_misspelt_heading_is_matched_with_a_warning(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(good_book("zh")))
        page = book["小区"]
        page.delete_rows(2)
        for cell in page[1]:
            if str(cell.value).startswith("重点人群人数"):
                cell.value = "重点人群总人数"
        result = read(book)
        assert [(p.code, p.value) for p in result.problems] == [
            ("header_matched", "重点人群总人数")
        ]
        assert result.roster == good_roster()
