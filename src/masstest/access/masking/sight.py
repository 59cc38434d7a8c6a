"""What each role sees of a plan: one function for each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from masstest.access.masking.parts import (
    Ids,
    Part,
    assigned_leads,
    compounds_of,
    crews,
    crews_coming,
    officials_of,
    part_of,
    people_at,
    stops_of,
    team_members,
)
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster

NOBODY: Ids = frozenset()


@dataclass(frozen=True)
class Sight:
    """What is seen of a plan: identifiers, by kind.

    Of `points`, `teams` and `labs` one sees everything; of `places` only that a point is there,
    and when, of `met` only where a team is met; of `vehicles` whole runs. `staff` are shown at
    all, those among `names` by name, those among `phones` with their phone; `officials` with both.
    """

    overview: bool = False  # key figures, shortages, bounds: about the district as a whole
    points: Ids = NOBODY
    places: Ids = NOBODY
    compounds: Ids = NOBODY
    teams: Ids = NOBODY
    met: Ids = NOBODY
    vehicles: Ids = NOBODY
    labs: Ids = NOBODY
    staff: Ids = NOBODY
    officials: Ids = NOBODY
    names: Ids = NOBODY
    phones: Ids = NOBODY

    def joined(self, other: Sight) -> Sight:
        """What the two see together."""
        return Sight(
            **{f.name: getattr(self, f.name) | getattr(other, f.name) for f in fields(self)}
        )


NOTHING = Sight()


def sees_everything(grant: GrantedRole) -> bool:
    """Whether a grant shows a district's plan as it is, with all names and phones."""
    return grant.role in (Role.admin, Role.coordinator) and grant.scope in (
        Scope.all,
        Scope.district,
    )


def sight_of(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """What a grant that holds in the plan's district shows of it."""
    return _SIGHT_OF_ROLE[grant.role](grant, plan, roster)


def _coordinator(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """Of a street: everybody who is on duty there or comes there, and its officials."""
    part = part_of(plan, roster, grant)
    return replace(
        _of(part),
        staff=part.on_duty,
        names=part.on_duty,
        phones=part.on_duty,
        officials=part.officials,
    )


def _transport_lead(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """Everything that is driven; crews, and whom they meet: leads of points, doorstep teams."""
    part = part_of(plan, roster, grant)
    met = crews(plan) | assigned_leads(plan, part.sites) | team_members(plan, part.teams)
    return replace(_of(part), staff=part.on_duty, names=met, phones=met)


def _driver(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """The vehicle's own runs, and whom to call at each stop."""
    own = frozenset({grant.place})
    stops = stops_of(plan, own)
    met = crews(plan, own) | assigned_leads(plan, stops.sites) | team_members(plan, stops.teams)
    return Sight(
        places=stops.sites,
        compounds=stops.compounds,
        met=stops.teams,
        vehicles=own,
        staff=met,
        names=met,
        phones=met,
    )


def _lab(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """What is delivered to the laboratory, when, and how many tubes."""
    return Sight(labs=frozenset({grant.place}))


def _point_lead(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """The point, everybody who works there or comes with a vehicle, and whom to turn to."""
    own = frozenset({grant.place})
    met = people_at(plan, own) | crews_coming(plan, own)
    return Sight(
        points=own,
        places=own,
        compounds=compounds_of(plan, own),
        staff=met,
        officials=officials_of(plan, own),
        names=met,
        phones=met,
    )


def _doorstep(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """The team's own way, its two people, and the crews that fetch its tubes."""
    own = frozenset({grant.place})
    met = team_members(plan, own) | crews_coming(plan, own)
    visited = (
        stop.compound_id for team in own & plan.team.keys() for stop in plan.team[team].stops
    )
    return Sight(teams=own, compounds=frozenset(visited), staff=met, names=met, phones=met)


def _manager(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """Everything; officials with their phones, leads by name, everybody else by number."""
    part = part_of(plan, roster, grant)
    return replace(
        _of(part),
        staff=part.on_duty,
        names=assigned_leads(plan, part.sites),
        officials=part.officials,
    )


def _viewer(grant: GrantedRole, plan: Plan, roster: Roster) -> Sight:
    """What happens where, when, and for how many; nobody who does it."""
    return _of(part_of(plan, roster, grant))


def _of(part: Part) -> Sight:
    return Sight(
        overview=part.whole,
        points=part.sites,
        places=part.sites,
        compounds=part.compounds,
        teams=part.teams,
        vehicles=part.vehicles,
        labs=part.labs,
    )


_SIGHT_OF_ROLE: Mapping[Role, Callable[[GrantedRole, Plan, Roster], Sight]] = MappingProxyType(
    {
        Role.admin: _coordinator,
        Role.coordinator: _coordinator,
        Role.transport_lead: _transport_lead,
        Role.driver: _driver,
        Role.lab: _lab,
        Role.manager: _manager,
        Role.viewer: _viewer,
        Role.point_lead: _point_lead,
        Role.doorstep: _doorstep,
        Role.inspector: _manager,
    }
)
