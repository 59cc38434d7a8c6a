"""People and programs that may call the service, and what they may do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from masstest.store.tables.base import Base, Id, utc_now


class User(Base):
    __tablename__ = "users"

    user_id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(120), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))  # argon2; none: OIDC only
    oidc_subject: Mapped[str | None] = mapped_column(String(255), unique=True)
    lang: Mapped[str] = mapped_column(String(8), default="zh")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)

    grants: Mapped[list[Grant]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way


class Grant(Base):
    """A role, and where it holds: everywhere (scope ``all``), or in one district, street,
    vehicle or lab."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("user_id", "role", "scope", "scope_value"),)

    grant_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    # admin | coordinator | transport_lead | driver | lab | manager | viewer
    role: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(16), default="all")  # all|district|street|vehicle|lab
    scope_value: Mapped[str] = mapped_column(String(120), default="")

    user: Mapped[User] = relationship(back_populates="grants")


class UserSession(Base):
    """A browser that has logged in. Only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[dt.datetime]


class ApiToken(Base):
    """A program's key: acts as its user, with one role at most."""

    __tablename__ = "api_tokens"

    token_id: Mapped[Id]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.user_id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str | None] = mapped_column(String(16))  # none: all that its user may
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]


class LoginAttempt(Base):
    """Failed logins, by login and by address, for slowing down who guesses."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_subject_at", "subject", "at"),)

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(180))  # "login:..." or "address:..."
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
