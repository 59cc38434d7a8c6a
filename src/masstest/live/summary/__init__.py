"""The day in figures: the daily one-sheet summary, and the zero report."""

from masstest.live.summary.composing import summary
from masstest.live.summary.entries import AlertNote
from masstest.live.summary.shapes import (
    DailySummary,
    Figures,
    FindingLine,
    MismatchLine,
    RetestLine,
    ShortLine,
    StreetClocks,
    SummaryRow,
    Telling,
)

__all__ = [
    "AlertNote",
    "DailySummary",
    "Figures",
    "FindingLine",
    "MismatchLine",
    "RetestLine",
    "ShortLine",
    "StreetClocks",
    "SummaryRow",
    "Telling",
    "summary",
]
