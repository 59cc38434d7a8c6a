"""The daily summary as a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path

from masstest.live.summary import DailySummary
from masstest.sheets.daily_summary import write_daily_summary
from masstest.text import Lang


def summary_workbook(summary_json: str, lang: Lang) -> bytes:
    """The workbook of a summary."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summary.xlsx"
        write_daily_summary(DailySummary.model_validate_json(summary_json), path, lang)
        return path.read_bytes()
