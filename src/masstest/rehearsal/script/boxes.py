"""Tubes into boxes, boxes into hands: from the packer's table to the laboratory's door."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

import numpy as np

from masstest.domain.travel import Ints
from masstest.live.events import (
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    LabReceived,
    ScannedTube,
    TubesScanned,
    VehicleArrived,
    VehicleDeparted,
)
from masstest.rehearsal.script.box import Box, Fault, Received, phone_of_source, tube_id
from masstest.rehearsal.script.desk import Desk, Phone
from masstest.rehearsal.script.faults import Faults
from masstest.rehearsal.script.lots import Lots
from masstest.rehearsal.script.truth import MismatchTruth
from masstest.rehearsal.simulation.course import FROM_LAB
from masstest.rehearsal.simulation.day import SimulatedDay
from masstest.rehearsal.simulation.trips import CallDay, TripDay

OFFICE = Phone("office", "")
SCANNED_TOGETHER_TUBES = 20


@dataclass
class BoxScript:
    """Writes down what happens to the boxes of a day."""

    day: SimulatedDay
    desk: Desk
    faults: Faults
    rng: np.random.Generator
    received: dict[str, Received] = field(default_factory=dict)
    mismatches: list[MismatchTruth] = field(default_factory=list)
    _of_source: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _lots: Lots = field(init=False)
    _next_stop: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def write(self) -> None:
        """All trips, from the first tube that is packed to the last box that is received."""
        self._lots = Lots(self.day)
        for trip in self._lots.in_order:
            for box in self._trip(trip):
                self.received[box.box_id] = Received(box, trip.vehicle_id, trip.run_id, trip.lab)

    def _trip(self, trip: TripDay) -> list[Box]:
        crew, run_id = Phone("vehicle", trip.vehicle_id), trip.run_id
        on_board: list[Box] = []
        # an extra trip goes on counting the stops of the run that left tubes behind
        stop = self._next_stop[run_id]
        for call in trip.calls:
            here = call.place.id
            if call.source != FROM_LAB:
                here = self.day.course.source_ids[call.source]
            fact = VehicleArrived(vehicle_id=trip.vehicle_id, run_id=run_id, stop=stop)
            self.desk.report(crew, call.arrive_min, fact, place=here)
            take = self._fetch if call.source == FROM_LAB else self._pickup
            on_board.extend(take(trip, run_id, crew, call))
            self._depart(crew, run_id, stop, call.depart_min, here, on_board)
            stop += 1
        self._next_stop[run_id] = stop + 1
        lab_id = self.day.laboratories[trip.lab].lab.lab_id
        fact = VehicleArrived(vehicle_id=trip.vehicle_id, run_id=run_id, stop=stop)
        self.desk.report(crew, trip.arrive_min, fact, place=lab_id)
        lasts = trip.depart_min - trip.arrive_min
        for number, box in enumerate(on_board):
            at = trip.arrive_min + lasts * (number + 0.3) / len(on_board) * 0.9
            delivered = self.desk.report(
                crew,
                at,
                BoxDelivered(
                    box_id=box.box_id,
                    seal=box.seal,
                    tubes_counted=len(box.tubes),
                    vehicle_id=trip.vehicle_id,
                    lab_id=lab_id,
                ),
                box.after,
                place=lab_id,
            )
            box.told = (delivered,)
            self._receive(box, lab_id, at + lasts * 0.3 / len(on_board), trip.depart_min)
        self._depart(crew, run_id, stop, trip.depart_min, lab_id, [])
        return on_board

    def _depart(
        self, crew: Phone, run_id: str, stop: int, at_min: float, place: str, on_board: list[Box]
    ) -> None:
        self.desk.report(
            crew,
            at_min,
            VehicleDeparted(
                vehicle_id=crew.place,
                run_id=run_id,
                stop=stop,
                box_ids=tuple(box.box_id for box in on_board),
            ),
            after=[event_id for box in on_board for event_id in box.after],
            place=place,
        )

    def _pickup(self, trip: TripDay, run_id: str, crew: Phone, call: CallDay) -> list[Box]:
        boxes = []
        lots = self._lots.of(call)
        lasts = call.depart_min - call.arrive_min
        for number, (is_key, tubes) in enumerate(lots):
            from_min = call.arrive_min + lasts * number / len(lots)
            step = lasts / len(lots) / 10
            boxes.append(self._one_box(trip, run_id, crew, call, is_key, tubes, from_min, step))
        return boxes

    def _fetch(self, trip: TripDay, run_id: str, crew: Phone, call: CallDay) -> list[Box]:
        """Boxes that a lost laboratory gives out again, with the seals that they have."""
        known = {int(each.box.tubes[0]): each.box for each in self.received.values()}
        boxes = [known[tube] for tube in call.tubes.tolist() if tube in known]
        step = (call.depart_min - call.arrive_min) / max(1, len(boxes))
        for number, box in enumerate(boxes):
            at_min = call.arrive_min + (number + 0.3) * step
            fact = BoxHandedOver(
                box_id=box.box_id,
                seal=box.seal,
                tubes_counted=len(box.tubes),
                vehicle_id=trip.vehicle_id,
                run_id=run_id,
            )
            box.told = (self.desk.report(crew, at_min, fact, box.told, place=call.place.id),)
            box.handed_over_min = at_min
        return boxes

    def _one_box(
        self,
        trip: TripDay,
        run_id: str,
        crew: Phone,
        call: CallDay,
        is_key: bool,
        tubes: Ints,
        from_min: float,
        step_min: float,
    ) -> Box:
        """Fill, seal and hand over one box; what a step needs takes `step_min`."""
        source = self.day.course.source_ids[call.source]
        self._of_source[call.source] += 1
        number = self._of_source[call.source]
        box = Box(
            box_id=f"{source}-B{number:03d}",
            source=source,
            key=is_key,
            seal=f"{source}-F{number:03d}{int(self.rng.integers(100)):02d}",
            tubes=tubes,
            fault=self._draw_fault(),
        )
        phone = phone_of_source(self.day, call.source)
        self._scan(phone, box)
        full = len(tubes) == self.day.course.roster.parameters.tubes_per_box
        packed = float(self.day.tubes.ready_min[tubes].max())
        box.sealed_min = packed + 0.05 if full and packed < from_min else from_min + step_min
        self._seal(phone, box, step_min)
        self._hand_over(
            trip, run_id, crew, box, max(from_min, box.sealed_min) + 2 * step_min, step_min
        )
        return box

    def _draw_fault(self) -> Fault | None:
        if self.rng.random() >= self.faults.wrong_counts:
            return None
        kinds: tuple[Fault, ...] = ("handover", "seal", "handover", "seal", "reception", "sealing")
        return kinds[int(self.rng.integers(len(kinds)))]

    def _scan(self, phone: Phone, box: Box) -> None:
        tubes = iter(box.tubes.tolist())
        day = self.day.tubes
        while some := list(islice(tubes, int(self.rng.integers(1, SCANNED_TOGETHER_TUBES + 1)))):
            scanned = tuple(
                ScannedTube(tube_id=tube_id(self.day, tube), persons=max(1, int(day.persons[tube])))
                for tube in some
            )
            at = float(day.ready_min[some[-1]])
            fact = TubesScanned(box_id=box.box_id, tubes=scanned)
            box.told += (self.desk.report(phone, at, fact),)

    def _seal(self, phone: Phone, box: Box, step_min: float) -> None:
        def sealed(counted: int) -> BoxSealed:
            return BoxSealed(
                box_id=box.box_id,
                source=box.source,
                seal=box.seal,
                tubes_counted=counted,
                tubes_scanned=len(box.tubes),
                key=box.key,
                first_sample_min=round(float(self.day.tubes.first_min[box.tubes].min()), 3),
            )

        if box.fault == "sealing":
            wrong = self.desk.report(phone, box.sealed_min, sealed(self._wrong(box)), box.after)
            box.sealed_min += step_min
            right = self.desk.report(phone, box.sealed_min, sealed(len(box.tubes)), after=[wrong])
            self._wrong_report(box, "sealing", wrong, "recount", right)
        else:
            right = self.desk.report(phone, box.sealed_min, sealed(len(box.tubes)), box.after)
        box.told = (right,)

    def _hand_over(
        self, trip: TripDay, run_id: str, crew: Phone, box: Box, at_min: float, step_min: float
    ) -> None:
        def handed(counted: int) -> BoxHandedOver:
            return BoxHandedOver(
                box_id=box.box_id,
                seal=box.seal,
                tubes_counted=counted,
                vehicle_id=trip.vehicle_id,
                run_id=run_id,
            )

        def told(at_min: float, counted: int, after: tuple[str, ...]) -> str:
            return self.desk.report(crew, at_min, handed(counted), after, place=box.source)

        count = len(box.tubes)
        if box.fault == "handover":
            wrong = told(at_min, self._wrong(box), box.after)
            at_min += 2 * step_min
            right = told(at_min, count, (wrong,))
            self._wrong_report(box, "handover", wrong, "recount", right)
        elif box.fault == "seal":
            # the seal tore and was replaced: nobody but the transport lead may accept that
            box.seal += "N"
            wrong = told(at_min, count, box.after)
            at_min += 2 * step_min
            fact = BoxReleased(box_id=box.box_id, reason="封签破损，已更换并当面清点")
            right = self.desk.report(OFFICE, at_min, fact, [wrong])
            self._wrong_report(box, "handover", wrong, "release", right)
        else:
            right = told(at_min, count, box.after)
        box.handed_over_min, box.told = at_min, (right,)

    def _receive(self, box: Box, lab_id: str, at_min: float, until_min: float) -> None:
        phone = Phone("lab", lab_id)

        def received(counted: int) -> LabReceived:
            return LabReceived(
                box_id=box.box_id, seal=box.seal, tubes_counted=counted, lab_id=lab_id
            )

        count = len(box.tubes)
        if box.fault == "reception" and not box.received_min:
            wrong = self.desk.report(phone, at_min, received(self._wrong(box)), box.after)
            at_min = (at_min + until_min) / 2
            right = self.desk.report(phone, at_min, received(count), [wrong])
            self._wrong_report(box, "reception", wrong, "recount", right)
        else:
            right = self.desk.report(phone, at_min, received(count), box.after)
        box.received_min, box.told = at_min, (right,)

    def _wrong(self, box: Box) -> int:
        return len(box.tubes) + (1 if len(box.tubes) < 2 or self.rng.random() < 0.5 else -1)

    def _wrong_report(
        self,
        box: Box,
        station: Literal["sealing", "handover", "reception"],
        wrong: str,
        cleared: Literal["recount", "release"],
        by: str,
    ) -> None:
        self.mismatches.append(MismatchTruth(box.box_id, station, wrong, cleared, by))
