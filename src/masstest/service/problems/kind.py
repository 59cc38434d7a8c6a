"""What a kind of problem has: a status and its sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """The HTTP status of a problem, its title and its sentence, whose ``{names}`` are facts.

    Without a sentence here it is `masstest.access` that says it.
    """

    status: int
    title: str
    detail: str = ""
