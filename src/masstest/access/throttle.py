"""Slowing down who guesses passwords: by login, and by the address the guesses come from."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.store.tables import LoginAttempt
from masstest.store.tables.base import utc_now

WINDOW = dt.timedelta(minutes=15)
_LONGEST_DELAY_S = 600


class _Limit(NamedTuple):
    kind: str
    free: int  # attempts within the window that cost no waiting

    def delay_s(self, attempts: int) -> int:
        """How long to wait after so many attempts in a row: doubling, up to ten minutes."""
        if attempts < self.free:
            return 0
        doublings = min(attempts - self.free, 10)
        return min(int(2**doublings), _LONGEST_DELAY_S)


# Behind one address there may be a whole office.
_LIMITS = (_Limit("login", 5), _Limit("address", 30))


def begin_attempt(session: Session, login: str, address: str) -> int:
    """Count an attempt before its password is looked at, so that many at once count as well.

    Returns
    -------
    int
        0 if it may go on; otherwise the seconds to wait, and it wasn't counted.
    """
    subjects = [(limit, _subject(limit.kind, login, address)) for limit in _LIMITS]
    session.connection()  # on SQLite: waits here for whoever is writing
    if session.get_bind().dialect.name == "postgresql":
        # in one order, so that two attempts never wait for each other
        for subject in sorted(subject for _, subject in subjects):
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(subject))))
    # only now: attempts that were counted while this one waited for its turn lie before it
    now = utc_now()
    wait_s = max(_wait_s(session, limit, subject, now) for limit, subject in subjects)
    if wait_s == 0:
        session.add_all(LoginAttempt(subject=subject, at=now) for _, subject in subjects)
    return wait_s


def attempt_succeeded(session: Session, login: str, address: str) -> None:
    """Forget a login's attempts, and the one that was counted for the address just now."""
    login_subject = _subject("login", login, address)
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.subject == login_subject))
    latest = (
        sa.select(sa.func.max(LoginAttempt.attempt_id))
        .where(LoginAttempt.subject == _subject("address", login, address))
        .scalar_subquery()
    )
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.attempt_id == latest))


def _wait_s(session: Session, limit: _Limit, subject: str, now: dt.datetime) -> int:
    attempts, latest = session.execute(
        sa.select(sa.func.count(), sa.func.max(LoginAttempt.at)).where(
            LoginAttempt.subject == subject, LoginAttempt.at > now - WINDOW
        )
    ).one()
    if latest is None:
        return 0
    until = latest + dt.timedelta(seconds=limit.delay_s(attempts))
    return max(0, math.ceil((until - now).total_seconds()))


def _subject(kind: str, login: str, address: str) -> str:
    return f"{kind}:{login if kind == 'login' else address}"[:180]
