"""Alerts in the store: opened, told, acknowledged, escalated, closed; and who sees them."""

from masstest.service.live.alerts.acknowledging import acknowledge, may_acknowledge
from masstest.service.live.alerts.changing import Changes
from masstest.service.live.alerts.judging import Judgement, apply, judgement, refresh
from masstest.service.live.alerts.reading import Told, get, list_page, worst_first

__all__ = [
    "Changes",
    "Judgement",
    "Told",
    "acknowledge",
    "apply",
    "get",
    "judgement",
    "list_page",
    "may_acknowledge",
    "refresh",
    "worst_first",
]
