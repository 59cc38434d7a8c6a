"""What can be reported during a round: one event, one fact, at a time, by a person, at a place.

An event has an identifier that its phone made, so that it can be sent as often as the network
wants. It is never changed: what was wrong is put right by a `Correction`, an event of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from masstest.domain.plan import ReadinessItem
from masstest.domain.units import Model

LONGEST_TEXT = 500
MOST_TUBES = 500
"""Tubes or boxes named in one event."""

EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
"""A box, tube, seal or batch, as its label says."""
Name = Annotated[str, Field(min_length=1, max_length=64)]
"""An id of the roster or of the plan."""
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Persons = Annotated[int, Field(ge=0, le=1_000_000)]
Tubes = Annotated[int, Field(ge=0, le=10_000)]


class PointOpened(Model):
    """A point works, for the first time or again after a pause."""

    kind: Literal["point_opened"] = "point_opened"
    site_id: Name
    lanes: Annotated[int, Field(ge=0, le=200)]


class PointPaused(Model):
    kind: Literal["point_paused"] = "point_paused"
    site_id: Name
    reason: Text = ""


class PointClosed(Model):
    """Nobody is sampled here any more; `done`: because everybody has been."""

    kind: Literal["point_closed"] = "point_closed"
    site_id: Name
    done: bool = True
    reason: Text = ""


class PeopleSampled(Model):
    """How many have been sampled at a point since the morning, key persons among them.

    `compounds` says it for each compound, where the point knows.
    """

    kind: Literal["people_sampled"] = "people_sampled"
    site_id: Name
    persons: Persons
    key_persons: Persons | None = None
    compounds: dict[Name, Persons] = Field(default_factory=dict, max_length=500)


class HelpNeeded(Model):
    kind: Literal["help_needed"] = "help_needed"
    text: Text = ""


class SuppliesShort(Model):
    kind: Literal["supplies_short"] = "supplies_short"
    item: Name
    quantity: Annotated[float, Field(ge=0, le=1e6)] | None = None


class CallSettled(Model):
    """What `caller`, a place, asked for until now has come: help, or supplies of this `item`."""

    kind: Literal["call_settled"] = "call_settled"
    caller: Name
    item: Name | None = None


class WasteTaken(Model):
    kind: Literal["waste_taken"] = "waste_taken"
    site_id: Name
    vehicle_id: Name
    bags: Annotated[int, Field(ge=0, le=10_000)]
    weight_kg: Annotated[float, Field(ge=0, le=100_000)] | None = None


class ScannedTube(Model):
    tube_id: Code
    persons: Annotated[int, Field(ge=1, le=20)] | None = None


class TubesScanned(Model):
    """Tubes put into an open box. A tube is in the box that it was last scanned into."""

    kind: Literal["tubes_scanned"] = "tubes_scanned"
    box_id: Code
    tubes: Annotated[tuple[ScannedTube, ...], Field(min_length=1, max_length=MOST_TUBES)]


class BoxSealed(Model):
    """A box is closed: counted by hand, and counted by scans; the two must be equal.

    `source` is the point or the doorstep team that filled it.
    """

    kind: Literal["box_sealed"] = "box_sealed"
    box_id: Code
    source: Name
    seal: Code
    tubes_counted: Tubes
    tubes_scanned: Tubes
    key: bool = False  # holds key-group tubes
    first_sample_min: FiniteFloat | None = None  # minutes since 00:00 of the round's date


class BoxHandedOver(Model):
    """Point or team to courier; the courier has counted and read the seal.

    Reported at a laboratory (the event's `place`): that was lost, and gives out again what it
    hasn't started.
    """

    kind: Literal["box_handed_over"] = "box_handed_over"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    vehicle_id: Name
    run_id: Name | None = None


class BoxDelivered(Model):
    """Courier to laboratory, as the courier says it."""

    kind: Literal["box_delivered"] = "box_delivered"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    vehicle_id: Name
    lab_id: Name


class LabReceived(Model):
    """The laboratory has counted and read the seal, and has taken the box over."""

    kind: Literal["lab_received"] = "lab_received"
    box_id: Code
    seal: Code
    tubes_counted: Tubes
    lab_id: Name


class BoxReleased(Model):
    """A box that was held may go on although count or seal differ; a transport lead answers."""

    kind: Literal["box_released"] = "box_released"
    box_id: Code
    reason: Annotated[str, Field(min_length=3, max_length=LONGEST_TEXT)]


class AbnormalKind(StrEnum):
    leaking = "leaking"
    broken = "broken"
    unreadable = "unreadable"
    empty = "empty"
    lost = "lost"
    other = "other"


class BoxAbnormal(Model):
    kind: Literal["box_abnormal"] = "box_abnormal"
    box_id: Code
    problem: AbnormalKind
    text: Text = ""


class TubeAbnormal(Model):
    kind: Literal["tube_abnormal"] = "tube_abnormal"
    tube_id: Code
    box_id: Code
    problem: AbnormalKind
    text: Text = ""


class VehicleArrived(Model):
    """At stop number `stop` (0, 1, ...) of a run; `place` of the event says where."""

    kind: Literal["vehicle_arrived"] = "vehicle_arrived"
    vehicle_id: Name
    run_id: Name
    stop: Annotated[int, Field(ge=0, le=200)]


class VehicleDeparted(Model):
    """With `box_ids` on board. A box that is held can't be among them."""

    kind: Literal["vehicle_departed"] = "vehicle_departed"
    vehicle_id: Name
    run_id: Name
    stop: Annotated[int, Field(ge=0, le=200)]
    box_ids: Annotated[tuple[Code, ...], Field(max_length=MOST_TUBES)] = ()


class RunConfirmed(Model):
    """The crew has seen the run as publication `publication` of the plan has it."""

    kind: Literal["run_confirmed"] = "run_confirmed"
    vehicle_id: Name
    run_id: Name
    publication: Annotated[int, Field(ge=1)]


class BatchStarted(Model):
    kind: Literal["batch_started"] = "batch_started"
    lab_id: Name
    batch_id: Code
    box_ids: Annotated[tuple[Code, ...], Field(min_length=1, max_length=MOST_TUBES)]


class Outcome(StrEnum):
    negative = "negative"
    positive = "positive"
    invalid = "invalid"


class ResultReported(Model):
    """A tube that is named has this result, as a positive or invalid one is; or `tubes` of the
    box have it so far, without those that are named."""

    kind: Literal["result"] = "result"
    lab_id: Name
    box_id: Code
    outcome: Outcome
    tubes: Annotated[int, Field(ge=1, le=10_000)] = 1
    tube_id: Code | None = None


class RetestSampled(Model):
    """Persons of a pool-positive tube have been sampled again, one by one."""

    kind: Literal["retest_sampled"] = "retest_sampled"
    tube_id: Code
    persons: Persons


class RetestResult(Model):
    """How many of the single tubes of a pool-positive tube came out like this so far."""

    kind: Literal["retest_result"] = "retest_result"
    tube_id: Code
    outcome: Outcome
    persons: Persons = 1


class DoorstepStopDone(Model):
    """A team is through with one visit; `stop` (0, 1, ...) counts its stops in the plan."""

    kind: Literal["doorstep_stop_done"] = "doorstep_stop_done"
    team_id: Name
    compound_id: Name
    stop: Annotated[int, Field(ge=0, le=500)]
    persons: Persons
    key_persons: Persons = 0


class Finding(Model):
    """What an inspector found at a point; to be put right by `due_min` (minutes of the day)."""

    kind: Literal["finding"] = "finding"
    finding_id: Code
    site_id: Name
    item: ReadinessItem | None = None
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    due_min: FiniteFloat


class FindingClosed(Model):
    kind: Literal["finding_closed"] = "finding_closed"
    finding_id: Code
    text: Text = ""


class ReadinessConfirmed(Model):
    """One of a point's eight lights, as somebody on the spot says it is."""

    kind: Literal["readiness_confirmed"] = "readiness_confirmed"
    site_id: Name
    item: ReadinessItem
    ok: bool
    text: Text = ""


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
