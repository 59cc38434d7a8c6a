"""Users, their roles and keys, and the audit, as administrators see them.

What `masstest.access` refuses comes as its own `AccessProblem`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from masstest.access import passes, tokens, users
from masstest.access.actor import Actor
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Permission, Role
from masstest.service.existing import existing
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.service.versions import check_version
from masstest.store import audit
from masstest.store.tables import ApiToken, AuditEntry, User
from masstest.text import Lang


def list_page(
    session: Session, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[User]:
    """All users but those of passes, the newest first."""
    require(actor, Permission.edit_users)
    people = select(User).where(~User.login.startswith(users.CARD_PREFIX))
    return page_of(session, people, User.user_id, cursor, limit)


def get(session: Session, actor: Actor, user_id: str) -> User:
    """A user."""
    require(actor, Permission.edit_users)
    return existing(session, User, user_id, "user")


def create(
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    password: str | None,
    grants: Iterable[GrantedRole],
    lang: Lang,
) -> User:
    """A new user, who has to choose a password of their own before anything else."""
    require(actor, Permission.edit_users)
    return users.create_user(
        session, actor, login, name, password=password, grants=grants, lang=lang
    )


def edit(
    session: Session,
    actor: Actor,
    user_id: str,
    *,
    version: int,
    name: str | None = None,
    lang: Lang | None = None,
    is_active: bool | None = None,
    grants: Sequence[GrantedRole] | None = None,
) -> User:
    """Change a user; what is None stays. `grants` are all that the user shall have."""
    found = get(session, actor, user_id)
    check_version(found.version, version)
    if name is not None:
        if not 1 <= len(name.strip()) <= 60:
            raise AccessProblem("name_malformed", longest=60)
        found.name = name.strip()
    if lang is not None:
        found.lang = lang
    if grants is not None:
        held = users.grants_of(found)
        for grant in grants:
            users.grant_role(session, actor, found, grant)
        for grant in held:
            if grant not in grants:
                users.revoke_role(session, actor, found, grant)
    if is_active is not None:
        users.set_active(session, actor, found, active=is_active)
    flag_modified(found, "name")  # the version goes up, whatever was changed
    session.flush()
    audit.record(session, actor, "user.edit", f"user:{found.login}")
    return found


def set_password(session: Session, actor: Actor, user_id: str, password: str) -> None:
    """Give a user a password for once; all their sessions end."""
    found = get(session, actor, user_id)
    users.set_password(session, actor, found, password)


def myself(session: Session, actor: Actor) -> User:
    """The user that `actor` is."""
    found = session.get(User, actor.user_id) if actor.user_id is not None else None
    if found is None:
        raise not_found("user")
    return found


def my_tokens(session: Session, actor: Actor) -> Sequence[ApiToken]:
    """One's own keys for programs that are in use."""
    require(actor, Permission.own_tokens)
    return tokens.list_tokens(session, myself(session, actor))


def make_token(
    session: Session,
    actor: Actor,
    *,
    name: str,
    role: Role | None,
    expires_at: dt.datetime | None,
) -> tokens.NewToken:
    """A new key for a program; it is shown this once. A phone with a pass gets none."""
    require(actor, Permission.own_tokens)
    if passes.round_of(session, actor) is not None:
        raise Problem("forbidden", permission=Permission.own_tokens.value)
    user = myself(session, actor)
    return tokens.make_token(session, actor, user, name, role=role, expires_at=expires_at)


def revoke_token(session: Session, actor: Actor, token_id: str) -> None:
    """End one of one's own keys."""
    require(actor, Permission.own_tokens)
    tokens.revoke_token(session, actor, myself(session, actor), token_id)


def audit_page(
    session: Session, actor: Actor, *, cursor: str | None = None, limit: int = 50
) -> Page[AuditEntry]:
    """What was done, the latest first."""
    require(actor, Permission.read_audit)
    return page_of(session, select(AuditEntry), AuditEntry.number, cursor, limit)


def verify_audit(session: Session, actor: Actor) -> audit.AuditReport:
    """Walk the whole chain of the audit."""
    require(actor, Permission.read_audit)
    return audit.verify(session)
