"""Points, teams, vehicles, laboratories, tubes, retests and findings as the events say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from masstest.domain.plan import ReadinessItem
from masstest.live.events import AbnormalKind, Outcome


@dataclass(frozen=True, slots=True)
class Series:
    """A cumulative count over time: `totals[i]` from `minutes[i]` on."""

    minutes: tuple[float, ...] = ()
    totals: tuple[int, ...] = ()

    @classmethod
    def of(cls, steps: Iterable[tuple[float, int]]) -> Series:
        """From (at_min, how many more) in any order."""
        ordered = sorted(steps)
        return cls(
            tuple(at for at, _ in ordered), tuple(accumulate(number for _, number in ordered))
        )

    @property
    def total(self) -> int:
        return self.totals[-1] if self.totals else 0

    @property
    def last_min(self) -> float | None:
        return self.minutes[-1] if self.minutes else None

    def at(self, at_min: float) -> int:
        """The count at `at_min`."""
        index = bisect_right(self.minutes, at_min)
        return self.totals[index - 1] if index else 0

    def between(self, from_min: float, until_min: float) -> int:
        """How many came after `from_min`, until `until_min`."""
        return self.at(until_min) - self.at(from_min)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody asks for help, or for supplies (`item`, with or without a quantity); `settled_min`
    is when somebody said that it has come."""

    at_min: float
    event_id: str
    place: str
    person: str
    text: str = ""
    item: str | None = None
    quantity: float | None = None
    settled_min: float | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class Waste:
    at_min: float
    site_id: str
    vehicle_id: str
    bags: int
    weight_kg: float | None
    person: str


class PointStatus(StrEnum):
    waiting = "waiting"  # reported something, but hasn't opened
    open = "open"
    paused = "paused"
    closed = "closed"


@dataclass(frozen=True, slots=True)
class StatusChange:
    at_min: float
    status: PointStatus
    lanes: int
    reason: str
    person: str


class Reading(NamedTuple):
    """People sampled at a point since the morning, as reported at `at_min`."""

    at_min: float
    event_id: str
    persons: int
    key_persons: int | None
    person: str


@dataclass(frozen=True, slots=True)
class PointState:
    """`readings` never fall: those that fit no rising curve with most others are set aside."""

    site_id: str
    status: PointStatus = PointStatus.waiting
    lanes: int = 0
    changes: tuple[StatusChange, ...] = ()
    opened_min: float | None = None  # for the first time
    closed_min: float | None = None  # None while it is not closed
    done: bool = False  # closed because everybody had been sampled
    persons: int = 0
    key_persons: int | None = None
    readings: tuple[Reading, ...] = ()
    set_aside: tuple[Reading, ...] = ()
    compounds: Mapping[str, int] = field(default_factory=dict)  # persons by compound
    waste: tuple[Waste, ...] = ()
    help: tuple[Call, ...] = ()
    supplies: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")

    @property
    def sampled(self) -> Series:
        """Persons sampled over time."""
        return Series(
            tuple(r.at_min for r in self.readings), tuple(r.persons for r in self.readings)
        )


@dataclass(frozen=True, slots=True)
class StopDone:
    stop: int
    compound_id: str
    at_min: float
    persons: int
    key_persons: int
    person: str


@dataclass(frozen=True, slots=True)
class TeamState:
    team_id: str
    stops: tuple[StopDone, ...] = ()  # by `stop`
    help: tuple[Call, ...] = ()
    supplies: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")

    @property
    def persons(self) -> int:
        return sum(stop.persons for stop in self.stops)

    @property
    def key_persons(self) -> int:
        return sum(stop.key_persons for stop in self.stops)

    @property
    def sampled(self) -> Series:
        return Series.of((stop.at_min, stop.persons) for stop in self.stops)


@dataclass(frozen=True, slots=True)
class RunConfirmation:
    """The latest publication of the plan that the crew has seen for this run."""

    vehicle_id: str
    run_id: str
    publication: int
    at_min: float
    person: str


