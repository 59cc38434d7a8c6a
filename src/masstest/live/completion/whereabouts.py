"""Where the tubes of every source are: loose, in a box, on the road, at a laboratory, resulted.

A tube whose box was lost stays lost unless the box is found again. Tubes whose source is not in
the plan (or unknown) are counted in a row of their own, after all others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from masstest.live.custody import PROGRESS, BoxState, Ledger, Phase
from masstest.live.day import Day
from masstest.live.production import Floats
from masstest.live.reported import Reported

_LOOSE, _BOXED, _ROAD, _LAB, _RESULTED, _LOST = range(6)

_COLUMN = {
    Phase.open: _LOOSE,
    Phase.sealed: _BOXED,
    Phase.with_courier: _ROAD,
    Phase.on_road: _ROAD,
    Phase.delivered: _ROAD,  # the laboratory hasn't taken it over
    Phase.received: _LAB,
    Phase.started: _LAB,
    Phase.resulted: _LAB,  # whose tubes without a result, if any, are still there
}


class Whereabouts(NamedTuple):
    """Tubes by source, in the order of `day.sources`, then one row for all other sources.

    `estimated` tubes are part of `loose`: nobody scanned them, but so many people were sampled.
    """

    loose: Floats
    in_box: Floats
    on_road: Floats
    at_lab: Floats
    resulted: Floats
    lost: Floats
    estimated: Floats

    @property
    def made(self) -> Floats:
        return np.asarray(
            self.loose + self.in_box + self.on_road + self.at_lab + self.resulted + self.lost
        )


def whereabouts(day: Day, ledger: Ledger, reports: Mapping[str, Reported]) -> Whereabouts:
    """Count the tubes of all boxes, and estimate those that are in none yet."""
    rows = len(day.sources) + 1
    counts = [[0] * 6 for _ in range(rows)]
    last_sealed = [-math.inf] * rows
    for box in ledger.boxes.values():
        row = day.row.get(box.source, rows - 1)
        _count(box, counts[row])
        if box.sealed_min is not None and box.sealed_min > last_sealed[row]:
            last_sealed[row] = box.sealed_min
    estimated = np.zeros(rows)
    for source_id, report in reports.items():
        row = day.row[source_id]
        if not report.persons or (report.is_over and last_sealed[row] >= _last_min(report)):
            continue  # whoever has finished and sealed has nothing loose left
        made = math.floor(day.sources[source_id].curve.tubes_of(report.persons) + 1e-6)
        known = sum(counts[row])
        if made > known:
            estimated[row] = made - known
            counts[row][_LOOSE] += made - known
    loose, in_box, on_road, at_lab, resulted, lost = np.array(counts, dtype=float).T
    return Whereabouts(loose, in_box, on_road, at_lab, resulted, lost, estimated)


def _count(box: BoxState, into: list[int]) -> None:
    """Add the tubes of one box to its source's row."""
    resulted = min(box.tubes, box.resulted_tubes)
    into[_RESULTED] += resulted
    if box.phase is Phase.lost:
        into[_LOST] += box.tubes - resulted
    else:
        assert box.reached in PROGRESS
        into[_COLUMN[box.reached]] += box.tubes - resulted


def _last_min(report: Reported) -> float:
    return -math.inf if report.last_report_min is None else report.last_report_min
