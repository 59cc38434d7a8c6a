"""`masstest rehearse`: what is printed, written and answered, and with which exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fake_live_service import FakeService
from masstest.cli.commands import MET, SHORT, WRONG_INPUT, app
from masstest.rehearsal.playing import Played
from masstest.rehearsal.playing import play as play_over_network
from masstest.sheets import write_roster
from rehearsal_days import town

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's plan with its roster beside it."""
    folder = tmp_path_factory.mktemp("plan")
    roster, plan = town()
    write_roster(roster, folder / "roster.xlsx", "en")
    path = folder / "plan.json"
    path.write_text(plan.to_json(), encoding="utf-8")
    return path


def rehearse(plan_file: Path, *options: str) -> Any:
    return RUNNER.invoke(app, ["rehearse", str(plan_file), "--workers", "1", *options])


def test_it_says_how_likely_each_deadline_is(plan_file: Path, tmp_path: Path) -> None:
    result = rehearse(plan_file, "--days", "8", "--lang", "en", "-o", str(tmp_path))
    assert result.exit_code in (MET, SHORT), result.output
    for words in ("8 simulated days", "everyone sampled by 14:00", "key results by 18:00"):
        assert words in result.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        "rehearsal.json",
        "links.csv",
        "waits.csv",
    }


def test_it_speaks_chinese(plan_file: Path) -> None:
    result = rehearse(plan_file, "--days", "3")
    assert "前采样完毕：达标概率" in result.stdout


def test_one_document_and_the_same_again(plan_file: Path) -> None:
    first, again = (rehearse(plan_file, "--days", "6", "--json") for _ in range(2))
    assert first.stdout == again.stdout
    whole = json.loads(first.stdout)
    assert whole["days"] == 6
    assert whole["exit_status"] == first.exit_code == (MET if whole["holds"] else SHORT)
    assert len(whole["deadlines"]) == 4
    assert whole["forecast"]["days"] == 6


def test_breakdowns_are_told_and_hurt(plan_file: Path) -> None:
    lab = max(town()[1].labs, key=lambda row: row.tubes).lab_id
    plain = json.loads(rehearse(plan_file, "--days", "6", "--json").stdout)
    lost = json.loads(
        rehearse(plan_file, "--days", "6", "--json", "--breakdowns", f"lab={lab}@11:00").stdout
    )
    assert lost["breakdowns"][0]["subject"] == lab
    results = [
        next(d for d in whole["deadlines"] if d["kind"] == "results") for whole in (plain, lost)
    ]
    assert results[0]["reached"]["p50"] < results[1]["reached"]["p50"]


@pytest.mark.parametrize("breakdowns", ["lab=NOWHERE@11:00", "lab@11:00"])
def test_wrong_breakdowns_are_wrong_input(plan_file: Path, breakdowns: str) -> None:
    result = rehearse(plan_file, "--breakdowns", breakdowns, "--lang", "en")
    assert result.exit_code == WRONG_INPUT
    assert "--breakdowns" in result.stderr


def test_a_plan_that_is_none_is_wrong_input(plan_file: Path) -> None:
    assert rehearse(plan_file.with_name("roster.xlsx")).exit_code == WRONG_INPUT
    assert rehearse(plan_file, "--roster", "nowhere.xlsx").exit_code == WRONG_INPUT


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    """Whatever address is named, the fake service answers."""
    fake = FakeService(town()[1])

    async def play(*arguments: Any, **more: Any) -> Played:
        return await play_over_network(
            *arguments, **more, transport=fake.transport, settling_s=0.0, patience_s=5.0
        )

    monkeypatch.setattr("masstest.cli.rehearsing_live.play", play)
    return fake


def live(plan_file: Path, *options: str) -> Any:
    return rehearse(plan_file, "--live", "http://service", "--speed", "0", *options)


def test_a_played_day_that_holds(plan_file: Path, service: FakeService, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.json"
    tokens.write_text(json.dumps({"*": "coordinator", "office": "lead"}), encoding="utf-8")
    result = live(plan_file, "--tokens", str(tokens), "--wrong-counts", "0.3", "--lang", "en")
    assert result.exit_code == MET, result.output
    assert "It holds" in result.stdout
    assert set(service.seen_tokens) == {"Bearer coordinator", "Bearer lead"}


def test_a_played_day_that_does_not_hold(plan_file: Path, service: FakeService) -> None:
    service.ignores_gate = True
    result = live(plan_file, "--token", "t", "--wrong-counts", "0.5", "--json")
    whole = json.loads(result.stdout)
    assert result.exit_code == SHORT
    assert [each["kind"] for each in whole["checks"] if not each["holds"]] == ["held"]


def test_a_refused_token_is_wrong_input(plan_file: Path, service: FakeService) -> None:
    result = live(plan_file, "--token", "wrong", "--lang", "en")
    assert result.exit_code == WRONG_INPUT
    assert "401" in result.stderr
    result = live(plan_file, "--token", "wrong", "--round", "round-1", "--json")
    assert result.exit_code == WRONG_INPUT
    assert json.loads(result.stdout)["status"] == "failed"


def test_live_needs_tokens(plan_file: Path, tmp_path: Path) -> None:
    assert live(plan_file).exit_code == WRONG_INPUT
    broken = tmp_path / "tokens.json"
    broken.write_text("[1]", encoding="utf-8")
    assert live(plan_file, "--tokens", str(broken)).exit_code == WRONG_INPUT
    assert live(plan_file, "--tokens", str(tmp_path / "none.json")).exit_code == WRONG_INPUT
