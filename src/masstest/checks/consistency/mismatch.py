"""The violation that says: the plan records one number, and another one is right."""

from __future__ import annotations

from masstest.domain.outcome import Violation


def mismatch(
    code: str, subjects: tuple[str, ...], recorded: float, right: float, unit: str
) -> Violation:
    """A violation of `code`: `recorded` stands in the plan, `right` is what it should be."""
    return Violation(rule=code, subjects=subjects, amount=recorded, limit=right, unit=unit)