@dataclass(frozen=True, slots=True)
class VehicleStop:
    """`refused_min`: a departure that named a box held at that time; it doesn't count as one
    until something later shows that the vehicle went."""

    run_id: str
    stop: int
    place: str
    arrived_min: float | None = None
    departed_min: float | None = None
    refused_min: float | None = None
    box_ids: tuple[str, ...] = ()

    @property
    def last_min(self) -> float:
        times = (self.arrived_min, self.departed_min, self.refused_min)
        return max(at for at in times if at is not None)


@dataclass(frozen=True, slots=True)
class VehicleState:
    vehicle_id: str
    stops: tuple[VehicleStop, ...] = ()  # in the order of time
    on_board: tuple[str, ...] = ()  # boxes that it has now
    delivered: tuple[str, ...] = ()  # boxes that it brought to a laboratory
    last_delivery_min: float | None = None
    confirmations: Mapping[str, RunConfirmation] = field(default_factory=dict)  # by run
    waste: tuple[Waste, ...] = ()
    help: tuple[Call, ...] = ()
    last_heard_min: float = float("-inf")
    last_place: str = ""

    @property
    def last_stop(self) -> VehicleStop | None:
        return self.stops[-1] if self.stops else None


@dataclass(frozen=True, slots=True)
class Batch:
    batch_id: str
    at_min: float
    box_ids: tuple[str, ...]
    tubes: int
    person: str


@dataclass(frozen=True, slots=True)
class LabState:
    """Series count tubes; `key_*` those of key-group boxes."""

    lab_id: str
    box_ids: tuple[str, ...] = ()  # received, started or resulted here
    received: Series = Series()
    started: Series = Series()
    resulted: Series = Series()
    key_received: Series = Series()
    key_resulted: Series = Series()
    batches: tuple[Batch, ...] = ()
    results: Mapping[Outcome, int] = field(default_factory=dict)
    last_heard_min: float = float("-inf")

    @property
    def waiting(self) -> int:
        """Tubes received and not started."""
        return max(0, self.received.total - self.started.total)


@dataclass(frozen=True, slots=True)
class Scan:
    at_min: float
    event_id: str
    box_id: str
    persons: int | None
    person: str


@dataclass(frozen=True, slots=True)
class TubeFlag:
    at_min: float
    problem: AbnormalKind
    text: str
    person: str


@dataclass(frozen=True, slots=True)
class TubeState:
    tube_id: str
    box_id: str = ""  # into which it was last scanned; else the one that a result names
    persons: int | None = None
    scans: tuple[Scan, ...] = ()
    outcome: Outcome | None = None  # only if a result names the tube
    outcome_min: float | None = None
    flags: tuple[TubeFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class RetestState:
    """Everyone in a pool-positive tube is tested again, singly.

    `persons` may be unknown (None) if the tube was never scanned. It is closed when as many
    single results are there as persons were sampled again.
    """

    tube_id: str
    box_id: str
    lab_id: str
    source: str  # point or doorstep team where the tube was filled
    opened_min: float
    persons: int | None
    sampled_min: float | None = None
    sampled_persons: int = 0
    results: Mapping[Outcome, int] = field(default_factory=dict)
    closed_min: float | None = None

    @property
    def positives(self) -> int:
        return self.results.get(Outcome.positive, 0)


@dataclass(frozen=True, slots=True)
class FindingState:
    finding_id: str
    site_id: str
    item: ReadinessItem | None
    text: str
    due_min: float
    opened_min: float
    opened_by: str
    closed_min: float | None = None
    closed_by: str = ""
    closed_text: str = ""

    def overdue(self, now_min: float) -> bool:
        return self.closed_min is None and now_min > self.due_min


@dataclass(frozen=True, slots=True)
class LightConfirmation:
    """One of a point's eight lights, as last confirmed."""

    site_id: str
    item: ReadinessItem
    ok: bool
    text: str
    at_min: float
    person: str
