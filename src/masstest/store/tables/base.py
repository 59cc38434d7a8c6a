"""The declarative base: names of constraints, and column types that both databases share."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column


def new_id() -> str:
    """A new identifier: 32 hexadecimal digits, time-ordered, so that lists can page by it."""
    milliseconds = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
    return f"{milliseconds:012x}{uuid.uuid4().hex[:20]}"


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware time, stored in UTC: SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value}")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


Id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
Sha256 = Annotated[str, mapped_column(String(64))]
Json = dict[str, Any]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: UtcTime, Json: JSON(none_as_null=True)}  # noqa: RUF012  SQLAlchemy's way
