"""The plan workbook: what stands in it, how it reads, and that it can be read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import support
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.columns.table import Kind
from masstest.sheets.plan_workbook import OVERVIEW_LABELS, columns, write_plan_workbook
from masstest.sheets.plan_workbook.column import Look, PlanColumn, PlanSheet
from masstest.sheets.plan_workbook.original import SHEET_NAME, join_original
from masstest.text import Lang
from plan_example import example_plan, example_roster

LANGS: tuple[Lang, ...] = ("zh", "en")
PACKAGE_ZH = (
    "总表", "采样布点及人员一张表", "小区分配", "人员排班", "转运趟次", "检测机构",
    "上门采样", "物资", "医废", "八个到位", "缺口与建议", "与上轮变化",
)  # fmt: skip


def written(tmp_path: Path, plan: Plan, roster: Roster, lang: Lang = "zh") -> Any:
    path = tmp_path / "plan.xlsx"
    write_plan_workbook(plan, roster, path, lang)
    return openpyxl.load_workbook(path)


def rows_of(workbook: Any, sheet: PlanSheet, lang: Lang = "zh") -> list[dict[str, Any]]:
    """The sheet's data rows by technical column name, as a reader finds them."""
    cells = list(workbook[sheet.label(lang)].iter_rows(values_only=True))
    return [dict(zip(cells[1], row, strict=True)) for row in cells[2:] if any(row)]


def minute(value: dt.datetime | None) -> int | None:
    if value is None:
        return None
    midnight = dt.datetime.combine(support.DATE, dt.time())
    return round((value - midnight).total_seconds() / 60)


@pytest.fixture(scope="module", params=LANGS)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("plan")
    return request.param, written(folder, example_plan(), example_roster(), request.param)


class TestSheets:
    def test_the_package_is_complete(self, tmp_path: Path) -> None:
        names = written(tmp_path, example_plan(), example_roster()).sheetnames
        assert [name for name in names if name in PACKAGE_ZH] == list(PACKAGE_ZH)
        assert all(len(name) <= 31 for name in names)

    def test_labels_and_technical_names_stand_above_the_data(self, book: Any) -> None:
        lang, workbook = book
        for sheet in columns.SHEETS:
            labels, technical = list(workbook[sheet.label(lang)].iter_rows(values_only=True))[:2]
            assert list(technical) == [column.name for column in sheet.columns]
            assert [str(label).replace("\n", "").replace(" ", "") for label in labels] == [
                column.label(lang).replace(" ", "") for column in sheet.columns
            ]

    def test_technical_names_are_unique_and_so_are_labels(self) -> None:
        for sheet in columns.SHEETS:
            for names in (
                [column.name for column in sheet.columns],
                [column.zh for column in sheet.columns],
                [column.en for column in sheet.columns],
            ):
                assert len(set(names)) == len(names), sheet.name

    def test_print_set_up(self, book: Any) -> None:
        lang, workbook = book
        for sheet in columns.SHEETS:
            worksheet = workbook[sheet.label(lang)]
            assert worksheet.freeze_panes is not None
            assert worksheet.auto_filter.ref.startswith("A2:")
            assert worksheet.print_title_rows == "$1:$2"
            assert worksheet.page_setup.orientation == "landscape"
            assert int(worksheet.page_setup.paperSize) == sheet.paper
            assert worksheet.sheet_properties.pageSetUpPr.fitToPage
            assert worksheet.page_setup.fitToHeight == 0
            assert "&P" in worksheet.oddFooter.right.text

    def test_slack_and_states_are_coloured(self, book: Any) -> None:
        lang, workbook = book
        for sheet in columns.SHEETS:
            worksheet = workbook[sheet.label(lang)]
            coloured = {Look.slack, Look.excess, Look.problem, Look.state, Look.share}
            wanted = sum(column.look in coloured for column in sheet.columns)
            filled = worksheet.max_row > 2
            assert len(worksheet.conditional_formatting) == (wanted if filled else 0), sheet.name

    def test_overview_has_both_charts(self, book: Any) -> None:
        lang, workbook = book
        assert len(workbook[OVERVIEW_LABELS[lang]]._charts) == 2

    def test_widths_leave_room_for_what_is_in_them(self, book: Any) -> None:
        lang, workbook = book
        for sheet in columns.SHEETS:
            for row in rows_of(workbook, sheet, lang):
                for column in sheet.columns:
                    if column.kind is Kind.time and row[column.name] is not None:
                        assert column.width >= 7


