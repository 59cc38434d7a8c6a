"""Optimistic locking: who changes something names the version that was seen."""

from __future__ import annotations

from masstest.service.problems import Problem


def check_version(present: int, seen: int) -> None:
    """Raise ``precondition_failed`` unless what was seen is still there."""
    if present != seen:
        raise Problem("precondition_failed")
