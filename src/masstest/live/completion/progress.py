"""Persons and tubes of areas and sources beside the plan's curve at the same minute."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from masstest.live.completion.whereabouts import Whereabouts, whereabouts
from masstest.live.custody import Ledger
from masstest.live.day import AreaPlan, Day
from masstest.live.memory import Memory
from masstest.live.production import Floats, interpolated
from masstest.live.reported import Reported, reported
from masstest.live.shapes import Progress
from masstest.live.source_plans import SourcePlan

_SAME = 0.5  # persons: less is no difference
_SAMPLED = 2  # the column of persons sampled


@dataclass(frozen=True)
class Completion:
    """The state of the round at `now_min`, by source; `progress` of any area is a sum of it.

    Attributes
    ----------
    reports : source_id -> what it reported
    persons : sampled, by source; one row more for sites that the plan doesn't have
    tubes : where they are
    planned : persons, tubes made, at lab, resulted, by source, if the plan were kept
    """

    day: Day
    now_min: float
    reports: dict[str, Reported]
    persons: Floats
    tubes: Whereabouts
    planned: tuple[Floats, Floats, Floats, Floats]
    memory: Memory

    @cached_property
    def _table(self) -> Floats:
        """Sources by columns: all that `Progress` sums up."""
        where, count = self.tubes, len(self.day.sources)
        columns = np.zeros((count + 1, 15))
        columns[:count, :2] = self.day.due_of_sources
        columns[:, 2] = self.persons
        columns[:count, 3:7] = np.stack(self.planned, axis=1)
        for i, figures in enumerate(
            (where.made, where.estimated, where.loose, where.in_box, where.on_road, where.at_lab),
            start=7,
        ):
            columns[:, i] = figures
        columns[:, 13] = where.resulted
        columns[:, 14] = where.lost
        return columns

    @cached_property
    def _of_sources(self) -> list[list[float]]:
        return _whole(self._table)

    @cached_property
    def _of_areas(self) -> list[list[float]]:
        return _whole(self.day.membership @ self._table)

    def of_source(self, source: SourcePlan) -> Progress:
        """The progress of one point or team."""
        report = self.reports[source.source_id]
        ahead = (
            team_ahead_min(source, report, self.now_min)
            if source.kind == "team"
            else ahead_min(source.curve.times, source.curve.persons, report.persons, self.now_min)
        )
        figures = self._of_sources[self.day.row[source.source_id]]
        return self._progress(source.source_id, figures, ahead)

    def of_area(self, area: AreaPlan) -> Progress:
        """The sum over the area; sites that the plan doesn't have count for the district."""
        figures = self._of_areas[area.number]
        ahead = ahead_min(self.day.minutes, area.persons, figures[_SAMPLED], self.now_min)
        return self._progress(area.number, figures, ahead)

    def _progress(self, subject: str | int, figures: list[float], ahead: float) -> Progress:
        ahead = round(ahead, 1) + 0.0  # never minus zero
        return self.memory.get(
            ("progress", subject), (figures, ahead), lambda: _progress(figures, ahead)
        )


def completion(
    day: Day, ledger: Ledger, now_min: float, *, memory: Memory | None = None
) -> Completion:
    """The state of the round: what was reported, where the tubes are, what the plan says."""
    memory = memory or Memory(ledger)
    reports = reported(day, ledger, now_min, memory)
    persons = np.zeros(len(day.sources) + 1)
    for source_id, report in reports.items():
        persons[day.row[source_id]] = report.persons
    known = day.sources
    persons[-1] = sum(p.persons for key, p in ledger.points.items() if key not in known) + sum(
        t.persons for key, t in ledger.teams.items() if key not in known
    )
    flow = day.flow
    return Completion(
        day,
        now_min,
        reports,
        persons,
        whereabouts(day, memory.boxes, reports),
        (
            flow.column(flow.persons, now_min),
            flow.column(flow.made, now_min),
            flow.column(flow.at_lab, now_min),
            flow.column(flow.resulted, now_min),
        ),
        memory,
    )


def ahead_min(
    times: Sequence[float], persons: Sequence[float], sampled: float, now_min: float
) -> float:
    """Minutes between now and when a rising curve has `sampled`; negative is behind.

    Who has everybody is ahead by what is left of the plan's time, and level after that.
    """
    total = persons[-1]
    if sampled >= total:
        # the first minute at which the plan has everybody
        return max(0.0, times[bisect_left(persons, total)] - now_min)
    if abs(sampled - interpolated(now_min, times, persons)) < _SAME:
        return 0.0
    i = bisect_right(persons, sampled)  # at least 1: curves begin with nobody
    step = persons[i] - persons[i - 1]
    at = times[i - 1] + (times[i] - times[i - 1]) * (sampled - persons[i - 1]) / step
    return at - now_min


def team_ahead_min(source: SourcePlan, report: Reported, now_min: float) -> float:
    """How much earlier than planned the last visit ended; at most what the next one is late by."""
    done = report.stops_done
    ahead = 0.0
    if done:
        last = max(done, key=lambda stop: (done[stop], stop))
        ahead = source.stops[last].depart - done[last]
    left = [stop.depart for i, stop in enumerate(source.stops) if i not in done]
    return min(ahead, min(left) - now_min) if left and min(left) < now_min else ahead


def _whole(table: Floats) -> list[list[float]]:
    whole: list[list[float]] = np.rint(table).tolist()
    return whole


def _progress(row: list[float], ahead: float) -> Progress:
    figures = [int(figure) for figure in row]
    due, tubes_due, sampled, planned, made_planned, lab_planned, resulted_planned = figures[:7]
    made, estimated, loose, in_box, on_road, at_lab, resulted, lost = figures[7:]
    return Progress(
        persons_due=due,
        persons_sampled=sampled,
        persons_planned=planned,
        ahead_persons=sampled - planned,
        ahead_min=ahead,
        tubes_due=tubes_due,
        tubes_made=made,
        tubes_estimated=estimated,
        tubes_loose=loose,
        tubes_in_box=in_box,
        tubes_on_road=on_road,
        tubes_at_lab=at_lab,
        tubes_resulted=resulted,
        tubes_lost=lost,
        tubes_planned_made=made_planned,
        tubes_planned_at_lab=lab_planned,
        tubes_planned_resulted=resulted_planned,
    )
