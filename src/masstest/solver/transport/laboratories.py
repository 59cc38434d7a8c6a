"""What laboratories make of the deliveries: results, waiting, and the table of hours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.plan import LabHour, LabLoad
from masstest.domain.roster import Lab, Roster
from masstest.domain.units import DAY_MIN, ceil_min

_EMPTY = 1e-9  # tubes
_LONGEST_DAYS = 60  # a laboratory that is not done by then never is


class Delivery(NamedTuple):
    """Tubes that reach a laboratory at `arrive` and can be started from `depart`."""

    arrive: int
    depart: int
    tubes: int
    key_tubes: int


class Work(NamedTuple):
    """Tubes started at a steady pace between two minutes."""

    start: float
    end: float
    tubes: float


@dataclass(frozen=True)
class LabDay:
    """A laboratory's work on its deliveries.

    Attributes
    ----------
    key_end, end : minute at which the last (key) tube is started; None without such tubes
    wait_tube_min : waiting between unloading and start, summed over the tubes
    """

    lab: Lab
    deliveries: tuple[Delivery, ...]
    work: tuple[Work, ...]
    key_end: float | None
    end: float | None
    wait_tube_min: float

    @property
    def key_results_at(self) -> int | None:
        return None if self.key_end is None else ceil_min(self.key_end + self.lab.turnaround_min)

    @property
    def results_at(self) -> int | None:
        return None if self.end is None else ceil_min(self.end + self.lab.turnaround_min)

    def started_by(self, minute: float) -> int:
        """Whole tubes started until `minute`."""
        started = 0.0
        for piece in self.work:
            if minute >= piece.end:
                started += piece.tubes
            elif minute > piece.start:
                share = (minute - piece.start) / (piece.end - piece.start)
                started += piece.tubes * share
        return math.floor(started + 1e-6)


def lab_day(lab: Lab, deliveries: Iterable[Delivery], sampling_start: int) -> LabDay:
    """Start tubes as they come: key tubes first, at `tubes_per_hour`, within the day's limit.

    The limit `tubes_per_day` counts anew every 24 hours from `sampling_start`; tubes beyond it
    wait for the next 24 hours.
    """
    coming = sorted(deliveries, key=lambda d: d.depart)
    pace = lab.tubes_per_hour / 60
    limit = math.inf if lab.tubes_per_day is None else float(lab.tubes_per_day)
    now, key_left, left, today, day = -math.inf, 0.0, 0.0, 0.0, 0
    work: list[Work] = []
    key_end: float | None = None
    arrived_area = 0.0
    position = 0
    while position < len(coming) or left > _EMPTY:
        if left <= _EMPTY:
            now = max(now, float(coming[position].depart))
        while position < len(coming) and coming[position].depart <= now:
            left += coming[position].tubes
            key_left += coming[position].key_tubes
            arrived_area += coming[position].tubes * coming[position].depart
            position += 1
        current_day = math.floor((now - sampling_start) / DAY_MIN + 1e-12)
        if current_day > day:
            day, today = current_day, 0.0
        day_ends = sampling_start + (day + 1) * DAY_MIN
        if limit - today <= _EMPTY:
            if day > _LONGEST_DAYS:
                break
            now = float(day_ends)
            continue
        upto = float(day_ends)
        if position < len(coming):
            upto = min(upto, float(coming[position].depart))
        kind_left = key_left if key_left > _EMPTY else left
        amount = min(kind_left, limit - today, (upto - now) * pace)
        then = upto if amount == (upto - now) * pace else now + amount / pace
        work.append(Work(now, then, amount))
        if key_left > _EMPTY:
            key_left -= amount
            key_end = then
        left -= amount
        today += amount
        now = then
    started_area = sum(piece.tubes * (piece.start + piece.end) / 2 for piece in work)
    return LabDay(
        lab=lab,
        deliveries=tuple(coming),
        work=tuple(work),
        key_end=key_end,
        end=work[-1].end if work else None,
        wait_tube_min=max(0.0, started_area - arrived_area),
    )


def lab_days(
    roster: Roster, labs: Sequence[Lab], deliveries: Mapping[str, Sequence[Delivery]]
) -> tuple[LabDay, ...]:
    """The work of every laboratory that receives something, in the given order."""
    return tuple(
        lab_day(lab, deliveries[lab.lab_id], roster.round.sampling_start)
        for lab in labs
        if deliveries.get(lab.lab_id)
    )


def lab_load(day: LabDay) -> LabLoad:
    """The laboratory's totals and its table of clock hours; whole tubes that add up."""
    hours: list[LabHour] = []
    if day.results_at is not None:
        first = min(d.arrive for d in day.deliveries) // 60 * 60
        started = resulted = received = 0
        for hour in range(first, day.results_at + 1, 60):
            end = hour + 60
            received_now = sum(d.tubes for d in day.deliveries if hour <= d.arrive < end)
            started_upto = day.started_by(end)
            resulted_upto = day.started_by(end - day.lab.turnaround_min)
            received += received_now
            hours.append(
                LabHour(
                    hour=hour,
                    received=received_now,
                    started=started_upto - started,
                    resulted=resulted_upto - resulted,
                    waiting=received - started_upto,
                )
            )
            started, resulted = started_upto, resulted_upto
    return LabLoad(
        lab_id=day.lab.lab_id,
        tubes=sum(d.tubes for d in day.deliveries),
        key_tubes=sum(d.key_tubes for d in day.deliveries),
        key_results_at=day.key_results_at,
        results_at=day.results_at,
        hours=tuple(hours),
    )
