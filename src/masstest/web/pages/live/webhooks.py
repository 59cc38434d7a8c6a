"""Webhooks, for administrators: where alerts are sent to."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.live.alerts import Kind
from masstest.live.alerts.sentences import title
from masstest.sending import Format, Sent
from masstest.service.live.outbox import webhooks
from masstest.service.live.outbox.outgoing import Outgoing, send_test
from masstest.service.problems import Problem
from masstest.text import N_, Translator
from masstest.web.visits import Visit, visits

router = APIRouter(prefix="/webhooks")
_SHOWN = 50
_LONGEST_NAME, _LONGEST_URL = 120, 500
_STATES = {
    "waiting": N_("waits"),
    "sending": N_("is being sent"),
    "sent": N_("sent"),
    "failed": N_("failed"),
    "unconfirmed": N_("unconfirmed"),
}
_FORMATS = {
    Format.masstest.value: N_("a program: JSON with our signature"),
    Format.wecom.value: N_("a WeCom group robot"),
    Format.dingtalk.value: N_("a DingTalk group robot"),
}


@router.get("")
def list_webhooks(visit: Visit = visits(Permission.edit_webhooks), after: str = "") -> Response:
    return _list(visit, after=after)


@router.post("")
def add_webhook(visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    """A new webhook; its secret is shown on this answer only."""
    try:
        name, url = _typed(visit)
        with visit.writing() as session:
            made = webhooks.create(
                session,
                visit.actor,
                name=name,
                url=url,
                format=_format(visit),
                robot_secret=_robot_secret(visit),
                district=visit.text("district")[:_LONGEST_NAME],
                kinds=_kinds(visit),
            )
    except Problem as problem:
        return _list(visit, wrong=_told(problem, visit.t))
    return _one(visit, made.webhook.webhook_id, secret=made.secret or "")


@router.get("/{webhook_id}")
def one_webhook(webhook_id: str, visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    return _one(visit, webhook_id)


@router.post("/{webhook_id}")
def edit_webhook(webhook_id: str, visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    """Change all that the form shows."""
    seen = visit.text("version")
    try:
        name, url = _typed(visit)
        with visit.writing() as session:
            webhooks.edit(
                session,
                visit.actor,
                webhook_id,
                version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                name=name,
                url=url,
                robot_secret=_robot_secret(visit) or None,  # left empty: as it is
                district=visit.text("district")[:_LONGEST_NAME],
                kinds=_kinds(visit),
                is_active=visit.text("active") == "yes",
            )
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return _one(visit, webhook_id, wrong=_told(problem, visit.t))
    return visit.go(f"/webhooks/{webhook_id}")


@router.post("/{webhook_id}/secret")
def renew_secret(webhook_id: str, visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    """Another secret, shown on this answer only."""
    with visit.writing() as session:
        made = webhooks.renew_secret(session, visit.actor, webhook_id)
    return _one(visit, webhook_id, secret=made.secret or "")


@router.post("/{webhook_id}/test")
def send_test_message(webhook_id: str, visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    """Send a test message now, and show how it was taken."""
    with visit.writing() as session:
        webhook = webhooks.tested(session, visit.actor, webhook_id)
    outcome = send_test(webhook, Outgoing.of(visit.settings))
    if outcome.sent is Sent.sent:
        return _one(visit, webhook_id, done=visit.t(N_("The test message was taken.")))
    sentence = N_("The test message was not taken: {reason}")
    return _one(visit, webhook_id, wrong=visit.t(sentence, reason=outcome.problem))


@router.post("/{webhook_id}/removal")
def remove_webhook(webhook_id: str, visit: Visit = visits(Permission.edit_webhooks)) -> Response:
    with visit.writing() as session:
        webhooks.remove(session, visit.actor, webhook_id)
    return visit.go("/webhooks")


def _list(visit: Visit, *, after: str = "", wrong: str = "") -> Response:
    with visit.reading() as session:
        found = webhooks.list_page(session, visit.actor, cursor=after or None, limit=_SHOWN)
    return visit.page(
        "live/webhooks",
        status=422 if wrong else 200,
        found=found,
        first=not after,
        wrong=wrong,
        typed={name: visit.text(name) for name in ("name", "url", "district", "format")},
        formats=_FORMATS,
        chosen=visit.form.getlist("kinds"),
        kinds=_choices(visit.t),
    )


def _one(
    visit: Visit, webhook_id: str, *, wrong: str = "", done: str = "", secret: str = ""
) -> Response:
    with visit.reading() as session:
        webhook = webhooks.get(session, visit.actor, webhook_id)
        latest = _latest(session, visit, webhook_id)
    return visit.page(
        "live/webhook",
        status=422 if wrong else 200,
        webhook=webhook,
        latest=latest,
        wrong=wrong,
        done=done,
        secret=secret,
        kinds=_choices(visit.t),
        formats=_FORMATS,
        states=_STATES,
    )


def _latest(session: Session, visit: Visit, webhook_id: str) -> list[object]:
    page = webhooks.latest_deliveries(session, visit.actor, webhook_id, limit=_SHOWN)
    return list(page.items)


def _typed(visit: Visit) -> tuple[str, str]:
    name, url = visit.text("name"), visit.text("url")
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable() or len(url) > _LONGEST_URL:
        raise Problem("invalid", count=1)
    return name, url


def _format(visit: Visit) -> Format:
    chosen = visit.text("format") or Format.masstest.value
    if chosen not in set(Format):
        raise Problem("invalid", count=1)
    return Format(chosen)


def _robot_secret(visit: Visit) -> str:
    typed = visit.text("robot_secret")
    if len(typed) > _LONGEST_NAME or not typed.isprintable():
        raise Problem("invalid", count=1)
    return typed


def _kinds(visit: Visit) -> list[Kind]:
    chosen = [each for each in visit.form.getlist("kinds") if isinstance(each, str)]
    if not set(chosen) <= set(Kind):
        raise Problem("invalid", count=1)
    return [Kind(each) for each in chosen]


def _choices(t: Translator) -> list[tuple[str, str]]:
    return [(kind.value, title(kind, t)) for kind in Kind]


def _told(problem: Problem, t: Translator) -> str:
    return problem.detail(t)
