"""What blank optional cells mean."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from masstest.domain.parameters import Parameters
from masstest.domain.roster import Roster, Setting, Zone
from masstest.sheets import read_roster
from roster_book import good_book, good_roster, spoilt


def minimal(book: Any) -> None:
    """Only what is required, everywhere."""
    from masstest.sheets.columns import KEYS, SHEETS

    for sheet in SHEETS[1:]:
        page = book[sheet.en]
        for position, column in enumerate(sheet.columns, start=1):
            if not column.required:
                for row in range(3, page.max_row + 1):
                    page.cell(row, position).value = None
    page = book["Round"]
    for row in range(3, page.max_row + 1):
        if not KEYS[page.cell(row, 1).value].required:
            page.cell(row, 2).value = None
    page["B12"] = None
    for row in range(3, book["Officials"].max_row + 1):
        book["Officials"].cell(row, 5).value = "point"


@pytest.fixture(scope="module")
def roster() -> Roster:
    result = read_roster(spoilt(minimal))
    assert result.errors == ()
    assert {p.code for p in result.warnings} == {"staff_without_place", "untrained_staff"}
    assert result.roster is not None
    return result.roster


def test_round(roster: Roster) -> None:
    assert roster.round.date == dt.date(2022, 3, 10)
    assert roster.round.result_deadline == roster.round.sampling_start + 24 * 60
    assert roster.parameters == Parameters()


def test_rows(roster: Roster) -> None:
    assert {c.zone for c in roster.compounds} == {Zone.normal}
    assert {c.pool_size for c in roster.compounds} == {None}
    assert {(s.open_from, s.open_until) for s in roster.sites} == {(420, 840)}
    assert {(s.available_from, s.available_until) for s in roster.staff} == {(0, 1860)}
    assert {(v.available_from, v.available_until) for v in roster.vehicles} == {(0, 1860)}
    assert {(lab.receive_from, lab.receive_until) for lab in roster.labs} == {(0, 1860)}
    assert {lab.turnaround_min for lab in roster.labs} == {210}
    assert {lab.sealed_ok for lab in roster.labs} == {True}
    assert {v.sealed_ok for v in roster.vehicles} == {False}


def test_hours_and_turnaround_follow_the_round_sheet() -> None:
    def spoil(book: Any) -> None:
        page = book["Round"]
        keys = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
        page.cell(keys["sampling_start"], 2).value = dt.time(6, 0)
        page.cell(keys["result_deadline"], 2).value = 20
        page.cell(keys["lab_turnaround_min"], 2).value = 180
        book["Laboratories"]["I3"] = None
        book["Sites"]["K3"] = None
        book["Staff"]["L3"] = None

    result = read_roster(spoilt(spoil))
    assert result.roster is not None
    assert result.roster.round.result_deadline == 26 * 60
    assert result.roster.lab["L1"].turnaround_min == 180
    assert result.roster.lab["L2"].turnaround_min == 210
    assert result.roster.site["P0"].open_from == 360
    assert result.roster.person["W000"].available_until == 26 * 60


def test_setting_of_villages_and_sites() -> None:
    def spoil(book: Any) -> None:
        page = book["Compounds"]
        for row in range(12, 21):  # the second street
            page.cell(row, 7).value = "village"
            page.cell(row, 8).value = None
        page["I20"] = "normal"

    result = read_roster(spoilt(spoil))
    assert result.roster is not None
    settings = {s.site_id: s.setting for s in result.roster.sites}
    assert settings["P0"] is Setting.urban
    assert settings["P4"] is Setting.rural


def test_a_street_alone_places_a_person_in_its_middle() -> None:
    def spoil(book: Any) -> None:
        book["Staff"]["H3"] = book["Staff"]["I3"] = None

    result = read_roster(spoilt(spoil))
    assert result.roster is not None
    own = [c for c in good_roster().compounds if c.street == "Jinling"]
    person = result.roster.person["W000"]
    assert person.lon == pytest.approx(sum(c.lon for c in own) / len(own), abs=1e-7)
    assert person.lat == pytest.approx(sum(c.lat for c in own) / len(own), abs=1e-7)


def test_overrides_count_before_the_sheet() -> None:
    settings = {"slot_min": "15", "date": "2022-03-09", "转运方式": "专车", "key_pool_size": ""}
    result = read_roster(good_book(), overrides=settings)
    assert result.roster is not None
    assert result.roster.round.date == dt.date(2022, 3, 9)
    assert result.roster.round.transport_mode == "dedicated"
    assert result.roster.parameters.slot_min == 15
    assert result.roster.parameters.key_pool_size is None


def test_wrong_overrides_are_problems_without_a_cell() -> None:
    result = read_roster(good_book(), overrides={"slot_min": "soon", "weather": "fine"})
    assert {(p.code, p.cell, p.value) for p in result.problems} == {
        ("not_a_number", None, "soon"),
        ("unknown_setting", None, "weather"),
    }
