"""`masstest next` with rates that were learned in the round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from masstest.cli.commands import MET, WRONG_INPUT, app
from masstest.live.learned.rates import Spread, rate
from masstest.sheets import read_roster, write_roster
from valid_plan import valid_plan, valid_roster

RUN = CliRunner()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a plan, its roster, and what was learned."""
    roster = valid_roster()
    (tmp_path / "plan.json").write_text(valid_plan(roster).to_json(), encoding="utf-8")
    write_roster(roster, tmp_path / "roster.xlsx", "en")
    of_lanes = rate(
        "lane_rate_10", Spread(80, 78, 82, 30), now=100, unit="persons/h", cases="points", needed=5
    )
    turnout = rate("turnout", Spread(92, 90, 94, 30), now=None, unit="%", cases="places", needed=5)
    rates = [each.model_dump(mode="json") for each in (of_lanes, turnout)]
    (tmp_path / "learned.json").write_text(json.dumps(rates), encoding="utf-8")
    return tmp_path


def run_next(folder: Path, *more: str) -> tuple[int, str]:
    named = [str(folder / name) for name in ("plan.json", "roster.xlsx")]
    result = RUN.invoke(
        app, ["next", *named, "-o", str(folder / "next.xlsx"), "--lang", "en", *more]
    )
    return result.exit_code, result.output


def lane_rate(folder: Path) -> float:
    roster = read_roster(folder / "next.xlsx").roster
    assert roster is not None
    return roster.parameters.lane_rate_10


def test_learned_rates_are_shown_and_not_taken(files: Path) -> None:
    before = valid_roster().parameters.lane_rate_10
    status, output = run_next(files, "--learned", str(files / "learned.json"))
    assert status == MET
    assert "lane_rate_10" in output
    assert lane_rate(files) == before


def test_what_is_named_is_taken(files: Path) -> None:
    learned = str(files / "learned.json")
    status, _ = run_next(files, "--learned", learned, "--take", "lane_rate_10")
    assert status == MET
    assert lane_rate(files) == 80


@pytest.mark.parametrize("name", ["turnout", "pool_fill"])
def test_what_sets_no_parameter_cannot_be_taken(files: Path, name: str) -> None:
    status, output = run_next(files, "--learned", str(files / "learned.json"), "--take", name)
    assert status == WRONG_INPUT
    assert name in output
    assert not (files / "next.xlsx").exists()


def test_a_file_that_holds_no_rates(files: Path) -> None:
    status, output = run_next(files, "--learned", str(files / "plan.json"))
    assert status == WRONG_INPUT
    assert "no learned rates" in output
