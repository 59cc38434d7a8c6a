"""Passes of a round: cards for all vehicles, points, teams and laboratories of its plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from masstest.access import passes
from masstest.access.actor import Actor
from masstest.access.passes import Bearer, NewPass
from masstest.access.roles import GrantedRole, Permission, Role, Scope
from masstest.domain.plan import Plan, PlanRound
from masstest.domain.roster import Roster
from masstest.live.round_clock import moment_at
from masstest.service import rounds
from masstest.service.existing import existing
from masstest.service.live.in_force.plan_in_force import Published, plan_in_force
from masstest.service.live.tasks.people import on_duty
from masstest.service.problems import Problem, not_found
from masstest.store.engine import Store
from masstest.store.tables import PhonePass, StoredRound, User
from masstest.store.tables.base import utc_now
from masstest.text import N_, Lang, translator

AFTER_MIN = 6 * 60
"""A pass ends this long after the last result is due."""
PLAYED_FOR = dt.timedelta(hours=24)
"""And lives at least this long, so that a day that is over can be rehearsed."""

ROLE_OF: Mapping[Scope, Role] = MappingProxyType(
    {
        Scope.vehicle: Role.driver,
        Scope.point: Role.point_lead,
        Scope.team: Role.doorstep,
        Scope.lab: Role.lab,
    }
)
NAMES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.vehicle: N_("Vehicle {place}"),
        Scope.point: N_("Point {place}"),
        Scope.team: N_("Doorstep team {place}"),
        Scope.lab: N_("Laboratory {place}"),
    }
)
_SCOPE_OF = {role.value: scope for scope, role in ROLE_OF.items()}


@dataclass(frozen=True)
class PassPlace:
    """A place that a pass can be made for; `street` is empty where none is known."""

    scope: Scope
    place_id: str
    name: str
    street: str = ""

    @property
    def key(self) -> str:
        """``vehicle/V011``: the place among all of a round."""
        return f"{self.scope.value}/{self.place_id}"


@dataclass(frozen=True)
class Card:
    """What is printed: `token` goes into the card's code, and exists nowhere else."""

    place: PassPlace
    token: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class PlaceRow:
    """A place with the pass that it has, if it has one."""

    place: PassPlace
    held: PhonePass | None


@dataclass(frozen=True)
class Shown:
    """Whose pass it is, before anybody has said who holds the phone."""

    round: StoredRound
    place: PassPlace
    people: list[dict[str, str]]  # staff_id and name of those on duty there


def rows(session: Session, actor: Actor, round_id: str) -> list[PlaceRow]:
    """Every place of the plan in force, and whether it has a pass."""
    found, _ = _in_force(session, actor, round_id)
    held = {(_SCOPE_OF.get(p.role), p.place): p for p in passes.active(session, round_id)}
    return [
        PlaceRow(place, held.get((place.scope, place.place_id)))
        for place in places_of(found.plan, found.roster)
    ]


def issue(
    session: Session, actor: Actor, round_id: str, wanted: Collection[str], lang: Lang
) -> list[Card]:
    """Make passes for the places whose keys are `wanted`; what they had before is revoked.

    The cards must be printed from what is returned: their codes are kept nowhere.

    Raises
    ------
    Problem
        ``not_found``, also if nothing is in force; ``no_place_chosen``.
    """
    found, stored = _in_force(session, actor, round_id)
    chosen = [p for p in places_of(found.plan, found.roster) if p.key in wanted]
    if not chosen:
        raise Problem("no_place_chosen")
    t = translator(lang)
    bearers = [
        Bearer(
            GrantedRole(ROLE_OF[p.scope], p.scope, f"{stored.district}/{p.place_id}"),
            t(NAMES[p.scope], place=p.place_id),
        )
        for p in chosen
    ]
    made = passes.issue(
        session,
        actor,
        round_id,
        bearers,
        expires_at=expiry(found.plan.round),
        lang=lang,
        is_demo=stored.is_demo,
    )
    return [_card(place, new) for place, new in zip(chosen, made, strict=True)]


def revoke(session: Session, actor: Actor, pass_id: str) -> PhonePass:
    """Take one pass out of use; phones that were let in by it are out at once."""
    found = existing(session, PhonePass, pass_id, "pass")
    rounds.get(session, actor, found.round_id, Permission.edit_passes)
    passes.revoke(session, actor, found)
    return found


def shown(store: Store, token: str, address: str) -> Shown:
    """Whose pass a card's code is.

    Raises
    ------
    AccessDenied
        ``pass_unknown``, ``throttled``.
    """
    known = passes.of_token(store, token, address)
    with store.reading() as session:
        stored = session.get_one(StoredRound, known.round_id)
        scope = _SCOPE_OF[known.role]
        found = plan_in_force(session, known.round_id)
        place, people = None, []
        if found is not None:
            every = places_of(found.plan, found.roster)
            place = next((p for p in every if (p.scope, p.place_id) == (scope, known.place)), None)
            people = on_duty(found.plan, found.roster, scope, known.place)
        if place is None:  # not in this plan any more: the card still says whose it is
            name = session.get_one(User, known.user_id).name
            place = PassPlace(scope, known.place, name)
        return Shown(stored, place, people)


def expiry(day: PlanRound) -> dt.datetime:
    """When passes of a round end."""
    return max(moment_at(day, day.result_deadline + AFTER_MIN), utc_now() + PLAYED_FOR)


def places_of(plan: Plan, roster: Roster) -> list[PassPlace]:
    """All places of a plan that a phone can act for."""
    driven = {run.vehicle_id for run in plan.runs}
    driven |= {run.vehicle_id for run in plan.waste_runs}
    driven |= {run.vehicle_id for run in plan.supply_runs}
    vehicles = [
        PassPlace(Scope.vehicle, v.vehicle_id, v.plate)
        for v in roster.vehicles
        if v.vehicle_id in driven
    ]
    points = [
        PassPlace(Scope.point, p.site_id, p.name, _street(roster, p.site_id)) for p in plan.points
    ]
    teams = []
    for team in plan.doorstep:
        first = roster.compound.get(team.stops[0].compound_id) if team.stops else None
        teams.append(
            PassPlace(Scope.team, team.team_id, team.team_id, first.street if first else "")
        )
    used = {load.lab_id for load in plan.labs}
    labs = [PassPlace(Scope.lab, lab.lab_id, lab.name) for lab in roster.labs if lab.lab_id in used]
    return [*vehicles, *points, *teams, *labs]


def _in_force(session: Session, actor: Actor, round_id: str) -> tuple[Published, StoredRound]:
    stored = rounds.get(session, actor, round_id, Permission.edit_passes)
    found = plan_in_force(session, round_id)
    if found is None:
        raise not_found("plan in force")
    return found, stored


def _street(roster: Roster, site_id: str) -> str:
    site = roster.site.get(site_id)
    return "" if site is None else site.street


def _card(place: PassPlace, made: NewPass) -> Card:
    return Card(place, made.token, made.expires_at)
