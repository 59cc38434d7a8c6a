"""ONE table of sheets and columns.

The reader, the template, the roster writer and the error messages all come from it.
"""

from collections.abc import Mapping

from masstest.sheets.columns.examples import (
    MARKS,
    bears_mark,
    example_values,
    is_example,
    marking_column,
)
from masstest.sheets.columns.round import PARAMETER_KEYS, ROUND, ROUND_KEYS
from masstest.sheets.columns.rows import (
    COMPOUNDS,
    LABS,
    OFFICIALS,
    PREVIOUS,
    SITES,
    STAFF,
    SUPPLIES,
    VEHICLES,
)
from masstest.sheets.columns.table import MEND, Column, Kind, Sheet
from masstest.sheets.columns.words import NO, WORDS, YES, Words, plain

ROW_SHEETS: tuple[Sheet, ...] = (
    COMPOUNDS,
    SITES,
    STAFF,
    VEHICLES,
    LABS,
    SUPPLIES,
    OFFICIALS,
    PREVIOUS,
)
SHEETS: tuple[Sheet, ...] = (ROUND, *ROW_SHEETS)
SHEET: Mapping[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}
KEYS: Mapping[str, Column] = {key.name: key for key in (*ROUND_KEYS, *PARAMETER_KEYS)}

# What a checked workbook has of its own, in either language; not read when it comes back.
CHECK_HEADING = {"zh": "问题", "en": "Problem"}
CHECK_TITLE = {"zh": "检查结果", "en": "Check result"}
# The template's page of instructions; not read either.
GUIDE_TITLE = {"zh": "填写说明", "en": "Instructions"}
# The hidden sheet of a plan's workbook, by which it is known from a roster.
PLAN_TITLE = "plan.json"


def column_of(sheet: str, name: str) -> Column:
    """A column of a sheet, or a key of the `round` sheet."""
    if sheet == ROUND.name and name in KEYS:
        return KEYS[name]
    return SHEET[sheet].column[name]


__all__ = [
    "CHECK_HEADING",
    "CHECK_TITLE",
    "COMPOUNDS",
    "GUIDE_TITLE",
    "KEYS",
    "LABS",
    "MARKS",
    "MEND",
    "NO",
    "OFFICIALS",
    "PARAMETER_KEYS",
    "PLAN_TITLE",
    "PREVIOUS",
    "ROUND",
    "ROUND_KEYS",
    "ROW_SHEETS",
    "SHEET",
    "SHEETS",
    "SITES",
    "STAFF",
    "SUPPLIES",
    "VEHICLES",
    "WORDS",
    "YES",
    "Column",
    "Kind",
    "Sheet",
    "Words",
    "bears_mark",
    "column_of",
    "example_values",
    "is_example",
    "marking_column",
    "plain",
]
