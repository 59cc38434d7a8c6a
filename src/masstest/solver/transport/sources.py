"""Where tubes come from: points and doorstep teams, with what a pickup at a minute takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from masstest.domain.plan import Coverage, DoorstepTeam, Point
from masstest.domain.roster import Roster, ZoneClass, ZoneGroup
from masstest.domain.travel import Ints, Place, Travel
from masstest.domain.units import ceil_min
from masstest.solver.production import TubeSeries, point_tubes, stop_batches, tube_series

NEVER = 1_000_000  # a minute that never comes
_GRACE_MIN = 15  # a tube ready later than interval - this after its first sample counts as younger


@dataclass(frozen=True)
class Meeting:
    """A place where a source's tubes can be handed over at any minute in [open, close]."""

    place: Place
    compound_id: str | None
    open: int
    close: int


@dataclass(frozen=True)
class Source:
    """A point or a doorstep team that makes tubes.

    Attributes
    ----------
    source_id : site_id or team_id
    series : its tubes
    meetings : for a point its site, at any time; for a team the compounds of its stops, while
        the team is there
    """

    source_id: str
    kind: Literal["site", "team"]
    zone_class: ZoneClass
    series: TubeSeries
    meetings: tuple[Meeting, ...] = field(repr=False)

    @cached_property
    def tubes(self) -> int:
        return len(self.series.ready)

    @cached_property
    def first_sample(self) -> int:
        return int(np.floor(self.series.first_sample.min()))

    @cached_property
    def last_ready(self) -> int:
        """The first whole minute at which everything can be picked up."""
        return ceil_min(float(self.series.ready[-1]))

    @cached_property
    def key_ready(self) -> int:
        """The first whole minute at which all key tubes can be picked up; 0 if there are none."""
        return ceil_min(float(self.series.ready[self.series.key].max(initial=0.0)))


@dataclass(frozen=True)
class PickupTables:
    """What pickups of all sources take, by minute; (sources, minutes) int arrays.

    Attributes
    ----------
    base : the minute of column 0, before the first sample
    count, key_count : tubes (key tubes) ready at the minute, since the beginning
    oldest_left : first sample of the oldest tube that is not ready yet (that may not be, with a
        margin); `NEVER` if none is left.
        A pickup that follows one at minute s has an oldest sample of about ``oldest_left[s]``
    earliest_before : the first minute s for which a pickup at the column's minute would still
        keep the interval after a pickup at s
    """

    base: int
    count: Ints
    key_count: Ints
    oldest_left: Ints
    earliest_before: Ints


def all_sources(
    roster: Roster,
    travel: Travel,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    teams: Sequence[DoorstepTeam],
) -> tuple[Source, ...]:
    """Points and teams that make at least one tube, in the given order."""
    rows: dict[str, list[Coverage]] = {}
    for row in coverage:
        rows.setdefault(row.site_id, []).append(row)
    found = [_point_source(roster, point, rows.get(point.site_id, [])) for point in points]
    found += [_team_source(roster, travel, team) for team in teams]
    return tuple(source for source in found if source.tubes > 0)


def by_class(sources: Iterable[Source]) -> Mapping[ZoneClass, tuple[Source, ...]]:
    """Sealed sources first: they are pickier about vehicles and laboratories."""
    listed = tuple(sources)
    return {
        zone_class: tuple(s for s in listed if s.zone_class is zone_class)
        for zone_class in (ZoneClass.sealed, ZoneClass.open)
    }


def _zone_class(group: ZoneGroup) -> ZoneClass:
    return ZoneClass.sealed if group is ZoneGroup.sealed else ZoneClass.open


def _point_source(roster: Roster, point: Point, rows: Sequence[Coverage]) -> Source:
    place = Place("site", point.site_id)
    return Source(
        source_id=point.site_id,
        kind="site",
        zone_class=_zone_class(point.zone.group),
        series=point_tubes(roster, point, rows),
        meetings=(Meeting(place, None, -NEVER, NEVER),),
    )


def _team_source(roster: Roster, travel: Travel, team: DoorstepTeam) -> Source:
    meetings = []
    for stop, following in zip(team.stops, [*team.stops[1:], None], strict=True):
        place = Place("compound", stop.compound_id)
        close = NEVER
        if following is not None:
            way = travel.drive_min(place, Place("compound", following.compound_id))
            close = following.arrive - way
        meetings.append(Meeting(place, stop.compound_id, stop.arrive, close))
    parts = [(stop.arrive, stop_batches(roster, stop)) for stop in team.stops]
    return Source(
        source_id=team.team_id,
        kind="team",
        zone_class=_zone_class(team.zone.group),
        series=tube_series(roster, parts),
        meetings=tuple(meetings),
    )


def pickup_tables(
    sources: Sequence[Source], interval_min: int, team_margin_min: int = 0
) -> PickupTables:
    """Tabulate the sources' production by minute.

    A tube that fills so slowly that no pickup could take it within `interval_min` of its first
    sample would make every pickup look late; it is treated as started just late enough.

    Parameters
    ----------
    team_margin_min : a tube that a doorstep team has ready later than that before a pickup counts
        as one that may miss it, and wait for the next
    """
    base = min(source.first_sample for source in sources) - 1
    width = max(source.last_ready for source in sources) - base + 2
    minutes = base + np.arange(width)
    shape = (len(sources), width)
    count, key_count = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    oldest_left = np.full(shape, NEVER, np.int64)
    earliest_before = np.zeros((len(sources), width + interval_min), np.int64)
    for row, source in enumerate(sources):
        series = source.series
        count[row] = np.searchsorted(series.ready, minutes + 1e-6, side="right")
        keys = np.concatenate([[0], np.cumsum(series.key)])
        key_count[row] = keys[count[row]]
        first = np.maximum(series.first_sample, series.ready - (interval_min - _GRACE_MIN))
        oldest_from = np.minimum.accumulate(first[::-1])[::-1]
        some_left = count[row] < source.tubes
        sure = count[row]
        if source.kind == "team" and team_margin_min:
            sure = np.searchsorted(series.ready, minutes - team_margin_min + 1e-6, side="right")
        oldest_left[row, some_left] = np.floor(oldest_from[sure[some_left]] + 1e-6)
        latest_after = oldest_left[row] + interval_min  # non-decreasing
        at = base + np.arange(width + interval_min)
        earliest_before[row] = base + np.searchsorted(latest_after, at, side="left")
    return PickupTables(base, count, key_count, oldest_left, earliest_before)
