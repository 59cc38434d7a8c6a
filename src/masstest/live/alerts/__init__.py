"""Alerts: what is the case that somebody must act on, whom it is told, in which words."""

from __future__ import annotations

from collections.abc import Set

from masstest.live.alerts.condition import Condition, Fact, Kind, Look, Severity
from masstest.live.alerts.kinds import RULES
from masstest.live.alerts.limits import Limits, limits_of
from masstest.live.alerts.places import with_teams
from masstest.live.alerts.recipients import (
    DOUBLE_PUSH,
    Recipient,
    last_level,
    recipients,
    wait_min,
)
from masstest.live.board import board
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.shapes import Board


def conditions(
    day: Day,
    ledger: Ledger,
    now_min: float,
    *,
    limits: Limits | None = None,
    told: Set[str] = frozenset(),
    shown: Board | None = None,
) -> tuple[Condition, ...]:
    """Everything that is the case at `now_min`.

    Parameters
    ----------
    day, ledger : what was planned, and what was reported
    now_min : minutes since 00:00 local time of the round's date
    limits : those of the day's roster if None
    told : keys of conditions that are told already; they end later than they begin
    shown : the board of the same moment, if it is there already: alerts forecast nothing of
        their own, so that they never say anything else than the board
    """
    look = Look(
        day,
        ledger,
        shown if shown is not None else board(day, ledger, now_min),
        now_min,
        limits or limits_of(day.roster),
        told,
    )
    return tuple(with_teams(day, condition) for rule in RULES for condition in rule(look))


__all__ = [
    "DOUBLE_PUSH",
    "Condition",
    "Fact",
    "Kind",
    "Limits",
    "Look",
    "Recipient",
    "Severity",
    "conditions",
    "last_level",
    "limits_of",
    "recipients",
    "wait_min",
]