class TestCells:
    def test_ids_and_phones_are_text_and_times_are_times(self, book: Any) -> None:
        lang, workbook = book
        for sheet in columns.SHEETS:
            for row in rows_of(workbook, sheet, lang):
                for column in sheet.columns:
                    value = row[column.name]
                    if value is not None:
                        assert isinstance(value, _types(column)), (sheet.name, column.name, value)

    def test_text_never_becomes_a_formula(self, tmp_path: Path) -> None:
        name = '=1+1 "😀" ' + "长" * 50
        roster = example_roster()
        spoilt = ("=HYPERLINK(1)", "+A1", "-1", "@SUM(A1)", name)
        staff = tuple(
            person.model_copy(update={"name": spoilt[n % 5], "phone": "=2+2"})
            for n, person in enumerate(roster.staff)
        )
        compounds = tuple(c.model_copy(update={"name": name}) for c in roster.compounds)
        plan = example_plan()
        points = tuple(p.model_copy(update={"name": "=point"}) for p in plan.points)
        workbook = written(
            tmp_path,
            plan.model_copy(update={"points": points}),
            roster.model_copy(update={"staff": staff, "compounds": compounds}),
        )
        for worksheet in workbook:
            for row in worksheet.iter_rows():
                assert not [cell.coordinate for cell in row if cell.data_type == "f"]
                assert not [cell.coordinate for cell in row if cell.hyperlink]
        duties = rows_of(workbook, columns.DUTIES)
        assert {row["name"] for row in duties} == set(spoilt)
        assert {row["phone"] for row in duties} == {"=2+2"}
        assert {row["compound_name"] for row in rows_of(workbook, columns.COVERAGE)} == {name}

    def test_the_next_day_is_shown_with_its_date(self, tmp_path: Path) -> None:
        workbook = written(tmp_path, example_plan(), example_roster())
        worksheet = workbook[columns.LABS.label("zh")]
        column = [c.name for c in columns.LABS.columns].index("results_at") + 1
        formats = {
            minute(cell.value): cell.number_format
            for (cell,) in worksheet.iter_rows(min_row=3, min_col=column, max_col=column)
        }
        assert formats == {1025: "hh:mm", 1460: "mm-dd hh:mm"}
        letter = worksheet.cell(1, column).column_letter
        assert worksheet.column_dimensions[letter].width >= 12  # or it would read ###

    def test_every_word_is_in_the_language_asked_for(self, tmp_path: Path) -> None:
        english = written(tmp_path, example_plan(), example_roster(), "en")
        states = {row["medical"] for row in rows_of(english, columns.READINESS, "en")}
        assert states == {"in place", "lacking"}
        kinds = {row["kind"] for row in rows_of(english, columns.RUNS, "en")}
        assert kinds == {"pickup", "delivery"}


def _types(column: PlanColumn) -> tuple[type, ...]:
    if column.kind is Kind.time:
        return (dt.datetime,)
    if column.kind in (Kind.whole, Kind.number):
        return (int, float)
    return (str,)


