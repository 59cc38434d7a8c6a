"""Whatever stands in the cells or in the file: a roster or problems, never a traceback."""

from __future__ import annotations

import copy
import random
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masstest.domain.outcome import Severity
from masstest.sheets import Limits, problem_sentence, read_roster
from masstest.sheets.reading import read_sheets
from masstest.sheets.reading.opening import RawSheet, open_workbook
from masstest.text import translator
from roster_book import good_book


@cache
def good_sheets() -> list[RawSheet]:
    sheets = open_workbook(good_book(), Limits())
    assert isinstance(sheets, list)
    return sheets


TIMES = st.one_of(
    st.datetimes().map(lambda moment: {"time": moment.isoformat()}),
    st.times().map(lambda time: {"time": time.isoformat()}),
    st.dates().map(lambda date: {"time": date.isoformat()}),
    st.floats(-1e6, 1e7).map(lambda seconds: {"seconds": seconds}),
)
WORDS = st.sampled_from(
    ["", " ", "C01", "P1", "封控区", "sealed", "yes", "lon", "compound_id", "小区", "合计", "24",
     "次日 7:00", "11010519491231002X", "{value}", "=1+1", "2022-03-10 07:30", "key_area", "-1"]
)  # fmt: skip
CELLS = st.one_of(WORDS, st.text(max_size=20), st.floats(), st.booleans(), TIMES)
CHANGES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 24), st.integers(0, 18), CELLS), max_size=12
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_any_cells(changes: list[tuple[int, int, int, Any]]) -> None:
    sheets = copy.deepcopy(good_sheets())
    for sheet, row, column, cell in changes:
        rows = sheets[sheet].rows
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = cell
    result = read_sheets(sheets, "", {})
    wrong = any(problem.severity is Severity.error for problem in result.problems)
    assert (result.roster is None) == wrong
    for problem in result.problems:
        for lang in ("en", "zh"):
            assert problem_sentence(problem, translator(lang))


def test_any_damage() -> None:
    """A file with some of its bytes changed."""
    chance = random.Random(20220310)
    for _ in range(15):
        content = bytearray(good_book())
        for _ in range(chance.choice((1, 5, 50))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        result = read_roster(bytes(content))
        assert result.roster is not None or result.errors
