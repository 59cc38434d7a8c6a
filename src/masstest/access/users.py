"""People who may call the service: made, changed, granted roles. Every change is audited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from masstest.access import passwords
from masstest.access.actor import SYSTEM, Actor
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Role
from masstest.store import audit
from masstest.store.tables import Grant, User, UserSession
from masstest.store.withdrawals import withdraw
from masstest.text import Lang

FIRST_ADMIN = "admin"
CARD_PREFIX = "pass-"  # of the logins of whoever came with a card
_LOGIN = re.compile(r"[\w.@-]{2,60}")
_LONGEST_NAME = 60


def create_user(
    session: Session,
    actor: Actor,
    login: str,
    name: str,
    *,
    password: str | None = None,
    grants: Iterable[GrantedRole] = (),
    lang: Lang = "zh",
    must_change_password: bool = True,
    oidc_subject: str | None = None,
    is_demo: bool = False,
) -> User:
    """Make a user.

    Without a `password` nobody can log in with one. Who was given a password by somebody else
    `must_change_password` before doing anything.

    Raises
    ------
    AccessProblem
        ``login_malformed``, ``login_taken``, ``name_malformed``, ``password_...``.
    """
    login = normalised_login(login)
    if not _LOGIN.fullmatch(login):
        raise AccessProblem("login_malformed", login=login)
    if not 1 <= len(name.strip()) <= _LONGEST_NAME:
        raise AccessProblem("name_malformed", longest=_LONGEST_NAME)
    if session.scalar(sa.select(User.user_id).where(User.login == login)) is not None:
        raise AccessProblem("login_taken", login=login)
    if password is not None:
        passwords.check_new(password, login)
    granted = tuple(dict.fromkeys(grants))
    user = User(
        login=login,
        name=name.strip(),
        password_hash=None if password is None else passwords.hash_password(password),
        oidc_subject=oidc_subject,
        lang=lang,
        must_change_password=must_change_password and password is not None,
        is_demo=is_demo,
        grants=[Grant(role=g.role, scope=g.scope, scope_value=g.value) for g in granted],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:  # somebody made it since we looked
        raise AccessProblem("login_taken", login=login) from None
    audit.record(session, actor, "user.create", _subject(user), grants=list(map(str, granted)))
    return user


def find_user(session: Session, login: str) -> User:
    """The user of a login, however it is written.

    Raises
    ------
    AccessProblem
        ``user_unknown``.
    """
    user = session.scalar(sa.select(User).where(User.login == normalised_login(login)))
    if user is None:
        raise AccessProblem("user_unknown", login=login)
    return user


def list_users(session: Session) -> Sequence[User]:
    """The people, by their login; whoever came with a card is none of them."""
    people = sa.select(User).where(~User.login.startswith(CARD_PREFIX))
    return session.scalars(people.order_by(User.login)).all()


def set_password(
    session: Session, actor: Actor, user: User, password: str, *, must_change: bool = True
) -> None:
    """Give a user a new password and end all their sessions.

    Raises
    ------
    AccessProblem
        ``password_...``, if it is none to be used.
    """
    passwords.check_new(password, user.login)
    user.password_hash = passwords.hash_password(password)
    user.must_change_password = must_change
    end_sessions(session, user)
    audit.record(session, actor, "user.password", _subject(user))


def set_active(session: Session, actor: Actor, user: User, *, active: bool) -> None:
    """Let a user in again, or no longer: sessions end, and keys are refused, at once.

    Raises
    ------
    AccessProblem
        ``last_admin``, if nobody could let anybody in any more.
    """
    if user.is_active == active:
        return
    if not active:
        _keep_an_admin(session, user)
        end_sessions(session, user)
    user.is_active = active
    audit.record(session, actor, "user.activate" if active else "user.deactivate", _subject(user))


def grant_role(session: Session, actor: Actor, user: User, grant: GrantedRole) -> None:
    """Grant a role; one that the user has already stays as it is."""
    if grant not in grants_of(user):
        user.grants.append(Grant(role=grant.role, scope=grant.scope, scope_value=grant.value))
        session.flush()
        withdraw(session, user.user_id)
        audit.record(session, actor, "user.grant", _subject(user), grant=str(grant))


def revoke_role(session: Session, actor: Actor, user: User, grant: GrantedRole) -> None:
    """Take a role away.

    Raises
    ------
    AccessProblem
        ``grant_missing``, or ``last_admin``.
    """
    held = [g for g in user.grants if _granted(g) == grant]
    if not held:
        raise AccessProblem("grant_missing", login=user.login, grant=str(grant))
    if grant.role is Role.admin:
        _keep_an_admin(session, user)
    user.grants.remove(held[0])
    session.flush()
    withdraw(session, user.user_id)
    audit.record(session, actor, "user.revoke", _subject(user), grant=str(grant))


def first_admin(session: Session) -> str | None:
    """On a database without users: make the user ``admin``.

    Returns
    -------
    str or None
        The one-time password, to be shown once; none if there are users.
    """
    real = sa.select(User.user_id).where(~User.is_demo).limit(1)
    if session.scalar(real) is not None:
        return None
    password = passwords.one_time()
    create_user(
        session,
        SYSTEM,
        FIRST_ADMIN,
        FIRST_ADMIN,
        password=password,
        grants=[GrantedRole(Role.admin)],
    )
    return password


def grants_of(user: User) -> tuple[GrantedRole, ...]:
    return tuple(map(_granted, user.grants))


def actor_of(user: User) -> Actor:
    """The actor that a user is."""
    return Actor(
        user_id=user.user_id,
        login=user.login,
        name=user.name,
        lang="en" if user.lang == "en" else "zh",
        grants=grants_of(user),
        must_change_password=user.must_change_password,
        is_demo=user.is_demo,
    )


def end_sessions(session: Session, user: User, *, but_sha256: str | None = None) -> None:
    """Log a user out everywhere, but for the session named."""
    ended = sa.delete(UserSession).where(UserSession.user_id == user.user_id)
    if but_sha256 is not None:
        ended = ended.where(UserSession.token_sha256 != but_sha256)
    session.execute(ended)
    withdraw(session, user.user_id)


def normalised_login(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold()


def _keep_an_admin(session: Session, user: User) -> None:
    if not any(grant.role is Role.admin for grant in grants_of(user)):
        return
    # all are held until the end, so that two who shut each other out don't both succeed
    admins = (
        sa.select(User.user_id)
        .join(Grant)
        .where(Grant.role == Role.admin, User.is_active)
        .order_by(User.user_id)
        .with_for_update()
    )
    if set(session.scalars(admins)) <= {user.user_id}:
        raise AccessProblem("last_admin", login=user.login)


def _granted(row: Grant) -> GrantedRole:
    return GrantedRole.checked(row.role, row.scope, row.scope_value)


def _subject(user: User) -> str:
    return f"user:{user.login}"
