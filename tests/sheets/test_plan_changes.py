"""The sheet that lists what changed from the plan that people knew: who is told, what it cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from masstest.domain.plan import Plan
from masstest.package import plan_changes
from masstest.sheets.edited import read_plan_workbook
from masstest.sheets.plan_workbook import OVERVIEW_LABELS, columns, write_plan_workbook
from masstest.text import Lang
from valid_plan import edit, edit_stop, valid_plan, valid_roster
from workbook_structure import assert_sound

ROSTER = valid_roster()
KNOWN = valid_plan().model_copy(update={"kpis": {**valid_plan().kpis, "drive_km": 50.0}})


def changed_plan() -> Plan:
    """One compound elsewhere, one usher at another place, one run at another time."""
    after = edit(KNOWN, "coverage", lambda row: row.compound_id == "C2", site_id="P2", walk_m=800)
    after = edit(after, "duties", lambda duty: duty.staff_id == "usher-P2", at="P1")
    after = edit_stop(after, "R2", 0, arrive=612)
    return after.model_copy(update={"kpis": {**after.kpis, "drive_km": 99.0}})


def written(folder: Path, lang: Lang, known: Plan, plan: Plan) -> Path:
    path = folder / "plan.xlsx"
    changes = plan_changes(known, plan, ROSTER, lang)
    write_plan_workbook(plan, ROSTER, path, lang, changes)
    return path


def rows_of(path: Path, lang: Lang) -> list[dict[str, Any]]:
    page = openpyxl.load_workbook(path)[columns.PLAN_CHANGES.label(lang)]
    cells = list(page.iter_rows(values_only=True))
    return [dict(zip(cells[1], row, strict=True)) for row in cells[2:] if any(row)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_row_for_each_change_with_whom_to_call(lang: Lang, tmp_path: Path) -> None:
    path = written(tmp_path, lang, KNOWN, changed_plan())
    assert_sound(path.read_bytes())
    rows = {row["subject_id"]: row for row in rows_of(path, lang)}
    compound, person, run = rows["C2"], rows["usher-P2"], rows["R2"]
    persons = sum(row.persons for row in KNOWN.coverage if row.compound_id == "C2")
    assert (compound["topic_code"], compound["residents_told"]) == ("compound", persons)
    assert "P1" in compound["before"] and "P2" in compound["after"]  # noqa: PT018  (one change)
    assert (person["topic_code"], person["staff_told"]) == ("person", 1)
    assert person["contact"].startswith(ROSTER.person["usher-P2"].name)
    assert (run["topic_code"], run["residents_told"], run["staff_told"]) == ("run", None, None)
    crew = next(r.crew for r in KNOWN.runs if r.run_id == "R2")
    assert len(run["contact"].splitlines()) == len(crew)
    cost = rows["drive_km"]
    assert cost["verdict"] == {"zh": "变差", "en": "worse"}[lang]


def test_the_overview_says_for_how_many_and_where_to_look(tmp_path: Path) -> None:
    path = written(tmp_path, "en", KNOWN, changed_plan())
    page = openpyxl.load_workbook(path)[OVERVIEW_LABELS["en"]]
    said = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert "Changes from the plan before" in said
    assert any("1 people on duty" in text and "Changes from plan" in text for text in said)
    assert any(text.startswith("What a rule doesn't need") for text in said)


def test_a_plan_made_anew_has_no_such_sheet(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan_workbook(KNOWN, ROSTER, path, "zh")
    assert columns.PLAN_CHANGES.label("zh") not in openpyxl.load_workbook(path).sheetnames


def test_nothing_changed_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "zh", KNOWN, KNOWN)
    assert rows_of(path, "zh") == []
    page = openpyxl.load_workbook(path)[OVERVIEW_LABELS["zh"]]
    assert "没有变化。" in [cell.value for row in page.iter_rows() for cell in row]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_with_changes_is_read_back_the_same(lang: Lang, tmp_path: Path) -> None:
    plan = changed_plan()
    read = read_plan_workbook(written(tmp_path, lang, KNOWN, plan), ROSTER)
    assert (read.plan, read.changes, read.problems, read.ignored) == (plan, (), (), ())
