"""What the ledger says of the day, in the form that planning again needs.

Whoever hasn't reported is left out: such a point, vehicle or team is taken to keep to the plan.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping

from masstest.domain.day_so_far import (
    DaySoFar,
    LabSoFar,
    PointSoFar,
    PointState,
    StopSoFar,
    VisitSoFar,
)
from masstest.domain.plan import Stop
from masstest.live.custody import BoxState, Ledger, PlaceKind
from masstest.live.day import Day
from masstest.live.forecast import Normal, sampling_forecast
from masstest.live.forecast.assumptions import LATECOMERS_MIN
from masstest.live.reported import Reported, reported
from masstest.live.shapes import SourceState
from masstest.live.stops_made import stops_made

_LEAST_RATE = 0.2
_SAME_STOP_MIN = 60  # a box taken so near to a planned stop was taken there
_ENOUGH_POINTS = 3  # that must be known, before their pace is the district's

_STATES: Mapping[SourceState, PointState] = {
    SourceState.open: PointState.open,
    SourceState.paused: PointState.paused,
    SourceState.closed: PointState.closed,
    SourceState.done: PointState.done,
}


def day_so_far(day: Day, ledger: Ledger, now_min: float, *, ledger_number: int = 0) -> DaySoFar:
    """The state of the day at `now_min`.

    Parameters
    ----------
    day : what the plan in force expects
    ledger : what was reported
    ledger_number : of the last event that `ledger` knows
    """
    reports = reported(day, ledger, now_min)
    finish = sampling_forecast(day, reports, now_min).finish
    points = tuple(_points(day, ledger, reports, finish))
    return DaySoFar(
        now_min=now_min,
        rate=_district_rate(day, points),
        points=points,
        stops=tuple(_stops(day, ledger, now_min)),
        visits=tuple(_visits(day, reports)),
        labs=tuple(_labs(day, ledger)),
        ledger_number=ledger_number,
    )


def _points(
    day: Day, ledger: Ledger, reports: Mapping[str, Reported], finish: Mapping[str, Normal]
) -> Iterator[PointSoFar]:
    for source_id, source in day.sources.items():
        report, known = reports[source_id], ledger.points.get(source_id)
        if source.kind != "point" or known is None or report.state not in _STATES:
            continue
        state = _STATES[report.state]
        if known.status == "closed" and known.done:
            state = PointState.done
        heard = report.last_report_min
        as_of = report.since_min if heard is None else heard
        if state in (PointState.done, PointState.closed) and report.finished_min is not None:
            as_of = report.finished_min
        if as_of is None:
            continue
        yield PointSoFar(
            site_id=source_id,
            persons=report.persons,
            as_of_min=as_of,
            state=state,
            finish_min=_ends_min(source.finish_min, source.closes_min, finish[source_id])
            if state is PointState.open
            else None,
        )


def _ends_min(planned_min: float, closes_min: float, forecast: Normal) -> float:
    """When a point will be done: later than planned by what goes beyond its usual latecomers."""
    return planned_min + max(0.0, forecast.mean - (closes_min + LATECOMERS_MIN))


def _district_rate(day: Day, points: tuple[PointSoFar, ...]) -> float:
    """The pace of the points together, as a share of the plan's: the median."""
    shares = []
    for point in points:
        source = day.sources[point.site_id]
        if point.finish_min is not None:
            planned = source.finish_min - source.open_min
            needed = point.finish_min - source.open_min
            shares.append(planned / needed if needed > 0 else 1.0)
    if len(shares) < _ENOUGH_POINTS:
        return 1.0
    return min(1.0, max(_LEAST_RATE, statistics.median(shares)))


