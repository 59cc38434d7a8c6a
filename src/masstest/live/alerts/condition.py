"""A condition: something that is the case now and that somebody must act on."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masstest.live.alerts.limits import Limits
    from masstest.live.custody import Ledger
    from masstest.live.day import Day
    from masstest.live.shapes import Board

Fact = str | int | float | None


class Kind(StrEnum):
    late_point = "late_point"
    box_over_age = "box_over_age"
    count_mismatch = "count_mismatch"
    box_unaccounted = "box_unaccounted"
    vehicle_silent = "vehicle_silent"
    lab_backlog = "lab_backlog"
    supplies_short = "supplies_short"
    help_needed = "help_needed"
    deadline_at_risk = "deadline_at_risk"
    pool_positive = "pool_positive"
    retest_late = "retest_late"


class Severity(StrEnum):
    amber = "amber"
    red = "red"


@dataclass(frozen=True)
class Condition:
    """What is the case, without a sentence: that is made where it is read.

    Attributes
    ----------
    kind, about : together its key: `about` is a point, box, lab ..., told apart where needed
    severity : amber while it can still be turned, red once it is missed or broken
    subject : id of what it is about, as people look it up
    street, community : where it is; empty if it has no place
    cause : which sentence of the kind tells it
    owner : the role that has to act first
    action : code of what is proposed
    facts : of both sentences; times in minutes since 00:00 of the round's date (`_min`)
    raised_min : when it was last said, where people say it
    """

    kind: Kind
    about: str
    severity: Severity
    subject: str
    cause: str
    owner: str
    action: str
    street: str = ""
    community: str = ""
    lab_id: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    raised_min: float | None = None

    @property
    def key(self) -> str:
        return key_of(self.kind, self.about)


def key_of(kind: Kind, about: str) -> str:
    """What stays the same as long as the condition holds."""
    return f"{kind}:{about}"


@dataclass(frozen=True)
class Look:
    """What a rule looks at. `told`: keys of the conditions that are told already, which end at
    a lower limit than they began at, so that nothing flaps."""

    day: Day
    ledger: Ledger
    board: Board
    now_min: float
    limits: Limits
    told: Set[str] = frozenset()

    def is_told(self, kind: Kind, about: str) -> bool:
        return key_of(kind, about) in self.told
