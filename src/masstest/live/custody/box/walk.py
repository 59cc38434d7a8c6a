"""The walk of one box from station to station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.custody.box.contents import Contents
from masstest.live.custody.box.holding import Hold
from masstest.live.custody.box.order import CLOCK_MIN, Told
from masstest.live.custody.box.results import BoxResults
from masstest.live.custody.boxes import (
    PROGRESS,
    BoxFlag,
    Holding,
    Phase,
    PlaceKind,
    Station,
)
from masstest.live.events import (
    AbnormalKind,
    BatchStarted,
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    Event,
    LabReceived,
    Outcome,
    ResultReported,
    TubeAbnormal,
    TubesScanned,
    VehicleDeparted,
)

_SAYS_NOT_WHERE = (TubesScanned, BoxAbnormal, TubeAbnormal, BoxReleased)


class BoxWalk:
    """One box on its way; `step` takes what happened, in order.

    The latest station says where the box is, however many before it are missing. A mismatch (see
    `Hold`) holds it where it is, and the step that was tried counts for nothing: a refused
    handover leaves the box with the point, and a departure that names it doesn't take it along
    (the driver was told to stay, and tells again when he really goes). If it left all the same,
    the next station shows it, and the anomaly stays on record. What a laboratory has started or
    found is never undone by a count.
    """

    def __init__(self, box_id: str, contents: Contents) -> None:
        self.box_id = box_id
        self.contents = contents
        self.hold = Hold(contents)
        self.reached = Phase.open
        self.source = ""
        self.sealing: BoxSealed | None = None
        self.holders: list[Holding] = []
        self.times: dict[Phase, float] = {}
        self.last_heard_min = float("-inf")
        self.vehicle_id: str | None = None
        self.run_id: str | None = None
        self.lab_id: str | None = None
        self.batch_id: str | None = None
        self.received_tubes = 0
        self.results = BoxResults()
        self.flags: list[BoxFlag] = []
        self.lost = False
        self.anomalies: list[Anomaly] = []

    def has_reached(self, phase: Phase) -> bool:
        return PROGRESS[self.reached] >= PROGRESS[phase]

    def step(self, one: Told) -> None:
        """Take the next event of the box."""
        event, fact = one.event, one.event.fact
        self.last_heard_min = max(self.last_heard_min, event.at_min)
        if one.late_min > CLOCK_MIN:
            late_min = round(one.late_min)
            self.odd(AnomalyKind.out_of_order, event, station=fact.kind, late_min=late_min)
        if self.lost and type(fact) not in _SAYS_NOT_WHERE:
            self.lost = False
            self.odd(AnomalyKind.found_again, event, station=fact.kind)
        _STEPS[type(fact)](self, one, fact)
        step = self.hold.released_step()
        if step is not None and isinstance(step.fact, BoxHandedOver):
            self._take_on_board(Told(step, max(one.at_min, step.at_min)), step.fact)

    def scanned(self, one: Told, fact: TubesScanned) -> None:
        self.times.setdefault(Phase.open, one.event.at_min)
        if not self.source and one.event.place:
            self.source = one.event.place
            self._held_by(one, PlaceKind.source, self.source)

    def sealed(self, one: Told, fact: BoxSealed) -> None:
        event = one.event
        if self.sealing is not None:
            self._sealed_again(event, fact, self.sealing)
            if self.has_reached(Phase.delivered):
                return  # a box at a laboratory can't be sealed at a point: a label misread
        self.hold.seal_up(event, fact)
        self.sealing, self.source = fact, fact.source
        self._move(Phase.sealed, event.at_min)
        if self.holders and self.holders[-1].kind is PlaceKind.source:
            self.holders[-1] = replace(self.holders[-1], place=fact.source)
        else:
            self._held_by(one, PlaceKind.source, fact.source)

    def _sealed_again(self, event: Event, fact: BoxSealed, first: BoxSealed) -> None:
        if self.has_reached(Phase.with_courier):
            self._went_back(event)
        if first.source != fact.source:
            self.odd(AnomalyKind.two_places, event, place=fact.source, other=first.source)
        elif first.seal != fact.seal and not self.hold.is_on:
            self.odd(AnomalyKind.sealed_twice, event, first_seal=first.seal, seal=fact.seal)

    def handed_over(self, one: Told, fact: BoxHandedOver) -> None:
        event, before = one.event, self.vehicle_id or ""
        place = self.source or event.place
        if self._is_fetched(event):
            place = event.place
        elif self.has_reached(Phase.delivered):
            self._went_back(event)
        elif self.has_reached(Phase.with_courier) and before != fact.vehicle_id:
            facts = {"vehicle_id": fact.vehicle_id, "before": before}
            self.odd(AnomalyKind.changed_vehicle, event, **facts)
        if self._compare(event, Station.handover, place, fact):
            self._take_on_board(one, fact)

    def _is_fetched(self, event: Event) -> bool:
        """Whether a laboratory that has started nothing of it gives the box out again."""
        at_lab = self.has_reached(Phase.delivered) and not self.has_reached(Phase.started)
        return at_lab and self.lab_id is not None and event.place == self.lab_id

    def _take_on_board(self, one: Told, fact: BoxHandedOver) -> None:
        aboard = self.has_reached(Phase.with_courier) and not self.has_reached(Phase.delivered)
        if self.has_reached(Phase.started) or (aboard and self.vehicle_id == fact.vehicle_id):
            return  # counted once more on board
        if self._is_fetched(one.event):
            self.lab_id = None  # the next laboratory is no second one
        self._move(Phase.with_courier, one.event.at_min)
        self.vehicle_id, self.run_id = fact.vehicle_id, fact.run_id
        self._held_by(one, PlaceKind.vehicle, fact.vehicle_id)

    def departed(self, one: Told, fact: VehicleDeparted) -> None:
        if self.has_reached(Phase.delivered):
            self._went_back(one.event)
            return
        if self.hold.is_on:
            self._left_while_held(one.event)
            return
        self._in_vehicle(one.event, fact.vehicle_id)
        self._move(Phase.on_road, self.times.get(Phase.on_road, one.event.at_min))
        self.vehicle_id, self.run_id = fact.vehicle_id, fact.run_id
        self._held_by(one, PlaceKind.vehicle, fact.vehicle_id)

    def delivered(self, one: Told, fact: BoxDelivered) -> None:
        event = one.event
        if self.has_reached(Phase.received) and self.lab_id == fact.lab_id:
            # Said again after the laboratory has it: the laboratory's own count is the answer.
            self.hold.note(event, Station.delivery, fact)
            return
        self._at_lab(event, fact.lab_id)
        self._in_vehicle(event, fact.vehicle_id)
        self._compare(event, Station.delivery, fact.lab_id, fact)
        if self.has_reached(Phase.started):
            return
        self._move(Phase.delivered, event.at_min)
        self.vehicle_id, self.lab_id = fact.vehicle_id, fact.lab_id
        self._held_by(one, PlaceKind.vehicle, fact.vehicle_id)

    def received(self, one: Told, fact: LabReceived) -> None:
        event = one.event
        self._at_lab(event, fact.lab_id)
        self._compare(event, Station.reception, fact.lab_id, fact)
        self.received_tubes = fact.tubes_counted
        if self.has_reached(Phase.started):
            self.times.setdefault(Phase.received, event.at_min)
            return
        recount = self.has_reached(Phase.received) and self.lab_id == fact.lab_id
        self._move(Phase.received, self.times[Phase.received] if recount else event.at_min)
        self.lab_id = fact.lab_id
        self._held_by(one, PlaceKind.lab, fact.lab_id)

    def started(self, one: Told, fact: BatchStarted) -> None:
        if self.hold.is_on and not self.has_reached(Phase.started):
            self.odd(AnomalyKind.started_while_held, one.event, lab_id=fact.lab_id)
            return
        self._at_work(one, fact.lab_id)
        self.times.setdefault(Phase.started, one.event.at_min)
        self.batch_id = fact.batch_id

    def resulted(self, one: Told, fact: ResultReported) -> None:
        if self.hold.is_on and not self.has_reached(Phase.started):
            self.odd(AnomalyKind.started_while_held, one.event, lab_id=fact.lab_id)
        self._at_work(one, fact.lab_id)
        self.results.add(one.event, fact)
        if fact.tube_id is None and fact.outcome is Outcome.positive:
            self.odd(AnomalyKind.positive_unnamed, one.event, tubes=fact.tubes)

    def _at_work(self, one: Told, lab_id: str) -> None:
        self._other_lab(one.event, lab_id)
        self.lab_id = lab_id
        self._held_by(one, PlaceKind.lab, lab_id)
        if not self.has_reached(Phase.started):
            self.reached = Phase.started

    def released(self, one: Told, fact: BoxReleased) -> None:
        self.hold.release(one.event, fact)

    def box_flagged(self, one: Told, fact: BoxAbnormal) -> None:
        event = one.event
        self.flags.append(BoxFlag(event.at_min, fact.problem, event.person, fact.text))
        self.lost = self.lost or fact.problem is AbnormalKind.lost

    def tube_flagged(self, one: Told, fact: TubeAbnormal) -> None:
        event = one.event
        self.flags.append(
            BoxFlag(event.at_min, fact.problem, event.person, fact.text, fact.tube_id)
        )

    def _compare(
        self,
        event: Event,
        station: Station,
        place: str,
        fact: BoxHandedOver | BoxDelivered | LabReceived,
    ) -> bool:
        if self.has_reached(Phase.started):
            self.hold.note(event, station, fact)
            return False
        return self.hold.compare(event, station, place, fact)

    def _move(self, phase: Phase, at_min: float) -> None:
        """To a station, forwards or back; what comes after it is still to come."""
        rank = PROGRESS[phase]
        self.times = {past: at for past, at in self.times.items() if PROGRESS[past] < rank}
        self.times[phase] = at_min
        self.reached = phase

    def _held_by(self, one: Told, kind: PlaceKind, place: str) -> None:
        last = self.holders[-1] if self.holders else None
        if last is not None and (last.kind, last.place) == (kind, place):
            return
        if last is not None:
            self.holders[-1] = replace(last, until_min=one.at_min)
        self.holders.append(Holding(one.at_min, None, kind, place, one.event.person))

    def _at_lab(self, event: Event, lab_id: str) -> None:
        if self.hold.station in (Station.sealing, Station.handover):
            self._left_while_held(event)
        self._other_lab(event, lab_id)

    def _left_while_held(self, event: Event) -> None:
        station = str(self.hold.station)
        self.odd(AnomalyKind.left_while_held, event, station=station, by=event.fact.kind)

    def _in_vehicle(self, event: Event, vehicle_id: str) -> None:
        if self.vehicle_id not in (None, vehicle_id):
            other = self.vehicle_id or ""
            self.odd(AnomalyKind.two_places, event, place=vehicle_id, other=other)

    def _other_lab(self, event: Event, lab_id: str) -> None:
        if self.lab_id not in (None, lab_id):
            self.odd(AnomalyKind.two_labs, event, lab_id=lab_id, before=self.lab_id or "")

    def _went_back(self, event: Event) -> None:
        reached = str(self.reached)
        self.odd(AnomalyKind.went_back, event, station=event.fact.kind, reached=reached)

    def odd(self, kind: AnomalyKind, event: Event, **facts: str | int | tuple[str, ...]) -> None:
        """Note an anomaly that `event` shows."""
        self.anomalies.append(
            Anomaly(
                kind, self.box_id, event.at_min, event.event_id, event.place, event.person, facts
            )
        )


_STEPS: dict[type, Callable[[BoxWalk, Told, Any], None]] = {
    TubesScanned: BoxWalk.scanned,
    BoxSealed: BoxWalk.sealed,
    BoxHandedOver: BoxWalk.handed_over,
    VehicleDeparted: BoxWalk.departed,
    BoxDelivered: BoxWalk.delivered,
    LabReceived: BoxWalk.received,
    BatchStarted: BoxWalk.started,
    ResultReported: BoxWalk.resulted,
    BoxReleased: BoxWalk.released,
    BoxAbnormal: BoxWalk.box_flagged,
    TubeAbnormal: BoxWalk.tube_flagged,
}
