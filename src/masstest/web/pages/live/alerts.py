"""Alerts of a round: what somebody must act on, the worst first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.live.alerts.sentences import owner_name, proposal, sentence, subject_name, title
from masstest.service.live import alerts
from masstest.service.live.alerts import Told, may_acknowledge
from masstest.service.live.alerts.remaining import remaining_min
from masstest.service.live.in_force.rounds_in_force import rounds_in_force
from masstest.service.problems import Problem
from masstest.store.tables import StoredRound
from masstest.store.tables.base import utc_now
from masstest.text import N_, Translator
from masstest.web.menu import role_name
from masstest.web.visits import Visit, visits

router = APIRouter()
_SHOWN_CLOSED = 50
_LONGEST_VERSION = 9


@dataclass(frozen=True)
class _Card:
    """An alert in the reader's language."""

    told: Told
    title: str
    subject: str
    text: str
    proposal: str
    owner: str
    since_min: int
    left_min: int | None
    may_acknowledge: bool

    @property
    def look(self) -> tuple[str | int | bool | None, ...]:
        """What of it can be seen, but for how long it has been so."""
        alert = self.told.alert
        return alert.alert_id, alert.version, self.text, self.left_min, self.may_acknowledge


@router.get("/alerts")
def choose_round(visit: Visit = visits(Permission.acknowledge_alerts)) -> Response:
    """The rounds that have alerts to see; if there is one, its alerts."""
    with visit.reading() as session:
        found = rounds_in_force(session, visit.actor)
    if len(found) == 1:
        return visit.go(f"/rounds/{found[0].round_id}/alerts")
    return visit.page("live/alert_rounds", rounds=found)


@router.get("/rounds/{round_id}/alerts")
def show_alerts(round_id: str, visit: Visit = visits(Permission.acknowledge_alerts)) -> Response:
    return _shown(visit, round_id, "live/alerts")


@router.get("/rounds/{round_id}/alerts/open")
def open_alerts(
    round_id: str, seen: str = "", visit: Visit = visits(Permission.acknowledge_alerts)
) -> Response:
    """The changing part of the page; nothing if it looks as it did."""
    return _shown(visit, round_id, "live/alert_cards", seen=seen)


@router.get("/rounds/{round_id}/alerts/closed")
def closed_alerts(
    round_id: str, after: str = "", visit: Visit = visits(Permission.acknowledge_alerts)
) -> Response:
    """What is no longer the case, newest first."""
    with visit.reading() as session:
        page = alerts.list_page(
            session,
            visit.actor,
            round_id,
            state="closed",
            cursor=after or None,
            limit=_SHOWN_CLOSED,
        )
        stored = session.get_one(StoredRound, round_id)
    return visit.page(
        "live/alerts_closed",
        round=stored,
        cards=[_card(visit, told) for told in page.items],
        next_cursor=page.next_cursor,
        first=not after,
    )


@router.post("/alerts/{alert_id}/acknowledgement")
def acknowledge_alert(
    alert_id: str, visit: Visit = visits(Permission.acknowledge_alerts)
) -> Response:
    """Acknowledge an alert as it was shown. Somebody who was faster, or an alert that became
    worse meanwhile, is simply seen: the list comes back as it is now."""
    seen, wrong = visit.text("version"), ""
    version = int(seen) if seen.isdecimal() and len(seen) <= _LONGEST_VERSION else 0
    try:
        with visit.writing() as session:
            told = alerts.acknowledge(session, visit.actor, alert_id, version)
            round_id = told.alert.round_id
    except Problem as problem:
        if problem.code not in ("precondition_failed", "not_recipient"):
            raise
        with visit.reading() as session:
            round_id = alerts.get(session, visit.actor, alert_id).alert.round_id
        wrong = problem.detail(visit.t)
    if not visit.by_htmx and not wrong:
        return visit.go(f"/rounds/{round_id}/alerts")
    return _shown(visit, round_id, "live/alert_cards" if visit.by_htmx else "live/alerts", wrong)


def _shown(visit: Visit, round_id: str, template: str, wrong: str = "", seen: str = "") -> Response:
    with visit.reading() as session:
        found = alerts.worst_first(session, visit.actor, round_id)
        stored = session.get_one(StoredRound, round_id)
    cards = [_card(visit, told) for told in found]
    look = hashlib.sha256(repr([card.look for card in cards]).encode()).hexdigest()[:16]
    if seen == look:
        return Response(status_code=204)
    waiting = sum(card.told.alert.acknowledged_at is None for card in cards)
    return visit.page(
        template,
        status=409 if wrong else 200,
        round=stored,
        cards=cards,
        waiting=waiting,
        look=look,
        wrong=wrong,
        recipient_name=_recipient_name,
    )


def _card(visit: Visit, told: Told) -> _Card:
    alert, kept, t = told.alert, told.alert.facts, visit.t
    left_min = remaining_min(visit.store, told)
    return _Card(
        told=told,
        title=title(alert.kind, t),
        subject=subject_name(alert.kind, alert.subject, t, kept["facts"]),
        text=sentence(alert.kind, kept["cause"], kept["facts"], t),
        proposal=proposal(kept["action"], kept["facts"], t),
        owner=owner_name(kept["owner"], t),
        since_min=max(0, int((utc_now() - alert.opened_at).total_seconds() // 60)),
        left_min=None if left_min is None else int(left_min),
        may_acknowledge=may_acknowledge(visit.actor, told),
    )


def _recipient_name(row: object, t: Translator) -> str:
    role, scope, place = (str(getattr(row, name)) for name in ("role", "scope", "place"))
    if scope == "all":
        return t(N_("all managers"))
    return f"{t(role_name(role))} ({place})"
