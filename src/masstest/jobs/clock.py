"""The time that several machines agree on: the database's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.store.tables.base import utc_now


def now(session: Session) -> dt.datetime:
    """The database server's time; with SQLite everybody is on one machine."""
    if session.get_bind().dialect.name != "postgresql":
        return utc_now()
    moment: dt.datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment
