"""How long a laboratory takes from the start of a box to its result, and how many tubes an hour."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator

from masstest.live.custody import BoxState, Ledger
from masstest.live.day import Day
from masstest.live.learned.rates import LearnedRate, Spread, rate, spread_of

_NEEDED_BOXES = 10
_NEEDED_HOURS = 3  # in which work was always waiting
_HOUR_MIN = 60.0
_WILD = 0.5
"""Times the median: an hour so different is no usual one; BG."""


def lab_rates(day: Day, ledger: Ledger) -> Iterator[LearnedRate]:
    """Turnaround and tubes per hour of every laboratory of the plan."""
    boxes: dict[str, list[BoxState]] = defaultdict(list)
    for box in ledger.boxes.values():
        if box.lab_id is not None and box.started_min is not None:
            boxes[box.lab_id].append(box)
    for lab_id, plan in day.labs.items():
        took = [
            # a box may begin with one batch and end with the next: its first tubes tell
            box.result_steps[0][0] - (box.started_min or 0.0)
            for box in boxes[lab_id]
            if box.result_steps and box.result_steps[0][0] > (box.started_min or 0.0)
        ]
        yield rate(
            f"{lab_id}.turnaround_min", spread_of(took), place=lab_id, unit="min",
            now=float(plan.lab.turnaround_min), cases="boxes", needed=_NEEDED_BOXES, step=5,
        )  # fmt: skip
        yield rate(
            f"{lab_id}.tubes_per_hour", _busy_hours(boxes[lab_id]), place=lab_id, unit="tubes/h",
            now=float(plan.lab.tubes_per_hour), cases="hours", needed=_NEEDED_HOURS,
        )  # fmt: skip


def _busy_hours(boxes: list[BoxState]) -> Spread | None:
    """Tubes started an hour while boxes were waiting, with the hours' quartiles around it.

    A laboratory with an empty tray shows what came, not what it can do. Boxes begin in batches,
    so single hours jump: the rate is that of all such hours together, without those (of a
    breakdown, or of two batches at once) that are wildly different.
    """
    starts = sorted((box.started_min or 0.0, box.tubes) for box in boxes)
    waits = [
        (box.received_min, box.started_min)
        for box in boxes
        if box.received_min is not None and box.started_min is not None
    ]
    hours = []
    at = starts[0][0] if starts else 0.0
    while starts and at + _HOUR_MIN <= starts[-1][0]:
        if _waits_throughout(waits, at, at + _HOUR_MIN):
            hours.append(float(sum(n for start, n in starts if at <= start < at + _HOUR_MIN)))
        at += _HOUR_MIN
    spread = spread_of(hours)
    if spread is None:
        return None
    usual = [each for each in hours if abs(each - spread.median) <= _WILD * spread.median]
    return spread._replace(median=statistics.fmean(usual)) if usual else spread


def _waits_throughout(waits: list[tuple[float, float]], from_min: float, until: float) -> bool:
    """Whether some box was waiting at every moment."""
    covered = from_min
    for received, started in sorted(waits):
        if received > covered:
            break
        covered = max(covered, started)
        if covered >= until:
            return True
    return False
