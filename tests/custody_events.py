"""Events of a small round for tests, told in a line each."""

from __future__ import annotations

import itertools
from typing import Any

from masstest.live.events import (
    BatchStarted,
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    Correction,
    Event,
    Fact,
    LabReceived,
    PlainFact,
    ResultReported,
    ScannedTube,
    TubesScanned,
    VehicleDeparted,
)

_NUMBERS = itertools.count()


def told(at_min: float, fact: Fact, event_id: str | None = None, **more: Any) -> Event:
    """An event with an id of its own, unless one is given."""
    name = event_id or f"event-{next(_NUMBERS):06d}"
    return Event(event_id=name, at_min=at_min, fact=fact, **more)


def scanned(at_min: float, box_id: str, *tubes: str, **more: Any) -> Event:
    held = tuple(ScannedTube(tube_id=tube, persons=10) for tube in tubes)
    return told(at_min, TubesScanned(box_id=box_id, tubes=held), **({"place": "P1"} | more))


def sealed(
    at_min: float,
    box_id: str = "B1",
    counted: int = 20,
    scans: int | None = None,
    seal: str = "S1",
    source: str = "P1",
    **more: Any,
) -> Event:
    fact = BoxSealed(
        box_id=box_id,
        source=source,
        seal=seal,
        tubes_counted=counted,
        tubes_scanned=counted if scans is None else scans,
    )
    return told(at_min, fact, **({"place": source, "person": "leader"} | more))


def handed(
    at_min: float,
    box_id: str = "B1",
    counted: int = 20,
    seal: str = "S1",
    vehicle_id: str = "V1",
    **more: Any,
) -> Event:
    fact = BoxHandedOver(
        box_id=box_id, seal=seal, tubes_counted=counted, vehicle_id=vehicle_id, run_id="R1"
    )
    return told(at_min, fact, **({"place": vehicle_id, "person": "courier"} | more))


def departed(
    at_min: float, *box_ids: str, vehicle_id: str = "V1", stop: int = 0, **more: Any
) -> Event:
    fact = VehicleDeparted(vehicle_id=vehicle_id, run_id="R1", stop=stop, box_ids=box_ids)
    return told(at_min, fact, **({"place": "P1"} | more))


def delivered(
    at_min: float,
    box_id: str = "B1",
    counted: int = 20,
    seal: str = "S1",
    vehicle_id: str = "V1",
    lab_id: str = "L1",
    **more: Any,
) -> Event:
    fact = BoxDelivered(
        box_id=box_id, seal=seal, tubes_counted=counted, vehicle_id=vehicle_id, lab_id=lab_id
    )
    return told(at_min, fact, **({"place": vehicle_id, "person": "courier"} | more))


def received(
    at_min: float,
    box_id: str = "B1",
    counted: int = 20,
    seal: str = "S1",
    lab_id: str = "L1",
    **more: Any,
) -> Event:
    fact = LabReceived(box_id=box_id, seal=seal, tubes_counted=counted, lab_id=lab_id)
    return told(at_min, fact, **({"place": lab_id, "person": "reception"} | more))


def released(at_min: float, box_id: str = "B1", **more: Any) -> Event:
    fact = BoxReleased(box_id=box_id, reason="counted again by both")
    return told(at_min, fact, **({"person": "transport lead"} | more))


def started(at_min: float, *box_ids: str, lab_id: str = "L1", batch_id: str = "N1") -> Event:
    fact = BatchStarted(lab_id=lab_id, batch_id=batch_id, box_ids=box_ids or ("B1",))
    return told(at_min, fact, place=lab_id)


def result(
    at_min: float,
    box_id: str = "B1",
    tubes: int = 20,
    outcome: str = "negative",
    tube_id: str | None = None,
    lab_id: str = "L1",
) -> Event:
    fact = ResultReported.model_validate(
        dict(lab_id=lab_id, box_id=box_id, outcome=outcome, tubes=tubes, tube_id=tube_id)
    )
    return told(at_min, fact, place=lab_id)


def abnormal(at_min: float, box_id: str = "B1", problem: str = "lost") -> Event:
    return told(at_min, BoxAbnormal.model_validate(dict(box_id=box_id, problem=problem)))


def corrected(at_min: float, corrects: Event | str, fact: PlainFact | None, **more: Any) -> Event:
    target = corrects if isinstance(corrects, str) else corrects.event_id
    return told(at_min, Correction(corrects=target, fact=fact, reason="misread"), **more)


def whole_way(box_id: str = "B1", tubes: int = 20) -> list[Event]:
    """A box that nothing happens to."""
    return [
        scanned(480, box_id, *(f"{box_id}-T{number}" for number in range(tubes))),
        sealed(500, box_id, tubes),
        handed(510, box_id, tubes),
        departed(511, box_id),
        delivered(540, box_id, tubes),
        received(545, box_id, tubes),
        started(560, box_id),
        result(800, box_id, tubes),
    ]
