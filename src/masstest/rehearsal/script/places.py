"""What points, doorstep teams and waste vehicles report of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from masstest.live.events import (
    DoorstepStopDone,
    HelpNeeded,
    PeopleSampled,
    PointClosed,
    PointOpened,
    PointPaused,
    SuppliesShort,
    WasteTaken,
)
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.script.desk import Desk, Phone
from masstest.rehearsal.simulation.day import SimulatedDay
from masstest.rehearsal.simulation.sampling import PointDay
from masstest.rehearsal.simulation.visiting import TeamDay

REPORT_EVERY_MIN = (10.0, 15.0)
HELP_SHARE = 0.02
PERSONS_PER_BAG = 150


def report_times(point: PointDay, rng: np.random.Generator) -> list[float]:
    """When a point says how many it has sampled: every ten to fifteen minutes, and at the end."""
    every = rng.uniform(*REPORT_EVERY_MIN)
    times = np.arange(point.opened_min + every, point.finish_min, every).tolist()
    return [*times, point.finish_min]


def write_point(
    point: PointDay, breakdowns: Sequence[Breakdown], desk: Desk, rng: np.random.Generator
) -> None:
    """Opening, counts, pauses and closing of one point."""
    site_id, lanes = point.course.site_id, point.course.lanes
    phone = Phone("point", site_id)
    desk.report(phone, point.opened_min, PointOpened(site_id=site_id, lanes=lanes))
    for at in report_times(point, rng):
        done = int(np.searchsorted(point.done_min, at, side="right"))
        rows = Counter(point.row[:done].tolist())
        desk.report(
            phone,
            at,
            PeopleSampled(
                site_id=site_id,
                persons=done,
                key_persons=int(point.key[:done].sum()),
                compounds={point.course.compounds[row]: count for row, count in rows.items()},
            ),
        )
    done_for_the_day = True
    for window in windows_of(breakdowns, "site", site_id):
        if np.isinf(window.until_min):
            done_for_the_day = False
            fact = PointClosed(site_id=site_id, done=False, reason="点位关闭")
            desk.report(phone, max(window.from_min, point.finish_min), fact)
        elif window.until_min < point.finish_min:
            desk.report(phone, window.from_min, PointPaused(site_id=site_id, reason="暂停采样"))
            desk.report(phone, window.until_min, PointOpened(site_id=site_id, lanes=lanes))
    if done_for_the_day:
        desk.report(phone, point.finish_min + 1, PointClosed(site_id=site_id))
    if rng.random() < HELP_SHARE:
        at = rng.uniform(point.opened_min, max(point.finish_min, point.opened_min + 1))
        if rng.random() < 0.5:
            desk.report(phone, at, HelpNeeded(text="排队过长，请增援"))
        else:
            desk.report(phone, at, SuppliesShort(item="采样管", quantity=100))


def write_team(team: TeamDay, desk: Desk) -> None:
    """The visits of one doorstep team."""
    phone = Phone("team", team.course.team_id)
    for number, visit in enumerate(team.visited):
        fact = DoorstepStopDone(
            team_id=team.course.team_id,
            compound_id=visit.compound_id,
            stop=number,
            persons=visit.persons,
            key_persons=visit.key_persons,
        )
        desk.report(phone, visit.depart_min, fact)


def write_waste(day: SimulatedDay, desk: Desk, rng: np.random.Generator) -> None:
    """Waste vehicles come when the plan says, or a little later, and not before the end."""
    points = {point.course.site_id: point for point in day.points}
    last_stop = {
        stop.site_id: (run.run_id, stop.arrive)
        for run in sorted(day.course.plan.waste_runs, key=lambda run: run.start)
        for stop in run.stops
    }
    for run in day.course.plan.waste_runs:
        late = 0.0
        for stop in run.stops:
            late = max(0.0, late + rng.normal(0, 3))
            point = points.get(stop.site_id)
            if point is None:
                continue
            at = stop.depart + late
            if last_stop[stop.site_id] == (run.run_id, stop.arrive):
                at = max(at, point.finish_min + 5)
            bags = max(1, round(len(point.done_min) / PERSONS_PER_BAG))
            desk.report(
                Phone("vehicle", run.vehicle_id),
                at,
                WasteTaken(
                    site_id=stop.site_id,
                    vehicle_id=run.vehicle_id,
                    bags=bags,
                    weight_kg=round(bags * rng.uniform(3, 6), 1),
                ),
                place=stop.site_id,
            )
