"""Parts of a plan that somebody is concerned with: a street's, a vehicle's; and who works there."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from masstest.access.roles import GrantedRole, Scope
from masstest.domain.plan import Plan, Run, SupplyRun, WasteRun
from masstest.domain.roster import Role, Roster

Ids = frozenset[str]


@dataclass(frozen=True)
class Part:
    """A whole district, or one street of it. `on_duty` are its people, crews that come included."""

    whole: bool
    sites: Ids
    compounds: Ids
    teams: Ids
    vehicles: Ids
    labs: Ids
    on_duty: Ids
    officials: Ids


class Stops(NamedTuple):
    """Where vehicles go."""

    sites: Ids
    teams: Ids
    compounds: Ids  # where they meet a team


def part_of(plan: Plan, roster: Roster, grant: GrantedRole) -> Part:
    """The part of a district's plan that a grant is about."""
    if grant.scope is Scope.street:
        return _street(plan, roster, grant.place)
    return Part(
        whole=True,
        sites=frozenset(roster.site),
        compounds=frozenset(roster.compound),
        teams=frozenset(plan.team),
        vehicles=frozenset(roster.vehicle),
        labs=frozenset(roster.lab),
        on_duty=frozenset(roster.person),
        officials=frozenset(official.official_id for official in roster.officials),
    )


def _street(plan: Plan, roster: Roster, street: str) -> Part:
    """A street's sites and compounds, the points its people go to, and who else goes there."""
    sites = {site_id for site_id, site in roster.site.items() if site.street == street}
    compounds = {c_id for c_id, compound in roster.compound.items() if compound.street == street}
    sites |= {row.site_id for row in plan.coverage if row.compound_id in compounds}
    teams = frozenset(
        team.team_id
        for team in plan.doorstep
        if any(stop.compound_id in compounds for stop in team.stops)
    )
    compounds |= compounds_of(plan, sites)
    return Part(
        whole=False,
        sites=frozenset(sites),
        compounds=frozenset(compounds),
        teams=teams,
        vehicles=frozenset(),
        labs=frozenset(),
        on_duty=people_at(plan, sites)
        | team_members(plan, teams)
        | crews_coming(plan, sites | teams),
        officials=officials_of(plan, sites),
    )


def stops_of(plan: Plan, vehicles: Ids) -> Stops:
    """Where `vehicles` go in all their runs."""
    stops = [stop for run in _all_runs(plan) if run.vehicle_id in vehicles for stop in run.stops]

    def named(kind: str) -> Ids:
        found = (getattr(stop, kind, None) for stop in stops)
        return frozenset(value for value in found if value is not None)

    return Stops(named("site_id"), named("team_id"), named("compound_id"))


def crews(plan: Plan, vehicles: Ids | None = None) -> Ids:
    """Who travels in `vehicles`; in any, if none are named."""
    return frozenset(
        person
        for run in _all_runs(plan)
        if vehicles is None or run.vehicle_id in vehicles
        for person in run.crew
    )


def assigned_leads(plan: Plan, sites: Ids) -> Ids:
    """Who leads the points at `sites`."""
    return frozenset(
        duty.staff_id for duty in plan.duties if duty.role is Role.lead and duty.at in sites
    )


def compounds_of(plan: Plan, sites: Container[str]) -> Ids:
    """The compounds whose people come to `sites`."""
    return frozenset(row.compound_id for row in plan.coverage if row.site_id in sites)


def people_at(plan: Plan, sites: Container[str]) -> Ids:
    """Who is on duty at `sites`."""
    return frozenset(duty.staff_id for duty in plan.duties if duty.at in sites)


def crews_coming(plan: Plan, places: Container[str]) -> Ids:
    """The crews of all runs that stop at `places`, which are sites and doorstep teams."""
    return frozenset(
        person
        for run in _all_runs(plan)
        if any(_place(stop) in places for stop in run.stops)
        for person in run.crew
    )


def officials_of(plan: Plan, sites: Container[str]) -> Ids:
    """The officials of all three tiers who answer for the points at `sites`."""
    return frozenset(
        official
        for point in plan.points
        if point.site_id in sites
        for official in chain(
            point.officials.street, point.officials.community, point.officials.point
        )
    )


def team_members(plan: Plan, teams: Ids) -> Ids:
    return frozenset(
        person for team in plan.doorstep if team.team_id in teams for person in team.staff_ids
    )


def _all_runs(plan: Plan) -> Iterator[Run | SupplyRun | WasteRun]:
    return chain(plan.runs, plan.supply_runs, plan.waste_runs)


def _place(stop: object) -> str | None:
    place: str | None = getattr(stop, "site_id", None) or getattr(stop, "team_id", None)
    return place
