"""Alerts and webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.access.actor import Actor
from masstest.api.schemas.common import Body, Id, Line, Moment, Out
from masstest.live.alerts import Kind, Severity
from masstest.live.alerts.sentences import owner_name, proposal, sentence, title
from masstest.sending import Format
from masstest.service.live.alerts import Told, may_acknowledge
from masstest.store.tables import Delivery, Webhook
from masstest.text import Lang, translator

Url = Annotated[
    Line,
    Field(min_length=8, max_length=500, examples=["https://duty.weibin.example/masstest"]),
]
Named = Annotated[Line, Field(min_length=1, max_length=120, examples=["Duty office"])]
RobotSecret = Annotated[
    Line, Field(max_length=120, description="of a DingTalk robot that wants signatures (加签)")
]
Area = Annotated[Line, Field(max_length=120, description="only this district; empty: all")]


class AlertRecipientOut(Out):
    """A role in an area; whoever it was that acknowledged is on record in the audit."""

    role: str
    scope: str
    place: str
    level: int = Field(description="0: told at once; 1, 2: after so many escalations")
    acknowledged_at: Moment | None


class AlertOut(Out):
    """Something that somebody must act on."""

    alert_id: Id
    round_id: Id
    key: str = Field(
        description="what is the case, and how often it has come", examples=["late_point:S012#1"]
    )
    kind: Kind
    severity: Severity
    subject: str = Field(description="id of the point, box, tube, vehicle or laboratory")
    street: str
    community: str
    title: str
    text: str
    proposal: str
    owner: str = Field(description="who has to act first, in words")
    facts: dict[str, Any] = Field(
        description="what the text is made of; `..._at_min`: minutes since 00:00 of the round's day"
    )
    level: int
    opened_at: Moment
    escalates_at: Moment | None
    acknowledged_at: Moment | None
    closed_at: Moment | None
    version: int
    recipients: list[AlertRecipientOut]
    may_acknowledge: bool


def alert_out(told: Told, actor: Actor, lang: Lang) -> AlertOut:
    """An alert in the reader's language."""
    alert, t = told.alert, translator(lang)
    kept = alert.facts
    return AlertOut(
        alert_id=alert.alert_id,
        round_id=alert.round_id,
        key=alert.key,
        kind=Kind(alert.kind),
        severity=Severity(alert.severity),
        subject=alert.subject,
        street=alert.street,
        community=alert.community,
        title=title(alert.kind, t),
        text=sentence(alert.kind, kept["cause"], kept["facts"], t),
        proposal=proposal(kept["action"], kept["facts"], t),
        owner=owner_name(kept["owner"], t),
        facts=kept["facts"],
        level=alert.level,
        opened_at=alert.opened_at,
        escalates_at=alert.escalates_at,
        acknowledged_at=alert.acknowledged_at,
        closed_at=alert.closed_at,
        version=alert.version,
        recipients=[AlertRecipientOut.model_validate(row) for row in told.recipients],
        may_acknowledge=may_acknowledge(actor, told),
    )


class NewWebhook(Body):
    name: Named
    url: Url
    format: Format = Format.masstest
    robot_secret: RobotSecret = ""
    district: Area = ""
    kinds: list[Kind] = Field(default=[], max_length=len(Kind), description="empty: all")


class WebhookEdit(Body):
    """What is left out stays."""

    name: Named | None = None
    url: Url | None = None
    robot_secret: RobotSecret | None = None
    district: Area | None = None
    kinds: list[Kind] | None = Field(default=None, max_length=len(Kind))
    is_active: bool | None = None


class WebhookOut(Out):
    webhook_id: Id
    name: str
    url: str
    format: Format
    district: str
    kinds: list[str]
    is_active: bool
    created_at: Moment
    version: int


class WebhookWithSecret(WebhookOut):
    """Also with the secret that its messages are signed with, none for a group robot.

    It is shown this once: the same request sent again is answered without it.
    """

    secret: str | None


def webhook_out(webhook: Webhook) -> WebhookOut:
    return WebhookOut.model_validate(webhook)


def webhook_with_secret(webhook: Webhook, secret: str | None) -> WebhookWithSecret:
    return WebhookWithSecret(**webhook_out(webhook).model_dump(), secret=secret)


class TestOut(Out):
    """How a test message was taken."""

    sent: bool
    problem: str


class DeliveryOut(Out):
    """One message to one receiver."""

    delivery_id: Id
    alert_id: Id
    level: int
    state: Literal["waiting", "sending", "sent", "failed", "unconfirmed"]
    attempts: int
    next_at: Moment | None = Field(description="of the next attempt, while it waits")
    sent_at: Moment | None
    problem: str


def delivery_out(row: Delivery) -> DeliveryOut:
    waits: dt.datetime | None = row.next_at if row.state == "waiting" else None
    fields = {name: getattr(row, name) for name in DeliveryOut.model_fields if name != "next_at"}
    return DeliveryOut(**fields, next_at=waits)
