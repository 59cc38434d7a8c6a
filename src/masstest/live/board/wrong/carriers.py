"""Vehicles that are late or silent, and laboratories that won't be through in time."""

from __future__ import annotations

import math
from collections.abc import Iterator

from masstest.live.board.carriers import (
    BACKLOG_MIN,
    LATE_AMBER_MIN,
    LATE_RED_MIN,
    is_silent,
    on_board,
    silent_min,
)
from masstest.live.board.look import Look
from masstest.live.board.wrong.making import crew_of, wrong
from masstest.live.forecast import LabOutlook, Normal, expected, signal_of
from masstest.live.forecast.deadlines import MARGIN_MIN
from masstest.live.movements import Movement, place_of
from masstest.live.planned_flow import source_id_of
from masstest.live.shapes import Action, Fact, Owner, Signal, Wrong

SILENT_RED_MIN = 45.0


def wrong_vehicles(look: Look) -> Iterator[Wrong]:
    """One line for a vehicle: silent, or else late."""
    for move in look.moves.values():
        stop = move.next_stop
        if stop is None:
            continue
        silence = silent_min(look, move) or 0.0
        silent = is_silent(look, move)
        if not silent and move.late_min <= LATE_AMBER_MIN:
            continue
        minutes = min(silence, move.late_min) if silent else move.late_min
        red = minutes > (SILENT_RED_MIN if silent else LATE_RED_MIN)
        source = look.day.sources.get(source_id_of(stop))
        tubes = sum(box.tubes for box in on_board(look, move.vehicle_id))
        yield wrong(
            "vehicle_silent" if silent else "vehicle_late",
            "vehicle",
            move.vehicle_id,
            look.now_min - minutes,
            Signal.red if red else Signal.amber,
            Owner(role="transport_lead") if silent else crew_of(look, move.vehicle_id),
            _for_vehicle(move, silent=silent, red=red),
            source=source,
            minutes=minutes,
            tubes=max(tubes, stop.tubes),
            facts={
                "minutes": math.floor(minutes),
                "place": place_of(stop),
                "planned_at_min": stop.arrive,
                "tubes": tubes,
            },
        )


def _for_vehicle(move: Movement, *, silent: bool, red: bool) -> Action:
    stop = move.next_stop
    assert stop is not None
    facts: dict[str, Fact] = {"vehicle": move.vehicle_id, "place": place_of(stop)}
    if red:
        return Action(code="send_other_vehicle", facts=facts)
    return Action(code="call_crew" if silent else "skip_waiting", facts=facts)


def wrong_labs(look: Look) -> Iterator[Wrong]:
    """Key results late, all results late, or more waiting than keeps."""
    round_ = look.day.round
    for lab_id, outlook in look.forecast.labs.items():
        per_hour = look.day.labs[lab_id].lab.tubes_per_hour * outlook.pace
        backlog_min = outlook.waiting / per_hour * 60
        ends: tuple[tuple[str, Normal | None, float, float], ...] = (
            (
                "lab_key_late",
                outlook.key_results,
                round_.key_result_deadline,
                MARGIN_MIN["key_results"],
            ),
            ("lab_late", outlook.results, round_.result_deadline, MARGIN_MIN["results"]),
        )
        for code, normal, deadline, margin in ends:
            signal = signal_of(expected(normal), deadline, margin)
            if normal is None or signal is Signal.green or normal.p90 < look.now_min:
                continue
            if not look.foresees(deadline):
                continue
            late = normal.mean - deadline
            yield _wrong_lab(look, outlook, code, signal, late, normal, deadline, per_hour)
        planned = look.day.labs[lab_id]
        in_plan = (
            planned.queue.all_by(look.now_min) if planned.queue else 0.0,
            sum(p.tubes for p in planned.pickups if p.unloaded_min <= look.now_min),
        )
        planned_backlog_min = max(0.0, in_plan[1] - in_plan[0]) / planned.lab.tubes_per_hour * 60
        if backlog_min > max(BACKLOG_MIN, planned_backlog_min + BACKLOG_MIN / 4):
            yield _backlog(look, outlook, backlog_min, planned_backlog_min)


def _wrong_lab(
    look: Look,
    outlook: LabOutlook,
    code: str,
    signal: Signal,
    late_min: float,
    normal: Normal,
    deadline_min: float,
    per_hour: float,
) -> Wrong:
    tubes = math.ceil(max(0.0, normal.p90 - deadline_min) / 60 * per_hour)
    tubes = min(tubes, math.ceil(outlook.waiting + outlook.coming))
    return wrong(
        code,
        "lab",
        outlook.lab_id,
        look.now_min,
        signal,
        Owner(role="lab", ids=(outlook.lab_id,)),
        _divert(look, outlook.lab_id, tubes, key=code == "lab_key_late"),
        minutes=late_min,
        tubes=tubes,
        facts={
            "finish_at_min": round(normal.mean, 1),
            "latest_at_min": round(normal.p90, 1),
            "deadline_at_min": deadline_min,
        },
    )


def _backlog(look: Look, outlook: LabOutlook, backlog_min: float, planned_min: float) -> Wrong:
    return wrong(
        "lab_backlog",
        "lab",
        outlook.lab_id,
        look.now_min,
        Signal.amber,
        Owner(role="lab", ids=(outlook.lab_id,)),
        _divert(look, outlook.lab_id, round(outlook.coming), key=False),
        minutes=backlog_min - planned_min,
        tubes=outlook.waiting,
        facts={
            "tubes": round(outlook.waiting),
            "hours": round(backlog_min / 60, 1),
            "planned_hours": round(planned_min / 60, 1),
        },
    )


def _divert(look: Look, lab_id: str, tubes: int, *, key: bool) -> Action:
    """Send what is still to come to the laboratory that will be through first, if in time."""
    round_ = look.day.round
    deadline = round_.key_result_deadline if key else round_.result_deadline
    others = [
        (normal.p90, other)
        for other, outlook in look.forecast.labs.items()
        if other != lab_id
        and (normal := outlook.key_results if key else outlook.results) is not None
        and normal.p90 <= deadline
    ]
    _, to_lab = min(others, default=(0.0, ""))
    if not to_lab or tubes <= 0:
        return Action(code="speed_lab", facts={"lab": lab_id})
    return Action(code="divert_tubes", facts={"tubes": tubes, "to_lab": to_lab})
