"""Webhooks, as administrators see and change them. A secret is shown once, when it is made; that
of a group robot is its own, and never shown."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.live.alerts import Kind
from masstest.sending import Format, check_url
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.service.versions import check_version
from masstest.store import audit
from masstest.store.tables import Delivery, Webhook

_SECRET_BYTES = 32


class NewSecret(NamedTuple):
    """`secret` is None where there is none of ours."""

    webhook: Webhook
    secret: str | None


def list_page(
    session: Session, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[Webhook]:
    """All webhooks, newest first."""
    require(actor, Permission.edit_webhooks)
    return page_of(session, select(Webhook), Webhook.webhook_id, cursor, limit)


def get(session: Session, actor: Actor, webhook_id: str) -> Webhook:
    """A webhook."""
    require(actor, Permission.edit_webhooks)
    found = session.get(Webhook, webhook_id)
    if found is None:
        raise not_found("webhook")
    return found


def create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    url: str,
    format: Format = Format.masstest,
    robot_secret: str = "",
    district: str = "",
    kinds: Sequence[Kind] = (),
) -> NewSecret:
    """A new webhook, in our own format with a secret of its own.

    Parameters
    ----------
    robot_secret : of a DingTalk robot that wants signatures

    Raises
    ------
    Problem
        ``webhook_url`` if nothing can be sent there; ``webhook_secret``.
    """
    require(actor, Permission.edit_webhooks)
    _check(url)
    _check_secret(format, robot_secret)
    made = Webhook(
        name=name.strip(),
        url=url,
        format=format.value,
        secret=robot_secret if format.is_robot else _new_secret(),
        district=district.strip(),
        kinds=sorted({kind.value for kind in kinds}),
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    _record(session, actor, "webhook.create", made)
    return NewSecret(made, None if format.is_robot else made.secret)


def edit(
    session: Session,
    actor: Actor,
    webhook_id: str,
    *,
    version: int,
    name: str | None = None,
    url: str | None = None,
    robot_secret: str | None = None,
    district: str | None = None,
    kinds: Sequence[Kind] | None = None,
    is_active: bool | None = None,
) -> Webhook:
    """Change a webhook; what is None stays."""
    found = get(session, actor, webhook_id)
    check_version(found.version, version)
    if url is not None:
        _check(url)
        found.url = url
    if robot_secret is not None:
        _check_secret(Format(found.format), robot_secret)
        found.secret = robot_secret
    if name is not None:
        found.name = name.strip()
    if district is not None:
        found.district = district.strip()
    if kinds is not None:
        found.kinds = sorted({kind.value for kind in kinds})
    if is_active is not None:
        found.is_active = is_active
    session.flush()
    _record(session, actor, "webhook.edit", found)
    return found


def renew_secret(session: Session, actor: Actor, webhook_id: str) -> NewSecret:
    """Give a webhook another secret: what is signed with the old one is no longer ours.

    Raises
    ------
    Problem
        ``webhook_secret`` for a group robot.
    """
    found = get(session, actor, webhook_id)
    if Format(found.format).is_robot:
        raise Problem("webhook_secret")
    found.secret = _new_secret()
    session.flush()
    _record(session, actor, "webhook.renew_secret", found)
    return NewSecret(found, found.secret)


def remove(session: Session, actor: Actor, webhook_id: str) -> None:
    """Remove a webhook; what still waits for it isn't sent."""
    found = get(session, actor, webhook_id)
    _record(session, actor, "webhook.remove", found)
    session.delete(found)


def tested(session: Session, actor: Actor, webhook_id: str) -> Webhook:
    """The webhook that is about to be tested, with a note that it was."""
    found = get(session, actor, webhook_id)
    _record(session, actor, "webhook.test", found)
    return found


def latest_deliveries(
    session: Session, actor: Actor, webhook_id: str, *, cursor: str | None = None, limit: int = 50
) -> Page[Delivery]:
    """What was sent to a webhook, or waits to be, newest first."""
    found = get(session, actor, webhook_id)
    query = select(Delivery).where(
        Delivery.channel == "webhook", Delivery.receiver == found.webhook_id
    )
    return page_of(session, query, Delivery.delivery_id, cursor, limit)


def _check(url: str) -> None:
    wrong = check_url(url)
    if wrong is not None:
        raise Problem("webhook_url", reason=wrong)


def _check_secret(format: Format, robot_secret: str) -> None:
    if robot_secret and format is not Format.dingtalk:
        raise Problem("webhook_secret")


def _new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def _record(session: Session, actor: Actor, action: str, webhook: Webhook) -> None:
    # the host alone: some services put a key into the rest of the address
    audit.record(
        session, actor, action, f"webhook:{webhook.webhook_id}",
        name=webhook.name, format=webhook.format, host=urlsplit(webhook.url).hostname,
    )  # fmt: skip
