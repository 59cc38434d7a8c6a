"""Vehicles: which stops they made, and which boxes they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from masstest.live.custody.anomalies import AnomalyKind
from masstest.live.custody.boxes import BoxState, Phase
from masstest.live.custody.points import help_of, waste_of
from masstest.live.custody.record import in_order
from masstest.live.custody.states import (
    Call,
    RunConfirmation,
    VehicleState,
    VehicleStop,
    Waste,
)
from masstest.live.events import (
    BoxDelivered,
    Event,
    RunConfirmed,
    VehicleArrived,
    VehicleDeparted,
    WasteTaken,
)

_Key = tuple[str, int, str]
_ON_BOARD = (Phase.with_courier, Phase.on_road)


def fold_vehicle(
    vehicle_id: str,
    events: Iterable[Event],
    boxes: Sequence[BoxState],
    calls: Sequence[Call],
    heard_min: float,
) -> VehicleState:
    """One vehicle.

    Parameters
    ----------
    events
        Those about the vehicle, corrected already, in any order.
    boxes
        Boxes of which this vehicle is the last that had them, and those that its departures name.
    """
    ordered = in_order(events)
    refusals = {
        anomaly.event_id
        for box in boxes
        for anomaly in box.anomalies
        if anomaly.kind is AnomalyKind.left_while_held
    }
    stops: dict[_Key, VehicleStop] = {}
    confirmations: dict[str, RunConfirmation] = {}
    waste: list[Waste] = []
    last_delivery_min: float | None = None
    for event in ordered:
        heard_min = max(heard_min, event.at_min)
        match event.fact:
            case VehicleArrived(run_id=run_id, stop=number):
                key, stop = _stop(stops, run_id, number, event.place)
                if stop.arrived_min is None:
                    stops[key] = replace(stop, arrived_min=event.at_min)
            case VehicleDeparted(run_id=run_id, stop=number, box_ids=box_ids):
                key, stop = _stop(stops, run_id, number, event.place)
                if event.event_id in refusals:
                    stops[key] = replace(stop, refused_min=event.at_min)
                else:
                    stops[key] = replace(stop, departed_min=event.at_min, box_ids=box_ids)
            case RunConfirmed(run_id=run_id, publication=publication):
                known = confirmations.get(run_id)
                if known is None or known.publication <= publication:
                    confirmations[run_id] = RunConfirmation(
                        vehicle_id, run_id, publication, event.at_min, event.person
                    )
            case BoxDelivered():
                last_delivery_min = event.at_min
            case WasteTaken() as fact:
                waste.append(waste_of(event, fact))
            case _:
                pass  # a handover: what it changed is in the boxes
    went = _gone_after_all(sorted(stops.values(), key=_by_time))
    own = sorted(b.box_id for b in boxes if b.vehicle_id == vehicle_id)
    reached = {b.box_id: b.reached for b in boxes}
    return VehicleState(
        vehicle_id=vehicle_id,
        stops=tuple(went),
        on_board=tuple(b for b in own if reached[b] in _ON_BOARD),
        delivered=tuple(b for b in own if reached[b] not in (*_ON_BOARD, Phase.sealed, Phase.open)),
        last_delivery_min=last_delivery_min,
        confirmations=confirmations,
        waste=tuple(waste),
        help=help_of(calls),
        last_heard_min=heard_min,
        last_place=went[-1].place if went else "",
    )


def _stop(
    stops: dict[_Key, VehicleStop], run_id: str, number: int, place: str
) -> tuple[_Key, VehicleStop]:
    """The stop, as far as it is known. Two plans of a day may number another place alike."""
    for key in ((run_id, number, place), (run_id, number, "")):
        if key in stops:
            known = stops[key]
            return key, known if known.place else replace(known, place=place)
    if not place:
        alike = [key for key in stops if key[:2] == (run_id, number)]
        if alike:
            return alike[-1], stops[alike[-1]]
    return (run_id, number, place), VehicleStop(run_id, number, place)


def _by_time(stop: VehicleStop) -> tuple[float, str, int]:
    return stop.last_min, stop.run_id, stop.stop


def _gone_after_all(stops: Sequence[VehicleStop]) -> list[VehicleStop]:
    """A refused departure was one if the vehicle was at another stop later."""
    return [
        replace(stop, departed_min=stop.refused_min)
        if stop.departed_min is None and stop.refused_min is not None and stop is not stops[-1]
        else stop
        for stop in stops
    ]
