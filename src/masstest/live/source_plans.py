"""A point or doorstep team as the plan has it: who comes, how many tubes, who answers for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from masstest.domain.plan import Coverage, DoorstepStop, DoorstepTeam, Officials, Point
from masstest.domain.roster import Compound, Roster
from masstest.live.production import Batch, Curve, batches_at_point, batches_of_team, curve_of

_M_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class SourcePlan:
    """A point or doorstep team as the plan has it.

    Attributes
    ----------
    open_min, finish_min, closes_min : first sample, last sample, staff leave
    persons, key_persons, tubes, key_tubes : what it is to do
    due, key_due : compound_id -> persons
    batches : in which order whom
    curve : persons and tubes over the day
    last_booked_min : when the last appointment ends; nobody comes later by the plan
    lead_ids : staff who lead the point, or the team's two
    stops : of a team
    """

    source_id: str
    kind: Literal["point", "team"]
    name: str
    street: str
    community: str
    zone: str
    lon: float | None
    lat: float | None
    lanes: int
    open_min: float
    finish_min: float
    closes_min: float
    persons: int
    key_persons: int
    tubes: int
    key_tubes: int
    due: Mapping[str, int]
    key_due: Mapping[str, int]
    batches: tuple[Batch, ...]
    curve: Curve
    last_booked_min: float
    officials: Officials
    lead_ids: tuple[str, ...]
    stops: tuple[DoorstepStop, ...] = ()


def distance_m(source: SourcePlan, other: SourcePlan | Compound) -> float:
    """As the crow flies; infinite where a place is unknown."""
    if source.lon is None or source.lat is None or other.lon is None or other.lat is None:
        return math.inf
    east = (other.lon - source.lon) * math.cos(math.radians(source.lat))
    return math.hypot(east, other.lat - source.lat) * _M_PER_DEGREE


def point_plan(
    roster: Roster, point: Point, rows: Sequence[Coverage], lead_ids: Sequence[str]
) -> SourcePlan:
    """A point with the coverage rows that go there."""
    site = roster.site.get(point.site_id)
    batches = batches_at_point(roster, point, rows)
    due: Counter[str] = Counter()
    key_due: Counter[str] = Counter()
    for row in rows:
        due[row.compound_id] += row.persons
        key_due[row.compound_id] += row.key_persons
    booked = [slot.until for row in rows for slot in row.slots]
    return SourcePlan(
        source_id=point.site_id,
        kind="point",
        name=point.name,
        street=site.street if site else "",
        community=site.community if site else "",
        zone=point.zone.value,
        lon=site.lon if site else None,
        lat=site.lat if site else None,
        lanes=point.lanes,
        open_min=point.open_from,
        finish_min=point.finish_at,
        closes_min=point.open_until,
        persons=point.persons,
        key_persons=point.key_persons,
        tubes=point.tubes,
        key_tubes=point.key_tubes,
        due=dict(due),
        key_due=dict(key_due),
        batches=tuple(batches),
        curve=curve_of(roster, batches, point.open_from, by_stop=False),
        last_booked_min=max(booked, default=point.finish_at),
        officials=point.officials,
        lead_ids=tuple(lead_ids),
    )


def team_plan(roster: Roster, team: DoorstepTeam) -> SourcePlan:
    """A doorstep team with at least one stop."""
    compounds = roster.compound
    due: Counter[str] = Counter()
    key_due: Counter[str] = Counter()
    for stop in team.stops:
        due[stop.compound_id] += stop.persons
        key_due[stop.compound_id] += stop.key_persons
    homes: Counter[tuple[str, str]] = Counter()
    for compound_id, persons in due.items():
        if compound_id in compounds:
            compound = compounds[compound_id]
            homes[compound.street, compound.community] += persons
    street, community = max(homes, key=lambda home: (homes[home], home), default=("", ""))
    first = compounds.get(team.stops[0].compound_id)
    batches = batches_of_team(roster, team.stops)
    opens = team.stops[0].arrive
    ends = max(stop.depart for stop in team.stops)
    return SourcePlan(
        source_id=team.team_id,
        kind="team",
        name=team.team_id,
        street=street,
        community=community,
        zone=team.zone.value,
        lon=first.lon if first else None,
        lat=first.lat if first else None,
        lanes=1,
        open_min=opens,
        finish_min=ends,
        closes_min=ends,
        persons=due.total(),
        key_persons=key_due.total(),
        tubes=sum(stop.tubes for stop in team.stops),
        key_tubes=sum(stop.key_tubes for stop in team.stops),
        due=dict(due),
        key_due=dict(key_due),
        batches=tuple(batches),
        curve=curve_of(roster, batches, opens, by_stop=True),
        last_booked_min=ends,
        officials=Officials(),
        lead_ids=team.staff_ids,
        stops=team.stops,
    )
