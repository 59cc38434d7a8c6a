"""Rounds, and what belongs to one: rosters, plans, and what was published of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from masstest.store.tables.base import Base, Id, Json, Sha256, new_id, utc_now


class Document(Base):
    """A file kept whole and once, under the hash of its content; zlib-compressed."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]
    compressed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)


class StoredRound(Base):
    """One day's testing of one district. `version` goes up with each change (its ETag)."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("district", "date", "number"),)

    round_id: Mapped[Id]
    district: Mapped[str] = mapped_column(String(120))
    date: Mapped[dt.date]
    number: Mapped[int]
    note: Mapped[str] = mapped_column(String(500), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)

    rosters: Mapped[list[StoredRoster]] = relationship(back_populates="round")
    plans: Mapped[list[StoredPlan]] = relationship(back_populates="round")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way


class StoredRoster(Base):
    """An uploaded roster: the file as it came, what was read of it, and what is wrong with it."""

    __tablename__ = "rosters"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    roster_id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"), index=True)
    number: Mapped[int]  # 1, 2, ... within the round
    file_name: Mapped[str] = mapped_column(String(255))
    source_sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    # the validated roster as JSON; none if the file has errors
    roster_sha256: Mapped[str | None] = mapped_column(ForeignKey("documents.sha256"))
    # the uploader's own file with problems beside the rows; none for a JSON upload
    annotated_sha256: Mapped[str | None] = mapped_column(ForeignKey("documents.sha256"))
    status: Mapped[str] = mapped_column(String(16))  # ok | warnings | errors
    report: Mapped[Json]  # {read: [...], problems: [{sheet, cell, ...facts, code}], ignored}
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)

    round: Mapped[StoredRound] = relationship(back_populates="rosters")


class StoredPlan(Base):
    """A checked plan. It never changes; what is edited becomes a plan of its own."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    plan_id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"), index=True)
    number: Mapped[int]  # 1, 2, ... within the round
    roster_id: Mapped[str] = mapped_column(ForeignKey("rosters.roster_id"))
    base_plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.plan_id"))
    # how it came about: planned | replanned | edited
    origin: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(8))  # met | short
    document_sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    # the roster it was planned on, after exclusions and settings (JSON)
    roster_sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    kpis: Mapped[Json]
    note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)  # of the note and the publication
    created_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    created_at: Mapped[dt.datetime] = mapped_column(default=utc_now)

    round: Mapped[StoredRound] = relationship(back_populates="plans")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's way


class Publication(Base):
    """A plan made binding, with its number; at most one of a round is in force at a time."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index(
            "uq_publications_in_force",
            "round_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    publication_id: Mapped[Id]
    round_id: Mapped[str] = mapped_column(ForeignKey("rounds.round_id"))
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"))
    number: Mapped[int]  # 1, 2, ... within the round
    document_sha256: Mapped[Sha256]  # what was published, once more
    published_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    published_at: Mapped[dt.datetime] = mapped_column(default=utc_now)
    withdrawn_by: Mapped[str | None] = mapped_column(ForeignKey("users.user_id"))
    withdrawn_at: Mapped[dt.datetime | None]
    reason: Mapped[str] = mapped_column(String(500), default="")


__all__ = ["Document", "Publication", "StoredPlan", "StoredRoster", "StoredRound", "new_id"]
