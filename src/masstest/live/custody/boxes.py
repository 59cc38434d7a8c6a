"""A sample box: where it is, who has it, and whether its count and seal are in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from masstest.live.custody.anomalies import Anomaly
from masstest.live.events import AbnormalKind, Outcome


class Phase(StrEnum):
    """How far a box is, in the order of a day; `held` and `lost` stand outside the order."""

    open = "open"
    sealed = "sealed"
    with_courier = "with_courier"
    on_road = "on_road"
    delivered = "delivered"  # at the laboratory, as the courier says
    received = "received"  # taken over by the laboratory
    started = "started"
    resulted = "resulted"  # every tube of it has its result
    held = "held"
    lost = "lost"


PROGRESS: Mapping[Phase, int] = {
    phase: rank for rank, phase in enumerate(Phase) if phase not in (Phase.held, Phase.lost)
}
"""Rank of each phase that a box goes through."""


class Station(StrEnum):
    """Where a box is counted and its seal read."""

    sealing = "sealing"
    handover = "handover"
    delivery = "delivery"
    reception = "reception"


class PlaceKind(StrEnum):
    source = "source"  # a point or a doorstep team
    vehicle = "vehicle"
    lab = "lab"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Holding:
    """Who had a box from when; `until_min` is None for who has it now."""

    from_min: float
    until_min: float | None
    kind: PlaceKind
    place: str
    person: str


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a box at a station; `agreed` with what was known of it before."""

    station: Station
    event_id: str
    at_min: float
    place: str
    person: str
    tubes: int
    seal: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Count or seal differed at `station`; the box is held there until it is cleared.

    At sealing, `expected_tubes` are the scans and `found_tubes` the count by hand; `known_tubes`
    are the tubes that the ledger itself saw scanned into the box (None: no scans, no matter).
    """

    station: Station
    event_id: str
    at_min: float
    place: str
    person: str
    expected_tubes: int | None
    found_tubes: int
    expected_seal: str | None
    found_seal: str
    known_tubes: int | None = None
    cleared_min: float | None = None
    cleared_by: str = ""
    """The event that cleared it: a release, a recount that agreed, a new sealing; or another
    count that differed, whose mismatch took its place."""

    @property
    def tubes_differ(self) -> bool:
        """Is the count wrong (and not only the seal)?"""
        others = (self.expected_tubes, self.known_tubes)
        return any(other is not None and other != self.found_tubes for other in others)

    @property
    def seals_differ(self) -> bool:
        return self.expected_seal is not None and self.expected_seal != self.found_seal

    def open_at(self, at_min: float) -> bool:
        """Was the box held for this at `at_min`?"""
        return self.at_min <= at_min and (self.cleared_min is None or at_min < self.cleared_min)


@dataclass(frozen=True, slots=True)
class Release:
    event_id: str
    at_min: float
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class BoxFlag:
    """Something abnormal about a box, or about one tube in it."""

    at_min: float
    problem: AbnormalKind
    person: str
    text: str = ""
    tube_id: str | None = None


@dataclass(frozen=True, slots=True)
class BoxState:
    """One box, as all events about it together say.

    `phase` is `held` while a mismatch is open and `lost` while the box is lost; `reached` is
    then still how far it came, so that tubes are counted once (in box, on the road, at the lab,
    resulted) whatever is wrong with the box. A step that was refused doesn't count as reached:
    a box held at its handover is `sealed` and with its source; held at its reception, it is at
    the laboratory (`received`), but not started.
    """

    box_id: str
    phase: Phase
    reached: Phase
    source: str = ""  # point or doorstep team
    key: bool = False
    seal: str | None = None  # as sealed, or as released
    first_sample_min: float | None = None
    scanned: frozenset[str] = frozenset()
    """Tubes that were last scanned into this box."""
    tubes_counted: int | None = None  # by hand at sealing
    tubes_scanned: int | None = None  # by scans, as the sealing says
    tubes: int = 0
    """Tubes in it by the best knowledge: the last count that stands, else the scans."""
    counts: tuple[Count, ...] = ()
    mismatch: Mismatch | None = None  # the open one
    mismatches: tuple[Mismatch, ...] = ()  # all, cleared ones too
    releases: tuple[Release, ...] = ()
    holders: tuple[Holding, ...] = ()
    opened_min: float | None = None
    sealed_min: float | None = None
    handed_over_min: float | None = None
    departed_min: float | None = None
    delivered_min: float | None = None
    received_min: float | None = None
    started_min: float | None = None
    resulted_min: float | None = None  # of the last tube
    last_heard_min: float = float("-inf")
    vehicle_id: str | None = None  # the last one that had it
    run_id: str | None = None
    lab_id: str | None = None
    batch_id: str | None = None
    received_tubes: int = 0
    results: Mapping[Outcome, int] = field(default_factory=dict)
    results_beyond: int = 0
    """Tubes with a result that the box doesn't have: reported twice, or miscounted."""
    result_steps: tuple[tuple[float, int], ...] = ()
    """(at_min, tubes that had their result then), in order; they add up to `resulted_tubes`."""
    positive_tubes: tuple[str, ...] = ()
    flags: tuple[BoxFlag, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()

    @property
    def held(self) -> bool:
        return self.phase is Phase.held

    @property
    def resulted_tubes(self) -> int:
        return sum(self.results.values())

    @property
    def holder(self) -> Holding | None:
        """Who has it now."""
        return self.holders[-1] if self.holders else None

    @property
    def released_by(self) -> str:
        return self.releases[-1].person if self.releases else ""

    @property
    def release_reason(self) -> str:
        return self.releases[-1].reason if self.releases else ""

    def held_at(self, at_min: float) -> Mismatch | None:
        """The mismatch for which the box was held at `at_min`, if it was."""
        return next((m for m in reversed(self.mismatches) if m.open_at(at_min)), None)
