"""What people write into cells, and what it means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from masstest.domain.roster import Role, Zone
from masstest.sheets.columns import COMPOUNDS, KEYS, SITES, STAFF, SUPPLIES, Column
from masstest.sheets.reading.cells import Setting, Wrong, read_cell
from masstest.sheets.reading.rows import is_identity_number

DATE = dt.date(2022, 3, 10)
TIME = SITES.column["open_from"]
LAST = STAFF.column["last_duty_end"]
DEADLINE = KEYS["result_deadline"]


def read(cell: Any, column: Column) -> Any:
    return read_cell(cell, column, Setting(DATE))


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ({"time": "07:30:00"}, 450),
        ({"time": "07:29:59.990000"}, 450),
        ({"time": "07:30:40"}, 450),
        ({"time": "2022-03-10T07:30:00"}, 450),
        ({"time": "2022-03-11T07:30:00"}, 450 + 1440),
        ({"time": "2022-03-09T22:00:00"}, -120),
        ({"time": "2022-03-10"}, 0),
        ({"seconds": 111_600.0}, 1860),
        ({"time": "1900-01-01"}, 1440),  # 24:00 in a cell formatted as a time
        ({"time": "1900-01-01T07:30:00"}, 450 + 1440),
        (0.3125, 450),
        (44630.3125, 450),
        ("07:30", 450),
        ("7:30", 450),
        ("７：３０", 450),
        ("7:30:00", 450),
        ("7点30分", 450),
        ("7时", 420),
        ("24:00", 1440),
        ("次日 07:00", 420 + 1440),
        ("前一日22:00", -120),
        ("2022-03-10 07:30", 450),
        ("2022-03-10T07:30", 450),
        ("2022/3/10 7:30", 450),
        ("2022年3月11日 7时30分", 450 + 1440),
    ],
)
def test_time(cell: Any, minute: int) -> None:
    assert read(cell, TIME) == minute


@pytest.mark.parametrize(
    "cell",
    ["25:00", "7:75", "morning", 7.0, 730.0, True, {"time": "1900-01-07"}, "2022-02-30 07:00"],
)
def test_not_a_time(cell: Any) -> None:
    assert read(cell, TIME) == Wrong("not_a_time")


def test_dates_away_from_the_round() -> None:
    assert read("2021-03-10 07:30", TIME).code == "date_other_year"
    assert read("2022-03-01 07:30", TIME).code == "date_off_round"
    assert read("2021-12-01 22:00", LAST) == -99 * 1440 + 22 * 60
    assert read("2020-12-01 22:00", LAST).code == "date_other_year"
    new_year = Setting(dt.date(2021, 12, 31))
    assert read_cell("2022-01-01 07:00", TIME, new_year) == 1440 + 420


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (24.0, ("hours", 24.0)),
        ("24", ("hours", 24.0)),
        ("24小时", ("hours", 24.0)),
        ({"time": "1900-01-24"}, ("hours", 24.0)),  # 24 in a cell formatted as a date
        ("36 h", ("hours", 36.0)),
        ({"time": "2022-03-11T07:00:00"}, 1860),
        ("2022-03-11 07:00", 1860),
        ({"time": "20:00:00"}, 1200),
    ],
)
def test_deadline(cell: Any, value: Any) -> None:
    assert read(cell, DEADLINE) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [(620.0, 620), ("620", 620), (" 620 ", 620), ("1,200", 1200), ("６２０", 620)],
)
def test_whole(cell: Any, value: int) -> None:
    assert read(cell, COMPOUNDS.column["population"]) == value


@pytest.mark.parametrize("cell", ["620人", "1,20", "--3", True, "一百", float("inf")])
def test_not_a_number(cell: Any) -> None:
    assert read(cell, COMPOUNDS.column["population"]) == Wrong("not_a_number")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1.0, "1"),
        (13800001234.0, "13800001234"),
        ("007", "007"),
        ("Ｃ００１\u200b", "C001"),
        (" C001\xa0", "C001"),
        ("S（1）", "S（1）"),
    ],
)
def test_id(cell: Any, value: str) -> None:
    assert read(cell, STAFF.column["staff_id"]) == value


def test_long_number_is_destroyed_everywhere() -> None:
    for name in ("staff_id", "phone", "duties_so_far"):
        assert read(610302199001011234.0, STAFF.column[name]) == Wrong("long_number")
    assert read(999_999_999_999_999.0, STAFF.column["phone"]) == "999999999999999"


@pytest.mark.parametrize("separator", [",", "，", ";", "；", "、", " 、 ", "\n"])
def test_list(separator: str) -> None:
    cell = separator.join(["采样员", "Registrar", "司机"])
    assert read(cell, STAFF.column["roles"]) == (Role.sampler, Role.registrar, Role.driver)


def test_words() -> None:
    zone = COMPOUNDS.column["zone"]
    for text in ("封控区", "封控", "Sealed", " SEALED "):
        assert read(text, zone) is Zone.sealed
    assert read("sealled", zone).facts["suggestion"] == "sealed"
    assert "suggestion" not in read("xyz", zone).facts


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("Yes", True), (True, True), (1.0, True), ("1", True), ("TRUE", True),
     ("否", False), ("no", False), (False, False), (0.0, False), ("0", False)],
)  # fmt: skip
def test_yes_no(cell: Any, value: bool) -> None:
    assert read(cell, SITES.column["indoor"]) is value


def test_item_names_stay_as_they_are() -> None:
    assert read("采样管（10支）", SUPPLIES.column["item"]) == "采样管（10支）"


def test_identity_number() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")  # the check digit is wrong
    assert not is_identity_number("123456789012345678")
