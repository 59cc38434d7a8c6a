"""The plan minute by minute: how many tubes of each source are made, at a lab, and resulted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.roster import Roster
from masstest.live.lab_queue import Arrival, Queue, serve
from masstest.live.production import Curve, Floats

LONGEST_GRID_MIN = 3 * 24 * 60


class PlannedPickup(NamedTuple):
    """A pickup of the plan, and the delivery that it goes to."""

    source_id: str
    run_id: str
    vehicle_id: str
    stop: int
    arrive: int
    depart: int
    tubes: int
    key_tubes: int
    oldest_sample_at: int | None
    lab_id: str
    delivered_min: int
    unloaded_min: int


def source_id_of(stop: Stop) -> str:
    """The team that a pickup meets, else the site, else the laboratory that was lost."""
    return stop.team_id or stop.site_id or stop.lab_id or ""


def pickups_of(run: Run) -> list[PlannedPickup]:
    """The pickups of a run, each with the next delivery after it."""
    rows: list[PlannedPickup] = []
    delivery: Stop | None = None
    for i in range(len(run.stops) - 1, -1, -1):
        stop = run.stops[i]
        if stop.kind == "deliver":
            delivery = stop
        elif delivery is not None:
            rows.append(
                PlannedPickup(
                    source_id_of(stop),
                    run.run_id,
                    run.vehicle_id,
                    i,
                    stop.arrive,
                    stop.depart,
                    stop.tubes,
                    stop.key_tubes,
                    stop.oldest_sample_at,
                    delivery.lab_id or "",
                    delivery.arrive,
                    delivery.depart,
                )
            )
    return rows[::-1]


@dataclass(frozen=True)
class Route:
    """A vehicle's stops, numbered through all its runs.

    Attributes
    ----------
    stops : run and number of the stop within it
    number : (run_id, stop within the run) -> number
    pickups : (run_id, source_id) -> numbers
    delivery : number -> that of the next delivery, or of the last stop
    """

    stops: tuple[tuple[Run, int], ...]
    number: Mapping[tuple[str, int], int]
    pickups: Mapping[tuple[str, str], tuple[int, ...]]
    delivery: tuple[int, ...]

    @classmethod
    def of(cls, runs: Sequence[Run]) -> Route:
        """The route of runs in order of time."""
        stops = tuple((run, i) for run in runs for i in range(len(run.stops)))
        pickups: dict[tuple[str, str], list[int]] = {}
        delivery = [len(stops) - 1] * len(stops)
        for n in range(len(stops) - 1, -1, -1):
            run, i = stops[n]
            if run.stops[i].kind == "deliver":
                delivery[n] = n
            else:
                pickups.setdefault((run.run_id, source_id_of(run.stops[i])), []).append(n)
                delivery[n] = delivery[min(n + 1, len(stops) - 1)]
        return cls(
            stops,
            {(run.run_id, i): n for n, (run, i) in enumerate(stops)},
            {key: tuple(reversed(numbers)) for key, numbers in pickups.items()},
            tuple(delivery),
        )


def queues_of(roster: Roster, pickups: Sequence[PlannedPickup]) -> dict[str, Queue]:
    """lab_id -> the queue that the planned deliveries make there.

    Parameters
    ----------
    pickups : as they are tested (`masstest.live.fetched`)
    """
    arrivals: dict[str, list[Arrival]] = {}
    for row in pickups:
        arrival = Arrival(row.unloaded_min, row.key_tubes, row.tubes - row.key_tubes)
        arrivals.setdefault(row.lab_id, []).append(arrival)
    return {
        lab_id: serve(
            came,
            roster.lab[lab_id].tubes_per_hour / 60,
            day_start_min=roster.round.sampling_start,
            per_day=roster.lab[lab_id].tubes_per_day,
        )
        for lab_id, came in arrivals.items()
        if lab_id in roster.lab
    }


class Flow(NamedTuple):
    """Rows are sources, columns the minutes of `minutes`; cumulative figures of the plan."""

    minutes: Floats
    persons: Floats
    made: Floats
    at_lab: Floats
    resulted: Floats

    def column(self, figures: Floats, minute: float) -> Floats:
        """All sources' `figures` at `minute`, between the columns in proportion."""
        last = len(self.minutes) - 1
        place = min(max(minute - self.minutes[0], 0.0), float(last))
        i = min(int(place), last - 1)
        part = place - i
        return np.asarray(figures[:, i] * (1 - part) + figures[:, i + 1] * part)


def flow_of(
    roster: Roster,
    plan: Plan,
    curves: Mapping[str, Curve],
    pickups: Sequence[PlannedPickup],
    tested: Sequence[PlannedPickup],
    queues: Mapping[str, Queue],
) -> Flow:
    """The matrices for sources in the order of `curves`.

    Parameters
    ----------
    pickups, tested : as they are planned, and as they are tested (`masstest.live.fetched`)
    """
    begin = min([plan.round.sampling_start, *(int(c.times[0]) for c in curves.values())])
    end = max([plan.round.result_deadline, *(p.unloaded_min for p in pickups)])
    for lab_id, queue in queues.items():
        end = max(end, int((queue.last_min or 0) + roster.lab[lab_id].turnaround_min) + 2)
    minutes = np.arange(begin - 1, min(end, begin + LONGEST_GRID_MIN) + 2, dtype=float)
    row_of = {source_id: i for i, source_id in enumerate(curves)}
    size = (len(curves), len(minutes))
    persons, made, at_lab, resulted = (np.zeros(size) for _ in range(4))
    for source_id, i in row_of.items():
        curve = curves[source_id]
        persons[i] = np.interp(minutes, curve.times, curve.persons)
        made[i] = np.interp(minutes, curve.times, curve.tubes)
    for row in pickups:
        if row.source_id in row_of and row.lab_id in queues:
            at_lab[row_of[row.source_id]] += row.tubes * (minutes >= row.delivered_min)
    for lab_id, queue in queues.items():
        turnaround = roster.lab[lab_id].turnaround_min
        done = queue.key.at(minutes - turnaround), queue.other.at(minutes - turnaround)
        came = [0.0, 0.0]
        own = [p for p in tested if p.lab_id == lab_id]
        # the order in which `serve` takes them
        for row in sorted(own, key=lambda p: (p.unloaded_min, p.key_tubes, p.tubes - p.key_tubes)):
            i = row_of.get(row.source_id, -1)
            for kind, tubes in enumerate((row.key_tubes, row.tubes - row.key_tubes)):
                if i >= 0 and tubes:
                    resulted[i] += np.clip(done[kind] - came[kind], 0, tubes)
                came[kind] += tubes
    return Flow(minutes, persons, made, at_lab, resulted)
