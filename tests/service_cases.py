"""People, rounds and plans in a store, for tests of the service and of the API."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.access import logins, tokens, users
from masstest.access.actor import SYSTEM, Actor
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.service import rosters, rounds
from masstest.service.uploads import JSON
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import StoredPlan, User
from plan_example import example_plan, example_roster
from valid_plan import valid_plan, valid_roster

PLACE = {
    Role.driver: (Scope.vehicle, "V1"),
    Role.lab: (Scope.lab, "L1"),
    Role.point_lead: (Scope.point, "S001"),
    Role.doorstep: (Scope.team, "T01"),
}


@dataclass(frozen=True)
class Person:
    """Somebody with one role, and the key of a program that acts for them."""

    actor: Actor
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def make_person(store: Store, login: str, *grants: GrantedRole, lang: str = "en") -> Person:
    with store.writing() as session:
        user = users.create_user(
            session,
            SYSTEM,
            login,
            login.title(),
            grants=grants,
            lang="en" if lang == "en" else "zh",
        )
        made = tokens.make_token(session, SYSTEM, user, "tests")
        user_id = user.user_id
    with store.reading() as session:
        return Person(users.actor_of(session.get_one(User, user_id)), made.token)


def as_browser(store: Store, person: Person) -> dict[str, str]:
    """Headers of a browser in which somebody has just logged in."""
    with store.writing() as session:
        opened = logins.open_session(session, session.get_one(User, person.actor.user_id))
    cookie = f"{logins.cookie_name(secure=False)}={opened.token}"
    return {"Cookie": cookie, "X-CSRF-Token": opened.csrf_token}


def make_people(store: Store) -> dict[Role, Person]:
    """One person of every role; those who have one place each are at `PLACE`."""
    return {
        role: make_person(store, f"{role.value}-1", GrantedRole(role, *PLACE.get(role, ())))
        for role in Role
    }


@dataclass(frozen=True)
class Case:
    """A round with its roster and a plan."""

    round_id: str
    roster_id: str
    plan_id: str


def keep_plan(store: Store, round_id: str, roster: Roster, plan: Plan) -> tuple[str, str]:
    """A roster and a plan of it in the store; their ids."""
    with store.writing() as session:
        roster_json = roster.to_json().encode()
        made = rosters.make_from_json(
            session, SYSTEM, round_id, file_name="roster.json", roster_json=roster_json, facts={}
        )
        stored = StoredPlan(
            round_id=round_id,
            number=rosters.next_number(session, StoredPlan, round_id),
            roster_id=made.roster_id,
            origin="planned",
            status=plan.status,
            document_sha256=documents.keep(session, plan.to_json().encode(), JSON),
            roster_sha256=documents.keep(session, roster_json, JSON),
            kpis=dict(plan.kpis),
        )
        session.add(stored)
        session.flush()
        return made.roster_id, stored.plan_id


def make_case(store: Store, roster: Roster, plan: Plan, number: int = 1) -> Case:
    order = roster.round
    with store.writing() as session:
        made = rounds.create(
            session, SYSTEM, district=order.district, date=order.date, number=number
        )
        round_id = made.round_id
    return Case(round_id, *keep_plan(store, round_id, roster, plan))


def valid_case(store: Store) -> Case:
    """The round worked out by hand that meets every rule."""
    roster = valid_roster()
    return make_case(store, roster, valid_plan(roster))


def shown_case(store: Store) -> Case:
    """The round that has something of everything, shortages as well."""
    return make_case(store, example_roster(), example_plan())
