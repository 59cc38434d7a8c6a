"""The clock that runs on an alert: how long until something is due."""

from __future__ import annotations

from masstest.service.live.alerts.reading import Told
from masstest.service.live.reports import round_time
from masstest.service.problems import Problem
from masstest.store.engine import Store

_DUE = "due_at_min"


def remaining_min(store: Store, told: Told) -> float | None:
    """Minutes until what the alert is about is due, negative once it is late; None without a
    date, and once it is over."""
    due_min = told.alert.facts["facts"].get(_DUE)
    if due_min is None or told.alert.closed_at is not None:
        return None
    try:
        _, now_min = round_time(store, told.round.round_id)
    except Problem:  # no plan was ever in force: there is no clock
        return None
    return float(due_min) - now_min
