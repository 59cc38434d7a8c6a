"""How sending came out."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

_LONGEST = 300


class Sent(StrEnum):
    sent = "sent"
    again = "again"  # certainly not taken now; it may be later
    failed = "failed"  # never will be, sent like this
    unconfirmed = "unconfirmed"  # perhaps taken: nobody said so


class Outcome(NamedTuple):
    """`problem` is for administrators; it holds no secret and no content of the message."""

    sent: Sent
    problem: str = ""

    @classmethod
    def of(cls, sent: Sent, problem: object = "") -> Outcome:
        return cls(sent, " ".join(str(problem).split())[:_LONGEST])
