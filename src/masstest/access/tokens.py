"""Keys for programs: each acts as its user, with one of that user's roles or all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.logins import token_sha256
from masstest.access.problems import AccessProblem
from masstest.access.roles import SCOPES_OF_ROLE, GrantedRole, Role, Scope
from masstest.access.users import actor_of, grants_of
from masstest.store import audit
from masstest.store.tables import ApiToken, User
from masstest.store.tables.base import utc_now
from masstest.store.withdrawals import withdraw

PREFIX = "masstest_"  # so that a key is known for one where it shouldn't be
_LONGEST_NAME = 50
_USED_EVERY = dt.timedelta(minutes=5)


class NewToken(NamedTuple):
    """`token` is shown once and kept nowhere."""

    token_id: str
    token: str


class LiveToken(NamedTuple):
    """`used_long_ago`: call `used`."""

    token_id: str
    actor: Actor
    used_long_ago: bool


def make_token(
    session: Session,
    actor: Actor,
    user: User,
    name: str,
    *,
    role: Role | None = None,
    expires_at: dt.datetime | None = None,
) -> NewToken:
    """Make a key for a program that acts as `user`, with `role` at most.

    Raises
    ------
    AccessProblem
        ``name_malformed``, or ``role_not_held``.
    """
    if not 1 <= len(name.strip()) <= _LONGEST_NAME:
        raise AccessProblem("name_malformed", longest=_LONGEST_NAME)
    if role is not None and not _limited(grants_of(user), role):
        raise AccessProblem("role_not_held", role=role.value)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        token_sha256=token_sha256(token),
        user_id=user.user_id,
        name=name.strip(),
        role=role,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "token.make", f"token:{row.token_id}", user=user.login, name=row.name
    )
    return NewToken(row.token_id, token)


def list_tokens(session: Session, user: User) -> Sequence[ApiToken]:
    """A user's keys that haven't been revoked, oldest first."""
    return session.scalars(
        sa.select(ApiToken)
        .where(ApiToken.user_id == user.user_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.token_id)
    ).all()


def revoke_token(session: Session, actor: Actor, user: User, token_id: str) -> None:
    """Revoke one of a user's keys.

    Raises
    ------
    AccessProblem
        ``token_unknown``.
    """
    row = session.get(ApiToken, token_id)
    if row is None or row.user_id != user.user_id or row.revoked_at is not None:
        raise AccessProblem("token_unknown")
    row.revoked_at = utc_now()
    withdraw(session, user.user_id)
    audit.record(session, actor, "token.revoke", f"token:{token_id}", user=user.login)


def live_token(session: Session, bearer: str) -> LiveToken | None:
    """The key that `bearer` is, unless it was revoked, has expired, or its user is shut out."""
    return live_tokens(session, [bearer]).get(bearer)


def live_tokens(session: Session, bearers: Sequence[str]) -> dict[str, LiveToken]:
    """As `live_token`, of many at once."""
    now = utc_now()
    by_sha256 = {token_sha256(bearer): bearer for bearer in bearers}
    rows = session.execute(
        sa.select(ApiToken, User)
        .join(User, User.user_id == ApiToken.user_id)
        .where(
            ApiToken.token_sha256.in_(by_sha256),
            ApiToken.revoked_at.is_(None),
            sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            User.is_active,
        )
    )
    found = {}
    for key, user in rows:
        actor = dataclasses.replace(actor_of(user), token_name=key.name)
        if key.role is not None:
            actor = dataclasses.replace(actor, grants=_limited(actor.grants, Role(key.role)))
        used_long_ago = key.last_used_at is None or key.last_used_at + _USED_EVERY <= now
        found[by_sha256[key.token_sha256]] = LiveToken(key.token_id, actor, used_long_ago)
    return found


def actor_of_token(session: Session, bearer: str) -> Actor | None:
    """Who is behind a key, if anybody."""
    live = live_token(session, bearer)
    return None if live is None else live.actor


def used(session: Session, *token_ids: str) -> None:
    """Note that keys are in use."""
    session.execute(
        sa.update(ApiToken).where(ApiToken.token_id.in_(token_ids)).values(last_used_at=utc_now())
    )


def _limited(grants: tuple[GrantedRole, ...], role: Role) -> tuple[GrantedRole, ...]:
    """What is left of `grants` with `role` alone; an administrator may hand out any that
    holds everywhere."""
    held = tuple(grant for grant in grants if grant.role is role)
    is_admin = any(grant.role is Role.admin for grant in grants)
    if not held and is_admin and Scope.all in SCOPES_OF_ROLE[role]:
        return (GrantedRole(role),)
    return held
