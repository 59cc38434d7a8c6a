"""A line of the zero report."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from masstest.live.summary import Figures, SummaryRow, Telling
from masstest.live.summary.wording import telling
from masstest.text import Lang, translator


class ZeroLine(BaseModel):
    """What a street or community reports: `text` says it in words, `figures` in numbers."""

    kind: Literal["street", "community"]
    street: str
    community: str
    telling: Telling
    text: str
    figures: Figures


def zero_line(row: SummaryRow, lang: Lang) -> ZeroLine:
    """A row of the summary as a line of the zero report."""
    return ZeroLine(
        kind="street" if row.kind == "street" else "community",
        street=row.street,
        community=row.community,
        telling=row.telling,
        text=telling(row, translator(lang)),
        figures=row.figures,
    )
