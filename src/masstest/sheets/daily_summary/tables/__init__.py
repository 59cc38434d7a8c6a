"""The flat sheets of the summary: zero report, places, and the lists of what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.summary import DailySummary
from masstest.sheets.daily_summary.flat import Table
from masstest.sheets.daily_summary.tables import figures, lists
from masstest.text import Translator

__all__ = ["tables"]


def tables(day: DailySummary, t: Translator) -> Iterator[Table]:
    """The sheets after the first page."""
    yield figures.zero_report(day, t)
    yield figures.places(day, t)
    yield figures.clocks(day, t)
    yield lists.missed(day, t)
    yield lists.mismatches(day, t)
    yield lists.unaccounted(day, t)
    yield lists.retests(day, t)
    yield lists.supplies(day, t)
    yield lists.findings(day, t)
    yield figures.labs(day, t)
