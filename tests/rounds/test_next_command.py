"""`masstest next`: the roster of the next round as a workbook, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from masstest.cli.commands import MET, WRONG_INPUT, app
from masstest.planner.next_round import next_roster
from masstest.sheets import read_roster, write_roster
from valid_plan import valid_case

runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan and the roster that it was made from."""
    roster, plan, _ = valid_case()
    write_roster(roster, tmp_path / "roster.xlsx", "en")
    (tmp_path / "plan.json").write_bytes(plan.to_json().encode())
    return tmp_path


def run(folder: Path, *more: str, roster: str = "roster.xlsx") -> tuple[int, str]:
    out = str(folder / "next.xlsx")
    parts = [str(folder / "plan.json"), str(folder / roster), "-o", out, "--lang", "en"]
    result = runner.invoke(app, ["next", *parts, *more])
    return result.exit_code, result.output


def test_it_writes_what_the_plan_leaves_behind(folder: Path) -> None:
    status, _ = run(folder, "--date", "2022-03-13")
    assert status == MET
    roster, plan, _ = valid_case()
    expected = next_roster(plan, roster, date=roster.round.date.replace(day=13))
    written = read_roster(folder / "next.xlsx").roster_or_raise()
    assert written.round == expected.round
    assert set(written.previous) == set(expected.previous)
    for person in expected.staff:
        read = written.person[person.staff_id]
        assert (read.duties_so_far, read.last_duty_end, read.last_zone) == (
            person.duties_so_far, person.last_duty_end, person.last_zone,
        )  # fmt: skip


def test_a_plan_of_another_round_is_refused(folder: Path) -> None:
    assert run(folder)[0] == MET
    (folder / "next.xlsx").rename(folder / "second.xlsx")
    status, message = run(folder, roster="second.xlsx")
    assert status == WRONG_INPUT
    assert "plan.json is the plan of" in message
    assert not (folder / "next.xlsx").exists()


def test_a_date_that_is_not_later_is_refused(folder: Path) -> None:
    status, message = run(folder, "--date", "2022-03-10")
    assert status == WRONG_INPUT
    assert "must come after" in message
    assert not (folder / "next.xlsx").exists()
