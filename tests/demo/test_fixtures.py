"""The saved cases are what the generator makes, and read without complaint."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from masstest.demo import CASES, make_roster, next_day
from masstest.demo.arithmetic import arithmetic
from masstest.demo.save import DAY2, origin, save
from masstest.domain.plan import Coverage
from masstest.domain.roster import Roster
from masstest.sheets import ReadResult, read_roster

FIXTURES = Path(__file__).parents[2] / "fixtures"


@cache
def saved(case: str) -> ReadResult:
    return read_roster(FIXTURES / case / "roster.xlsx")


@pytest.mark.parametrize("case", list(CASES))
def test_generating_again_gives_what_was_saved(case: str) -> None:
    assert saved(case).roster_or_raise() == make_roster(case)


@pytest.mark.parametrize("case", [*CASES, DAY2])
def test_a_saved_case_reads_without_complaint(case: str) -> None:
    # people whose training has lapsed are meant, and told
    assert {problem.code for problem in saved(case).problems} <= {"untrained_staff"}


@pytest.mark.parametrize("case", list(CASES))
def test_the_origin_tells_the_saved_numbers(case: str) -> None:
    text = (FIXTURES / case / "ORIGIN.md").read_text(encoding="utf-8")
    assert text == origin(case, make_roster(case), f'make_roster("{case}", seed=1)')


def test_the_saved_next_day_follows_from_its_previous_places() -> None:
    after = saved(DAY2).roster_or_raise()
    coverage = tuple(
        Coverage(
            compound_id=row.compound_id, site_id=row.site_id, persons=1, key_persons=0, walk_m=0
        )
        for row in after.previous
    )
    again = next_day(make_roster("weibin"), coverage)
    assert after.round == again.round
    assert after.compounds == again.compounds
    assert after.sites == again.sites
    assert after.vehicles == again.vehicles
    assert list(after.person) == list(again.person)
    carried = {"duties_so_far", "last_duty_end", "last_zone"}
    for person in after.staff:
        before = again.person[person.staff_id]
        assert person.model_dump(exclude=carried) == before.model_dump(exclude=carried)
        assert person.duties_so_far - before.duties_so_far in (0, 1)


def test_saving_makes_a_workbook_and_its_origin(tmp_path: Path) -> None:
    town = make_roster("town", seed=5)
    save(tmp_path, "town", town, "make_roster")
    assert read_roster(tmp_path / "town" / "roster.xlsx").roster == town
    assert "12,000" in (tmp_path / "town" / "ORIGIN.md").read_text(encoding="utf-8")


def lines_of(roster: Roster) -> dict[str, tuple[int, int]]:
    return {line.what: (line.need, line.have) for line in arithmetic(roster)}


@pytest.mark.parametrize("case", ["town", "weibin"])
def test_there_is_enough_of_everything(case: str) -> None:
    for what, (need, have) in lines_of(make_roster(case)).items():
        assert have >= need, what


def test_huiji_lacks_samplers_and_nothing_else() -> None:
    lines = lines_of(make_roster("huiji"))
    short = {what for what, (need, have) in lines.items() if have < need}
    assert short == {"samplers for the lanes", "samplers by the guideline"}
