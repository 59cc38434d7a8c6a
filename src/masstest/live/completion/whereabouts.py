"""Where the tubes of every source are: loose, in a box, on the road, at a laboratory, resulted.

A tube whose box was lost stays lost unless the box is found again. Tubes whose source is not in
the plan (or unknown) are counted in a row of their own, after all others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from masstest.live.day import Day
from masstest.live.gathered import Gathered
from masstest.live.production import Floats
from masstest.live.reported import Reported


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


def whereabouts(day: Day, boxes: Gathered, reports: Mapping[str, Reported]) -> Whereabouts:
    """Count the tubes of all boxes, and estimate those that are in none yet."""
    elsewhere = [own.tubes for key, own in boxes.sources.items() if key not in day.row]
    counts = np.array(
        [*(boxes.of(source_id).tubes for source_id in day.sources), [0] * 6], dtype=float
    )
    counts[-1] = np.sum(elsewhere, axis=0) if elsewhere else 0.0
    estimated = np.zeros(len(counts))
    known = counts.sum(axis=1).tolist()
    for source_id, report in reports.items():
        if not report.persons or (
            report.is_over and boxes.of(source_id).last_sealed_min >= _last_min(report)
        ):
            continue  # whoever has finished and sealed has nothing loose left
        made = math.floor(day.sources[source_id].curve.tubes_of(report.persons) + 1e-6)
        row = day.row[source_id]
        estimated[row] = max(0.0, made - known[row])
    loose, in_box, on_road, at_lab, resulted, lost = counts.T
    return Whereabouts(loose + estimated, in_box, on_road, at_lab, resulted, lost, estimated)


def _last_min(report: Reported) -> float:
    return -math.inf if report.last_report_min is None else report.last_report_min
