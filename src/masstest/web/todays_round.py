"""Which of several rounds is that of today."""

from __future__ import annotations

from collections.abc import Iterable

from masstest.store.tables import StoredRound
from masstest.store.tables.base import utc_now
from masstest.web.moments import HERE


def of_today(found: Iterable[StoredRound]) -> StoredRound | None:
    """The first of some rounds whose day is today."""
    today = utc_now().astimezone(HERE).date()
    return next((each for each in found if each.date == today), None)
