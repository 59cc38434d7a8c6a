"""QR codes of the sheets: what they say is what the drawing holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import segno

from masstest.sheets.print_sheets import write_print_sheets
from masstest.sheets.print_sheets.codes import code_of, drawn, point_payload, run_payload
from plan_example import example_plan, example_roster

MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, c: r % 2,
    lambda r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)
"""ISO/IEC 18004, data masks 0 to 7: a module is inverted where the value is 0."""


def read_back(code: segno.QRCode) -> str:
    """What an undamaged symbol of version 2 or 3, level M says: one block, bytes, one segment."""
    assert code.version in (2, 3)
    bits = _bits(code)

    def number(width: int) -> int:
        return int("".join(map(str, islice(bits, width))), 2)

    assert number(4) == 0b0100, "not a segment of bytes"
    return bytes(number(8) for _ in range(number(8))).decode("utf-8")


def _bits(code: segno.QRCode) -> Iterator[int]:
    """The data in reading order: pairs of columns from the right, up, then down, unmasked."""
    matrix = code.matrix
    size = len(matrix)
    align = range(size - 9, size - 4)

    def reserved(row: int, column: int) -> bool:
        corner = row < 9 and (column < 9 or column >= size - 8)
        corner = corner or (row >= size - 8 and column < 9)
        return corner or 6 in (row, column) or (row in align and column in align)

    upward = True
    for right in (c if c > 6 else c - 1 for c in range(size - 1, 0, -2)):
        for row in range(size - 1, -1, -1) if upward else range(size):
            for column in (right, right - 1):
                if not reserved(row, column):
                    yield matrix[row][column] ^ (MASKS[code.mask](row, column) == 0)
        upward = not upward


def test_payloads_name_the_round_and_the_thing() -> None:
    order = example_plan().round
    assert point_payload(order, "S001") == "masstest:point:2022-03-10:3:S001"
    assert run_payload(order, "V1-1") == "masstest:run:2022-03-10:3:V1-1"


@pytest.mark.parametrize("payload", ["masstest:run:2022-03-10:3:R001", "masstest:run:x:1:趟次一"])
def test_a_code_holds_its_payload(payload: str) -> None:
    assert read_back(code_of(payload)) == payload


def test_every_run_and_point_has_its_code(tmp_path: Path) -> None:
    plan = example_plan()
    write_print_sheets(plan, example_roster(), tmp_path, "zh")
    vehicles = (tmp_path / "print" / "vehicles.html").read_text(encoding="utf-8")
    for run in (*plan.runs, *plan.supply_runs, *plan.waste_runs):
        assert vehicles.count(str(drawn(run_payload(plan.round, run.run_id)))) == 1
    points = (tmp_path / "print" / "points.html").read_text(encoding="utf-8")
    for site_id in plan.point:
        assert points.count(str(drawn(point_payload(plan.round, site_id)))) == 1
