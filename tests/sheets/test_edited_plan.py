"""An edited plan workbook read again: what was changed, and the plan with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from masstest.domain.outcome import BadInput
from masstest.domain.plan import Plan
from masstest.domain.roster import Role
from masstest.sheets import write_roster
from masstest.sheets.edited import (
    EditedPlan,
    change_sentence,
    edit_problem_sentence,
    ignored_sentence,
    read_plan_workbook,
)
from masstest.sheets.edited.coverage import parse_slots
from masstest.sheets.plan_workbook.original import SHEET_NAME
from masstest.text import Lang, translator
from sheets.edited_book import Book, at, edited, edited_bytes
from valid_plan import valid_plan, valid_roster

ROSTER, PLAN = valid_roster(), valid_plan()


def after(change: Callable[[Book], object]) -> EditedPlan:
    return edited(PLAN, ROSTER, change)


def nothing(book: Book) -> None:
    pass


def fields(result: EditedPlan) -> list[tuple[Any, ...]]:
    return [(c.kind, c.sheet, c.subject, c.field, c.before, c.after) for c in result.changes]


def codes(result: EditedPlan) -> list[tuple[str, str | None]]:
    return [(p.code, p.cell) for p in result.problems]


def is_refused(
    sheet: str, which: dict[str, str], values: dict[str, Any], code: str, column: str
) -> EditedPlan:
    """Check that `values` in a row are a problem of their own, and leave the plan as it is."""
    where: list[str] = []

    def change(book: Book) -> None:
        page = book[sheet]
        row = page.row(**which)
        page.set(row, **values)
        where.append(f"{sheet}!{page.cell(row, column)}")

    result = after(change)
    assert codes(result) == [(code, where[0])]
    assert result.plan == PLAN
    return result


class TestUnchanged:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_gives_the_identical_plan(self, lang: Lang) -> None:
        result = edited(PLAN, ROSTER, nothing, lang)
        assert result.plan == result.original == PLAN
        assert (result.changes, result.ignored, result.problems) == ((), (), ())

    def test_sorted_rows_are_no_change(self) -> None:
        def reverse(book: Book) -> None:
            for name in ("coverage", "duties", "runs", "doorstep"):
                page = book[name].worksheet
                rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
                for row, values in zip(page.iter_rows(min_row=3), reversed(rows), strict=True):
                    for cell, value in zip(row, values, strict=True):
                        cell.value = value

        result = after(reverse)
        assert result.plan == PLAN
        assert (result.changes, result.ignored, result.problems) == ((), (), ())

    def test_renamed_and_moved_sheets_and_other_columns_are_no_change(self) -> None:
        def rearrange(book: Book) -> None:
            page = book["duties"].worksheet
            page.title = "排班（王改）"
            page.insert_cols(3)
            page["C2"] = "remark"
            page["C5"] = "new here"
            book.workbook.move_sheet(page, -2)
            book.workbook.create_sheet("notes")["A1"] = "call the lab"

        result = after(rearrange)
        assert result.plan == PLAN
        assert (result.changes, result.problems) == ((), ())


class TestPoints:
    def test_lanes_and_opening_make_appointments_anew(self) -> None:
        def change(book: Book) -> None:
            book["points"].set(book["points"].row(site_id="P1"), lanes=2, open_from=at(450))

        result = after(change)
        point = result.plan.point["P1"]
        assert (point.lanes, point.open_from) == (2, 450)
        assert fields(result) == [
            ("changed", "points", ("P1",), "lanes", 1, 2),
            ("changed", "points", ("P1",), "open_from", 420, 450),
        ]
        slots = {row.compound_id: row.slots for row in result.plan.coverage}
        assert slots["C1"] == slots["C2"] == ()
        assert slots["C5"] == PLAN.coverage[2].slots

    def test_officials(self) -> None:
        def change(book: Book) -> None:
            book["points"].set(book["points"].row(site_id="P2"), point_official_ids="O3，O1")

        assert after(change).plan.point["P2"].officials.point == ("O3", "O1")

    def test_nonsense(self) -> None:
        def change(book: Book) -> None:
            page = book["points"]
            page.set(page.row(site_id="P1"), lanes=0, open_from="noon", point_official_ids="O9")
            page.add(site_id="P9", lanes=1)
            page.add(site_id="P2", lanes=1)
            page.add(lanes=1)

        result = after(change)
        assert result.plan == PLAN
        assert [code for code, _ in codes(result)] == [
            "too_small", "not_a_time", "unknown_official",
            "unknown_site", "point_twice", "required_blank",
        ]  # fmt: skip

    def test_a_deleted_row_closes_the_point(self) -> None:
        result = after(lambda book: book["points"].delete(book["points"].row(site_id="P2")))
        plan = result.plan
        assert fields(result) == [("removed", "points", ("P2",), "", None, None)]
        assert result.problems == ()
        assert [point.site_id for point in plan.points] == ["P1"]
        at_point = [*plan.coverage, *plan.supplies, *(s for run in plan.runs for s in run.stops)]
        goods = [stop for run in (*plan.supply_runs, *plan.waste_runs) for stop in run.stops]
        assert "P2" not in {entry.site_id for entry in (*at_point, *goods)}
        assert "P2" not in {duty.at for duty in plan.duties}
        assert all(run.stops[0].kind == "pickup" for run in plan.runs)
        for run in (*plan.runs, *plan.supply_runs, *plan.waste_runs):
            assert run.end == run.stops[-1].depart
        sentence = change_sentence(result.changes[0], ROSTER, translator("en"))
        assert sentence.endswith(": closed, no longer a point")

    def test_an_added_row_opens_a_point_to_which_others_can_be_sent(self) -> None:
        def change(book: Book) -> None:
            book["points"].add(site_id="P3", lanes=2, open_from=at(450), point_official_ids="O3")
            book["coverage"].set(book["coverage"].row(compound_id="C5"), site_id="P3")
            book["duties"].set(book["duties"].row(staff_id="lead-P2"), at="P3")

        result = after(change)
        point = result.plan.point["P3"]
        site = ROSTER.site["P3"]
        assert (point.name, point.zone, point.lanes, point.open_from) == (
            site.name, site.zone, 2, 450,
        )  # fmt: skip
        assert point.officials.point == ("O3",)
        assert {row.site_id for row in result.plan.coverage if row.compound_id == "C5"} == {"P3"}
        assert result.problems == ()
        assert [change.kind for change in result.changes] == ["added", "changed", "changed"]

    def test_a_closing_before_the_opening(self) -> None:
        def change(book: Book) -> None:
            book["points"].set(book["points"].row(site_id="P2"), open_until=at(430), lanes=2)

        result = after(change)
        assert [code for code, _ in codes(result)] == ["times_turned"]
        assert result.plan.point["P2"].lanes == 2
        assert result.plan.point["P2"].open_until == 480


class TestCoverage:
    def test_a_compound_moved(self) -> None:
        def change(book: Book) -> None:
            book["coverage"].set(book["coverage"].row(compound_id="C5"), site_id="P1")

        result = after(change)
        assert [(r.compound_id, r.site_id, r.slots) for r in result.plan.coverage] == [
            ("C1", "P1", ()), ("C2", "P1", ()), ("C5", "P1", ()),
        ]  # fmt: skip
        assert fields(result) == [
            ("changed", "coverage", ("C5", "P2"), "site_id", "P2", "P1"),
        ]

    def test_a_point_named_instead_of_its_id(self) -> None:
        def change(book: Book) -> None:
            book["coverage"].set(book["coverage"].row(compound_id="C5"), site_name="P1")

        assert after(change).plan.coverage[2].site_id == "P1"

    def test_a_compound_split_by_a_copied_row(self) -> None:
        def change(book: Book) -> None:
            page = book["coverage"]
            row = page.row(compound_id="C1")
            page.set(row, persons=200)
            page.copy(row, persons=40, key_persons=0, site_id="P2", slots=None)

        result = after(change)
        rows = [(r.compound_id, r.site_id, r.persons, r.key_persons) for r in result.plan.coverage]
        assert rows == [
            ("C1", "P1", 200, 40), ("C2", "P1", 120, 0), ("C5", "P2", 60, 0), ("C1", "P2", 40, 0),
        ]  # fmt: skip
        assert [c.kind for c in result.changes] == ["changed", "added"]

    def test_parts_that_meet_again_are_one(self) -> None:
        def change(book: Book) -> None:
            book["coverage"].add(compound_id="C1", site_id="P1", persons=10)

        result = after(change)
        assert [r.persons for r in result.plan.coverage] == [250, 120, 60]

    def test_typed_appointments(self) -> None:
        def change(book: Book) -> None:
            slots = "09:00-09:30 70/0；09:30-10:00 50"
            book["coverage"].set(book["coverage"].row(compound_id="C2"), slots=slots)

        result = after(change)
        assert [(s.from_, s.until, s.persons, s.key) for s in result.plan.coverage[1].slots] == [
            (540, 570, 70, 0), (570, 600, 50, 0),
        ]  # fmt: skip
        assert result.plan.coverage[0] == PLAN.coverage[0]
        assert [c.field for c in result.changes] == ["slots"]

    def test_typed_appointments_give_way_to_other_changes_there(self) -> None:
        def change(book: Book) -> None:
            page = book["coverage"]
            page.set(page.row(compound_id="C2"), slots="09:00-09:30 60; 09:30-10:00 60")
            page.set(page.row(compound_id="C2"), slots="09:00-09:30 70; 09:30-10:00 50")
            page.set(page.row(compound_id="C5"), site_id="P1")

        result = after(change)
        assert [p.code for p in result.problems] == ["slots_replaced"]
        assert not result.errors
        assert {row.slots for row in result.plan.coverage} == {()}

    def test_a_deleted_row(self) -> None:
        result = after(lambda book: book["coverage"].delete(book["coverage"].row(compound_id="C2")))
        assert [row.compound_id for row in result.plan.coverage] == ["C1", "C5"]
        assert fields(result) == [("removed", "coverage", ("C2", "P1"), "", None, None)]

    @pytest.mark.parametrize(
        ("values", "code", "column"),
        [
            ({"site_id": "P3"}, "point_not_open", "site_id"),
            ({"site_id": None}, "required_blank", "site_id"),
            ({"site_name": "nowhere"}, "ambiguous_name", "site_name"),
            ({"persons": "many"}, "not_a_number", "persons"),
            ({"persons": -3}, "negative", "persons"),
            ({"persons": 2.5}, "not_whole", "persons"),
            ({"persons": 30}, "key_above_persons", "key_persons"),
            ({"slots": "in the morning"}, "slots_unreadable", "slots"),
            ({"slots": "07:00-07:30 240/0"}, "slots_do_not_add_up", "slots"),
            ({"slots": "07:10-07:40 240/40"}, "slots_off_grid", "slots"),
        ],
    )
    def test_nonsense(self, values: dict[str, Any], code: str, column: str) -> None:
        result = is_refused("coverage", {"compound_id": "C1"}, values, code, column)
        for lang in ("zh", "en"):
            assert edit_problem_sentence(result.problems[0], translator(lang))


class TestDuties:
    def test_another_person_role_place_lane_and_time(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="sampler-P1"), staff_id="reserve-sampler")
            page.set(page.row(staff_id="usher-P1"), at="P2", lane=2, start=at(425), end=at(500))
            page.set(page.row(staff_id="registrar-T1"), role="上门采样")

        result = after(change)
        duties = {d.staff_id: d for d in result.plan.duties}
        assert duties["reserve-sampler"].at == "P1"
        assert "sampler-P1" not in duties
        usher = duties["usher-P1"]
        assert (usher.at, usher.lane, usher.start, usher.end) == ("P2", 2, 425, 500)
        assert duties["registrar-T1"].role is Role.doorstep
        assert len(result.changes) == 6
        assert len(duties) == len(PLAN.duties)

    def test_a_name_typed_over_another(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            page.set(page.row(staff_id="sampler-P1"), name="reserve-sampler")

        result = after(change)
        assert [d.staff_id for d in result.plan.duties if d.role is Role.sampler] == [
            "reserve-sampler", "sampler-P2",
        ]  # fmt: skip
        assert not result.ignored

    def test_rows_copied_added_and_deleted(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            row = page.row(staff_id="usher-P1")
            page.copy(row, staff_id="reserve-usher", lane=None)
            page.add(staff_id="reserve-lead", role="点长", at="P2", start="07:30", end="08:00")
            page.delete(page.row(staff_id="packer-P2"))

        result = after(change)
        assert [(d.staff_id, d.at, d.lane) for d in result.plan.duties[-2:]] == [
            ("reserve-usher", "P1", None), ("reserve-lead", "P2", None),
        ]  # fmt: skip
        assert "packer-P2" not in {d.staff_id for d in result.plan.duties}
        assert [c.kind for c in result.changes] == ["added", "added", "removed"]

    @pytest.mark.parametrize(
        ("values", "code", "column"),
        [
            ({"staff_id": "nobody"}, "unknown_person", "staff_id"),
            ({"name": "Nobody"}, "ambiguous_name", "name"),
            ({"role": "astronaut"}, "unknown_word", "role"),
            ({"at": "P9"}, "unknown_place", "at"),
            ({"lane": 0}, "too_small", "lane"),
            ({"start": "dawn"}, "not_a_time", "start"),
            ({"end": at(300)}, "times_turned", "end"),
            ({"end": None}, "required_blank", "end"),
        ],
    )
    def test_nonsense(self, values: dict[str, Any], code: str, column: str) -> None:
        is_refused("duties", {"staff_id": "usher-P1"}, values, code, column)


class TestRuns:
    def test_vehicle_and_start_count_for_the_whole_run(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            rows = page.rows(run_id="R1")
            page.set(rows[2], vehicle_id="V2")
            page.set(rows[0], run_start=at(520))

        result = after(change)
        run = result.plan.runs[0]
        assert (run.vehicle_id, run.start) == ("V2", 520)
        assert [(c.subject, c.field, c.after) for c in result.changes] == [
            (("R1",), "run_start", 520), (("R1",), "vehicle_id", "V2"),
        ]  # fmt: skip
        assert result.timing.typed_starts == {"R1"}
        assert result.timing.touched == {"R1"}

    def test_a_plate_typed_over_another(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            for row in page.rows(run_id="R2"):
                page.set(row, plate="V2")

        assert after(change).plan.runs[1].vehicle_id == "V2"

    def test_a_pickup_at_another_time_keeps_its_length(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", stop=2), arrive=at(545))

        result = after(change)
        stop = result.plan.runs[0].stops[1]
        assert (stop.arrive, stop.depart) == (545, 553)
        assert result.timing.typed == {("R1", 1)}

    def test_another_order_and_another_laboratory(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", stop=3), stop=1)
            page.set(page.row(run_id="R1", lab_id="L1"), lab_id="L2")

        result = after(change)
        run = result.plan.runs[0]
        assert [s.site_id or s.team_id or s.lab_id for s in run.stops] == ["P2", "T1", "P1", "L2"]
        assert result.timing.redirected == {"R1"}

    def test_a_stop_moved_to_another_run(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", site_id="P2"), run_id="R2")

        result = after(change)
        first, second, _ = result.plan.runs
        assert [s.site_id or s.team_id or s.lab_id for s in first.stops] == ["T1", "P1", "L1"]
        assert [s.site_id or s.lab_id for s in second.stops] == ["P2", "P1", "L1"]

    def test_an_added_pickup_and_an_added_run(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.add(run_id="R2", site_id="P2", arrive=at(600), depart=at(608))
            page.add(run_id="R9", vehicle_id="V2", team_id="T2", compound_id="C4",
                     arrive=at(600), depart=at(608))  # fmt: skip
            page.add(run_id="R9", lab_id="L1", arrive=at(620), depart=at(630))

        result = after(change)
        assert [s.site_id or s.lab_id for s in result.plan.runs[1].stops] == ["P2", "P1", "L1"]
        new = result.plan.runs[3]
        assert (new.run_id, new.vehicle_id, new.zone_class) == ("R9", "V2", "sealed")
        assert (new.start, new.end) == (600, 630)

    def test_a_run_without_pickups_is_gone(self) -> None:
        result = after(lambda book: book["runs"].delete(book["runs"].row(run_id="R3", stop=1)))
        assert [run.run_id for run in result.plan.runs] == ["R1", "R2"]

    @pytest.mark.parametrize(
        ("which", "values", "code"),
        [
            ({"stop": 1}, {"vehicle_id": "V9"}, "unknown_vehicle"),
            ({"stop": 1}, {"arrive": "soon"}, "not_a_time"),
            ({"stop": 2}, {"depart": at(500)}, "times_turned"),
            ({"stop": 2}, {"site_id": "P3"}, "point_not_open"),
            ({"stop": 2}, {"lab_id": "L1"}, "stop_without_place"),
            ({"stop": 4}, {"lab_id": "L7"}, "unknown_lab"),
            ({"stop": 4}, {"run_id": "R2"}, "run_without_end"),
        ],
    )
    def test_nonsense(self, which: dict[str, Any], values: dict[str, Any], code: str) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            page.set(page.row(run_id="R1", **which), **values)

        result = after(change)
        assert {p.code for p in result.problems} == {code}
        assert result.plan == PLAN

    def test_rows_that_contradict_each_other(self) -> None:
        def change(book: Book) -> None:
            page = book["runs"]
            rows = page.rows(run_id="R1")
            page.set(rows[0], vehicle_id="V2")
            page.set(rows[1], vehicle_id="V3")

        result = after(change)
        assert [p.code for p in result.problems] == ["contradiction"]
        assert "V3" in edit_problem_sentence(result.problems[0], translator("en"))


class TestDoorstep:
    def test_a_stop_at_another_time_with_fewer_people_by_another_team(self) -> None:
        def change(book: Book) -> None:
            page = book["doorstep"]
            page.set(page.row(team_id="T1"), arrive=at(500), persons=1)
            page.set(page.row(team_id="T2"), team_id="T1")

        result = after(change)
        first, second = result.plan.doorstep
        assert [(s.compound_id, s.arrive, s.depart, s.persons) for s in first.stops] == [
            ("C4", 420, 480, 40), ("C2", 500, 511, 1),
        ]  # fmt: skip
        assert second.stops == ()
        assert result.timing.touched == {"T1", "T2"}
        assert result.timing.stretched == {("T1", 1)}

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"team_id": "T7"}, "unknown_team"),
            ({"compound_id": "C9"}, "unknown_compound"),
            ({"persons": 0}, "too_small"),
            ({"key_persons": 3}, "key_above_persons"),
        ],
    )
    def test_nonsense(self, values: dict[str, Any], code: str) -> None:
        result = after(
            lambda book: book["doorstep"].set(book["doorstep"].row(team_id="T1"), **values)
        )
        assert [p.code for p in result.problems] == [code]
        assert result.plan == PLAN


class TestIgnored:
    def test_what_follows_from_others_is_reported_as_ignored(self) -> None:
        def change(book: Book) -> None:
            page = book["coverage"]
            page.set(page.row(compound_id="C1"), walk_m=5)
            book["points"].set(book["points"].row(site_id="P1"), persons=99, tubes=1)
            book["labs"].set(3, started=7)
            book["supplies"].delete(3)

        result = after(change)
        assert result.plan == PLAN
        assert not result.problems
        assert [(i.sheet, i.column, len(i.cells)) for i in result.ignored] == [
            ("labs", "", 1), ("points", "persons", 1), ("points", "tubes", 1),
            ("coverage", "walk_m", 1),
        ]  # fmt: skip
        for lang in ("zh", "en"):
            assert all(ignored_sentence(i, translator(lang)) for i in result.ignored)


class TestCells:
    def test_spoilt_cells(self) -> None:
        def change(book: Book) -> None:
            page = book["duties"]
            row = page.row(staff_id="usher-P1")
            page.set(row, start="=NOW()")
            page.worksheet.merge_cells(f"A{row + 1}:A{row + 2}")

        result = after(change)
        assert {p.code for p in result.problems} == {"formula_without_value", "merged_cells"}

    def test_text_that_looks_like_a_formula_survives(self) -> None:
        name = '=1+1 "😀" ' + "长" * 50
        roster = ROSTER.model_copy(
            update={
                "staff": tuple(p.model_copy(update={"name": name}) for p in ROSTER.staff),
                "compounds": tuple(c.model_copy(update={"name": name}) for c in ROSTER.compounds),
            }
        )
        result = edited(PLAN, roster, nothing)
        assert result.plan == PLAN
        assert (result.changes, result.ignored, result.problems) == ((), (), ())


class TestWholeFile:
    def test_without_the_hidden_sheet_the_plan_has_to_be_given(self) -> None:
        content = edited_bytes(PLAN, ROSTER, lambda book: book.workbook.__delitem__(SHEET_NAME))
        with pytest.raises(BadInput) as caught:
            read_plan_workbook(content, ROSTER)
        assert [p.code for p in caught.value.problems] == ["no_plan_inside"]
        assert read_plan_workbook(content, ROSTER, PLAN).plan == PLAN

    def test_the_plan_of_another_round(self) -> None:
        later = ROSTER.model_copy(
            update={"round": ROSTER.round.model_copy(update={"district": "Elsewhere"})}
        )
        with pytest.raises(BadInput) as caught:
            read_plan_workbook(edited_bytes(PLAN, ROSTER, nothing), later)
        (problem,) = caught.value.problems
        assert problem.code == "other_round"
        assert "Elsewhere" in edit_problem_sentence(problem, translator("en"))

    def test_another_plan_than_the_one_given(self) -> None:
        other = PLAN.model_copy(update={"duties": PLAN.duties[1:]})
        result = read_plan_workbook(edited_bytes(PLAN, ROSTER, nothing), ROSTER, other)
        assert result.plan == PLAN
        assert [p.code for p in result.problems] == ["other_plan"]
        assert not result.errors

    def test_not_a_plan_workbook_or_no_workbook_at_all(self, tmp_path: Any) -> None:
        write_roster(ROSTER, tmp_path / "roster.xlsx")
        for source, code in (
            (tmp_path / "roster.xlsx", "no_plan_inside"),
            (tmp_path / "nothing.xlsx", "file_not_found"),
            (b"a,b,c\n1,2,3\n", "text_file"),
        ):
            with pytest.raises(BadInput) as caught:
                read_plan_workbook(source, ROSTER)
            assert [p.code for p in caught.value.problems] == [code]
            assert edit_problem_sentence(caught.value.problems[0], translator("zh"))

    def test_lost_sheets_and_columns(self) -> None:
        def change(book: Book) -> None:
            del book.workbook["人员排班"]
            page = book["coverage"].worksheet
            page.delete_cols(7)

        result = after(change)
        assert [p.code for p in result.problems] == ["column_lost", "sheet_lost"]
        assert result.plan == PLAN
        assert "site_id" in edit_problem_sentence(result.problems[0], translator("en"))


def test_sentences_of_changes_in_both_languages() -> None:
    def change(book: Book) -> None:
        book["points"].set(book["points"].row(site_id="P1"), lanes=2, point_official_ids=None)
        page = book["duties"]
        page.set(page.row(staff_id="usher-P1"), role="采样员", start=at(430), lane=None)
        page.delete(page.row(staff_id="packer-P2"))
        page.add(staff_id="reserve-lead", role="点长", at="P2", start="07:30", end="08:00")

    result = after(change)
    english = [change_sentence(c, ROSTER, translator("en")) for c in result.changes]
    assert english == [
        "P1: Lanes 1 → 2",
        "P1: Point official ids O3 → (blank)",
        "usher-P1 · P1: Role usher → sampler",
        "usher-P1 · P1: Lane 1 → (blank)",
        "usher-P1 · P1: Starts 07:00 → 07:10",
        "reserve-lead · P2: a row was added on sheet “Staff duties”",
        "packer-P2 · P2: removed from sheet “Staff duties”",
    ]
    chinese = [change_sentence(c, ROSTER, translator("zh")) for c in result.changes]
    assert chinese[2] == "usher-P1 · P1：岗位 引导员 → 采样员"


def test_appointments_as_people_write_them() -> None:
    slots = parse_slots("07:00-07:30 100/20;\n7:30–8:00  80; +1 00:30-+1 01:00 5/0")
    assert slots is not None
    assert [(s.from_, s.until, s.persons, s.key) for s in slots] == [
        (420, 450, 100, 20), (450, 480, 80, 0), (1470, 1500, 5, 0),
    ]  # fmt: skip
    assert parse_slots("07:30-07:00 10") is None
    assert parse_slots("07:00-07:30 10/20") is None
    assert parse_slots("") == ()


def test_a_plan_with_nothing_in_it() -> None:
    empty = Plan(round=PLAN.round)
    assert edited(empty, ROSTER, nothing).plan == empty
