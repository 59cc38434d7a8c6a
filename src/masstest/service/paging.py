"""Lists in pages: newest first, continued after the last that was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from masstest.service.problems import Problem

Row = TypeVar("Row")
MOST = 200
_LARGEST_NUMBER = 2**31 - 1  # that a column of numbers holds


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some of a list; `next_cursor` asks for those after them, None at the end."""

    items: list[Row]
    next_cursor: str | None


def page_of(
    session: Session,
    query: Select[Row],
    key: InstrumentedAttribute[Any],
    cursor: str | None,
    limit: int,
) -> Page[Row]:
    """A page of `query`, ordered by `key` (time-ordered ids, or numbers) from the newest on."""
    limit = max(1, min(limit, MOST))
    if cursor is not None:
        query = query.where(key < _value(key, cursor))
    rows = list(session.scalars(query.order_by(key.desc()).limit(limit + 1)).unique())
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, str(getattr(rows[-1], key.key)) if more else None)


def _value(key: InstrumentedAttribute[Any], cursor: str) -> str | int:
    if key.type.python_type is int:
        if not re.fullmatch(r"[0-9]{1,10}", cursor) or int(cursor) > _LARGEST_NUMBER:
            raise Problem("malformed", reason="cursor")
        return int(cursor)
    if not re.fullmatch(r"[0-9a-f]{32}", cursor):
        raise Problem("malformed", reason="cursor")
    return cursor
