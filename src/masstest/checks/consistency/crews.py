"""Duties fit their places, lanes and crews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.rostering.reserve import ability_of, can_take, work_of
from masstest.checks.sources import Source, source_of
from masstest.checks.whereabouts import trips
from masstest.domain.outcome import Violation
from masstest.domain.parameters import Parameters
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster, TransportMode
from masstest.domain.travel import Travel

POINT_ROLES = frozenset(
    {Role.sampler, Role.registrar, Role.usher, Role.packer, Role.disinfector, Role.lead}
)
TEAM_ROLES = frozenset({Role.doorstep, Role.registrar})
CREW_ROLES = frozenset({Role.driver, Role.courier})


def per_lane(parameters: Parameters) -> dict[Role, int]:
    """Persons of the roles that work at a lane, for each lane."""
    return {
        Role.sampler: parameters.samplers_per_lane,
        Role.registrar: parameters.registrars_per_lane,
        Role.usher: parameters.ushers_per_lane,
    }


def consistent_duties(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A duty has a length, and its role is one that its place has: start < end."""
    code = "consistent_duties"
    for duty in plan.duties:
        subjects = (duty.staff_id, duty.at)
        if duty.start >= duty.end:
            yield mismatch(code, subjects, duty.start, duty.end, "min")
        fits = (
            (duty.at in plan.point and duty.role in POINT_ROLES)
            or (duty.at in plan.team and duty.role in TEAM_ROLES)
            or (duty.at in roster.vehicle and duty.role in CREW_ROLES)
        )
        known = duty.at in plan.point or duty.at in plan.team or duty.at in roster.vehicle
        if known and not fits:
            yield mismatch(code, (*subjects, duty.role.value), 0, 1, "duties")


def consistent_lanes(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Lanes of duties exist and are shared out: 1 <= lane <= lanes, and at no time does a lane
    have more people of a role than it needs while the point samples.

    With `role_cover` it follows that every lane has its people.
    """
    code = "consistent_lanes"
    needed = per_lane(roster.parameters)
    at_lane: dict[tuple[str, int, Role], list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        if duty.lane is None:
            continue
        point = plan.point.get(duty.at)
        lanes = 0 if point is None else point.lanes
        if not 1 <= duty.lane <= lanes:
            yield mismatch(code, (duty.staff_id, duty.at), duty.lane, lanes, "lanes")
        elif duty.role in needed:
            at_lane[duty.at, duty.lane, duty.role].append(duty)
    for (site_id, lane, role), duties in at_lane.items():
        most = _most_at_once(duties)
        if most > needed[role]:
            subjects = (site_id, role.value, str(lane))
            yield mismatch(code, subjects, most, needed[role], "persons")


def _most_at_once(duties: list[Duty]) -> int:
    changes = sorted(
        [(duty.start, 1) for duty in duties] + [(duty.end, -1) for duty in duties],
        key=lambda change: change,
    )
    most = now = 0
    for _, change in changes:
        now += change
        most = max(most, now)
    return most


def consistent_crew(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Crews and pairs named in runs and teams are the people on duty there then, and no others.

    Where the roster names a vehicle's driver or courier, nobody else serves in their place while
    they stay idle, though they could.
    """
    code = "consistent_crew"
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        duties[duty.at].append(duty)
    for trip in trips(plan):
        aboard = {
            duty.staff_id
            for duty in duties.get(trip.vehicle_id, ())
            if duty.start < trip.end and trip.start < duty.end
        }
        if aboard != set(trip.crew) or len(set(trip.crew)) != len(trip.crew):
            wrong = len(aboard ^ set(trip.crew))
            yield mismatch(code, (trip.run_id, trip.vehicle_id), wrong, 0, "persons")
    yield from _passed_over(roster, plan, duties)
    for team in plan.doorstep:
        there = {duty.staff_id for duty in duties.get(team.team_id, ())}
        if there != set(team.staff_ids) or len(set(team.staff_ids)) != len(team.staff_ids):
            wrong = len(there ^ set(team.staff_ids))
            yield mismatch(code, (team.team_id,), wrong, 0, "persons")


def _passed_over(roster: Roster, plan: Plan, duties: dict[str, list[Duty]]) -> Iterator[Violation]:
    on_duty = {duty.staff_id for duty in plan.duties}
    for vehicle in roster.vehicles:
        for role, own_id in ((Role.driver, vehicle.driver_id), (Role.courier, vehicle.courier_id)):
            own = roster.person.get(own_id or "")
            work = [d for d in duties.get(vehicle.vehicle_id, ()) if d.role is role]
            if own is None or not work or own.staff_id in on_duty:
                continue
            if can_take(ability_of(roster, own), work_of(work)):
                subjects = (own.staff_id, vehicle.vehicle_id)
                yield mismatch("consistent_crew", subjects, 0, 1, "duties")


def consistent_dedicated(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """In dedicated mode a point has one vehicle, and the vehicle no other point.

    Unless the plan says how many vehicles it lacks for that: then points share.
    """
    if plan.round.transport_mode is not TransportMode.dedicated:
        return
    if any(report.facts.get("missing_vehicles") for report in plan.stages):
        return
    vehicles: dict[Source, set[str]] = defaultdict(set)
    points: dict[str, set[Source]] = defaultdict(set)
    for run in plan.runs:
        for stop in run.stops:
            source = source_of(stop) if stop.kind == "pickup" else None
            if source is not None and source.kind == "site":
                vehicles[source].add(run.vehicle_id)
                points[run.vehicle_id].add(source)
    for source, used in vehicles.items():
        if len(used) > 1:
            yield mismatch("consistent_dedicated", (source.id,), len(used), 1, "vehicles")
    for vehicle_id, served in points.items():
        if len(served) > 1:
            yield mismatch("consistent_dedicated", (vehicle_id,), len(served), 1, "points")
