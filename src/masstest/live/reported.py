"""What each point and team of the plan has reported, in one form for both.

A team reports finished visits only, so it is taken to be at work between its first visit's
beginning by the plan and its last one's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from masstest.live.custody import Ledger, PointState, PointStatus, Series, TeamState
from masstest.live.day import Day
from masstest.live.memory import Memory
from masstest.live.shapes import SourceState
from masstest.live.source_plans import SourcePlan

GRACE_MIN = 10.0
"""A point that hasn't said so after this long has not opened."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A source as reported until now.

    Attributes
    ----------
    persons : sampled, by the last report that stands; `sampled` is their course
    last_report_min : of the last count or finished visit
    opened_min : None while it has not opened
    paused_min : minutes of pauses between opening and the last report
    paused_since_min : of the pause that goes on
    finished_min : when it was done, or closed before that
    compounds : persons by compound, where the source said so
    stops_done : number of a team's visit -> when it was finished
    visited : number of a team's visit -> persons sampled there
    """

    source_id: str
    state: SourceState
    since_min: float | None = None
    persons: int = 0
    sampled: Series = field(default_factory=Series)
    last_report_min: float | None = None
    opened_min: float | None = None
    lanes: int | None = None
    paused_min: float = 0.0
    paused_since_min: float | None = None
    finished_min: float | None = None
    reason: str = ""
    compounds: Mapping[str, int] = field(default_factory=dict)
    stops_done: Mapping[int, float] = field(default_factory=dict)
    visited: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Nobody is sampled here any more."""
        return self.state in (SourceState.done, SourceState.closed)


def reported(
    day: Day, ledger: Ledger, now_min: float, memory: Memory | None = None
) -> dict[str, Reported]:
    """Every source of the plan, in the order of `day.sources`."""
    memory = memory or Memory(ledger)
    points, teams = ledger.points, ledger.teams
    found = {}
    for source_id, source in day.sources.items():
        if source.kind == "point":
            point, due = points.get(source_id), _should_be_open(source, now_min)
            found[source_id] = memory.get(
                ("reported", source_id), (point, due), partial(_point, source, point, due)
            )
        else:
            team, stage = teams.get(source_id), _stage(source, now_min)
            found[source_id] = memory.get(
                ("reported", source_id), (team, stage), partial(_team, source, team, stage)
            )
    return found


def reported_of(
    day: Day,
    points: Mapping[str, PointState],
    teams: Mapping[str, TeamState],
    now_min: float,
) -> dict[str, Reported]:
    """`reported` for states that come from elsewhere than a ledger."""
    return {
        source_id: (
            _point(source, points.get(source_id), _should_be_open(source, now_min))
            if source.kind == "point"
            else _team(source, teams.get(source_id), _stage(source, now_min))
        )
        for source_id, source in day.sources.items()
    }


def _should_be_open(source: SourcePlan, now_min: float) -> bool:
    return now_min > source.open_min + GRACE_MIN


def _point(source: SourcePlan, state: PointState | None, late: bool) -> Reported:
    closed_state = SourceState.not_open if late else SourceState.waiting
    opening = source.open_min if late else None
    if state is None:
        return Reported(source.source_id, closed_state, opening)
    sampled = state.sampled
    opened = state.opened_min
    if opened is None and sampled.total > 0:  # it works, though nobody said that it opened
        opened = min(source.open_min, sampled.minutes[0])
    change = state.changes[-1] if state.changes else None
    since: float | None
    finished: float | None = None
    paused_since: float | None = None
    if state.closed_min is not None:
        everybody = state.done or state.persons >= source.persons
        now_state = SourceState.done if everybody else SourceState.closed
        since = finished = state.closed_min
    elif state.persons >= source.persons > 0:
        now_state = SourceState.done
        since = finished = next(r.at_min for r in state.readings if r.persons >= source.persons)
    elif opened is None:
        now_state, since = closed_state, opening
    elif state.status is PointStatus.paused and change is not None:
        now_state, since = SourceState.paused, change.at_min
        paused_since = change.at_min
    else:
        now_state, since = SourceState.open, change.at_min if change else opened
    return Reported(
        source.source_id,
        now_state,
        since,
        persons=state.persons,
        sampled=sampled,
        last_report_min=sampled.last_min,
        opened_min=opened,
        lanes=state.lanes if now_state is SourceState.open and state.changes else None,
        paused_min=_paused_min(state, sampled.last_min),
        paused_since_min=paused_since,
        finished_min=finished,
        reason=change.reason if change else "",
        compounds=state.compounds,
    )


def _paused_min(state: PointState, until_min: float | None) -> float:
    if until_min is None:
        return 0.0
    total, since = 0.0, None
    for change in state.changes:
        if change.status is PointStatus.open:
            if since is not None:
                total += max(0.0, min(change.at_min, until_min) - since)
            since = None
        elif since is None:
            since = change.at_min
    if since is not None:
        total += max(0.0, until_min - since)
    return total


class _Stage(NamedTuple):
    """How far a team's day is by the plan: at work, and late with its first visit."""

    at_work: bool
    late: bool


def _stage(source: SourcePlan, now_min: float) -> _Stage:
    late = now_min > source.stops[0].depart + 3 * GRACE_MIN
    return _Stage(now_min >= source.open_min, late)


def _team(source: SourcePlan, state: TeamState | None, stage: _Stage) -> Reported:
    count = len(source.stops)
    done = {s.stop: s.at_min for s in state.stops if s.stop < count} if state else {}
    if not done:
        if stage.late:
            return Reported(source.source_id, SourceState.not_open, source.open_min)
        return Reported(
            source.source_id,
            SourceState.open if stage.at_work else SourceState.waiting,
            source.open_min if stage.at_work else None,
        )
    assert state is not None
    sampled = state.sampled
    last = max(done.values())
    over = len(done) == count
    compounds: dict[str, int] = {}
    for stop in state.stops:
        compounds[stop.compound_id] = compounds.get(stop.compound_id, 0) + stop.persons
    return Reported(
        source.source_id,
        SourceState.done if over else SourceState.open,
        last if over else source.open_min,
        persons=state.persons,
        sampled=sampled,
        last_report_min=last,
        opened_min=source.open_min,
        finished_min=last if over else None,
        compounds=compounds,
        stops_done=done,
        visited={stop.stop: stop.persons for stop in state.stops},
    )
