"""Events as they are sent and answered: with the time of a clock in place of the round's minute."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, TypeAdapter

from masstest.domain.units import Model
from masstest.live.events import Event, EventId, Fact

_AT = Field(
    description="when it happened: ISO time with seconds and zone",
    examples=["2022-03-10T09:45:30+08:00"],
)
Person = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SentFact(Model):
    """A reported event without its id, which stands in the address."""

    at: Annotated[AwareDatetime, _AT]
    place: Annotated[str, Field(max_length=64)] = ""
    person: Person = ""
    fact: Fact


class SentEvent(SentFact):
    """A reported event. `place` and `person` may be left out where the fact, or the login, says
    it."""

    event_id: EventId


FACT: TypeAdapter[Any] = TypeAdapter(Fact)


def minute_in(at: dt.datetime, date: dt.date, zone: ZoneInfo) -> float:
    """Minutes from 00:00 local time of `date` until `at`, seconds as fractions."""
    return (at.astimezone(dt.UTC) - _midnight(date, zone)).total_seconds() / 60


def time_of(at_min: float, date: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The local time that `minute_in` made `at_min` of."""
    after = dt.timedelta(microseconds=round(at_min * 60_000_000))
    return (_midnight(date, zone) + after).astimezone(zone)


def _midnight(date: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), zone).astimezone(dt.UTC)


def sent_form(event: Event, date: dt.date, zone: ZoneInfo) -> dict[str, Any]:
    """An event as it would be sent."""
    written = event.model_dump(mode="json", exclude={"at_min"})
    return {"at": time_of(event.at_min, date, zone).isoformat(), **written}