def _stops(day: Day, ledger: Ledger, now_min: float) -> Iterator[StopSoFar]:
    boxes: dict[str, list[BoxState]] = defaultdict(list)
    for box in ledger.boxes.values():
        if box.run_id is not None and box.handed_over_min is not None:
            boxes[box.run_id].append(box)
    first_taken = _first_taken(ledger)
    for vehicle_id, runs in day.runs_of_vehicle.items():
        vehicle = ledger.vehicles.get(vehicle_id)
        told = vehicle.stops if vehicle is not None else ()
        for run in runs:
            seen = stops_made(run, told, day.places)
            last = max(seen, default=-1)
            for number, stop in enumerate(run.stops):
                own = [box for box in boxes[run.run_id] if _at(box, stop)]
                said = seen.get(number)
                arrived = said.arrived_min if said is not None else None
                departed = said.departed_min if said is not None else None
                if arrived is None and departed is None:
                    departed = max((m for box in own if (m := _moment(box, stop))), default=None)
                    if departed is None:
                        departed = _taken_before(first_taken, vehicle_id, stop)
                if departed is None and arrived is None:
                    if number < last and stop.kind == "pickup":
                        yield StopSoFar(run_id=run.run_id, stop=number, skipped=True)
                    continue
                tubes = sum(box.tubes for box in own) if own else None
                yield StopSoFar(
                    run_id=run.run_id,
                    stop=number,
                    arrived_min=arrived,
                    departed_min=departed,
                    tubes=tubes,
                )


def _first_taken(ledger: Ledger) -> Mapping[tuple[str, str], list[float]]:
    """(vehicle_id, source) -> when it took boxes that were fetched from a laboratory since: they
    are counted with the run that fetched them."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for box in ledger.boxes.values():
        kinds = [holding.kind for holding in box.holders]
        if PlaceKind.lab in kinds and PlaceKind.vehicle in kinds[kinds.index(PlaceKind.lab) :]:
            first = box.holders[kinds.index(PlaceKind.vehicle)]
            found[first.place, box.source].append(first.from_min)
    return found


def _taken_before(
    first_taken: Mapping[tuple[str, str], list[float]], vehicle_id: str, stop: Stop
) -> float | None:
    """When boxes were taken at a pickup that have been fetched from a laboratory since."""
    if stop.kind != "pickup":
        return None
    minutes = first_taken.get((vehicle_id, stop.team_id or stop.site_id or ""), ())
    near = [minute for minute in minutes if abs(minute - stop.depart) <= _SAME_STOP_MIN]
    return max(near, default=None)


def _at(box: BoxState, stop: Stop) -> bool:
    """Whether a box of the run was taken, or brought, at this stop."""
    if stop.kind == "deliver":
        return box.lab_id == stop.lab_id and _moment(box, stop) is not None
    if stop.lab_id is not None:
        return any(each.kind is PlaceKind.lab and each.place == stop.lab_id for each in box.holders)
    return box.source == (stop.team_id or stop.site_id)


def _moment(box: BoxState, stop: Stop) -> float | None:
    if stop.kind == "pickup":
        return box.handed_over_min
    return box.delivered_min if box.delivered_min is not None else box.received_min


def _labs(day: Day, ledger: Ledger) -> Iterator[LabSoFar]:
    """What laboratories have started, as far as they report at all."""
    for lab_id in day.labs:
        state = ledger.labs.get(lab_id)
        if state is None or not state.box_ids:
            continue
        begun = [ledger.boxes[box_id] for box_id in state.box_ids]
        begun = [box for box in begun if box.started_min is not None or box.resulted_tubes]
        yield LabSoFar(
            lab_id=lab_id,
            started=sum(box.tubes for box in begun),
            key_started=sum(box.tubes for box in begun if box.key),
        )


def _visits(day: Day, reports: Mapping[str, Reported]) -> Iterator[VisitSoFar]:
    for source_id, source in day.sources.items():
        if source.kind == "team":
            for stop, at_min in sorted(reports[source_id].stops_done.items()):
                yield VisitSoFar(
                    team_id=source_id,
                    stop=stop,
                    done_min=at_min,
                    persons=reports[source_id].visited[stop],
                )
