"""Who did what, in a chain of hashes that can only grow."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from masstest.store.tables.base import Base, Json, utc_now


class AuditEntry(Base):
    """One deed. `sha256` covers this row and the hash of the row before it."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    actor: Mapped[str] = mapped_column(String(120))  # a login, or "system", or "command line"
    action: Mapped[str] = mapped_column(String(60))  # such as plan.publish
    subject: Mapped[str] = mapped_column(String(120))  # such as plan:<id>
    facts: Mapped[Json]  # never a secret, a phone or a resident's name
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The chain's end, in one row: taking its lock puts writers in order, and a cut-off tail
    shows."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("one = 1", name="one_row"),)

    one: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
