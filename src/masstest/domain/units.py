"""Units and the one representation of time.

Inside the program every time is a whole number of minutes since 00:00 local time of the
round's date (``Minute``): negative for the evening before, above 1440 for the next day.
Outside (``plan.json``, the API) it is a local ISO time such as ``2022-03-10T09:45``.
The conversion happens only here; models are read and written with
``context={"date": round_date}``.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationInfo
from pydantic import Field as Field
from pydantic.json_schema import WithJsonSchema

DAY_MIN = 24 * 60


def minute_of(moment: dt.datetime, date: dt.date) -> int:
    """Whole minutes from 00:00 of `date` to `moment` (local, seconds dropped)."""
    midnight = dt.datetime.combine(date, dt.time())
    return math.floor((moment - midnight).total_seconds() / 60)


def moment_of(minute: int, date: dt.date) -> dt.datetime:
    """The local moment `minute` minutes after 00:00 of `date`."""
    return dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)


def iso(minute: int, date: dt.date) -> str:
    """`minute` as local ISO time to the minute, for instance ``2022-03-10T09:45``."""
    return moment_of(minute, date).strftime("%Y-%m-%dT%H:%M")


def clock(minute: int) -> str:
    """`minute` as people say it: ``09:45``; ``+1 03:30`` for the next day, ``-1 22:00`` before."""
    day, rest = divmod(minute, DAY_MIN)
    text = f"{rest // 60:02d}:{rest % 60:02d}"
    return text if day == 0 else f"{day:+d} {text}"


def ceil_min(minutes: float) -> int:
    """Round up to a whole minute, forgiving float noise below a microsecond."""
    return math.ceil(minutes - 1e-7)


def floor_min(minutes: float) -> int:
    """Round down to a whole minute, forgiving float noise below a microsecond."""
    return math.floor(minutes + 1e-7)


def _parse_minute(value: Any, info: ValidationInfo) -> Any:
    date = (info.context or {}).get("date")
    if isinstance(value, str):
        if date is None:
            raise ValueError("an ISO time can only be read with the round's date as context")
        try:
            return minute_of(dt.datetime.fromisoformat(value), date)
        except (TypeError, ValueError):  # TypeError: it names a zone, so it isn't local
            raise ValueError(f"not a local ISO time: {value!r}") from None
    if isinstance(value, int) and date is not None:
        try:
            moment_of(value, date)
        except OverflowError:
            raise ValueError("no calendar goes so far") from None
    return value


def _write_minute(value: int | None, info: Any) -> Any:
    date = (info.context or {}).get("date") if value is not None else None
    return value if value is None or date is None else iso(value, date)


Minute = Annotated[
    int,
    BeforeValidator(_parse_minute),
    PlainSerializer(_write_minute, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "description": "local ISO time, to the minute",
            "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$",
            "examples": ["2022-03-10T09:45"],
        }
    ),
]


class Model(BaseModel):
    """Base of all roster and plan types: frozen, and strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values; indexes cached on this one are left behind, as they are its."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():
            del copied.__dict__[name]
        return copied


def read_dated(text: str | bytes, kind: str) -> tuple[Any, dict[str, dt.date]]:
    """JSON of something with a `round`, and the context in which its times are to be read.

    Raises
    ------
    ValueError
        If it is not JSON, or has no round date; `kind` says what it should have been.
    """
    raw = json.loads(text)
    try:
        date = dt.date.fromisoformat(raw["round"]["date"])
    except (TypeError, KeyError) as exc:
        raise ValueError(f"not a {kind}: no round date") from exc
    return raw, {"date": date}
