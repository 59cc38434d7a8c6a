"""What will still reach each laboratory, when: boxes on the road, and what is yet to be fetched.

Tubes that wait, and those that will be made, are taken by the pickups that the plan still has;
a vehicle that is late stays late by what its plan leaves no room to make up.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from masstest.domain.plan import Run, Stop
from masstest.live.completion import Completion
from masstest.live.custody import BoxState
from masstest.live.day import Day
from masstest.live.forecast import assumptions as usual
from masstest.live.forecast.normal import Normal
from masstest.live.gathered import Gathered, Taken
from masstest.live.lab_queue import Arrival
from masstest.live.movements import Movement
from masstest.live.planned_flow import PlannedPickup
from masstest.live.reported import Reported
from masstest.live.source_plans import SourcePlan

PATIENCE_MIN = 45.0  # a vehicle waits so long for the last tubes of a point; BG
PACK_MIN = 5.0
UNPLANNED_MIN = 75.0  # until tubes that no run is planned for reach a laboratory; BG
ROAD_MIN = 30.0  # what is left of an unknown vehicle's way; BG
LONGEST_LATE_MIN = 120.0  # after that another vehicle is sent; BG


class Coming(NamedTuple):
    """Tubes of a source that are to reach a laboratory, and how uncertain the minute is."""

    lab_id: str
    arrival: Arrival
    source_id: str
    sd_min: float


def coming(
    day: Day,
    boxes: Gathered,
    state: Completion,
    moves: Mapping[str, Movement],
    finish: Mapping[str, Normal],
    turnout: float,
    now_min: float,
) -> list[Coming]:
    """All that is still to come to laboratories, each with when it can be started."""
    pickups = {s: _pickups_left(day, s, moves, now_min) for s in day.sources}
    needs = _needs(state, pickups, finish)
    usually = _usual_delay(moves.values())
    delays = {vehicle_id: _delays(move, needs, usually) for vehicle_id, move in moves.items()}
    rows = [
        _on_road(day, box, moves, delays, now_min)
        for own in boxes.sources.values()
        for box in own.on_road
    ]
    rows += _lying(day, boxes, moves, delays, now_min)
    all_made = (state.tubes.made - state.tubes.lost).tolist()
    for source_id, source in day.sources.items():
        report, taken = state.reports[source_id], boxes.of(source_id).taken
        made = all_made[day.row[source_id]]
        share = usual.TEAM_TURNOUT if source.kind == "team" else turnout
        everybody = max(report.persons, 0.0 if report.is_over else share * source.persons)
        total = made if report.is_over else max(made, source.curve.tubes_of(everybody))
        left = total - taken.tubes
        if left < 0.5:
            continue
        key_left = min(left, _key_left(source, report, taken, made - taken.tubes, share))
        rows += _fetched(
            day, source, left, key_left, total - made, pickups[source_id], delays,
            finish[source_id], now_min,
        )  # fmt: skip
    return rows


def _key_left(
    source: SourcePlan, report: Reported, taken: Taken, waiting: float, share: float
) -> float:
    """Key tubes that no pickup has taken yet, made or still to be made."""
    if source.kind == "team":
        done = [stop for i, stop in enumerate(source.stops) if i in report.stops_done]
        made = sum(stop.tubes for stop in done)
        part = sum(stop.key_tubes for stop in done) / made if made else 0.0
        to_come = sum(
            stop.key_tubes for i, stop in enumerate(source.stops) if i not in report.stops_done
        )
        return max(taken.key_here, waiting * part) + share * to_come
    # key persons come first: once they are through, a pickup leaves none of their tubes behind
    through = share * source.key_persons
    if report.persons >= through:
        i = bisect_left(report.sampled.totals, through)
        if (
            i < len(report.sampled.minutes)
            and taken.last_min > report.sampled.minutes[i] + PACK_MIN
        ):
            return float(taken.key_here)
    return max(float(taken.key_here), share * source.key_tubes - taken.key_tubes)


def _needs(
    state: Completion,
    pickups: Mapping[str, Sequence[PlannedPickup]],
    finish: Mapping[str, Normal],
) -> dict[str, float]:
    """run_id -> by how much it would have to be late to take the last tubes of its sources."""
    needs: dict[str, float] = {}
    for source_id, report in state.reports.items():
        left = pickups[source_id]
        if left and not report.is_over:
            ends = finish[source_id].mean + PACK_MIN
            run_id = left[-1].run_id
            needs[run_id] = max(needs.get(run_id, 0.0), ends - left[-1].arrive)
    return needs


def _pickups_left(
    day: Day, source_id: str, moves: Mapping[str, Movement], now_min: float
) -> list[PlannedPickup]:
    return [
        p
        for p in day.pickups[source_id]
        if p.arrive > now_min - LONGEST_LATE_MIN
        and not moves[p.vehicle_id].reached(p.run_id, p.stop)
    ]


def _usual_delay(moves: Iterable[Movement]) -> float:
    """By how much vehicles are late today: traffic is the same for all."""
    late = [min(m.late_min, LONGEST_LATE_MIN) for m in moves if m.at >= 0]
    return sum(late) / len(late) if late else 0.0


def _delays(move: Movement, needs: Mapping[str, float], usual_min: float) -> dict[str, float]:
    """run_id -> by how much its delivery will be later than planned.

    A vehicle waits for the last tubes of a source, but not for ever.
    """
    late = min(move.late_min, LONGEST_LATE_MIN)
    delays: dict[str, float] = {}
    runs = {run.run_id: run for run, _ in move.stops}
    begun = move.stops[max(move.at, 0)][0].start
    previous: Run | None = None
    for run_id, run in runs.items():
        if run.start < begun:
            delays[run_id] = 0.0
            continue
        if previous is not None:  # between two runs there may be time to spare
            late = max(0.0, late - max(0, run.start - previous.end))
        late = max(late, usual_min, min(needs.get(run_id, 0.0), late + PATIENCE_MIN))
        delays[run_id] = late
        previous = run
    return delays


def _on_road(
    day: Day,
    box: BoxState,
    moves: Mapping[str, Movement],
    delays: Mapping[str, Mapping[str, float]],
    now_min: float,
) -> Coming:
    key, other = (box.tubes, 0) if box.key else (0, box.tubes)
    run = _run_of(day, box, moves)
    stop = _delivery(run) if run else None
    lab_id = box.lab_id or (stop.lab_id if stop else None) or _usual_lab(day, box.source)
    if run is not None and stop is not None:
        late = delays.get(run.vehicle_id, {}).get(run.run_id, 0.0)
        handling = stop.depart - stop.arrive
        at = max(stop.arrive + late, now_min) + handling
    else:
        at = now_min + ROAD_MIN
    if box.delivered_min is not None:
        at = now_min + 5
    return Coming(lab_id, Arrival(at, key, other), box.source, usual.ROAD_SD_MIN)


def _lying(
    day: Day,
    boxes: Gathered,
    moves: Mapping[str, Movement],
    delays: Mapping[str, Mapping[str, float]],
    now_min: float,
) -> list[Coming]:
    """What lies at lost laboratories, with the runs that are to fetch them; key tubes first."""
    rows = []
    for lab_id in day.plan.lost_labs:
        here = [b for b in boxes.labs.get(lab_id, ()) if b.started_min is None]
        waiting = sorted(here, key=lambda b: (not b.key, b.received_min or 0.0, b.box_id))
        for run, tubes in _fetches_left(day, lab_id, moves):
            delivery = run.stops[-1]
            late = delays.get(run.vehicle_id, {}).get(run.run_id, 0.0)
            at = max(delivery.arrive + late, now_min) + delivery.depart - delivery.arrive
            while waiting and tubes > 0:
                box = waiting.pop(0)
                tubes -= box.tubes
                key, other = (box.tubes, 0) if box.key else (0, box.tubes)
                arrival = Arrival(at, key, other)
                rows.append(Coming(delivery.lab_id or "", arrival, box.source, usual.ROAD_SD_MIN))
    return rows


def _fetches_left(
    day: Day, lab_id: str, moves: Mapping[str, Movement]
) -> Iterator[tuple[Run, int]]:
    """Runs that are still to fetch something from a laboratory, by time, and how many tubes."""
    calls = [
        (stop.arrive, run.run_id, number)
        for run in day.runs.values()
        for number, stop in enumerate(run.stops[:-1])
        if stop.lab_id == lab_id
    ]
    for _, run_id, number in sorted(calls):
        run = day.runs[run_id]
        if not moves[run.vehicle_id].reached(run_id, number):
            yield run, run.stops[number].tubes


def _run_of(day: Day, box: BoxState, moves: Mapping[str, Movement]) -> Run | None:
    if box.run_id in day.runs:
        return day.runs[box.run_id or ""]
    move = moves.get(box.vehicle_id or "")
    return move.stops[max(move.at, 0)][0] if move and move.stops else None


def _delivery(run: Run) -> Stop | None:
    return next((stop for stop in reversed(run.stops) if stop.kind == "deliver"), None)


def _usual_lab(day: Day, source_id: str) -> str:
    pickups = day.pickups.get(source_id, ())
    return pickups[-1].lab_id if pickups else next(iter(day.labs), "")


def _fetched(
    day: Day,
    source: SourcePlan,
    left: float,
    key_left: float,
    to_make: float,
    pickups: Sequence[PlannedPickup],
    delays: Mapping[str, Mapping[str, float]],
    finish: Normal,
    now_min: float,
) -> list[Coming]:
    """Share what is left at a source out over the pickups that are still to come."""
    lab_id = _usual_lab(day, source.source_id)
    # what isn't made yet is as uncertain as its making
    making_sd_min = finish.sd if to_make >= 0.5 else 0.0
    sd_min = math.hypot(usual.ROAD_SD_MIN, making_sd_min)
    if not pickups:
        ready = now_min if to_make < 0.5 else max(now_min, finish.mean)
        arrival = Arrival(ready + UNPLANNED_MIN, key_left, left - key_left)
        return [Coming(lab_id, arrival, source.source_id, sd_min)]
    waiting = left - to_make
    behind = max(0.0, finish.mean - source.finish_min)
    ends = finish.mean + PACK_MIN
    sampled = source.curve.persons_at(now_min)
    rows, taken, key_taken = [], 0.0, 0.0
    for i, pickup in enumerate(pickups):
        late = delays[pickup.vehicle_id][pickup.run_id]
        if i == len(pickups) - 1 and (to_make < 0.5 or ends <= pickup.arrive + late + 1):
            by_now = left
        else:
            by_now = waiting + to_make * _share_made(source, pickup, late - behind, sampled)
        tubes = max(0.0, min(by_now, left) - taken)
        key = min(tubes, max(0.0, key_left - key_taken))
        taken, key_taken = taken + tubes, key_taken + key
        if tubes > 0:
            at = max(pickup.delivered_min + late, now_min) + (
                pickup.unloaded_min - pickup.delivered_min
            )
            arrival = Arrival(at, key, tubes - key)
            rows.append(Coming(pickup.lab_id, arrival, source.source_id, sd_min))
    if left - taken >= 0.5:
        # what the last pickup could not wait for: its vehicle comes back when it has delivered
        last = pickups[-1]
        late = delays[last.vehicle_id][last.run_id]
        back_min = last.unloaded_min + late + (last.delivered_min - last.depart)
        at = max(now_min, ends, back_min) + (last.unloaded_min - last.arrive)
        key = max(0.0, key_left - key_taken)
        arrival = Arrival(at, key, max(0.0, left - taken - key))
        rows.append(Coming(last.lab_id, arrival, source.source_id, sd_min))
    return rows


def _share_made(
    source: SourcePlan, pickup: PlannedPickup, shift_min: float, sampled: float
) -> float:
    """Of the persons that the plan has after those `sampled`, the share there by the pickup."""
    curve = source.curve
    after = curve.persons[-1] - sampled
    if after <= 0:
        return 1.0
    by_then = curve.persons_at(pickup.arrive + shift_min - PACK_MIN)
    return min(1.0, max(0.0, (by_then - sampled) / after))
