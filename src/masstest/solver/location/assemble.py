"""From who goes where to points with hours and appointments, and the terms of the objective."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from masstest.domain import objective
from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Roster, SiteStatus
from masstest.solver.location.appointments import Visit, finish_at, queue_limit, sampling_min
from masstest.solver.production import tube_count
from masstest.solver.stages import LocationPlan

_CLOSING_STEP_MIN = 5  # staff may go at a time that can be remembered


@dataclass(frozen=True)
class Opening:
    """A site that becomes a point; it must be done by `until` if that is possible at all.

    `at_ease`: whether it may have more lanes for a reserve.
    """

    site_id: str
    open_from: int
    until: int
    lanes: int
    at_ease: bool = False


def assemble(roster: Roster, openings: Sequence[Opening], visits: Iterable[Visit]) -> LocationPlan:
    """Points and coverage, both in the order of the roster's sheets."""
    by_site: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_site[visit.site_id].append(visit)
    points, rows = {}, {}
    for opening in (*openings, *_idle(roster, openings)):
        own = sorted(by_site[opening.site_id], key=lambda v: v.compound.compound_id)
        lanes = _lanes(roster, opening, own)
        points[opening.site_id] = _point(roster, opening, lanes, own)
        slots = queue_limit(roster, opening.open_from, lanes, own)
        for visit, booked in zip(own, slots, strict=True):
            rows[visit.compound.compound_id, visit.site_id] = Coverage(
                compound_id=visit.compound.compound_id,
                site_id=visit.site_id,
                persons=visit.persons,
                key_persons=visit.key,
                walk_m=visit.walk_m,
                slots=booked,
            )
    site_order = {site.site_id: n for n, site in enumerate(roster.sites)}
    compound_order = {c.compound_id: n for n, c in enumerate(roster.compounds)}
    return LocationPlan(
        points=tuple(points[site_id] for site_id in sorted(points, key=site_order.__getitem__)),
        coverage=tuple(
            rows[key]
            for key in sorted(rows, key=lambda k: (compound_order[k[0]], site_order[k[1]]))
        ),
    )


def _idle(roster: Roster, openings: Sequence[Opening]) -> Iterator[Opening]:
    """Required sites that nobody could use (too few samplers, hours outside the round)."""
    opened = {opening.site_id for opening in openings}
    for site in roster.sites:
        if site.status is SiteStatus.required and site.site_id not in opened:
            start = max(site.open_from, roster.round.sampling_start)
            if start >= site.open_until:
                start = site.open_from
            yield Opening(site.site_id, start, site.open_until, 1)


def _lanes(roster: Roster, opening: Opening, visits: Sequence[Visit]) -> int:
    """The fewest lanes, up to those planned, that are done by `until`; and more while the
    reserve that they win is worth them."""
    least = opening.lanes
    for lanes in range(1, opening.lanes):
        if finish_at(roster, opening.open_from, lanes, visits) <= opening.until:
            least = lanes
            break
    if not (opening.at_ease and visits):
        return least

    def cost_m(lanes: int) -> float:
        used = _reserve_used(roster, opening.open_from, lanes, visits)
        return roster.parameters.lane_cost_m * lanes + objective.FINISH_RESERVE_LANE_MIN_M * used

    while least < opening.lanes and cost_m(least + 1) < cost_m(least):
        least += 1
    return least


def _reserve_used(roster: Roster, open_from: int, lanes: int, visits: Sequence[Visit]) -> float:
    """Lane-minutes after the time at ease."""
    at_ease_min = roster.finish_at_ease(open_from) - open_from
    return lanes * max(0.0, sampling_min(roster, lanes, visits) - at_ease_min)


def _point(roster: Roster, opening: Opening, lanes: int, visits: Sequence[Visit]) -> Point:
    site = roster.site[opening.site_id]
    done = finish_at(roster, opening.open_from, lanes, visits)
    # a required point without visitors is still there for whoever comes in its first slot
    staffed_until = max(done, opening.open_from + (0 if visits else roster.parameters.slot_min))
    rounded = -(-staffed_until // _CLOSING_STEP_MIN) * _CLOSING_STEP_MIN
    streams: dict[tuple[bool, int], int] = defaultdict(int)
    for visit in visits:
        streams[True, roster.pool_size(visit.compound, key=True)] += visit.key
        streams[False, roster.pool_size(visit.compound)] += visit.persons - visit.key
    tubes = {stream: tube_count(count, stream[1], roster) for stream, count in streams.items()}
    return Point(
        site_id=site.site_id,
        name=site.name,
        zone=site.zone,
        lanes=lanes,
        open_from=opening.open_from,
        open_until=max(done, min(rounded, site.open_until)),
        finish_at=done,
        persons=sum(visit.persons for visit in visits),
        key_persons=sum(visit.key for visit in visits),
        tubes=sum(tubes.values()),
        key_tubes=sum(count for (key, _), count in tubes.items() if key),
    )


def terms(roster: Roster, plan: LocationPlan) -> Mapping[str, float]:
    """The terms of the objective, in metres walked; see `masstest.domain.objective`."""
    parameters = roster.parameters
    persons: dict[str, int] = defaultdict(int)
    key: dict[str, int] = defaultdict(int)
    visits: dict[str, list[Visit]] = defaultdict(list)
    walk = over = moves = uncovered = 0.0
    for row in plan.coverage:
        persons[row.compound_id] += row.persons
        key[row.compound_id] += row.key_persons
        walk += row.persons * row.walk_m
        compound = roster.compound[row.compound_id]
        limit = roster.walking_limit_m(compound)
        over += row.persons * max(0.0, row.walk_m - limit)
        visits[row.site_id].append(
            Visit(compound, row.site_id, row.persons, row.key_persons, row.walk_m)
        )
        before = roster.previous_sites.get(row.compound_id)
        if before is not None and row.site_id not in before:
            moves += row.persons
    for compound in roster.compounds:
        demand = roster.demand(compound)
        missing = demand.walking - persons[compound.compound_id]
        missing_key = demand.walking_key - key[compound.compound_id]
        uncovered += objective.UNCOVERED_PERSON_M * missing
        uncovered += objective.UNCOVERED_KEY_PERSON_M * missing_key
    late_min = sum(max(0, point.finish_at - roster.finish_target) for point in plan.points)
    reserve = sum(
        _reserve_used(roster, point.open_from, point.lanes, visits[point.site_id])
        for point in plan.points
    )
    return {
        "uncovered": uncovered,
        "late": objective.LATE_POINT_MIN_M * late_min,
        "reserve": objective.FINISH_RESERVE_LANE_MIN_M * reserve,
        "over_limit": objective.OVER_LIMIT_M * over,
        "walk": walk,
        "points": parameters.point_cost_m * len(plan.points),
        "lanes": parameters.lane_cost_m * sum(point.lanes for point in plan.points),
        "moves": parameters.move_penalty_m * moves,
    }
