"""Writing to a database that may be away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

UNREACHABLE = (OperationalError, InterfaceError, TimeoutError)
"""What SQLAlchemy raises when the database is away, restarting, or locked for too long."""

_log = structlog.get_logger(__name__)
Value = TypeVar("Value")


def try_now(what: str, deed: Callable[[], Value], otherwise: Value) -> Value:
    """The deed's value, or `otherwise` if the database can't be reached now."""
    try:
        return deed()
    except UNREACHABLE as error:
        _log.warning("database_unreachable", what=what, error=str(error))
        return otherwise


def insist(what: str, deed: Callable[[], Value], *, within_s: float) -> Value:
    """The deed's value, trying again while the database can't be reached, `within_s` at most."""
    until = time.monotonic() + within_s
    while True:
        try:
            return deed()
        except UNREACHABLE as error:
            if time.monotonic() > until:
                raise
            _log.warning("database_unreachable", what=what, error=str(error))
            time.sleep(0.5)
