"""Times as a coordinator reads them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from masstest.domain.units import minute_of
from masstest.text import Translator
from masstest.text.sentences import time_name

# Where districts are; a round's own times are local to it already.
HERE = ZoneInfo("Asia/Shanghai")


def clock(iso: str | None, date: dt.date, t: Translator) -> str:
    """``2022-03-10T13:55`` as ``13:55``; ``03:30 next day`` after the round's `date`."""
    return time_name(minute_of(dt.datetime.fromisoformat(iso), date), t) if iso else "–"


def local(moment: dt.datetime | None) -> str:
    """A moment of the store (UTC) as local day and time."""
    return "–" if moment is None else f"{moment.astimezone(HERE):%m-%d %H:%M}"
