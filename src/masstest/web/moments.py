"""Times as a coordinator reads them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

# Where districts are; a round's own times are local to it already.
HERE = ZoneInfo("Asia/Shanghai")


def clock(iso: str | None, date: dt.date) -> str:
    """``2022-03-10T13:55`` as ``13:55``; with ``+1`` on the day after the round's `date`."""
    if not iso:
        return "–"
    moment = dt.datetime.fromisoformat(iso)
    days = (moment.date() - date).days
    return f"{moment:%H:%M}" + (f" +{days}" if days > 0 else "")


def local(moment: dt.datetime | None) -> str:
    """A moment of the store (UTC) as local day and time."""
    return "–" if moment is None else f"{moment.astimezone(HERE):%m-%d %H:%M}"
