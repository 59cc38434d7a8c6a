"""The day itself: the custody ledger, alerts and their delivery, phones, proposals."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from masstest.store.tables.base import Base, Id, Json, utc_now


class LiveEvent(Base):
    """One event as it was reported. Rows are added, never changed.

    `number` grows in the order of commits within a round, so that readers go on from the last
    one they have seen. `at_min` is minutes since 00:00 local time of the round's date.
    """

    __tablename__ = "live_events"
    __table_args__ = (
        UniqueConstraint("round_id", "event_id"),
        Index("ix_live_events_round_number", "round_id", "number"),
        Index("ix_live_events_round_box", "round_id", "box_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"))
    event_id: Mapped[str] = mapped_column(String(64))
    at_min: Mapped[float]
    kind: Mapped[str] = mapped_column(String(24))
    place: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(120))
    box_id: Mapped[str | None] = mapped_column(String(64))  # for facts about one box
    fact: Mapped[Json]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    received_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class PhonePass(Base):
    """A card with a code that lets a phone act for one place of one round.

    Only the code's hash is kept. Its user has no password and one grant.
    """

    __tablename__ = "phone_passes"
    __table_args__ = (Index("ix_phone_passes_round", "round_id"),)

    pass_id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"))
    role: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(120))  # site, team, vehicle or lab id
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class Alert(Base):
    """Something that somebody must act on; `key` names the condition, so it is told once."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    alert_id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"))
    key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(32))
    severity: Mapped[str] = mapped_column(String(8))  # amber | red
    subject: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(120), default="")
    community: Mapped[str] = mapped_column(String(120), default="")
    facts: Mapped[Json]  # sentences are made where they are read
    level: Mapped[int] = mapped_column(default=0)  # how often it was escalated
    opened_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    escalates_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    acknowledged_at: Mapped[dt.datetime | None]
    absent_since: Mapped[dt.datetime | None]  # not seen since then; closed when it stays so
    closed_at: Mapped[dt.datetime | None]  # the condition no longer holds
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way


class AlertWatch(Base):
    """Up to which event a round's alerts were judged, and when; its lock puts judges in order."""

    __tablename__ = "alert_watches"

    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"), primary_key=True)
    event_number: Mapped[int] = mapped_column(default=0)
    judged_at: Mapped[dt.datetime]


class AlertRecipient(Base):
    """Whom an alert is for: a role in an area, at the level at which it reached them."""

    __tablename__ = "alert_recipients"
    __table_args__ = (UniqueConstraint("alert_id", "role", "scope", "place"),)

    recipient_id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.alert_id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[int] = mapped_column(default=0)
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    acknowledged_at: Mapped[dt.datetime | None]


class Webhook(Base):
    """Where alerts are sent to by HTTP, in our own format signed with `secret`; a group robot has
    none, or its own."""

    __tablename__ = "webhooks"

    webhook_id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    format: Mapped[str] = mapped_column(String(12), default="masstest", server_default="masstest")
    secret: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(120), default="")  # empty: all
    kinds: Mapped[list[Any]] = mapped_column(JSON)  # empty: all
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way


class Delivery(Base):
    """One message to one receiver, sent at most once with success.

    States: ``waiting`` → ``sending`` → ``sent`` | ``waiting`` (try again at `next_at`) |
    ``failed`` | ``unconfirmed`` (the server died while it was sending a mail).
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("alert_id", "channel", "receiver", "level"),
        Index("ix_deliveries_state_next", "state", "next_at"),
    )

    delivery_id: Mapped[Id]
    alert_id: Mapped[str] = mapped_column(ForeignKey("alerts.alert_id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))  # webhook | mail
    receiver: Mapped[str] = mapped_column(String(180))  # a webhook's id, or an address
    level: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    problem: Mapped[str] = mapped_column(String(300), default="")


class Proposal(Base):
    """A change of the plan in force, proposed during the day; a person decides.

    States: ``planning`` → ``open`` | ``failed``; ``open`` → ``accepted`` | ``rejected`` |
    ``outdated`` (another plan came into force meanwhile).
    """

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index(
            "uq_proposals_accepted_plan",
            "plan_id",
            unique=True,
            sqlite_where=text("state = 'accepted'"),
            postgresql_where=text("state = 'accepted'"),
        ),
    )

    proposal_id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"))
    number: Mapped[int]
    base_publication_id: Mapped[str] = mapped_column(ForeignKey("publications.publication_id"))
    job_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.job_id"), index=True)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.plan_id"))
    state: Mapped[str] = mapped_column(String(12), default="planning")
    # freeze_min, what was lost and closed, observed rates, events the state was read from
    reason: Mapped[Json]
    ledger_number: Mapped[int] = mapped_column(default=0)  # the last event it knows
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    decided_at: Mapped[dt.datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way
