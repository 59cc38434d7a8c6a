"""Barriers and detours between streets, as data: a river, a railway, a mountain road.

One constant detour hides them. A factor multiplies the distances between two streets (or
within one) beyond the general detour; an infinite one says that there is no way across.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from masstest.domain.outcome import BadInput, Problem, Severity
from masstest.domain.travel import Floats

IMPASSABLE_M = 1_000_000.0
"""Metres between places with no way across: beyond every limit, yet finite, so that sums,
whole metres and whole minutes stay numbers."""

Pairs = Mapping[tuple[str, str], float]
COLUMNS = ("street", "other_street", "walk", "drive")


@dataclass(frozen=True)
class StreetFactors:
    """Factors on walking and on driving distances, by pair of streets.

    A pair holds in both directions unless its reverse is given too; pairs not given have 1.
    A river that people cannot cross on foot and vehicles cross by a bridge further on:
    ``StreetFactors(walk={("North", "South"): math.inf}, drive={("North", "South"): 1.8})``.
    """

    walk: Pairs = field(default_factory=dict)
    drive: Pairs = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pair, factor in [*self.walk.items(), *self.drive.items()]:
            if not factor > 0:
                raise ValueError(f"the factor of {pair} must be above 0, not {factor}")


def factor_matrix(pairs: Pairs, origins: Sequence[str], destinations: Sequence[str]) -> Floats:
    """(origins, destinations) factors for the streets of places."""
    matrix = np.ones((len(origins), len(destinations)))
    rows, cols = np.array(origins, dtype=object), np.array(destinations, dtype=object)
    for (street, other), factor in pairs.items():
        matrix[np.ix_(rows == street, cols == other)] = factor
        if (other, street) not in pairs:
            matrix[np.ix_(rows == other, cols == street)] = factor
    return matrix


def stretched(distance_m: Floats, factors: Floats) -> Floats:
    """`distance_m` times `factors`; `IMPASSABLE_M` where there is no way across."""
    blocked = np.isinf(factors)
    longer: Floats = distance_m * np.where(blocked, 1.0, factors)
    longer[blocked] = IMPASSABLE_M
    return longer


def read_street_factors(path: Path, streets: Sequence[str]) -> StreetFactors:
    """Factors from a CSV file with the columns street, other_street, walk, drive.

    A blank factor is 1; ``inf`` means not passable. `streets` are the roster's.

    Raises
    ------
    BadInput
        With every problem of the file: not UTF-8 text (`factors_text`), a column that is
        missing (`factors_column`), an unknown street (`factors_street`), a factor that is
        no number above 0 (`factors_number`).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput((_problem("factors_text", path, None, path.name),)) from None
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadInput(tuple(_problem("factors_column", path, "1", name) for name in missing))
    known = set(streets)
    problems: list[Problem] = []
    walk: dict[tuple[str, str], float] = {}
    drive: dict[tuple[str, str], float] = {}
    for row in reader:
        line = str(reader.line_num)
        pair = ((row["street"] or "").strip(), (row["other_street"] or "").strip())
        problems += [_problem("factors_street", path, line, s) for s in pair if s not in known]
        for name, factors in (("walk", walk), ("drive", drive)):
            written = (row[name] or "").strip()
            factor = _factor(written)
            if factor is None:
                problems.append(_problem("factors_number", path, line, written))
            elif factor != 1:
                factors[pair] = factor
    if problems:
        raise BadInput(tuple(problems))
    return StreetFactors(walk, drive)


def _factor(written: str) -> float | None:
    if not written:
        return 1.0
    try:
        factor = float(written)
    except ValueError:
        return None
    return None if math.isnan(factor) or factor <= 0 else factor


def _problem(code: str, path: Path, line: str | None, value: str) -> Problem:
    cell = path.name if line is None else f"{path.name}:{line}"
    return Problem(code, Severity.error, cell=cell, value=value, facts={"file": path.name})