class TestReadingBack:
    """The visible sheets hold the plan; the hidden one holds it to the letter."""

    def test_the_hidden_sheet_is_the_plan(self, tmp_path: Path) -> None:
        plan = example_plan()
        worksheet = written(tmp_path, plan, example_roster())[SHEET_NAME]
        assert worksheet.sheet_state == "veryHidden"
        cells = [row[0] for row in worksheet.iter_rows(values_only=True)]
        assert join_original([str(cell) for cell in cells]) == plan

    def test_points(self, book: Any) -> None:
        lang, workbook = book
        rows = {row["site_id"]: row for row in rows_of(workbook, columns.POINTS, lang)}
        for point in example_plan().points:
            row = rows.pop(point.site_id)
            for name in ("name", "lanes", "persons", "key_persons", "tubes", "key_tubes"):
                assert row[name] == getattr(point, name)
            for name in ("open_from", "open_until", "finish_at"):
                assert minute(row[name]) == getattr(point, name)
            assert row["street_official_ids"] == "O1"
        assert not rows

    def test_coverage_with_its_slots(self, book: Any) -> None:
        lang, workbook = book
        rows = {row["compound_id"]: row for row in rows_of(workbook, columns.COVERAGE, lang)}
        assert rows["C0001"]["slots"] == "07:30-08:00 500/140; 08:00-08:30 500/0"
        assert rows["C0003"]["over_limit_m"] == 180
        assert {c: row["site_id"] for c, row in rows.items()} == {
            row.compound_id: row.site_id for row in example_plan().coverage
        }

    def test_duties(self, book: Any) -> None:
        lang, workbook = book
        found = {
            (row["staff_id"], row["at"], row["lane"], minute(row["start"]), minute(row["end"]))
            for row in rows_of(workbook, columns.DUTIES, lang)
        }
        assert found == {(d.staff_id, d.at, d.lane, d.start, d.end) for d in example_plan().duties}

    def test_stops_of_every_kind_of_run(self, book: Any) -> None:
        lang, workbook = book
        plan = example_plan()
        for sheet, runs in (
            (columns.RUNS, plan.runs),
            (columns.SUPPLY_RUNS, plan.supply_runs),
            (columns.WASTE_RUNS, plan.waste_runs),
        ):
            found = [
                (r["run_id"], r["stop"], minute(r["arrive"]), minute(r["depart"]), r["crew_ids"])
                for r in rows_of(workbook, sheet, lang)
            ]
            assert sorted(found) == sorted(
                (run.run_id, n, stop.arrive, stop.depart, ", ".join(run.crew))
                for run in runs
                for n, stop in enumerate(run.stops, start=1)
            )

    def test_shortages_keep_their_facts(self, book: Any) -> None:
        lang, workbook = book
        found = [
            (row["rule"], row["subject"], row["amount"], row["remedy_code"], row["remedy_quantity"])
            for row in rows_of(workbook, columns.SHORTAGES, lang)
        ]
        assert found == [
            (s.rule, s.subject, s.amount, r.code.value, r.quantity)
            for s in example_plan().shortages
            for r in s.remedies
        ]


class TestWhole:
    def test_the_same_plan_gives_the_same_file(self, tmp_path: Path) -> None:
        first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
        for path in (first, second):
            write_plan_workbook(example_plan(), example_roster(), path, "zh")
        assert first.read_bytes() == second.read_bytes()

    @pytest.mark.parametrize("lang", LANGS)
    def test_an_empty_plan_can_be_written(self, tmp_path: Path, lang: Lang) -> None:
        empty = Plan(round=example_plan().round)
        workbook = written(tmp_path, empty, example_roster(), lang)
        for sheet in columns.SHEETS:
            if sheet is not columns.RULES:
                assert rows_of(workbook, sheet, lang) == [], sheet.name

    def test_people_whom_the_roster_lost_are_shown_by_id(self, tmp_path: Path) -> None:
        roster = example_roster().model_copy(update={"staff": (), "officials": (), "vehicles": ()})
        rows = rows_of(written(tmp_path, example_plan(), roster), columns.POINTS)
        assert {row["lead"] for row in rows} == {"P0027", "P0028", "P0029"}

    def test_a_plan_that_is_met_shows_no_shortage(self, tmp_path: Path) -> None:
        workbook = written(tmp_path, example_plan(short=False), example_roster())
        text = [c for row in workbook["总表"].iter_rows(values_only=True) for c in row if c]
        assert "目标达成" in text
        assert "缺口与建议" not in text
        states = {row["state"] for row in rows_of(workbook, columns.RULES)}
        assert states == {"满足"}
