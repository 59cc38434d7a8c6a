"""An event: one fact, at a time, by a person, at a place; and its correction."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from masstest.domain.units import Model
from masstest.live.events.boxes import (
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    LabReceived,
    TubeAbnormal,
    TubesScanned,
)
from masstest.live.events.fields import LONGEST_TEXT, EventId
from masstest.live.events.inspection import Finding, FindingClosed, ReadinessConfirmed
from masstest.live.events.labs import BatchStarted, ResultReported, RetestResult, RetestSampled
from masstest.live.events.sampling import (
    CallSettled,
    DoorstepStopDone,
    HelpNeeded,
    PeopleSampled,
    PointClosed,
    PointOpened,
    PointPaused,
    SuppliesShort,
    WasteTaken,
)
from masstest.live.events.vehicles import RunConfirmed, VehicleArrived, VehicleDeparted

PlainFact = Annotated[
    PointOpened
    | PointPaused
    | PointClosed
    | PeopleSampled
    | HelpNeeded
    | SuppliesShort
    | CallSettled
    | WasteTaken
    | TubesScanned
    | BoxSealed
    | BoxHandedOver
    | BoxDelivered
    | LabReceived
    | BoxReleased
    | BoxAbnormal
    | TubeAbnormal
    | VehicleArrived
    | VehicleDeparted
    | RunConfirmed
    | BatchStarted
    | ResultReported
    | RetestSampled
    | RetestResult
    | DoorstepStopDone
    | Finding
    | FindingClosed
    | ReadinessConfirmed,
    Field(discriminator="kind"),
]


class Correction(Model):
    """Event `corrects` was wrong: `fact` is what should have been reported, or nothing at all.

    The corrected fact keeps time, place and person of the event that it corrects. Of several
    corrections of one event the latest counts.
    """

    kind: Literal["correction"] = "correction"
    corrects: EventId
    fact: PlainFact | None = None
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


Fact = Annotated[PlainFact | Correction, Field(discriminator="kind")]


class Event(Model):
    """Something that was reported.

    `at_min` is when it happened: minutes since 00:00 local time of the round's date, with
    seconds as fractions. `place` is the id of the site, doorstep team, vehicle or laboratory
    where it was reported, `person` who says so (a staff id, or the login).
    """

    event_id: EventId
    at_min: FiniteFloat
    place: Annotated[str, Field(max_length=64)] = ""
    person: Annotated[str, Field(max_length=120)] = ""
    fact: Fact

    @property
    def order(self) -> tuple[float, str]:
        """Events are told in this order, whenever they came."""
        return self.at_min, self.event_id
