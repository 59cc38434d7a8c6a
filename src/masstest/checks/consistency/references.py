"""Ids of a plan exist, once each; the round is the roster's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.officials import responsible
from masstest.checks.whereabouts import trips
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Level, Roster, TransportMode
from masstest.domain.travel import Travel


def consistent_references(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every id that the plan names exists, and what it defines it defines once.

    A point bears the name and the zone of its site.
    """
    code = "consistent_references"
    for subjects in _dangling(roster, plan):
        yield mismatch(code, subjects, 0, 1, "entries")
    for point in plan.points:
        site = roster.site.get(point.site_id)
        if site is not None and (point.name, point.zone) != (site.name, site.zone):
            yield mismatch(code, (point.site_id, point.name, point.zone.value), 0, 1, "entries")
    for names in _definitions(plan):
        for name, count in Counter(names).items():
            if count > 1:
                yield mismatch(code, name, count, 1, "entries")


def _dangling(roster: Roster, plan: Plan) -> Iterator[tuple[str, ...]]:
    def unknown(ids: Iterable[str], known: Container[str], *at: str) -> Iterator[tuple[str, ...]]:
        return ((name, *at) for name in ids if name not in known)

    vehicles = {trip.vehicle_id for trip in trips(plan)}
    places = {*plan.point, *plan.team, *roster.vehicle}
    items = {item.item for item in roster.supplies}
    yield from unknown((point.site_id for point in plan.points), roster.site)
    yield from unknown(sorted(vehicles), roster.vehicle)
    yield from unknown((load.lab_id for load in plan.labs), roster.lab)
    for row in plan.coverage:
        yield from unknown([row.compound_id], roster.compound, row.site_id)
        yield from unknown([row.site_id], plan.point, row.compound_id)
    for duty in plan.duties:
        yield from unknown([duty.staff_id], roster.person, duty.at)
        yield from unknown([duty.at], places, duty.staff_id)
    for team in plan.doorstep:
        yield from unknown(team.staff_ids, roster.person, team.team_id)
        yield from unknown((s.compound_id for s in team.stops), roster.compound, team.team_id)
    for run in plan.runs:
        for stop in run.stops:
            if stop.kind == "deliver" or stop.lab_id is not None:
                yield from unknown([stop.lab_id or ""], roster.lab, run.run_id)
            elif stop.team_id is not None:
                yield from unknown([stop.team_id], plan.team, run.run_id)
                yield from unknown([stop.compound_id or ""], roster.compound, run.run_id)
            else:
                yield from unknown([stop.site_id or ""], plan.point, run.run_id)
    for trip in trips(plan):
        yield from unknown(trip.crew, roster.person, trip.run_id)
        if trip.kind != "specimen":
            visited = (place.id for place, _, _ in trip.stops if place is not None)
            yield from unknown(visited, plan.point, trip.run_id)
    for supply in plan.supplies:
        yield from unknown([supply.item], items)
        if supply.team_id is None:
            yield from unknown([supply.site_id or ""], plan.point, supply.item)
        else:
            yield from unknown([supply.team_id], plan.team, supply.item)
    for light in plan.readiness:
        yield from unknown([light.site_id], plan.point, light.item)


def _definitions(plan: Plan) -> Iterator[list[tuple[str, ...]]]:
    yield [(point.site_id,) for point in plan.points]
    yield [(row.compound_id, row.site_id) for row in plan.coverage]
    yield [(team.team_id,) for team in plan.doorstep]
    yield [(load.lab_id,) for load in plan.labs]
    yield [(trip.run_id,) for trip in trips(plan)]
    yield [(light.site_id, light.item) for light in plan.readiness]
    yield [(supply.site_id or supply.team_id or "", supply.item) for supply in plan.supplies]


def consistent_round(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """The plan's round is the roster's: district, date, number, scope and deadlines agree."""
    code = "consistent_round"
    for name in ("district", "date", "number", "scope", "timezone"):
        if getattr(plan.round, name) != getattr(roster.round, name):
            yield mismatch(code, (name,), 0, 1, "entries")
    for name in (
        "sampling_start",
        "sampling_deadline",
        "key_result_deadline",
        "result_deadline",
    ):
        recorded, right = getattr(plan.round, name), getattr(roster.round, name)
        if recorded != right:
            yield mismatch(code, (name,), recorded, right, "min")
    mode, ordered = plan.round.transport_mode, roster.round.transport_mode
    if mode is TransportMode.auto or (ordered is not TransportMode.auto and mode is not ordered):
        yield mismatch(code, ("transport_mode",), 0, 1, "entries")


def consistent_officials(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Officials named for a point exist, have the tier they are named for, and answer for it.

    Nobody is named twice.
    """
    known = {official.official_id: official for official in roster.officials}
    for point in plan.points:
        site = roster.site.get(point.site_id)
        for level, ids in (
            (Level.street, point.officials.street),
            (Level.community, point.officials.community),
            (Level.point, point.officials.point),
        ):
            for official_id in ids:
                official = known.get(official_id)
                wrong = (
                    official is None
                    or (site is not None and not responsible(official, level, site))
                    or ids.count(official_id) > 1
                )
                if wrong:
                    subjects = (official_id, point.site_id, level.value)
                    yield mismatch("consistent_officials", subjects, 0, 1, "entries")
