"""The commands as a coordinator meets them: exit status, files, messages."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from masstest.cli.commands import FAILED, MET, SHORT, WRONG_INPUT, app
from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.sheets import write_roster

runner = CliRunner()


def test_demo_writes_the_package(town: Path) -> None:
    names = {path.name for path in town.iterdir()}
    assert {"roster.xlsx", "plan.json", "plan.xlsx", "points.geojson", "runs.geojson"} <= names
    plan = Plan.from_json((town / "plan.json").read_bytes())
    assert plan.status == "met"
    assert plan.kpis["persons_covered"] == 12_000


def test_check_finds_nothing_wrong_with_an_untouched_plan(town: Path) -> None:
    result = runner.invoke(app, ["check", f"{town}/roster.xlsx", f"{town}/plan.json"])
    assert result.exit_code == MET, result.output


def test_check_says_what_a_change_breaks(town: Path, tmp_path: Path) -> None:
    document = json.loads((town / "plan.json").read_text("utf-8"))
    document["points"][0]["lanes"] = 99
    spoilt = tmp_path / "plan.json"
    spoilt.write_text(json.dumps(document), "utf-8")
    result = runner.invoke(app, ["check", f"{town}/roster.xlsx", str(spoilt), "--json"])
    assert result.exit_code == FAILED
    found = json.loads(result.stdout)
    assert "lane_limit" in {row["rule"] for row in found["violations"]}
    assert all(row["text"] for row in found["violations"])


def test_a_wrong_roster_is_refused_with_cells_and_nothing_is_written(tmp_path: Path) -> None:
    path, out = tmp_path / "roster.xlsx", tmp_path / "out"
    write_roster(make_roster("town"), path, "en")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    column = [str(cell.value) for cell in sheet[2]].index("population") + 1
    sheet.cell(5, column).value = "many"
    book.save(path)
    result = runner.invoke(app, ["plan", str(path), "-o", str(out), "--lang", "en"])
    assert result.exit_code == WRONG_INPUT
    assert not out.exists()
    assert "Traceback" not in result.output
    validated = runner.invoke(app, ["validate", str(path), "--json", "--lang", "en"])
    assert validated.exit_code == WRONG_INPUT
    problems = json.loads(validated.stdout)["problems"]
    cells = [problem["cell"] for problem in problems if problem["severity"] == "error"]
    assert len(cells) == 1
    assert cells[0].endswith("5")
    assert (tmp_path / "roster.checked.xlsx").is_file()


def test_a_missing_file_and_a_text_file_are_told_in_one_line(tmp_path: Path) -> None:
    missing = runner.invoke(app, ["plan", str(tmp_path / "no.xlsx"), "-o", str(tmp_path / "o")])
    assert missing.exit_code == WRONG_INPUT
    text = tmp_path / "text.xlsx"
    text.write_text("a,b,c", "utf-8")
    wrong = runner.invoke(app, ["plan", str(text), "-o", str(tmp_path / "o"), "--json"])
    assert wrong.exit_code == WRONG_INPUT
    assert json.loads(wrong.stdout)["problems"]


def test_plan_json_is_one_document_with_the_exit_status(town: Path, tmp_path: Path) -> None:
    arguments = ["plan", f"{town}/roster.xlsx", "-o", str(tmp_path), "--json", "--time-limit", "3"]
    result = runner.invoke(app, [*arguments, "--set", "max_wait_min=25"])
    document = json.loads(result.stdout)
    assert document["exit_status"] == result.exit_code
    assert result.exit_code in (MET, SHORT)
    plan = Plan.from_json((tmp_path / "plan.json").read_bytes())
    assert plan.provenance is not None
    assert plan.provenance.parameters["max_wait_min"] == 25


def test_a_wrong_setting_is_refused(town: Path, tmp_path: Path) -> None:
    arguments = ["plan", f"{town}/roster.xlsx", "-o", str(tmp_path), "--set"]
    assert runner.invoke(app, [*arguments, "max_wait_min=soon"]).exit_code == WRONG_INPUT
    assert runner.invoke(app, [*arguments, "no_equals_sign"]).exit_code == WRONG_INPUT


def test_deterministic_plans_are_equal_but_for_their_times(town: Path, tmp_path: Path) -> None:
    def plan(folder: Path) -> dict:
        arguments = ["plan", f"{town}/roster.xlsx", "-o", str(folder), "--deterministic"]
        assert runner.invoke(app, [*arguments, "--time-limit", "3"]).exit_code in (MET, SHORT)
        document = json.loads((folder / "plan.json").read_text("utf-8"))
        document["provenance"].pop("created_at")
        for stage in document["stages"]:
            stage.pop("wall_s")
        return document

    assert plan(tmp_path / "a") == plan(tmp_path / "b")
