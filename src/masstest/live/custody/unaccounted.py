"""Boxes and tubes that nobody can account for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from masstest.live.custody.boxes import BoxState, Holding, Phase
from masstest.live.custody.states import VehicleState

RECEPTION_MIN = 30.0
"""A laboratory has taken a box over by this long after the courier has delivered it."""
UNLOAD_MIN = 15.0
"""A courier has handed in everything by this long after the first box."""


class UnaccountedKind(StrEnum):
    lost = "lost"  # reported as lost
    never_sealed = "never_sealed"  # tubes were scanned into it, and nothing since
    silent = "silent"  # sealed, not at a laboratory, and nothing heard of it
    left_behind = "left_behind"  # its vehicle has delivered what it had, but not this one
    not_received = "not_received"  # delivered, says the courier; the laboratory hasn't got it
    tubes_missing = "tubes_missing"  # fewer tubes at the laboratory than were sealed
    not_started = "not_started"
    results_missing = "results_missing"  # raw results fewer than tubes


@dataclass(frozen=True, slots=True)
class Unaccounted:
    kind: UnaccountedKind
    box_id: str
    since_min: float  # last heard of, or when it came to be so
    tubes: int  # that are not accounted for
    expected_tubes: int
    phase: Phase
    source: str
    holder: Holding | None
    vehicle_id: str | None
    lab_id: str | None


_Missing = Callable[[UnaccountedKind, float, int], Unaccounted]


def unaccounted(
    boxes: Mapping[str, BoxState],
    vehicles: Mapping[str, VehicleState],
    now_min: float,
    *,
    silent_min: float,
    lab_silent_min: float,
) -> tuple[Unaccounted, ...]:
    """What isn't accounted for at `now_min`, the longest missing first.

    Parameters
    ----------
    silent_min
        A box outside a laboratory is heard of at least this often.
    lab_silent_min
        A laboratory starts a box, and has its results, within this time each.
    """
    found = [
        one
        for box in boxes.values()
        for one in _of_box(box, vehicles, now_min, silent_min, lab_silent_min)
    ]
    return tuple(sorted(found, key=lambda u: (u.since_min, u.box_id, u.kind)))


def is_settled(box: BoxState) -> bool:
    """Whether every tube of a box is accounted for, and will be whatever the time."""
    if box.phase is Phase.lost or box.reached is not Phase.resulted:
        return False
    return box.received_min is None or box.received_tubes >= _sealed_tubes(box)


def _of_box(
    box: BoxState,
    vehicles: Mapping[str, VehicleState],
    now_min: float,
    silent_min: float,
    lab_silent_min: float,
) -> Iterator[Unaccounted]:
    def missing(kind: UnaccountedKind, since_min: float, tubes: int) -> Unaccounted:
        return Unaccounted(
            kind,
            box.box_id,
            since_min,
            tubes,
            max(tubes, _sealed_tubes(box)),
            box.phase,
            box.source,
            box.holder,
            box.vehicle_id,
            box.lab_id,
        )

    silent = now_min - box.last_heard_min > silent_min
    if box.phase is Phase.lost:
        yield missing(UnaccountedKind.lost, box.last_heard_min, box.tubes)
        return
    match box.reached:
        case Phase.open:
            if silent and box.scanned:
                yield missing(UnaccountedKind.never_sealed, box.last_heard_min, box.tubes)
        case Phase.sealed:
            if silent:
                yield missing(UnaccountedKind.silent, box.last_heard_min, box.tubes)
        case Phase.with_courier | Phase.on_road:
            left_min = _left_behind_min(box, vehicles.get(box.vehicle_id or ""), now_min)
            if left_min is not None:
                yield missing(UnaccountedKind.left_behind, left_min, box.tubes)
            elif silent:
                yield missing(UnaccountedKind.silent, box.last_heard_min, box.tubes)
        case Phase.delivered:
            since_min = box.delivered_min or box.last_heard_min
            if now_min - since_min > RECEPTION_MIN:
                yield missing(UnaccountedKind.not_received, since_min, box.tubes)
        case _:
            lacking = _sealed_tubes(box) - box.received_tubes
            if box.received_min is not None and lacking > 0:
                yield missing(UnaccountedKind.tubes_missing, box.received_min, lacking)
            yield from _at_work(box, now_min, lab_silent_min, missing)


def _at_work(
    box: BoxState, now_min: float, lab_silent_min: float, missing: _Missing
) -> Iterator[Unaccounted]:
    """Tubes received against tubes started against results."""
    if box.reached is Phase.received:
        since_min = box.received_min or box.last_heard_min
        if now_min - since_min > lab_silent_min:
            yield missing(UnaccountedKind.not_started, since_min, box.tubes)
    elif box.reached is Phase.started:
        since_min = box.started_min or box.last_heard_min
        if box.result_steps:
            since_min = max(since_min, box.result_steps[-1][0])
        lacking = box.tubes - box.resulted_tubes
        if now_min - since_min > lab_silent_min and lacking > 0:
            yield missing(UnaccountedKind.results_missing, since_min, lacking)


def _sealed_tubes(box: BoxState) -> int:
    """Tubes that were sealed into it: by scans, which name them."""
    return box.tubes if box.tubes_scanned is None else box.tubes_scanned


def _left_behind_min(box: BoxState, vehicle: VehicleState | None, now_min: float) -> float | None:
    """When its vehicle handed in other boxes that it must have carried together with this one.

    The run counts as closed when the vehicle was heard of somewhere else since, or has had time
    enough to hand in everything.
    """
    taken_min = box.handed_over_min if box.handed_over_min is not None else box.departed_min
    if vehicle is None or vehicle.last_delivery_min is None or taken_min is None:
        return None
    delivered_min = vehicle.last_delivery_min
    if delivered_min <= taken_min:
        return None
    moved_on = any(
        at is not None and at > delivered_min
        for stop in vehicle.stops
        for at in (stop.arrived_min, stop.departed_min)
    )
    return delivered_min if moved_on or now_min - delivered_min > UNLOAD_MIN else None
