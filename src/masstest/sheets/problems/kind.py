"""A kind of problem: how grave it is, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.domain.outcome import Severity


@dataclass(frozen=True)
class ProblemKind:
    """`what` and `mend` are message ids; an empty `mend` means: the column says how."""

    severity: Severity
    what: str
    mend: str = ""
