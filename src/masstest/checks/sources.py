"""Where tubes wait, and what each pickup should find there.

A *source* is a point (its site id) or a doorstep team (its team id). Its tubes are those of
`masstest.checks.production`; a pickup takes all that are ready and not yet taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from masstest.checks.production import (
    Tube,
    batches_at_point,
    batches_at_stop,
    rows_by_site,
    tubes_of,
)
from masstest.domain.plan import Plan, Run, Stop
from masstest.domain.roster import Roster, Zone
from masstest.domain.units import floor_min


class Source(NamedTuple):
    """A place or team that makes tubes; the kind keeps equal ids apart."""

    kind: Literal["site", "team"]
    id: str


class Pickup(NamedTuple):
    """A pickup of the plan beside what it should find: tubes ready and the oldest's first sample.

    `oldest_sample_at` is in whole minutes, rounded down; None when nothing is ready.
    """

    run: Run
    stop: Stop
    source: Source
    tubes: int
    key_tubes: int
    oldest_sample_at: int | None


class Leftover(NamedTuple):
    """Tubes of a source that no pickup took, of how many it makes."""

    source: Source
    left: int
    made: int


def source_of(stop: Stop) -> Source | None:
    """The source a pickup stop names: its team if it names one, else its site; at a laboratory
    there is none."""
    if stop.team_id is not None:
        return Source("team", stop.team_id)
    return None if stop.site_id is None else Source("site", stop.site_id)


def pickups(plan: Plan) -> Iterator[tuple[Run, Stop]]:
    """Every pickup stop with its run."""
    for run in plan.runs:
        for stop in run.stops:
            if stop.kind == "pickup":
                yield run, stop


def deliveries(plan: Plan) -> Iterator[tuple[Run, Stop]]:
    """Every delivery stop with its run."""
    for run in plan.runs:
        for stop in run.stops:
            if stop.kind == "deliver":
                yield run, stop


def oldest_in(run: Run) -> int | None:
    """The first sample of the oldest tube a run picks up."""
    moments = [
        stop.oldest_sample_at
        for stop in run.stops
        if stop.kind == "pickup" and stop.oldest_sample_at is not None
    ]
    return min(moments, default=None)


def tubes_by_source(roster: Roster, plan: Plan) -> dict[Source, list[Tube]]:
    """Every tube that the plan makes, by source, in the order in which they are ready."""
    tubes: dict[Source, list[Tube]] = {}
    rows = rows_by_site(plan)
    for point in plan.points:
        batches = batches_at_point(roster, point, rows.get(point.site_id, ()))
        tubes[Source("site", point.site_id)] = tubes_of(roster, batches)
    for team in plan.doorstep:
        own = tubes.setdefault(Source("team", team.team_id), [])
        for stop in team.stops:
            own.extend(tubes_of(roster, batches_at_stop(roster, stop)))
    for source in tubes.values():
        source.sort(key=lambda tube: tube.ready)
    return tubes


def follow_pickups(roster: Roster, plan: Plan) -> tuple[list[Pickup], list[Leftover]]:
    """What every pickup should find, and what is left at each source after the last one."""
    tubes = tubes_by_source(roster, plan)
    visits: dict[Source, list[tuple[int, str, Run, Stop]]] = defaultdict(list)
    for run, stop in pickups(plan):
        source = source_of(stop)
        if source is not None:
            visits[source].append((stop.arrive, run.run_id, run, stop))
    found: list[Pickup] = []
    leftovers: list[Leftover] = []
    for source in sorted(tubes.keys() | visits.keys()):
        waiting = tubes.get(source, [])
        taken = 0
        for arrive, _, run, stop in sorted(visits.get(source, ()), key=lambda visit: visit[:2]):
            before = taken
            # float noise of a thousandth of a minute never decides whether a tube is ready
            while taken < len(waiting) and waiting[taken].ready <= arrive + 1e-6:
                taken += 1
            found.append(_pickup(run, stop, source, waiting[before:taken]))
        if taken < len(waiting):
            leftovers.append(Leftover(source, len(waiting) - taken, len(waiting)))
    return found, leftovers


def _pickup(run: Run, stop: Stop, source: Source, taken: list[Tube]) -> Pickup:
    oldest = floor_min(min(tube.first for tube in taken)) if taken else None
    return Pickup(run, stop, source, len(taken), sum(tube.key for tube in taken), oldest)


def sealed_sources(roster: Roster, plan: Plan) -> frozenset[Source]:
    """Sources whose tubes come from a sealed zone, by the roster's zones as well as the plan's."""
    sealed = set()
    rows = rows_by_site(plan)
    for point in plan.points:
        site = roster.site.get(point.site_id)
        compounds = [row.compound_id for row in rows.get(point.site_id, ())]
        in_sealed_zone = site is not None and site.zone is Zone.sealed
        if in_sealed_zone or point.zone is Zone.sealed or _any_sealed(roster, compounds):
            sealed.add(Source("site", point.site_id))
    for team in plan.doorstep:
        if team.zone is Zone.sealed or _any_sealed(roster, (s.compound_id for s in team.stops)):
            sealed.add(Source("team", team.team_id))
    return frozenset(sealed)


def _any_sealed(roster: Roster, compound_ids: Iterable[str]) -> bool:
    found = (roster.compound.get(compound_id) for compound_id in compound_ids)
    return any(compound is not None and compound.zone is Zone.sealed for compound in found)


__all__ = [
    "Leftover",
    "Pickup",
    "Source",
    "deliveries",
    "follow_pickups",
    "oldest_in",
    "pickups",
    "sealed_sources",
    "source_of",
    "tubes_by_source",
]
