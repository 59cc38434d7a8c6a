"""Passes: cards with a code by which a phone acts for one vehicle, point, team or laboratory.

A pass has a user of its own, without a password and with one grant. The code is random and long;
only its hash is kept, and nothing but the card ever holds the code itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access import throttle
from masstest.access.actor import Actor
from masstest.access.logins import LoginResult, open_session, token_sha256
from masstest.access.problems import AccessDenied
from masstest.access.roles import GrantedRole
from masstest.access.users import CARD_PREFIX, actor_of, end_sessions
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Grant, PhonePass, User
from masstest.store.tables.base import new_id, utc_now
from masstest.text import Lang

_TOKEN_BYTES = 24
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Bearer:
    """For whom a pass is made: the grant that it carries, and what its user is called."""

    grant: GrantedRole
    name: str


@dataclass(frozen=True)
class NewPass:
    """A pass that was just made. `token` is printed on its card, once, and kept nowhere."""

    pass_id: str
    bearer: Bearer
    token: str
    expires_at: dt.datetime


def issue(
    session: Session,
    actor: Actor,
    round_id: str,
    bearers: Iterable[Bearer],
    *,
    expires_at: dt.datetime,
    lang: Lang = "zh",
    is_demo: bool = False,
    beside: bool = False,
) -> list[NewPass]:
    """Make a pass for each of `bearers`; passes that the same places had before are revoked,
    unless the new ones are to be `beside` them."""
    wanted = list(bearers)
    grants = {(bearer.grant.role.value, bearer.grant.place) for bearer in wanted if not beside}
    for old in active(session, round_id):
        if (old.role, old.place) in grants:
            revoke(session, actor, old)
    return [
        _issue_one(session, actor, round_id, each, expires_at, lang, is_demo) for each in wanted
    ]


def _issue_one(
    session: Session,
    actor: Actor,
    round_id: str,
    bearer: Bearer,
    expires_at: dt.datetime,
    lang: Lang,
    is_demo: bool,
) -> NewPass:
    grant, token, pass_id = bearer.grant, secrets.token_urlsafe(_TOKEN_BYTES), new_id()
    user = User(
        user_id=new_id(),
        login=CARD_PREFIX + pass_id,
        name=bearer.name[:_LONGEST_NAME],
        lang=lang,
        is_demo=is_demo,
        grants=[Grant(role=grant.role, scope=grant.scope, scope_value=grant.value)],
    )
    session.add(user)
    made = PhonePass(
        pass_id=pass_id,
        token_sha256=token_sha256(token),
        round_id=round_id,
        user_id=user.user_id,
        role=grant.role,
        place=grant.place,
        expires_at=expires_at,
        created_by=actor.user_id,
    )
    session.flush()  # the user first: the pass refers to it
    session.add(made)
    audit.record(session, actor, "pass.issue", f"pass:{pass_id}", round=round_id, grant=str(grant))
    return NewPass(pass_id, bearer, token, expires_at)


def active(session: Session, round_id: str) -> list[PhonePass]:
    """The passes of a round that haven't been revoked, the oldest first."""
    query = sa.select(PhonePass).where(
        PhonePass.round_id == round_id, PhonePass.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(PhonePass.pass_id)))


def revoke(session: Session, actor: Actor, found: PhonePass) -> None:
    """Take a pass out of use: its sessions end, and it opens no more. Once is enough."""
    if found.revoked_at is not None:
        return
    found.revoked_at = utc_now()
    user = session.get_one(User, found.user_id)
    user.is_active = False
    end_sessions(session, user)
    audit.record(session, actor, "pass.revoke", f"pass:{found.pass_id}", round=found.round_id)


def of_token(store: Store, token: str, address: str) -> PhonePass:
    """The pass whose card says `token`.

    Raises
    ------
    AccessDenied
        ``pass_unknown``, the same for one that never was, was revoked or has expired;
        ``throttled`` for an address that guesses.
    """
    known_as = _throttled_as(token)
    with store.writing() as session:
        wait_s = throttle.begin_attempt(session, known_as, address)
    if wait_s > 0:
        raise AccessDenied("throttled", wait_s=wait_s)
    with store.reading() as session:
        found = session.scalar(_open_passes(token))
    if found is None:
        raise AccessDenied("pass_unknown")
    with store.writing() as session:
        throttle.attempt_succeeded(session, known_as, address)
    return found


def use(session: Session, token: str, *, person: str) -> LoginResult:
    """Open a session for a pass, until the pass expires. `person`: who says to hold the phone.

    Raises
    ------
    AccessDenied
        ``pass_unknown``.
    """
    found = session.scalar(_open_passes(token))
    if found is None:
        raise AccessDenied("pass_unknown")
    now = utc_now()
    found.last_used_at = now
    user = session.get_one(User, found.user_id)
    opened = open_session(session, user, lifetime=found.expires_at - now)
    audit.record(session, actor_of(user), "pass.use", f"pass:{found.pass_id}", person=person)
    return opened


def round_of(session: Session, actor: Actor) -> str | None:
    """The round that `actor`'s pass is for; None for a user who isn't a pass."""
    if not actor.login.startswith(CARD_PREFIX):
        return None
    return session.scalar(sa.select(PhonePass.round_id).where(PhonePass.user_id == actor.user_id))


def _open_passes(token: str) -> sa.Select[PhonePass]:
    """The pass of `token`, unless it is over. The hash is compared, so time tells nothing."""
    return sa.select(PhonePass).where(
        PhonePass.token_sha256 == token_sha256(token),
        PhonePass.revoked_at.is_(None),
        PhonePass.expires_at > utc_now(),
    )


def _throttled_as(token: str) -> str:
    return f"pass {token_sha256(token)[:16]}"  # no login: those have no blanks
