"""Looking something up that somebody named."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.orm import Session

from masstest.service.problems import not_found

Row = TypeVar("Row")


def existing(session: Session, table: type[Row], key: str, subject: str) -> Row:
    """The row of `table` with this key; whether it may be seen is for the caller to ask.

    Raises
    ------
    Problem
        ``not_found``, naming the `subject`.
    """
    found = session.get(table, key)
    if found is None:
        raise not_found(subject)
    return found
