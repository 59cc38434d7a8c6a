"""The board's laboratories and vehicles."""

from __future__ import annotations

import math

from masstest.live.board.look import Look
from masstest.live.board.places import worst
from masstest.live.custody import BoxState, Phase
from masstest.live.day import LabPlan
from masstest.live.forecast import LabOutlook, expected, signal_of
from masstest.live.forecast.deadlines import MARGIN_MIN
from masstest.live.movements import Movement, place_of
from masstest.live.shapes import LabBoard, LabShare, Signal, VehicleBoard

LATE_AMBER_MIN = 15.0  # a vehicle behind its run; BG
LATE_RED_MIN = 45.0
SILENT_MIN = 20.0  # nothing heard after a planned stop; BG
BACKLOG_MIN = 240.0  # of work waiting: tubes keep for 4 h at room temperature (NHC)


def labs(look: Look) -> tuple[LabBoard, ...]:
    """The laboratories that the view's tubes go to."""
    return tuple(
        _lab(look, plan, look.forecast.labs[lab_id], _own(look, plan))
        for lab_id, plan in look.day.labs.items()
        if lab_id in look.labs
    )


def _own(look: Look, plan: LabPlan) -> LabShare | None:
    if look.street is None:
        return None
    boxes = [
        box
        for source_id in look.sources
        for box in look.memory.boxes.of(source_id).kept
        if box.lab_id == plan.lab.lab_id and box.received_min is not None
    ]
    return LabShare(
        tubes_planned=sum(p.tubes for p in plan.pickups if p.source_id in look.sources),
        tubes_received=sum(box.tubes for box in boxes),
        tubes_resulted=sum(min(box.tubes, box.resulted_tubes) for box in boxes),
    )


def _lab(look: Look, plan: LabPlan, outlook: LabOutlook, own: LabShare | None) -> LabBoard:
    lab, round_ = plan.lab, look.day.round
    key = expected(outlook.key_results) if look.foresees(round_.key_result_deadline) else None
    results = expected(outlook.results) if look.foresees(round_.result_deadline) else None
    backlog_min = outlook.waiting / (lab.tubes_per_hour * outlook.pace) * 60
    planned = sum(p.tubes for p in plan.pickups if p.delivered_min <= look.now_min)
    over = key is not None and key.p90_min < look.now_min
    return LabBoard(
        lab_id=lab.lab_id,
        name=lab.name,
        lon=lab.lon,
        lat=lab.lat,
        tubes_planned=plan.tubes,
        tubes_planned_received=planned,
        tubes_received=outlook.received,
        tubes_started=outlook.started,
        tubes_resulted=outlook.resulted,
        tubes_waiting=round(outlook.waiting),
        tubes_coming=round(outlook.coming),
        tubes_per_hour=lab.tubes_per_hour,
        observed_per_hour=(
            None if outlook.observed_per_hour is None else round(outlook.observed_per_hour, 1)
        ),
        backlog_min=round(backlog_min, 1),
        key_results_planned_min=plan.key_results_min,
        results_planned_min=plan.results_min,
        key_results=key,
        results=results,
        signal=worst(
            Signal.green
            if over
            else signal_of(key, round_.key_result_deadline, MARGIN_MIN["key_results"]),
            signal_of(results, round_.result_deadline, MARGIN_MIN["results"]),
        ),
        own=own,
    )


def vehicles(look: Look) -> tuple[VehicleBoard, ...]:
    """The vehicles of the plan's runs; of a street's view, those that come there."""
    return tuple(
        _vehicle(look, move) for move in look.moves.values() if move.vehicle_id in look.vehicles
    )


def on_board(look: Look, vehicle_id: str) -> list[BoxState]:
    """The boxes that a vehicle has now."""
    state = look.ledger.vehicles.get(vehicle_id)
    boxes = look.ledger.boxes
    own = [boxes[b] for b in state.on_board if b in boxes] if state else []
    return [box for box in own if box.phase is not Phase.lost]


def silent_min(look: Look, move: Movement) -> float | None:
    """For how long nothing was heard of a vehicle that should be on its way; else None."""
    stop = move.next_stop
    if stop is None or look.now_min < move.stops[0][0].start:
        return None
    state = look.ledger.vehicles.get(move.vehicle_id)
    last = state.last_heard_min if state else -math.inf
    last = max(last, float(move.stops[0][0].start))
    return max(0.0, look.now_min - last)


def is_silent(look: Look, move: Movement) -> bool:
    """Nothing heard, although a stop was planned since then."""
    silence, stop = silent_min(look, move), move.next_stop
    if silence is None or stop is None:
        return False
    return look.now_min - max(stop.arrive, look.now_min - silence) > SILENT_MIN


def _vehicle(look: Look, move: Movement) -> VehicleBoard:
    vehicle = look.day.roster.vehicle.get(move.vehicle_id)
    place = None
    stop = None
    run_id = None
    if move.at >= 0:
        run, stop = move.stops[move.at]
        run_id, place = run.run_id, place_of(run.stops[stop])
    where = look.day.place(place) if place else None
    boxes = on_board(look, move.vehicle_id)
    upcoming = move.next_stop
    silence = silent_min(look, move)
    signal = Signal.green
    if move.late_min > LATE_AMBER_MIN and upcoming is not None:
        signal = Signal.red if move.late_min > LATE_RED_MIN else Signal.amber
    return VehicleBoard(
        vehicle_id=move.vehicle_id,
        plate=vehicle.plate if vehicle else "",
        run_id=run_id,
        stop=stop,
        place=place,
        lon=where[0] if where else None,
        lat=where[1] if where else None,
        at_min=move.at_min,
        departed=move.departed,
        next_place=place_of(upcoming) if upcoming else None,
        next_planned_min=upcoming.arrive if upcoming else None,
        late_min=round(move.late_min, 1) if upcoming is not None else 0.0,
        silent_min=None if silence is None else round(silence, 1),
        boxes_on_board=len(boxes),
        tubes_on_board=sum(box.tubes for box in boxes),
        signal=signal,
    )
