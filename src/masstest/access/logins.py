"""Logging in and out: a random token for the browser, its hash and a CSRF token for us.

`log_in` and `change_password` take the store, not a session: they spend a tenth of a second on a
password, during which no transaction may be open, and a failure has to be remembered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access import passwords, throttle
from masstest.access.actor import SYSTEM, Actor
from masstest.access.problems import AccessDenied
from masstest.access.users import actor_of, end_sessions, normalised_login
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import User, UserSession
from masstest.store.tables.base import utc_now
from masstest.store.withdrawals import withdraw

LIFETIME = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=4)
_SEEN_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class LoginResult:
    """What a browser gets: `token` in its cookie, `csrf_token` in its pages."""

    token: str
    csrf_token: str
    expires_at: dt.datetime
    must_change_password: bool


@dataclass(frozen=True)
class LiveSession:
    """A session that holds now. `seen_long_ago`: call `seen`, so that it doesn't go idle."""

    actor: Actor
    csrf_token: str
    expires_at: dt.datetime
    seen_long_ago: bool

    def csrf_matches(self, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(
            given.encode("utf-8", "replace"), self.csrf_token.encode()
        )


def cookie_name(*, secure: bool) -> str:
    """The session cookie's name; with ``__Host-`` browsers refuse it unless it is Secure, for
    this host alone, and for the whole site."""
    return "__Host-masstest" if secure else "masstest"


def log_in(
    store: Store, login: str, password: str, address: str, *, lifetime: dt.timedelta = LIFETIME
) -> LoginResult:
    """Check a password and open a session.

    Raises
    ------
    AccessDenied
        ``wrong_login``, the same for whatever is wrong; ``throttled``, with `wait_s`.
    """
    login = normalised_login(login)
    _begin_attempt(store, login, address)
    user_id = _who(store, login, password)
    if user_id is None:
        _record_refusal(store, login, address)
        raise AccessDenied("wrong_login")
    with store.writing() as session:
        user = session.get(User, user_id)
        if user is None or not user.is_active or user.password_hash is None:
            raise AccessDenied("wrong_login")
        if passwords.needs_rehash(user.password_hash):
            user.password_hash = passwords.hash_password(password)
        throttle.attempt_succeeded(session, login, address)
        return let_in(session, user, address, lifetime=lifetime)


def let_in(
    session: Session, user: User, address: str, *, lifetime: dt.timedelta = LIFETIME
) -> LoginResult:
    """Open a session for a user who has just come in from `address`, and keep that on record."""
    audit.record(session, actor_of(user), "user.log_in", f"user:{user.login}", address=address)
    return open_session(session, user, lifetime=lifetime)


def open_session(session: Session, user: User, *, lifetime: dt.timedelta = LIFETIME) -> LoginResult:
    """Open a session for a user who has proved who they are."""
    now = utc_now()
    result = LoginResult(
        token=secrets.token_urlsafe(32),
        csrf_token=secrets.token_urlsafe(32),
        expires_at=now + lifetime,
        must_change_password=user.must_change_password,
    )
    session.add(
        UserSession(
            token_sha256=token_sha256(result.token),
            user_id=user.user_id,
            csrf_token=result.csrf_token,
            created_at=now,
            last_seen_at=now,
            expires_at=result.expires_at,
        )
    )
    return result


def log_out(session: Session, token: str) -> None:
    """End a session; one that has ended already stays so."""
    ended = sa.delete(UserSession).where(UserSession.token_sha256 == token_sha256(token))
    withdraw(session, *session.scalars(ended.returning(UserSession.user_id)))


def live_session(session: Session, token: str, *, idle: dt.timedelta = IDLE) -> LiveSession | None:
    """The session of a token, unless it has expired, gone idle, or its user is shut out.

    A phone that a card let in doesn't go idle: in cellars and villages it is hours without a
    network, and its session ends with the round anyway.
    """
    return live_sessions(session, [token], idle=idle).get(token)


def live_sessions(
    session: Session, sessions: Sequence[str], *, idle: dt.timedelta = IDLE
) -> dict[str, LiveSession]:
    """As `live_session`, of many tokens at once."""
    now = utc_now()
    by_sha256 = {token_sha256(token): token for token in sessions}
    rows = session.execute(
        sa.select(UserSession, User)
        .join(User, User.user_id == UserSession.user_id)
        .where(UserSession.token_sha256.in_(by_sha256), User.is_active)
    )
    found = {}
    for opened, user in rows:
        by_card = user.password_hash is None and user.oidc_subject is None
        if opened.expires_at <= now or (opened.last_seen_at + idle <= now and not by_card):
            continue
        seen_long_ago = opened.last_seen_at + min(_SEEN_EVERY, idle / 4) <= now
        found[by_sha256[opened.token_sha256]] = LiveSession(
            actor_of(user), opened.csrf_token, opened.expires_at, seen_long_ago
        )
    return found


def actor_of_session(session: Session, token: str) -> Actor | None:
    """Who is behind a session's token, if anybody."""
    live = live_session(session, token)
    return None if live is None else live.actor


def seen(session: Session, *sessions: str) -> None:
    """Note that sessions are in use, by their tokens."""
    session.execute(
        sa.update(UserSession)
        .where(UserSession.token_sha256.in_([token_sha256(token) for token in sessions]))
        .values(last_seen_at=utc_now())
    )


def change_password(
    store: Store, actor: Actor, old: str, new: str, address: str, *, keep_token: str | None = None
) -> None:
    """Change one's own password; all other sessions of the user end.

    Raises
    ------
    AccessDenied
        ``wrong_password`` or ``throttled``.
    AccessProblem
        ``password_...``, if the new one is none to be used.
    """
    passwords.check_new(new, actor.login)
    _begin_attempt(store, actor.login, address)
    user_id = _who(store, actor.login, old)
    if user_id is None or user_id != actor.user_id:
        raise AccessDenied("wrong_password")
    new_hash = passwords.hash_password(new)
    with store.writing() as session:
        user = session.get_one(User, user_id)
        user.password_hash = new_hash
        user.must_change_password = False
        kept = None if keep_token is None else token_sha256(keep_token)
        end_sessions(session, user, but_sha256=kept)
        throttle.attempt_succeeded(session, actor.login, address)
        audit.record(session, actor, "user.password", f"user:{user.login}")


def token_sha256(token: str) -> str:
    """How a token is kept. It is random and long: no salt, and no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _begin_attempt(store: Store, login: str, address: str) -> None:
    with store.writing() as session:
        wait_s = throttle.begin_attempt(session, login, address)
    if wait_s > 0:
        raise AccessDenied("throttled", wait_s=wait_s)


def _record_refusal(store: Store, login: str, address: str) -> None:
    """Keep a refused login on record. Only a login that exists is named: what else was typed
    there may be somebody's password."""
    with store.writing() as session:
        known = session.scalar(sa.select(User.login).where(User.login == login))
        subject = f"user:{known}" if known is not None else "user"
        audit.record(session, SYSTEM, "user.log_in_refused", subject, address=address)


def _who(store: Store, login: str, password: str) -> str | None:
    """The active user with this login and password, in the same time whatever the answer."""
    with store.reading() as session:
        known = session.execute(
            sa.select(User.user_id, User.password_hash).where(User.login == login, User.is_active)
        ).one_or_none()
    right = passwords.verify(password, None if known is None else known.password_hash)
    return known.user_id if known is not None and right else None
