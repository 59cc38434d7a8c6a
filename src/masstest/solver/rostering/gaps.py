"""What the assignment of whole posts leaves open, mended piece by piece.

Where a station has fewer people than posts, those it has are laid out anew, so that the most
minutes are manned. The gaps that remain go to whoever has time for a part of one: people free
for half the day, and people whose own post leaves room before or after it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np

from masstest.domain.roster import Roster
from masstest.solver.rostering.costs import CREW_ROLES
from masstest.solver.rostering.posts import short_patterns
from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.stations import Station
from masstest.solver.rostering.workforce import (
    TRAINED_ROLES,
    Day,
    Ints,
    Task,
    Workforce,
    day_of,
)

MOST_TRIES = 25
"""People asked for one gap before it is given up."""


def relaid(
    workforce: Workforce, station: Station, people: Sequence[int]
) -> Mapping[int, Day] | None:
    """Days of a station's `people` (rows) who are too few, for the most minutes manned.

    None when some of them may not have such a day.
    """
    roster = workforce.roster
    patterns = short_patterns(
        station.positions,
        len(people),
        station.end - station.start,
        roster.parameters,
        suited=station.suited,
    )
    days = sorted(
        (station.post(roster, pattern).day for pattern in patterns),
        key=lambda day: -sum(task.end - task.start for task in day),
    )
    free = sorted(people, key=lambda person: workforce.work_max_min[person])
    given: dict[int, Day] = {}
    for day in days:
        able = may_have(workforce, day)
        person = next((p for p in free if able[p]), None)
        if person is None:
            return None
        free.remove(person)
        given[person] = day
    return given


def uncovered(station: Station, roster: Roster, days: Sequence[Day]) -> list[Task]:
    """The gaps that `days` at a station leave at its positions, until the last sample."""
    whole = [post.day for post in station.posts(roster)]
    until = station.point.finish_at
    lanes: dict[int | None, list[tuple[int, int]]] = {}
    template = whole[0][0]
    for task in (task for day in days for task in day):
        if (task.role, task.at) == (template.role, template.at):
            lanes.setdefault(task.lane, []).append((task.start, task.end))
    per_lane: dict[int | None, int] = {}
    for day in whole:
        for task in day:
            if task.start == station.start:
                per_lane[task.lane] = per_lane.get(task.lane, 0) + 1
    return [
        template._replace(lane=lane, start=start, end=end)
        for lane, needed in per_lane.items()
        for start, end in _holes(lanes.get(lane, []), needed, station.start, until)
    ]


def _holes(
    spans: Sequence[tuple[int, int]], needed: int, start: int, end: int
) -> Iterator[tuple[int, int]]:
    """Spans of [start, end) that must be added so that `needed` are there all the time."""
    edges = sorted({start, end, *(e for span in spans for e in span if start < e < end)})
    began: list[int] = []
    for now in edges:
        there = sum(low <= now < high for low, high in spans)
        short = max(0, needed - there) if now < end else 0
        while len(began) > short:
            yield began.pop(0), now
        began += [now] * (short - len(began))


class GapFiller:
    """Gives gaps to people with time for them; `days` (by row of person) grows as it goes."""

    def __init__(self, workforce: Workforce, days: dict[int, Day]) -> None:
        self._workforce = workforce
        self.days = days
        people = len(workforce)
        self._first = np.full(people, np.iinfo(np.int32).max, dtype=np.int64)
        self._last = np.full(people, np.iinfo(np.int32).min, dtype=np.int64)
        self._work_min = np.zeros(people, dtype=np.int64)
        for person in days:
            self._note(person)

    def _note(self, person: int) -> None:
        day = self.days[person]
        self._first[person] = day[0].start
        self._last[person] = max(task.end for task in day)
        self._work_min[person] = sum(task.end - task.start for task in day)

    def fill(self, gaps: Sequence[Task]) -> list[Task]:
        """Fill the longest gaps first; returns what stays open."""
        order = count()
        queue = [(task.start - task.end, next(order), task) for task in gaps]
        heapq.heapify(queue)
        left = []
        while queue:
            _, _, gap = heapq.heappop(queue)
            piece = self._give(gap)
            if piece is None:
                left.append(gap)
                continue
            for start, end in ((gap.start, piece.start), (piece.end, gap.end)):
                if start < end:
                    rest = gap._replace(start=start, end=end)
                    heapq.heappush(queue, (start - end, next(order), rest))
        return left

    def _give(self, gap: Task) -> Task | None:
        """Give the longest possible part of `gap` to somebody."""
        starts, ends = self._room(gap)
        lengths = ends - starts
        able = self._workforce.has_role[gap.role] & (lengths > 0)
        if gap.role in TRAINED_ROLES:
            able &= self._workforce.trained
        candidates = np.nonzero(able)[0]
        if not len(candidates):
            return None
        commute_m = self._workforce.commute_m(gap.start_place)[candidates]
        order = np.lexsort((commute_m, self._workforce.reserve[candidates], -lengths[candidates]))
        for person in candidates[order][:MOST_TRIES].tolist():
            piece = gap._replace(start=int(starts[person]), end=int(ends[person]))
            if gap.role in CREW_ROLES and piece != gap:
                return None  # a crew changes between shifts, never within one
            day = day_of((*self.days.get(person, ()), piece))
            if may_have(self._workforce, day)[person]:
                self.days[person] = day
                self._note(person)
                return piece
        return None

    def _room(self, gap: Task) -> tuple[Ints, Ints]:
        """(people,) starts and ends of the longest part of `gap` each person has time for."""
        workforce = self._workforce
        parameters = workforce.roster.parameters
        suited = gap.role in workforce.suited
        apart_min = parameters.stint_rest_min if suited else 0
        earliest = np.maximum(workforce.available_from, workforce.rested_from)
        most_min = workforce.work_max_min - self._work_min
        if suited:
            most_min = np.minimum(most_min, parameters.stint_max_min)
        before_start = np.maximum(gap.start, earliest)
        before_end = np.minimum(
            np.minimum(gap.end, workforce.available_until), self._first - apart_min
        )
        after_start = np.maximum(before_start, self._last + apart_min)
        after_end = np.minimum(gap.end, workforce.available_until)
        later = after_end - after_start > before_end - before_start
        starts = np.where(later, after_start, before_start)
        ends = np.minimum(np.where(later, after_end, before_end), starts + most_min)
        return starts, ends
