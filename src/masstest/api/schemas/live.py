"""What is reported during a round, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from masstest.api.schemas.common import Moment, Out, ProblemDocument
from masstest.domain.units import Model
from masstest.service.live.ledger.recording import MOST_EVENTS
from masstest.service.live.ledger.wire import SentEvent

EventIdOut = Annotated[str, Field(examples=["0195a3f0-c1d2-4b7e-9a6f-3c2d1e0f9a8b"])]


class SentEvents(Model):
    """Events of a round, in any order."""

    events: Annotated[tuple[SentEvent, ...], Field(min_length=1, max_length=MOST_EVENTS)]


class OutcomeOut(Out):
    """What came of one event.

    ``recorded``; ``duplicate``: it was recorded before; ``held``: it was recorded, but the box
    can't go on; ``refused``: it was not recorded, and never will be as it is.
    """

    event_id: str
    status: Literal["recorded", "duplicate", "held", "refused"]
    problem: ProblemDocument | None = Field(None, description="why it is held or refused")


class OutcomesOut(Out):
    """What came of events that were sent, in their order."""

    server_time: Moment
    outcomes: list[OutcomeOut]


class SingleOutcomeOut(OutcomeOut):
    server_time: Moment


class EventOut(Out):
    """A recorded event. `number` grows in the order in which events came."""

    number: int
    event_id: EventIdOut
    at: dt.datetime = Field(description="when it happened", examples=["2022-03-10T09:45:30+08:00"])
    place: str
    person: str
    fact: dict[str, Any] = Field(examples=[{"kind": "point_opened", "site_id": "S1", "lanes": 2}])
    received_at: Moment


class EventsOut(Out):
    """Events after a number, in the order in which they came."""

    events: list[EventOut]
    next: int = Field(description="ask for `?after=` this to go on")
    more: bool = Field(description="there are more already")


class LiveOut(Out):
    """How far the ledger of a round is."""

    number: int = Field(description="of the last event; 0 before the first")
    at: Moment | None = Field(description="when it came")
    publication: int | None = Field(description="number of the plan in force")
