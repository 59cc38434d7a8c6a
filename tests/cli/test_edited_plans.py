"""Edited workbooks, explanations, differences and roads, as a coordinator meets them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from masstest.cli.commands import FAILED, MET, SHORT, WRONG_INPUT, app
from masstest.domain.plan import Coverage, Plan
from sheets.edited_book import Book

runner = CliRunner()


def run(*arguments: object) -> Any:
    return runner.invoke(app, [str(argument) for argument in arguments])


def plan_of(town: Path) -> Plan:
    return Plan.from_json((town / "plan.json").read_bytes())


def edited(town: Path, path: Path, change: Callable[[Book], object]) -> Path:
    workbook = openpyxl.load_workbook(town / "plan.xlsx")
    change(Book(workbook, "en"))
    workbook.save(path)
    return path


def largest(plan: Plan) -> Coverage:
    common = [row for row in plan.coverage if plan.point[row.site_id].zone.value == "normal"]
    return max(common, key=lambda row: row.persons)


@pytest.fixture(scope="module")
def moved(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Coverage, str]:
    """The workbook with its largest compound sent to a point that is nearly full."""
    plan = plan_of(town)
    row = largest(plan)
    others = [p for p in plan.points if p.zone.value == "normal" and p.site_id != row.site_id]
    target = max(others, key=lambda p: p.finish_at).site_id

    def change(book: Book) -> None:
        page = book["coverage"]
        page.set(page.row(compound_id=row.compound_id, site_id=row.site_id), site_id=target)

    folder = tmp_path_factory.mktemp("moved")
    (folder / "roster.xlsx").write_bytes((town / "roster.xlsx").read_bytes())
    return edited(town, folder / "plan.xlsx", change), row, target


def test_check_names_the_cell_of_an_edit_and_what_it_breaks(
    town: Path, moved: tuple[Path, Coverage, str]
) -> None:
    path, row, target = moved
    result = run("check", town / "roster.xlsx", path, "--json", "--lang", "en")
    document = json.loads(result.stdout)
    (change,) = document["changes"]
    assert change["cell"].startswith("Compounds to points!")
    assert change["subject"] == [row.compound_id, row.site_id]
    late = [v for v in document["broken"] if v["rule"] == "sampling_deadline"]
    assert [v["subjects"] for v in late] == [[target]]
    assert late[0]["amount"] > late[0]["limit"]
    assert late[0]["cells"] == [change["cell"]]
    assert document["exit_status"] == result.exit_code
    assert result.exit_code in (FAILED, SHORT)


@pytest.mark.parametrize(
    ("lang", "heading", "hint"),
    [("en", "Edits (1):", "To plan again"), ("zh", "修改（1 处）：", "要保留这些修改")],
)
def test_check_tells_it_in_words(
    town: Path, moved: tuple[Path, Coverage, str], lang: str, heading: str, hint: str
) -> None:
    path, row, target = moved
    output = run("check", town / "roster.xlsx", path, "--lang", lang).output
    assert heading in output
    assert hint in output
    assert "Compounds to points!" in output  # the sheet's title in the workbook itself
    assert row.compound_id in output
    assert target in output


def test_plan_from_an_edited_workbook_keeps_the_edit(
    town: Path, moved: tuple[Path, Coverage, str], tmp_path: Path
) -> None:
    path, row, target = moved
    arguments = ("plan", town / "roster.xlsx", "-o", tmp_path, "--from", path, "--json")
    result = run(*arguments, "--lang", "en")
    assert result.exit_code in (MET, SHORT), result.output
    document = json.loads(result.stdout)
    (edit,) = document["edits"]
    assert (edit["kept"], edit["why_not"]) == (True, None)
    plan = plan_of(tmp_path)
    places = {r.site_id for r in plan.coverage if r.compound_id == row.compound_id}
    assert target in places
    assert not {s["rule"] for s in document["shortages"]} & {"full_coverage", "role_cover"}
    again = run("check", town / "roster.xlsx", tmp_path / "plan.xlsx", "--lang", "en")
    assert again.exit_code == result.exit_code
    assert "Nothing was changed." in again.output
    told = run("diff", town / "plan.json", tmp_path / "plan.json", "--lang", "en")
    assert told.exit_code == MET
    assert row.compound_id in run("diff", town / "plan.json", path, "--all").output


@pytest.mark.parametrize(
    ("update", "warning"),
    [
        ({"district": "elsewhere"}, "Plans of two districts, "),
        ({"date": dt.date(2022, 3, 12)}, "Plans of two rounds, "),
    ],
)
def test_diff_says_when_plans_are_not_of_the_same_day(
    town: Path, tmp_path: Path, update: dict[str, Any], warning: str
) -> None:
    plan = plan_of(town)
    other = plan.model_copy(update={"round": plan.round.model_copy(update=update)})
    path = tmp_path / "other.json"
    path.write_text(other.to_json(), "utf-8")
    assert warning in run("diff", town / "plan.json", path, "--lang", "en").output
    same = run("diff", town / "plan.json", town / "plan.json", "--lang", "en").output
    assert "Plans of two" not in same


def test_a_workbook_with_nonsense_is_not_planned_from(town: Path, tmp_path: Path) -> None:
    def change(book: Book) -> None:
        book["points"].set(3, lanes="many")

    path, out = edited(town, tmp_path / "plan.xlsx", change), tmp_path / "out"
    result = run("plan", town / "roster.xlsx", "-o", out, "--from", path, "--lang", "en")
    assert result.exit_code == WRONG_INPUT
    assert "Points and people!G3" in result.output
    assert not out.exists()
    checked = run("check", town / "roster.xlsx", path, "--lang", "en")
    assert checked.exit_code == WRONG_INPUT
    assert "Points and people!G3" in checked.output


def test_explain_answers_for_rules_and_says_how_long_it_took(town: Path) -> None:
    result = run("explain", town / "plan.json", "walking_limit", "--lang", "en")
    assert result.exit_code == MET
    assert "It holds everywhere in this plan." in result.output
    assert "Worked out in " in result.output
    by_name = run("explain", town / "plan.xlsx", "步行上限", "--lang", "zh")
    assert "本方案处处满足。" in by_name.output


def test_explain_suggests_what_an_unknown_id_may_have_meant(town: Path) -> None:
    result = run("explain", town / "plan.json", "S0O4", "--lang", "en")
    assert result.exit_code == WRONG_INPUT
    assert "Nothing in this plan is called S0O4." in result.output
    assert "S004" in result.output


def test_roads_that_are_not_there_are_told_in_one_line(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("plan", town / "roster.xlsx", "-o", out, "--lang", "en")
    refused = run(*arguments, "--roads", "http://127.0.0.1:9")
    assert refused.exit_code == FAILED
    assert "can't be reached" in refused.output
    assert run(*arguments, "--foot-roads", "http://127.0.0.1:9").exit_code == WRONG_INPUT
    assert run(*arguments, "--street-factors", tmp_path / "no.csv").exit_code == WRONG_INPUT
    factors = tmp_path / "factors.csv"
    factors.write_text("street,other_street,walk,drive\nnowhere,nowhere,2,2\n", "utf-8")
    wrong = run(*arguments, "--street-factors", factors)
    assert wrong.exit_code == WRONG_INPUT
    assert "factors.csv:2" in wrong.output
    assert not out.exists()


def test_barriers_between_streets_lengthen_ways(town: Path, tmp_path: Path) -> None:
    plan = plan_of(town)
    roster = openpyxl.load_workbook(town / "roster.xlsx")
    sheet = roster.worksheets[1]
    column = [str(cell.value) for cell in sheet[2]].index("street") + 1
    streets = {sheet.cell(row, column).value for row in range(4, sheet.max_row + 1)} - {None}
    factors = tmp_path / "factors.csv"
    rows = [f"{a},{b},9,1" for a in streets for b in streets if a <= b]
    factors.write_text("\n".join(["street,other_street,walk,drive", *rows]), "utf-8")
    arguments = ("check", town / "roster.xlsx", town / "plan.json", "--json")
    result = run(*arguments, "--street-factors", factors)
    rules = {v["rule"] for v in json.loads(result.stdout)["violations"]}
    assert "walking_limit" in rules or "consistent_walk" in rules
    assert plan.status == "met"
