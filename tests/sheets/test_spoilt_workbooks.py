"""Every kind of spoilt workbook gives exactly its reports, with cell and mending sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from masstest.domain.outcome import Severity
from masstest.sheets import problem_sentence, read_roster
from masstest.sheets.columns import PLAN_TITLE
from masstest.sheets.columns.round import PARAMETER_KEYS, ROUND_KEYS
from masstest.text import translator
from roster_book import good_book, good_roster, spoilt

Expected = list[tuple[str, str | None]]

AFTER_ROUND = 3 + len(ROUND_KEYS) + len(PARAMETER_KEYS)  # the first empty row below the keys


def put(sheet: str, **cells: Any) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value

    return spoil


def drop_sheet(sheet: str) -> Callable[[Workbook], None]:
    return lambda book: book.remove(book[sheet])


def rename_sheet(sheet: str, title: str) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        book[sheet].title = title

    return spoil


def drop_column(sheet: str, position: int) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].delete_cols(position)


def drop_rows(sheet: str, first: int, amount: int = 1) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].delete_rows(first, amount)


def append(sheet: str, *values: Any) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        page = book[sheet]
        row = 1 + max(c.row for r in page.iter_rows() for c in r if c.value is not None)
        for position, value in enumerate(values, start=1):
            page.cell(row=row, column=position, value=value)

    return spoil


def merge(sheet: str, area: str) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].merge_cells(area)


def new_column(sheet: str, heading: str, *values: Any) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        page = book[sheet]
        column = page.max_column + 1
        for row, value in enumerate((heading, None, *values), start=1):
            page.cell(row=row, column=column, value=value)

    return spoil


def error_cell(sheet: str, cell: str) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        book[sheet][cell].value = "#N/A"
        book[sheet][cell].data_type = "e"

    return spoil


def copy_sheet(sheet: str, title: str) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        book.copy_worksheet(book[sheet]).title = title

    return spoil


def all_of(*spoils: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
    def spoil(book: Workbook) -> None:
        for one in spoils:
            one(book)

    return spoil


def key(name: str, value: Any) -> Callable[[Workbook], None]:
    """Set a key of the round sheet."""

    def spoil(book: Workbook) -> None:
        page = book["Round"]
        row = next(r for r in range(3, page.max_row + 1) if page.cell(r, 1).value == name)
        page.cell(row, 2).value = value

    return spoil


def every(sheet: str, column: str, value: Any) -> Callable[[Workbook], None]:
    """Set a column in every row that has an id."""

    def spoil(book: Workbook) -> None:
        page = book[sheet]
        for row in range(3, page.max_row + 1):
            if page.cell(row, 1).value is not None:
                page[f"{column}{row}"] = value

    return spoil


ID_NUMBER = "11010519491231002X"  # the example of the national standard

CASES: list[tuple[str, Callable[[Workbook], None], Expected]] = [
    # sheets and columns
    ("a needed sheet is missing", drop_sheet("Laboratories"), [("missing_sheet", None)]),
    ("a useful sheet is missing", drop_sheet("Supplies"), [("absent_sheet", None)]),
    ("a misspelt sheet", rename_sheet("Vehicles", "Vehicels"), [("sheet_matched", None)]),
    ("two sheets of one kind", copy_sheet("Sites", "采样点候选"), [("duplicate_sheet", None)]),
    ("a sheet without header", drop_rows("Laboratories", 1, 2), [("header_not_found", None)]),
    ("a sheet without rows", drop_rows("Laboratories", 3, 2), [("empty_sheet", None)]),
    ("a needed column is missing", drop_column("Compounds", 10), [("missing_column", None)]),
    (
        "a column twice",
        put("Sites", N1="Longitude"),
        [("duplicate_column", "sites!N1")],
    ),
    (
        "a misspelt column",
        put("Sites", L1="Open untill", L2=None),
        [("header_matched", "sites!L1")],
    ),
    (
        "identity numbers in an extra column",
        new_column("Staff", "证件号码", ID_NUMBER, ID_NUMBER),
        [("id_numbers_ignored", "staff!S2")],
    ),
    (
        "identity numbers as staff ids",
        put("Staff", A4=ID_NUMBER),
        [("id_numbers_used", "staff!A4")],
    ),
    (
        "a row of totals",
        append("Compounds", "合计", None, None, None, None, None, None, None, None, 9000),
        [("total_row", "compounds!A21")],
    ),
    # the round
    ("the date is missing", put("Round", A4=None, B4=None), [("missing_key", None)]),
    ("the date is blank", put("Round", B4=None), [("required_blank", "round!B4")]),
    ("the date is not one", put("Round", B4="tomorrow"), [("not_a_date", "round!B4")]),
    (
        "an unknown key",
        append("Round", "weather", "fine"),
        [("unknown_key", f"round!A{AFTER_ROUND}")],
    ),
    (
        "a misspelt key",
        put("Round", A10="sampling_strat"),
        [("header_matched", "round!A10")],
    ),
    (
        "a key twice",
        append("Round", "date", "2022-03-10"),
        [("duplicate_key", f"round!B{AFTER_ROUND}")],
    ),
    (
        "deadlines out of order",
        key("sampling_deadline", dt.time(6, 0)),
        [("deadlines_out_of_order", "round!B11")],
    ),
    ("an unknown time zone", key("timezone", "Asia/Baoji"), [("timezone_unknown", "round!B8")]),
    ("key areas without areas", key("scope", "key area"), [("areas_missing", "round!B7")]),
    (
        "an unknown area",
        all_of(key("scope", "key area"), key("areas", "Jinling, Jinlin")),
        [("unknown_area", "round!B7")],
    ),
    (
        "a parameter out of range",
        key("pool_fill", 1.5),
        [("too_big", "round!B29")],
    ),
    # single cells
    ("a needed cell is blank", put("Compounds", J5=None), [("required_blank", "compounds!J5")]),
    ("not a number", put("Compounds", J5="620人"), [("not_a_number", "compounds!J5")]),
    ("not whole", put("Compounds", J5=620.5), [("not_whole", "compounds!J5")]),
    ("a negative count", put("Compounds", L5=-1), [("negative", "compounds!L5")]),
    ("too few", put("Sites", G4=0), [("too_small", "sites!G4")]),
    ("too many", put("Staff", M4=30), [("too_big", "staff!M4")]),
    ("not above", put("Supplies", D3=0), [("not_above", "supplies!D3")]),
    ("an odd pool size", put("Compounds", M5=7), [("not_allowed", "compounds!M5")]),
    ("not a time", put("Sites", K4="early"), [("not_a_time", "sites!K4")]),
    ("not a date", put("Staff", N4="soon"), [("not_a_date", "staff!N4")]),
    ("neither yes nor no", put("Sites", I4="maybe"), [("not_yes_no", "sites!I4")]),
    ("an unknown role", put("Staff", C4="sampler, nurse"), [("unknown_word", "staff!C4")]),
    ("an unknown zone", put("Compounds", I5="封控楼"), [("unknown_word", "compounds!I5")]),
    ("an unknown kind", put("Vehicles", F3="truck"), [("unknown_word", "vehicles!F3")]),
    ("not a coordinate", put("Sites", E4="107°8′E"), [("not_a_coordinate", "sites!E4")]),
    ("an impossible coordinate", put("Sites", E4=1071.5), [("coordinate_range", "sites!E4")]),
    (
        "longitude and latitude swapped",
        put("Sites", E4=34.36, F4=107.15),
        [("coordinates_swapped", "sites!F4")],
    ),
    ("half a place", put("Staff", I4=None), [("half_coordinate", "staff!I4")]),
    (
        "an 18-digit number",
        put("Staff", F4=610302199001011234),
        [("long_number", "staff!F4")],
    ),
    (
        "an id that became a date",
        put("Sites", A9=dt.datetime(2022, 3, 8)),
        [("text_became_date", "sites!A9")],
    ),
    ("merged cells", merge("Compounds", "C5:C7"), [("merged_cells", "compounds!C5")]),
    (
        "a formula without value",
        put("Compounds", J5="=600+20"),
        [("formula_without_value", "compounds!J5")],
    ),
    ("an error value", error_cell("Compounds", "J5"), [("error_value", "compounds!J5")]),
    (
        "a date in another year",
        put("Sites", K4=dt.datetime(2021, 3, 10, 7, 30)),
        [("date_other_year", "sites!K4")],
    ),
    (
        "a date of an earlier round",
        put("Staff", K4="2022-02-24 07:30"),
        [("date_off_round", "staff!K4")],
    ),
    # rows and references
    (
        "a site that closes before it opens",
        put("Sites", L4=dt.time(6, 30)),
        [("times_reversed", "sites!L4")],
    ),
    ("an id twice", put("Compounds", A5="C00"), [("duplicate_id", "compounds!A5")]),
    ("a plate twice", put("Vehicles", B4="陕C00001"), [("duplicate_plate", "vehicles!B4")]),
    ("an unknown driver", put("Vehicles", I3="W999"), [("unknown_id", "vehicles!I3")]),
    ("an unknown courier", put("Vehicles", J4="X"), [("unknown_id", "vehicles!J4")]),
    ("an unknown pinned site", put("Staff", R4="P99"), [("unknown_id", "staff!R4")]),
    (
        "a pin to an excluded site",
        all_of(put("Staff", R4="P2"), put("Sites", M5="excluded")),
        [("pinned_site_excluded", "staff!R4")],
    ),
    ("a lost previous site", put("Previous round", B3="P9"), [("previous_unknown", "previous!B3")]),
    (
        "a lost previous compound",
        put("Previous round", A3="C99"),
        [("previous_unknown", "previous!A3")],
    ),
    (
        "a previous row twice",
        append("Previous round", "C01", "P0"),
        [("duplicate_row", "previous!A4")],
    ),
    ("a driver who is none", put("Vehicles", I3="W001"), [("wrong_role", "vehicles!I3")]),
    (
        "driver and courier in one",
        all_of(put("Staff", C5="driver, courier"), put("Vehicles", J3="W002")),
        [("crew_same_person", "vehicles!J3")],
    ),
    (
        "parts exceed the population",
        put("Compounds", K5=499),
        [("parts_exceed_population", "compounds!K5")],
    ),
    (
        "an official of an unknown street",
        put("Officials", F3="Jinlin"),
        [("unknown_street", "officials!F3")],
    ),
    (
        "an official without a community",
        put("Officials", G4=None),
        [("official_without_area", "officials!G4")],
    ),
    (
        "a person of an unknown street",
        put("Staff", H4=None, I4=None, J4="Nowhere"),
        [("unknown_street", "staff!J4")],
    ),
    (
        "a person from nowhere",
        put("Staff", H4=None, I4=None, J4=None),
        [("staff_without_place", "staff!J4")],
    ),
    ("an untrained sampler", put("Staff", N3=None), [("untrained_staff", "staff!N3")]),
    ("rest that ends too late", put("Staff", O3="22:00"), [("rest_after_start", "staff!O3")]),
    # places and resources
    (
        "a far place",
        put("Compounds", F5=34.47),
        [("no_usable_site", "compounds!A5"), ("coordinate_far", "compounds!E5")],
    ),
    (
        "a compound without usable site",
        put("Sites", J4="normal"),
        [("no_usable_site_at_all", "compounds!A3")],
    ),
    ("a site of no use", put("Sites", J6="sealed"), [("site_of_no_use", "sites!J6")]),
    (
        "no specimen vehicle",
        all_of(put("Vehicles", F3="supply"), put("Vehicles", F4="waste")),
        [("no_specimen_vehicle", None)],
    ),
    ("no vehicle for sealed zones", put("Vehicles", K3="no"), [("no_sealed_vehicle", None)]),
    (
        "no laboratory for sealed zones",
        put("Laboratories", K3="no", K4="no"),
        [("no_sealed_lab", None)],
    ),
    ("every site excluded", every("Sites", "M", "excluded"), [("no_open_site", None)]),
    (
        "nobody in scope",
        all_of(key("scope", "key groups"), every("Compounds", "K", 0)),
        [("nothing_in_scope", None)],
    ),
]


def test_the_good_workbook_is_good() -> None:
    for lang in ("en", "zh"):
        result = read_roster(good_book(lang))
        assert result.problems == ()
        assert result.roster == good_roster()


@pytest.mark.parametrize(("spoil", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_spoilt_workbook(spoil: Callable[[Workbook], None], expected: Expected) -> None:
    result = read_roster(spoilt(spoil))
    assert [(p.code, p.cell) for p in result.problems] == expected
    wrong = any(p.severity is Severity.error for p in result.problems)
    assert (result.roster is None) == wrong
    for problem in result.problems:
        english, chinese = (problem_sentence(problem, translator(t)) for t in ("en", "zh"))
        assert len(re.findall(r"[.?]( |$)", english)) >= 2, "says what is wrong and how to mend it"
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert not re.search(r"[{}]", english + chinese), "no fact is left out"
        ours = chinese.replace(problem.value or "", "")
        assert not re.search("[a-z]{3,} [a-z]{3,}", ours), "no English left in the Chinese"


def test_everything_wrong_is_told_at_once_and_honest_rows_are_counted() -> None:
    everything = all_of(
        put("Compounds", J5="many", K6=-1, E7=999),
        put("Staff", C4="nurse"),
        put("Vehicles", I3="W999"),
        key("slot_min", 1000),
    )
    result = read_roster(spoilt(everything))
    assert {p.cell for p in result.problems} == {
        "compounds!J5", "compounds!K6", "compounds!E7", "staff!C4", "vehicles!I3", "round!B33",
    }  # fmt: skip
    counts = {count.sheet: (count.rows, count.good) for count in result.sheets}
    assert counts["compounds"] == (18, 15)
    assert counts["staff"] == (20, 19)
    assert counts["vehicles"] == (3, 2)
    assert counts["sites"] == (8, 8)


def test_an_identity_number_is_nowhere_in_the_report() -> None:
    for spoil in (new_column("Staff", "ID", ID_NUMBER), put("Staff", A4=ID_NUMBER)):
        result = read_roster(spoilt(spoil))
        assert result.problems
        assert ID_NUMBER not in repr(result)


def test_a_suggestion_is_made_in_the_readers_language() -> None:
    result = read_roster(spoilt(put("Staff", C4="采样人员们")))
    (problem,) = result.problems
    assert "是不是“采样员”？" in problem_sentence(problem, translator("zh"))
    assert "Did you mean “sampler”?" in problem_sentence(problem, translator("en"))


def test_cells_are_named_by_the_sheets_own_title() -> None:
    (problem,) = read_roster(spoilt(put("Compounds", A5="C00"))).problems
    assert "与 小区!A" in problem_sentence(problem, translator("zh"))
    assert "in Compounds!A" in problem_sentence(problem, translator("en"))


def test_the_workbook_of_a_plan_is_no_roster() -> None:
    plans = all_of(drop_sheet("Round"), lambda book: book.create_sheet(PLAN_TITLE))
    result = read_roster(spoilt(plans))
    assert [problem.code for problem in result.problems] == ["plan_not_roster"]
    assert problem_sentence(result.problems[0], translator("zh")).startswith("这是方案工作簿")


def test_the_far_place_says_what_would_put_it_right() -> None:
    def shift_to_bd09(book: Workbook) -> None:
        from masstest.domain.coordinates import from_wgs84
        from masstest.domain.roster import Crs

        page = book["Compounds"]
        page["E5"], page["F5"] = from_wgs84(page["E5"].value, page["F5"].value, Crs.bd09)

    result = read_roster(spoilt(shift_to_bd09))
    (problem,) = [p for p in result.problems if p.code.startswith("coordinate")]
    assert (problem.code, problem.cell) == ("coordinate_far_crs", "compounds!E5")
    assert problem.facts["other_crs"] == "bd09"
