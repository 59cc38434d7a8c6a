"""Text stays text in every workbook that is written, and comes back as it was."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from masstest.domain.roster import Roster
from masstest.sheets import read_roster, write_checked, write_roster
from masstest.sheets.edited import read_plan_workbook
from masstest.sheets.plan_workbook import PlanChange, PlanChanges, write_plan_workbook
from plan_example import example_plan, example_roster
from roster_book import good_roster
from workbook_structure import assert_sound

NASTY = (
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+86 10 8888 0000",
    "-1",
    "@SUM(A1)",
    "金台😀🏥小区“甲”'乙'\"丙\"<&>%",
    "长" * 60,
    "https://example.org/a?b=c",
    "1e5",
    "0012",
    "TRUE",
    "#N/A",
    "{=1+1}",
)  # fmt: skip


def renamed(roster: Roster) -> Roster:
    """The roster with every free text one of these, none twice in a row."""
    names = itertools.cycle(NASTY)

    def each(things: tuple[Any, ...], *fields: str) -> tuple[Any, ...]:
        return tuple(
            thing.model_copy(update={field: next(names) for field in fields}) for thing in things
        )

    return roster.model_copy(
        update={
            "compounds": each(roster.compounds, "name"),
            "sites": each(roster.sites, "name"),
            "staff": each(roster.staff, "name", "organisation", "phone"),
            "vehicles": each(roster.vehicles, "plate"),
            "labs": each(roster.labs, "name"),
            "officials": each(roster.officials, "name", "title", "phone"),
        }
    )


def cells(content: bytes) -> Iterator[Any]:
    for page in openpyxl.load_workbook(io.BytesIO(content)):
        for row in page.iter_rows():
            yield from row


def assert_all_text(content: bytes) -> None:
    """No formula, no link but the workbook's own, and every nasty text is there as text."""
    texts = set()
    for cell in cells(content):
        assert cell.data_type not in ("f", "e"), (cell.parent.title, cell.coordinate)
        assert cell.hyperlink is None or not cell.hyperlink.target
        if isinstance(cell.value, str):
            texts.add(cell.value)
    missing = [name for name in NASTY if not any(name in text for text in texts)]
    assert not missing


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_roster(lang: Any, tmp_path: Path) -> None:
    roster, path = renamed(good_roster()), tmp_path / "roster.xlsx"
    write_roster(roster, path, lang)
    assert_sound(path.read_bytes())
    assert_all_text(path.read_bytes())
    result = read_roster(path)
    assert result.problems == ()
    assert result.roster == roster


def test_a_checked_roster(tmp_path: Path) -> None:
    roster, path, target = renamed(good_roster()), tmp_path / "r.xlsx", tmp_path / "c.xlsx"
    write_roster(roster, path)
    book = openpyxl.load_workbook(path)
    for row, name in enumerate(NASTY, start=3):
        cell = book["小区"].cell(row, 10, name)  # people: every one of these is wrong there
        cell.data_type = "s"
    book.save(path)
    result = read_roster(path)
    assert len({p.cell for p in result.errors}) >= len(NASTY) - 2  # "1e5" and "0012" are numbers
    write_checked(path, result, target)
    assert_sound(target.read_bytes())
    assert_all_text(target.read_bytes())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_and_its_changes(lang: Any, tmp_path: Path) -> None:
    roster, path = renamed(example_roster()), tmp_path / "plan.xlsx"
    names = itertools.cycle(NASTY)
    plan = example_plan()
    points = tuple(p.model_copy(update={"name": next(names)}) for p in plan.points)
    plan = plan.model_copy(update={"points": points})
    rows = [
        PlanChange("compound", name, name, "C0001", name, name, name, residents_told=5)
        for name in NASTY
    ]
    write_plan_workbook(plan, roster, path, lang, PlanChanges(NASTY[0], rows))
    assert_sound(path.read_bytes())
    assert_all_text(path.read_bytes())
    read = read_plan_workbook(path, roster)
    assert (read.plan, read.changes, read.problems, read.ignored) == (plan, (), (), ())
