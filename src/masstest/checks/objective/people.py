"""Objective terms of rostering (metres of way) and of officials (tiers without a person)."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import ceil

from masstest.checks.officials import tiers
from masstest.checks.rostering.cover import covered_min, role_minutes
from masstest.checks.whereabouts import Whereabouts, duties_by_person, trips
from masstest.domain import objective as weight
from masstest.domain.plan import Duty, Plan
from masstest.domain.roster import Role, Roster, Staff, StaffPool
from masstest.domain.travel import Place, Travel


def rostering_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """missing, reserve, commute, zone_change, pins, team_split, duties; in metres."""
    where = Whereabouts.of(plan)
    called = reserve = changed = broken_pins = duties_so_far = 0
    commute = 0.0
    groups_at = _groups_at(roster, plan)
    places: dict[str, list[str]] = defaultdict(list)
    for staff_id, duties in duties_by_person(plan).items():
        person = roster.person.get(staff_id)
        if person is None:
            continue
        called += 1
        reserve += person.pool is StaffPool.reserve
        commute += _way(travel, person, where.place_at_start(duties[0]))
        served = set[str]().union(*(groups_at.get(duty.at, set()) for duty in duties))
        last = person.last_zone
        changed += bool(last is not None and served and served != {last.group.value})
        broken_pins += _pin_broken(person, duties, plan)
        duties_so_far += person.duties_so_far
        if person.team:
            places[person.team].append(duties[0].at)
    split = sum(len(own) - max(Counter(own).values()) for own in places.values())
    return {
        "missing": weight.MISSING_ROLE_MIN_M * missing_role_min(roster, plan),
        "reserve": roster.parameters.reserve_call_penalty * reserve,
        "commute": commute,
        "zone_change": weight.ZONE_CHANGE_M * changed,
        "pins": weight.PIN_BROKEN_M * broken_pins,
        "team_split": weight.TEAM_SPLIT_M * split,
        "duties": _turn_m(travel) * duties_so_far,
    }


def missing_role_min(roster: Roster, plan: Plan) -> int:
    """Role-minutes without a person: at points, in doorstep teams, in vehicles."""
    missing = sum(required - covered for _, _, covered, required in role_minutes(roster, plan))
    spans: dict[tuple[str, Role], list[tuple[int, int]]] = defaultdict(list)
    for duty in plan.duties:
        spans[duty.at, duty.role].append((duty.start, duty.end))
    for trip in trips(plan):
        roles = (Role.driver, Role.courier) if trip.kind == "specimen" else (Role.driver,)
        for role in roles:
            on_duty = spans.get((trip.vehicle_id, role), ())
            covered = covered_min(on_duty, trip.start, trip.end, 1)
            missing += max(0, trip.end - trip.start) - covered
    return missing


def _groups_at(roster: Roster, plan: Plan) -> dict[str, set[str]]:
    """Zone group of points and teams; vehicles have none."""
    groups = {point.site_id: {point.zone.group.value} for point in plan.points}
    return groups | {team.team_id: {team.zone.group.value} for team in plan.doorstep}


def _way(travel: Travel, person: Staff, place: Place | None) -> float:
    if place is None or place not in travel.place_index:
        return 0.0
    if person.staff_id not in travel.staff_row:
        return 0.0
    return travel.commute(person.staff_id, place)


def _turn_m(travel: Travel) -> float:
    """Metres per earlier duty: 10 km more than the longest way there is, 20 km at least."""
    longest_km = ceil(travel.commute_m.max() / 1_000) if travel.commute_m.size else 0
    return max(weight.DUTY_SO_FAR_M, weight.DUTY_ABOVE_WAY_M + 1_000.0 * longest_km)


def _pin_broken(person: Staff, duties: list[Duty], plan: Plan) -> bool:
    pinned = person.pinned_site_id
    return pinned in plan.point and any(duty.at != pinned for duty in duties)


def officials_terms(roster: Roster, plan: Plan, travel: Travel) -> dict[str, float]:
    """missing: tiers of points without a person."""
    missing = sum(not present for p in plan.points for present in tiers(roster, p).values())
    return {"missing": weight.MISSING_OFFICIAL * missing}
