"""The plan itself, kept in a hidden sheet of its workbook.

The visible sheets hold what people may edit. What they don't show (terms of the objective, the
facts of remedies and lights, where the plan comes from) and what the plan was before anybody
edited it are read from here.
"""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import Plan
from masstest.sheets.columns import PLAN_TITLE

SHEET_NAME = PLAN_TITLE
_CHARACTERS_IN_A_CELL = 30_000  # Excel's limit is 32,767


def write_original(worksheet: Any, plan: Plan) -> None:
    """Write `plan.json`, in pieces down the first column, and hide the sheet."""
    text = plan.model_dump_json(by_alias=True, context={"date": plan.round.date})
    for row, begin in enumerate(range(0, len(text), _CHARACTERS_IN_A_CELL)):
        worksheet.write_string(row, 0, text[begin : begin + _CHARACTERS_IN_A_CELL])
    worksheet.very_hidden()


def join_original(cells: list[str]) -> Plan:
    """The plan from the pieces that `write_original` wrote."""
    return Plan.from_json("".join(cells))
