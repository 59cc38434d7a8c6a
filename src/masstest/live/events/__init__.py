"""What can be reported during a round: one event, one fact, at a time, by a person, at a place.

An event has an identifier that its phone made, so that it can be sent as often as the network
wants. It is never changed: what was wrong is put right by a `Correction`, an event of its own.
"""

from masstest.live.events.boxes import (
    AbnormalKind,
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    LabReceived,
    ScannedTube,
    TubeAbnormal,
    TubesScanned,
)
from masstest.live.events.event import Correction, Event, Fact, PlainFact
from masstest.live.events.fields import (
    LONGEST_TEXT,
    MOST_TUBES,
    Code,
    EventId,
    Name,
    Persons,
    Text,
    Tubes,
)
from masstest.live.events.inspection import Finding, FindingClosed, ReadinessConfirmed
from masstest.live.events.labs import (
    BatchStarted,
    Outcome,
    ResultReported,
    RetestResult,
    RetestSampled,
)
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

__all__ = [
    "LONGEST_TEXT",
    "MOST_TUBES",
    "AbnormalKind",
    "BatchStarted",
    "BoxAbnormal",
    "BoxDelivered",
    "BoxHandedOver",
    "BoxReleased",
    "BoxSealed",
    "CallSettled",
    "Code",
    "Correction",
    "DoorstepStopDone",
    "Event",
    "EventId",
    "Fact",
    "Finding",
    "FindingClosed",
    "HelpNeeded",
    "LabReceived",
    "Name",
    "Outcome",
    "PeopleSampled",
    "Persons",
    "PlainFact",
    "PointClosed",
    "PointOpened",
    "PointPaused",
    "ReadinessConfirmed",
    "ResultReported",
    "RetestResult",
    "RetestSampled",
    "RunConfirmed",
    "ScannedTube",
    "SuppliesShort",
    "Text",
    "TubeAbnormal",
    "Tubes",
    "TubesScanned",
    "VehicleArrived",
    "VehicleDeparted",
    "WasteTaken",
]
