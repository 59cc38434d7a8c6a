"""“My day” for a phone: what one vehicle, point, team or laboratory has to do, and what it has
reported so far. The phone keeps it, and goes on with it where there is no network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access import passes
from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.access.roles import GrantedRole, Permission, Scope
from masstest.domain.plan import PlanRound
from masstest.live.events import Event
from masstest.live.round_clock import is_on, moment_at, round_now_min
from masstest.service import rounds
from masstest.service.kept import LastParsed
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.plan_in_force import (
    Published,
    plan_in_force,
    publication_before,
    published,
)
from masstest.service.live.tasks.boxes import boxes_of
from masstest.service.live.tasks.lab import lab_work, retests_told
from masstest.service.live.tasks.pickups import arrivals, lateness
from masstest.service.live.tasks.point import point_work
from masstest.service.live.tasks.reported import events_of
from masstest.service.live.tasks.team import team_work
from masstest.service.live.tasks.vehicle import fetches_of, vehicle_work
from masstest.service.permits import require
from masstest.service.problems import not_found
from masstest.store.engine import Store
from masstest.store.tables import Publication, StoredRound
from masstest.store.tables.base import utc_now

_works = LastParsed(600)  # one for each vehicle, point, team and laboratory of a district

Work = Mapping[str, Any]
MakeWork = Callable[[Published, Published | None, str], Work]
"""What a place has to do, of the masked plan in force and of the one before it. Its ``sources``
are the points and teams whose boxes concern it, ``vehicles`` those that come (so do the boxes on a
laboratory's), ``crew`` and ``name`` who and what it is."""

_WORK_OF: Mapping[Scope, MakeWork] = {
    Scope.vehicle: vehicle_work,
    Scope.point: point_work,
    Scope.team: team_work,
    Scope.lab: lab_work,
}


def own_rounds(session: Session, actor: Actor) -> list[StoredRound]:
    """The rounds in which `actor` has something to do: that of the pass, or those of the own
    district that have a plan in force, the latest day first."""
    require(actor, Permission.read_own_task)
    of_pass = passes.round_of(session, actor)
    if of_pass is not None:
        return [session.get_one(StoredRound, of_pass)]
    query = (
        select(StoredRound)
        .join(Publication, Publication.round_id == StoredRound.round_id)
        .where(Publication.withdrawn_at.is_(None))
    )
    districts = actor.districts(Permission.read_own_task)
    if districts is not None:
        query = query.where(StoredRound.district.in_(districts))
    query = query.order_by(StoredRound.date.desc(), StoredRound.number.desc()).limit(20)
    return list(session.scalars(query))


@at_the_desk
def task(store: Store, actor: Actor, round_id: str, *, place: str | None = None) -> dict[str, Any]:
    """What a phone is told.

    Parameters
    ----------
    store : Store
        Not a session: what has been reported is brought up to date in between.
    actor : Actor
        With one vehicle, point, team or laboratory, or several: then `place` says which.
    round_id : str
    place : str, optional

    Returns
    -------
    dict
        ``clock`` (``now_min``, ``midnight_ms`` since 1970, ``live``: the round's day is today),
        ``round``, ``place`` (kind, id, name), ``publication`` (number, before), ``crew``,
        ``work`` (by kind of place), ``boxes`` that concern it, ``late`` (by vehicle that comes,
        as far as was heard), ``came`` (by run that has been there), ``retests`` (of a
        laboratory), ``events`` (what was reported about it, after corrections).

    Raises
    ------
    Problem
        ``not_found``: no such round, no plan in force, or nothing in it for this actor.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_own_task)
        grant = _grant(actor, stored.district, place)
        found = plan_in_force(session, round_id)
        if found is None:
            raise not_found("plan in force")
        work = _work(session, actor, grant, found)
        is_vehicle = grant.scope is Scope.vehicle
        fetches = fetches_of(found.plan, grant.place) if is_vehicle else {}
        told = {
            "round": _round(stored, found.plan.round),
            "place": {"kind": grant.scope.value, "id": grant.place, "name": work["name"]},
            "publication": {"number": found.publication.number, "before": work["before"]},
            "crew": work["crew"],
            "work": work["work"],
        }
    day, projection = found.plan.round, projections(store).of(round_id)
    with projection.lock:
        ledger = projection.ledger
        events = events_of(ledger, grant.scope, grant.place)
        vehicles = work["vehicles"] if grant.scope is Scope.lab else ()
        boxes = boxes_of(ledger, grant.place, work["sources"], vehicles, fetches)
        late = lateness(ledger, found.plan, found.roster, work.get("vehicles", ()))
        is_place = grant.scope is not Scope.vehicle
        came = arrivals(ledger, found.plan, found.roster, grant.place) if is_place else {}
        retests = retests_told(ledger, grant.place) if grant.scope is Scope.lab else []
        last_min = projection.last_min
    return {
        "clock": _clock(day, last_min),
        **told,
        "boxes": boxes,
        "late": late,
        "came": came,
        "retests": retests,
        "events": [_wire(day, event) for event in events],
    }


def _round(stored: StoredRound, day: PlanRound) -> dict[str, Any]:
    return {
        "round_id": stored.round_id,
        "district": stored.district,
        "date": stored.date.isoformat(),
        "number": stored.number,
        "is_demo": stored.is_demo,
        "sampling_start_min": day.sampling_start,
        "sampling_deadline_min": day.sampling_deadline,
    }


def _grant(actor: Actor, district: str, place: str | None) -> GrantedRole:
    own = [
        grant
        for grant in actor.granting(Permission.read_own_task)
        if grant.district in (None, district) and place in (None, grant.place)
    ]
    if not own or own[0].scope not in _WORK_OF:
        raise not_found("task")
    return own[0]


def _work(session: Session, actor: Actor, grant: GrantedRole, found: Published) -> Work:
    earlier = publication_before(session, found.publication)
    before = None if earlier is None else published(session, earlier)
    seen_by = tuple(sorted(map(str, actor.grants)))
    key = (found.key, found.publication.number, before and before.key, seen_by, grant.place)

    def make() -> Work:
        plan, roster = masked_plan(found.plan, found.roster, actor)
        masked = Published(found.publication, plan, roster, found.key)
        made = _WORK_OF[grant.scope](masked, before, grant.place)
        return {**made, "before": None if earlier is None else earlier.number}

    return _works.get(key, make)


def _wire(day: PlanRound, event: Event) -> dict[str, Any]:
    written = event.model_dump(mode="json", exclude={"at_min"})
    return {"at": moment_at(day, event.at_min).isoformat(), **written}


def _clock(day: PlanRound, last_event_min: float | None) -> dict[str, Any]:
    now = utc_now()
    midnight = dt.datetime.combine(day.date, dt.time(), ZoneInfo(day.timezone))
    return {
        "now_min": round(round_now_min(day, now, last_event_min), 3),
        "midnight_ms": int(midnight.timestamp() * 1000),
        "live": is_on(day, now),
    }
