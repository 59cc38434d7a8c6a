"""The custody ledger: what all events that were reported come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from masstest.domain.plan import ReadinessItem
from masstest.live.custody.anomalies import Anomaly
from masstest.live.custody.boxes import BoxState, Holding
from masstest.live.custody.filing import Files
from masstest.live.custody.folds import Folds
from masstest.live.custody.scans import Tubes
from masstest.live.custody.states import (
    Call,
    FindingState,
    LabState,
    LightConfirmation,
    PointState,
    RetestState,
    RunConfirmation,
    TeamState,
    TubeState,
    VehicleState,
)
from masstest.live.custody.subjects import About
from masstest.live.custody.unaccounted import Unaccounted, unaccounted
from masstest.live.events import Event


class Ledger:
    """State as a function of the set of events: late, doubled, shuffled or in batches, the same.

    Events are filed under what they are about; a box, point, vehicle, ... whose file changed is
    folded anew from its own events when somebody looks. A mapping that was read is good until
    the next `add`. Not safe for threads: whoever shares a ledger holds a lock.
    """

    def __init__(self) -> None:
        self._files = Files()
        self._folds = Folds(self._files)
        self._is_current = True
        self._anomalies: tuple[Anomaly, ...] | None = None

    def add(self, events: Iterable[Event]) -> int:
        """Take events in any order; those that are known already change nothing.

        Returns
        -------
        int
            How many had an id that wasn't known.
        """
        before = len(self)
        if self._files.add(events):
            self._is_current = False
        return len(self) - before

    @property
    def version(self) -> int:
        """Grows with every event that may change something."""
        return self._files.record.version

    def __len__(self) -> int:
        """How many events it knows."""
        return len(self._files.record)

    def event(self, event_id: str) -> Event | None:
        """An event as it was reported, before corrections."""
        return self._files.record.get(event_id)

    def events_of(self, about: About, key: str) -> tuple[Event, ...]:
        """What was reported about something, as it reads after corrections, in order."""
        filed = self._files.of(about).get(key, {}).values()
        return tuple(sorted(filed, key=lambda event: event.order))

    @property
    def boxes(self) -> Mapping[str, BoxState]:
        return MappingProxyType(self._now().boxes)

    @property
    def points(self) -> Mapping[str, PointState]:
        return MappingProxyType(self._now().points)

    @property
    def teams(self) -> Mapping[str, TeamState]:
        return MappingProxyType(self._now().teams)

    @property
    def vehicles(self) -> Mapping[str, VehicleState]:
        return MappingProxyType(self._now().vehicles)

    @property
    def labs(self) -> Mapping[str, LabState]:
        return MappingProxyType(self._now().labs)

    @property
    def tubes(self) -> Mapping[str, TubeState]:
        """Each is folded when it is looked up."""
        return Tubes(self._files.of(About.tube), self._folds.tube)

    @property
    def retests(self) -> Mapping[str, RetestState]:
        """By the positive tube that is broken up."""
        return MappingProxyType(self._now().retests)

    @property
    def findings(self) -> Mapping[str, FindingState]:
        return MappingProxyType(self._now().findings)

    @property
    def readiness(self) -> Mapping[str, Mapping[ReadinessItem, LightConfirmation]]:
        """Lights as confirmed on the spot, by point."""
        return MappingProxyType(self._now().lights)

    @property
    def confirmations(self) -> Mapping[tuple[str, str], RunConfirmation]:
        """Runs that their crews have seen, by vehicle and run."""
        return {
            (vehicle_id, run_id): seen
            for vehicle_id, vehicle in self.vehicles.items()
            for run_id, seen in sorted(vehicle.confirmations.items())
        }

    @property
    def calls(self) -> Mapping[str, tuple[Call, ...]]:
        """Who asked for help or supplies, by place: point, team, vehicle or laboratory."""
        return MappingProxyType(self._now().calls)

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What doesn't fit together, in the order of time."""
        folds = self._now()
        if self._anomalies is None:
            self._anomalies = folds.anomalies()
        return self._anomalies

    def where(self, box_id: str) -> Holding | None:
        """Who has a box now; None if nobody ever spoke of it."""
        box = self.boxes.get(box_id)
        return None if box is None else box.holder

    def holders(self, box_id: str) -> tuple[Holding, ...]:
        """Who held a box when, from its first tube on."""
        box = self.boxes.get(box_id)
        return () if box is None else box.holders

    def unaccounted(
        self, now_min: float, *, silent_min: float = 120.0, lab_silent_min: float = 480.0
    ) -> tuple[Unaccounted, ...]:
        """Boxes and tubes that nobody can account for at `now_min`, the longest missing first."""
        return unaccounted(
            self.boxes,
            self.vehicles,
            now_min,
            silent_min=silent_min,
            lab_silent_min=lab_silent_min,
        )

    def state(self) -> Mapping[str, Any]:
        """Everything, to be compared: equal for the same set of events."""
        return {
            "boxes": dict(self.boxes),
            "points": dict(self.points),
            "teams": dict(self.teams),
            "vehicles": dict(self.vehicles),
            "labs": dict(self.labs),
            "tubes": dict(self.tubes),
            "retests": dict(self.retests),
            "findings": dict(self.findings),
            "readiness": dict(self.readiness),
            "confirmations": dict(self.confirmations),
            "calls": dict(self.calls),
            "anomalies": self.anomalies,
        }

    def _now(self) -> Folds:
        if not self._is_current:
            self._folds.refresh()
            self._is_current = True
            self._anomalies = None
        return self._folds
