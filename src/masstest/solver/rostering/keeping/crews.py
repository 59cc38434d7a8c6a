"""Crews of an earlier plan on the runs of the new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from masstest.domain.plan import Duty
from masstest.domain.roster import Role
from masstest.solver.rostering.keeping.scene import Scene, is_crew
from masstest.solver.rostering.posts import WORK_MAX_MIN
from masstest.solver.rostering.workforce import Task
from masstest.solver.stages import CrewShift

LONGEST_WAIT_MIN = 120
"""A crew stays aboard between two runs if the second starts within this."""


@dataclass(frozen=True)
class Seat:
    """What an earlier duty aboard becomes: tasks to choose from, the best first."""

    duty: Duty
    choices: tuple[Task, ...]


def seats(scene: Scene, duties: Sequence[Duty], freeze: int) -> list[Seat]:
    """What the earlier duties aboard become.

    A duty takes the runs that it overlaps most, and those that follow before the next duty; it
    grows where they don't fit into it. The second choice is to stay as it was, with the
    runs that fit. A duty that has begun by `freeze` stays even without any run.
    """
    by_seat: dict[tuple[str, Role], list[Duty]] = defaultdict(list)
    for duty in duties:
        if is_crew(duty):
            by_seat[duty.at, duty.role].append(duty)
    found = []
    for (vehicle_id, role), own in by_seat.items():
        own.sort(key=lambda duty: duty.start)
        runs = scene.runs_of.get(vehicle_id, [])
        taken = _shared_out(own, runs)
        for number, duty in enumerate(own):
            mine = taken[number]
            if not mine and duty.start >= freeze:
                found.append(Seat(duty, ()))
                continue
            others = [run for run in runs if run not in mine]
            grown = _clear_of(_grown(duty, mine), others)
            partly = [run for run in mine if run.start < duty.start or run.end > duty.end]
            as_it_was = _clear_of((duty.start, duty.end), [*others, *partly])
            spans = dict.fromkeys((grown, as_it_was))
            choices = [
                scene.in_vehicle(vehicle_id, role, start, end, mine)
                for start, end in spans
                if start < end
            ]
            found.append(Seat(duty, tuple(choices)))
    return found


def _shared_out(duties: Sequence[Duty], runs: Sequence[CrewShift]) -> list[list[CrewShift]]:
    """For each duty its runs: those it overlaps most, and those soon after it."""
    found: list[list[CrewShift]] = [[] for _ in duties]
    for run in runs:
        overlaps = [min(run.end, d.end) - max(run.start, d.start) for d in duties]
        best = max(range(len(duties)), key=lambda number: overlaps[number])
        apart = -overlaps[best]  # positive: the run lies outside every duty
        start = min([duties[best].start, *(own.start for own in found[best])])
        short_enough = max(run.end, duties[best].end) - min(run.start, start) <= WORK_MAX_MIN
        if apart < 0 or (apart <= LONGEST_WAIT_MIN and short_enough):
            found[best].append(run)
    return found


def _grown(duty: Duty, runs: Sequence[CrewShift]) -> tuple[int, int]:
    return (
        min([duty.start, *(run.start for run in runs)]),
        max([duty.end, *(run.end for run in runs)]),
    )


def _clear_of(span: tuple[int, int], runs: Sequence[CrewShift]) -> tuple[int, int]:
    """The span without what it shares with runs that somebody else drives."""
    start, end = span
    for run in runs:
        if run.start < end and run.end > start:
            if run.start - start >= end - run.end:
                end = run.start
            else:
                start = run.end
    return start, max(start, end)


def empty_seats(
    scene: Scene, aboard: Mapping[tuple[str, Role], Sequence[Task]], roles: Sequence[Role]
) -> Iterator[tuple[Role, CrewShift]]:
    """Stretches of runs that have nobody in a role, as shifts of at most eight hours."""
    for vehicle_id, runs in scene.runs_of.items():
        for role in roles:
            on_duty = aboard.get((vehicle_id, role), ())
            stretch: list[CrewShift] = []
            for run in runs:
                covered = any(t.start <= run.start and run.end <= t.end for t in on_duty)
                too_long = bool(stretch) and run.end - stretch[0].start > WORK_MAX_MIN
                if stretch and (covered or too_long):
                    yield role, joined(stretch)
                    stretch = []
                if not covered:
                    stretch.append(run)
            if stretch:
                yield role, joined(stretch)


def joined(runs: Sequence[CrewShift]) -> CrewShift:
    """Runs of one vehicle one after the other, as one shift."""
    return replace(
        runs[0],
        run_ids=tuple(run_id for run in runs for run_id in run.run_ids),
        end=runs[-1].end,
        end_place=runs[-1].end_place,
        run_min=sum(run.end - run.start for run in runs),
    )
