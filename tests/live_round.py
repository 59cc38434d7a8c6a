"""A round whose plan is in force, and what people report in it, told in a line each."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from masstest.access.roles import GrantedRole, Role, Scope
from masstest.live.events import Fact
from masstest.service.live.ledger.wire import FACT, SentEvent
from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredPlan
from service_cases import Case, Person, make_person, shown_case

DISTRICT = "渭滨区"
_NUMBERS = itertools.count()


def round_on(store: Store) -> Case:
    """The round with points S001 to S003, teams T01 and T02, vehicles V1 and V2, laboratories
    L1 and L2, its plan in force."""
    case = shown_case(store)
    publish(store, case.round_id, case.plan_id, 1)
    return case


def publish(store: Store, round_id: str, plan_id: str, number: int) -> None:
    """Put a plan in force, whatever the checks would say of it."""
    with store.writing() as session:
        sha256 = session.get_one(StoredPlan, plan_id).document_sha256
        session.add(
            Publication(round_id=round_id, plan_id=plan_id, number=number, document_sha256=sha256)
        )


def point_lead(store: Store, site_id: str = "S001") -> Person:
    return make_person(store, f"lead-{site_id}", GrantedRole(Role.point_lead, Scope.point, site_id))


def driver(store: Store, vehicle_id: str = "V1") -> Person:
    return make_person(
        store, f"at-{vehicle_id}", GrantedRole(Role.driver, Scope.vehicle, vehicle_id)
    )


def lab(store: Store, lab_id: str = "L1") -> Person:
    return make_person(store, f"at-{lab_id}", GrantedRole(Role.lab, Scope.lab, lab_id))


def transport_lead(store: Store) -> Person:
    return make_person(store, "transport", GrantedRole(Role.transport_lead))


def new_event_id() -> str:
    return f"event-{next(_NUMBERS):06d}"


def at(clock: str) -> str:
    """A time of the round's day, as phones tell it."""
    hour, minute = map(int, clock.split(":"))
    zone = dt.timezone(dt.timedelta(hours=8))
    return dt.datetime(2022, 3, 10, hour, minute, tzinfo=zone).isoformat()


def told(kind: str, clock: str = "09:00", event_id: str = "", **more: Any) -> dict[str, Any]:
    """An event as it is sent, in JSON; `place` and `person` are its own, the rest is the fact's."""
    own = {name: more.pop(name) for name in ("place", "person") if name in more}
    return {
        "event_id": event_id or new_event_id(), "at": at(clock), **own,
        "fact": {"kind": kind, **more},
    }  # fmt: skip


def sent(kind: str, clock: str = "09:00", event_id: str = "", **more: Any) -> SentEvent:
    """An event as it is read."""
    return SentEvent.model_validate(told(kind, clock, event_id, **more))


def fact(kind: str, **more: Any) -> Fact:
    made: Fact = FACT.validate_python({"kind": kind, **more})
    return made


SEALED: Mapping[str, Any] = {
    "box_id": "B1", "source": "S001", "seal": "X1", "tubes_counted": 20, "tubes_scanned": 20,
}  # fmt: skip
HANDED: Mapping[str, Any] = {
    "box_id": "B1", "seal": "X1", "tubes_counted": 20, "vehicle_id": "V1",
}  # fmt: skip
