"""A catch-up session: which points stay open or reopen, for how long, and who visits at home.

Points: in each street and zone the fewest that get through in two hours with the lanes they
have, those where most were missed; a compound goes to the nearest of them. Visits: to the
team that is through with its others first.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from masstest.domain.roster import Zone
from masstest.live.completion import Completion
from masstest.live.day import Day
from masstest.live.missed.by_compound import MissedPart
from masstest.live.reported import Reported
from masstest.live.shapes import CatchUp, SourceState
from masstest.live.source_plans import SourcePlan, distance_m

SESSION_MIN = 120.0  # no longer, if there are points enough; BG
REOPENING_MIN = 45.0  # to bring staff back and tell people; BG
WAY_MIN = 10.0  # between two visits; BG
ROUND_TO_MIN = 5.0


def catch_ups(
    day: Day, state: Completion, street: str, parts: Sequence[MissedPart], now_min: float
) -> list[CatchUp]:
    """Sessions for all who were missed of a street."""
    walking: dict[str, list[MissedPart]] = defaultdict(list)
    at_home: dict[str, list[MissedPart]] = defaultdict(list)
    for part in parts:
        group = Zone(day.sources[part.source_id].zone).group.value
        (at_home if part.at_home else walking)[group].append(part)
    reports, memory = state.reports, state.memory
    states = tuple(report.state for report in reports.values())
    sessions: list[CatchUp] = []
    for group, own in walking.items():
        going = memory.get(
            ("going", street, group),
            (own, states),
            partial(_going, day, reports, street, group, own),
        )
        sessions += [
            _session(day, day.sources[site_id], reports[site_id], who, now_min)
            for site_id, who in going.items()
        ]
    for group, own in at_home.items():
        visits = memory.get(
            ("visits", street, group), (own,), partial(_visits, day, street, group, own)
        )
        sessions += [
            _at_home(team_id, reports[team_id], who, now_min) for team_id, who in visits.items()
        ]
    return sessions


class _Group:
    """People of one session."""

    def __init__(self, day: Day, parts: Sequence[MissedPart]) -> None:
        self.persons = sum(part.persons for part in parts)
        self.tubes = _tubes(day, parts)
        self.visits_min = sum(_visit_min(day, part) for part in parts if part.at_home)
        self.compound_ids = tuple(dict.fromkeys(part.compound_id for part in parts))


def _going(
    day: Day,
    reports: Mapping[str, Reported],
    street: str,
    group: str,
    parts: list[MissedPart],
) -> dict[str, _Group]:
    """point -> who goes there."""
    missed_at: dict[str, int] = defaultdict(int)
    for part in parts:
        missed_at[part.source_id] += part.persons
    usable = [
        source
        for source in day.sources.values()
        if source.kind == "point"
        and Zone(source.zone).group.value == group
        and (source.street == street or source.source_id in missed_at)
        and reports[source.source_id].state is not SourceState.paused
    ]
    # where trouble closed a point, people are sent elsewhere if there is an elsewhere
    sound = [s for s in usable if reports[s.source_id].state is not SourceState.closed] or usable
    sound.sort(key=lambda s: (s.street != street, -missed_at[s.source_id], s.source_id))
    needed = sum(missed_at.values())
    room: dict[str, float] = {}
    for source in sound:
        room[source.source_id] = source.lanes * _rate_per_hour(day, source) * SESSION_MIN / 60
        if sum(room.values()) >= needed:
            break
    chosen = [day.sources[source_id] for source_id in room]
    going: dict[str, list[MissedPart]] = defaultdict(list)
    load: dict[str, float] = defaultdict(float)
    for part in sorted(parts, key=lambda p: (-p.persons, p.compound_id, p.source_id)):

        def distance(source: SourcePlan, part: MissedPart = part) -> tuple[bool, float, str]:
            full = load[source.source_id] + part.persons > room[source.source_id]
            return full, distance_m(source, day.roster.compound[part.compound_id]), source.source_id

        if chosen:
            nearest = min(chosen, key=distance)
            going[nearest.source_id].append(part)
            load[nearest.source_id] += part.persons
    return {site_id: _Group(day, own) for site_id, own in going.items()}


def _session(
    day: Day, source: SourcePlan, report: Reported, who: _Group, now_min: float
) -> CatchUp:
    persons = who.persons
    rate = _rate_per_hour(day, source)
    lanes = min(source.lanes, max(1, math.ceil(persons / (rate * SESSION_MIN / 60) - 1e-9)))
    reopens = report.is_over or report.state is SourceState.not_open
    opens = _round_up(now_min + REOPENING_MIN) if reopens else now_min
    return CatchUp(
        kind="point",
        source_id=source.source_id,
        reopens=reopens,
        lanes=lanes,
        opens_min=opens,
        until_min=_round_up(opens + persons / (lanes * rate) * 60),
        persons=persons,
        tubes=who.tubes,
        compound_ids=who.compound_ids,
    )


def _visits(day: Day, street: str, group: str, parts: list[MissedPart]) -> dict[str, _Group]:
    """team -> whom it visits."""
    own_teams = {part.source_id for part in parts}
    teams = [
        source
        for source in day.sources.values()
        if source.kind == "team"
        and Zone(source.zone).group.value == group
        and (source.source_id in own_teams or source.street == street)
    ]
    load = dict.fromkeys((team.source_id for team in teams), 0.0)
    visits: dict[str, list[MissedPart]] = defaultdict(list)
    for part in sorted(parts, key=lambda p: (-_visit_min(day, p), p.compound_id)):
        # a team that is through, or the one that knows the way, whichever has less to do
        team_id = min(load, key=lambda t: (load[t], t != part.source_id, t))
        load[team_id] += _visit_min(day, part)
        visits[team_id].append(part)
    return {team_id: _Group(day, own) for team_id, own in visits.items()}


def _at_home(team_id: str, report: Reported, who: _Group, now_min: float) -> CatchUp:
    return CatchUp(
        kind="team",
        source_id=team_id,
        reopens=report.is_over,
        lanes=1,
        opens_min=now_min,
        until_min=_round_up(now_min + who.visits_min),
        persons=who.persons,
        tubes=who.tubes,
        compound_ids=who.compound_ids,
    )


def _visit_min(day: Day, part: MissedPart) -> float:
    """The way and the visit: as long as planned, or by person where only some were missed."""
    stops = day.sources[part.source_id].stops
    if part.visits:
        return sum(stops[i].depart - stops[i].arrive + WAY_MIN for i in part.visits)
    parameters = day.roster.parameters
    return WAY_MIN + parameters.doorstep_stop_min + parameters.doorstep_person_min * part.persons


def _rate_per_hour(day: Day, source: SourcePlan) -> float:
    """Persons an hour at one lane, for the pool size that most of the point's people have."""
    parameters = day.roster.parameters
    if not source.batches:
        return parameters.lane_rate_10
    return parameters.lane_rate(max(source.batches, key=lambda batch: batch.persons).pool_size)


def _tubes(day: Day, parts: Sequence[MissedPart]) -> int:
    persons: dict[int, int] = defaultdict(int)
    for part in parts:
        persons[day.roster.pool_size(day.roster.compound[part.compound_id])] += part.persons
    per_tube = day.roster.parameters.persons_per_tube
    return sum(math.ceil(count / per_tube(size) - 1e-9) for size, count in persons.items())


def _round_up(minute: float) -> float:
    return math.ceil(minute / ROUND_TO_MIN - 1e-9) * ROUND_TO_MIN
