"""Users of passes whose time is over: first they can't be let in any more, then they go."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session

from masstest.access.users import CARD_PREFIX
from masstest.store.tables import ApiToken, Grant, IdempotencyKey, PhonePass, User, UserSession
from masstest.store.tables.base import Base, utc_now

_OWN = (Grant, UserSession, ApiToken, IdempotencyKey)


def retire(session: Session) -> dict[str, int]:
    """Deactivate the users of passes that have expired, and remove those of passes that are gone.

    Passes go with their round, by age. A user stays as long as anything refers to it, such as
    what was reported with the pass. Returned: how many were deactivated and removed, where any.
    """
    of_a_pass = sa.and_(
        User.login.startswith(CARD_PREFIX, autoescape=True),
        User.password_hash.is_(None),
        User.oidc_subject.is_(None),
    )
    in_time = sa.select(PhonePass.user_id).where(PhonePass.expires_at > utc_now())
    retired = _count(
        session,
        sa.update(User)
        .where(of_a_pass, User.is_active, User.user_id.not_in(in_time))
        .values(is_active=False),
    )
    gone = sa.select(User.user_id).where(of_a_pass, *(_nowhere_in(c) for c in _references()))
    user_ids = session.scalars(gone).all()
    for table in _OWN:
        _count(session, sa.delete(table).where(table.user_id.in_(user_ids)))
    removed = _count(session, sa.delete(User).where(User.user_id.in_(user_ids)))
    counts = {"passes_expired": retired, "users_of_passes": removed}
    return {name: count for name, count in counts.items() if count}


def _references() -> list[sa.Column[str]]:
    """Columns that name a user, other than those that go with it."""
    own = {table.__tablename__ for table in _OWN}
    return [
        column
        for name, table in Base.metadata.tables.items()
        if name not in own
        for column in table.columns
        if any(key.column.table.name == User.__tablename__ for key in column.foreign_keys)
    ]


def _nowhere_in(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(column == User.user_id)


def _count(session: Session, change: Delete | Update) -> int:
    result = session.execute(change, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
