"""Points and teams: not open, paused, closed early, silent, or late."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from masstest.domain.roster import Zone
from masstest.live.board.look import Look
from masstest.live.board.places import all_sources
from masstest.live.board.wrong.making import owner_of, wrong
from masstest.live.reported import Reported
from masstest.live.shapes import Action, Expected, Signal, SourceState, Wrong
from masstest.live.source_plans import SourcePlan, distance_m

SILENT_MIN = 45.0  # a point reports every quarter of an hour; BG
SILENT_RED_MIN = 90.0
TEAM_SILENT_SHARE = 1.5  # of the time that the plan gives a visit, and as much as a point
MOST_LATE_MIN = 12 * 60.0


def wrong_sources(look: Look) -> Iterator[Wrong]:
    """At most one line for the state of a source, and one for its end."""
    helpers, sources = _Helpers(look), all_sources(look)
    for source in look.day.sources.values():
        report = look.state.reports[source.source_id]
        shown = sources[source.source_id]
        when, signal = shown.finish, shown.signal
        left = max(0, source.persons - report.persons)
        line = _state(look, source, report, left)
        if line is not None:
            yield line
        if when is not None and signal is not Signal.green:
            late = _late(look, source, report, when, helpers)
            if late is not None:
                yield late


def _state(look: Look, source: SourcePlan, report: Reported, left: int) -> Wrong | None:
    since = report.since_min if report.since_min is not None else source.open_min
    lasts = look.now_min - since
    owner = owner_of(source)
    if report.state is SourceState.not_open:
        code = "not_open" if source.kind == "point" else "team_silent"
        signal = Signal.red if lasts > 30 else Signal.amber
        action = Action(code="call_source", facts={"source": source.source_id})
    elif report.state is SourceState.paused:
        code, signal = "paused", Signal.red if lasts > 30 else Signal.amber
        action = Action(code="reopen_or_move", facts=_nearest_facts(look, source, left))
    elif report.state is SourceState.closed and look.now_min < look.deadline_min:
        code, signal = "closed_early", Signal.red
        action = Action(code="send_people", facts=_nearest_facts(look, source, left))
    elif report.state is SourceState.open and _is_silent(look, source, report):
        code = "point_silent" if source.kind == "point" else "team_silent"
        since = report.last_report_min or since
        lasts = look.now_min - since
        signal = Signal.red if lasts > SILENT_RED_MIN else Signal.amber
        action = Action(code="call_source", facts={"source": source.source_id})
    else:
        return None
    facts = {"persons": left, "since_at_min": since, "minutes": math.floor(lasts)}
    return wrong(
        code,
        source.kind,
        source.source_id,
        since,
        signal,
        owner,
        action,
        source=source,
        minutes=lasts,
        persons=left,
        facts=facts,
    )


def _is_silent(look: Look, source: SourcePlan, report: Reported) -> bool:
    last = report.last_report_min or report.opened_min
    if last is None or report.persons >= source.persons:
        return False
    allowed = SILENT_MIN
    if source.kind == "team":
        longest_min = look.memory.get(
            ("longest visit", source.source_id), (), partial(_longest_visit_min, source)
        )
        allowed += TEAM_SILENT_SHARE * longest_min
    return look.now_min - last > allowed


def _longest_visit_min(source: SourcePlan) -> float:
    ends = [source.open_min, *(stop.depart for stop in source.stops)]
    return max(b - a for a, b in pairwise(ends))


def _late(
    look: Look, source: SourcePlan, report: Reported, when: Expected, helpers: _Helpers
) -> Wrong | None:
    if when.p90_min <= look.deadline_min and look.deadline_min - when.p50_min > 0:
        signal = Signal.amber
    else:
        signal = Signal.red if when.p50_min > look.deadline_min else Signal.amber
    coming = look.forecast.sampling.turnout if source.kind == "point" else 1.0
    left = max(0.0, coming * source.persons - report.persons)
    if left < 1:
        return None
    late_min = min(when.p50_min - look.deadline_min, MOST_LATE_MIN)
    action = (
        _more_lanes(look, source, report, when, left)
        if source.kind == "point"
        else _share_visits(look, source, report, helpers)
    )
    return wrong(
        "late_point" if source.kind == "point" else "late_team",
        source.kind,
        source.source_id,
        look.now_min,
        signal,
        owner_of(source),
        action,
        source=source,
        minutes=late_min,
        persons=_after_deadline(look, when, left),
        facts={
            "persons": math.ceil(left),
            "finish_at_min": when.p50_min,
            "latest_at_min": when.p90_min,
            "deadline_at_min": look.deadline_min,
        },
    )


def _after_deadline(look: Look, when: Expected, left: float) -> float:
    """Of those who are still to come, the share that falls after the deadline."""
    remaining = when.p90_min - look.now_min
    if remaining <= 0:
        return left
    return left * min(1.0, max(0.0, when.p90_min - look.deadline_min) / remaining)


def _more_lanes(
    look: Look, source: SourcePlan, report: Reported, when: Expected, left: float
) -> Action:
    """As many lanes more as it takes, if the site has room; else people go elsewhere."""
    lanes = report.lanes or source.lanes
    site = look.day.roster.site.get(source.source_id)
    room = (site.max_lanes if site else lanes) - lanes
    time_left = look.deadline_min - look.now_min
    needed = lanes * (when.p90_min - look.now_min) / time_left - lanes if time_left > 0 else 0
    more = math.ceil(needed - 1e-9)
    if 0 < more <= room:
        parameters = look.day.roster.parameters
        return Action(
            code="add_lanes",
            facts={
                "lanes": more,
                "samplers": more * parameters.samplers_per_lane,
                "registrars": more * parameters.registrars_per_lane,
                "ushers": more * parameters.ushers_per_lane,
            },
        )
    persons = _after_deadline(look, when, left)
    if time_left <= 0:
        return Action(code="keep_open", facts={"until_at_min": when.p90_min})
    return Action(code="move_people", facts=_nearest_facts(look, source, math.ceil(persons)))


def _nearest_facts(look: Look, source: SourcePlan, persons: int) -> dict[str, str | int | float]:
    """The nearest open point of the same zone that will be through in time."""
    group = Zone(source.zone).group
    best, best_distance = "", math.inf
    for other in look.day.sources.values():
        if other.kind != "point" or other is source or Zone(other.zone).group is not group:
            continue
        report = look.state.reports[other.source_id]
        finish = look.forecast.sampling.finish[other.source_id]
        if report.state is not SourceState.open or finish.p90 > look.deadline_min:
            continue
        distance = distance_m(source, other)
        if distance < best_distance:
            best, best_distance = other.source_id, distance
    return {"persons": persons, "to_site": best}


class _Helpers:
    """Teams that could take visits of others; each visit given makes one end later."""

    def __init__(self, look: Look) -> None:
        finish = look.forecast.sampling.finish
        self._teams = [s for s in look.day.sources.values() if s.kind == "team"]
        self._ends = {
            team.source_id: max(finish[team.source_id].p90, look.now_min) for team in self._teams
        }

    def give(self, visits: int, source: SourcePlan) -> str:
        """The team of the same zone that ends first with these visits; "" if there is none."""
        group = Zone(source.zone).group
        able = [t for t in self._teams if t is not source and Zone(t.zone).group is group]
        own = self._ends[source.source_id]
        best = min(able, key=lambda t: (self._ends[t.source_id], t.source_id), default=None)
        lasts = sum(stop.depart - stop.arrive for stop in source.stops[-visits:])
        if best is None or self._ends[best.source_id] + lasts >= own:
            return ""
        self._ends[best.source_id] += lasts
        return best.source_id


def _share_visits(look: Look, source: SourcePlan, report: Reported, helpers: _Helpers) -> Action:
    """Visits that would come after the deadline go to the team that is through first."""
    finish = look.forecast.sampling.finish
    behind = finish[source.source_id].mean - source.finish_min
    late = [
        i
        for i, stop in enumerate(source.stops)
        if i not in report.stops_done and stop.depart + behind > look.deadline_min
    ]
    visits = max(1, len(late))
    helper = helpers.give(visits, source)
    if not helper:
        return Action(code="another_team", facts={"visits": visits})
    return Action(code="share_visits", facts={"visits": visits, "to_team": helper})
