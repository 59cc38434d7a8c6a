"""What the runs that stay leave at the sources, and the vehicles that have time for it.

A pickup that stays closes a span of its source: tubes ready before it go with it. Those of them
that would then have waited too long need a pickup of their own before; so do all tubes
after the last pickup that stays. They are sources of a smaller day, whose vehicles are the
times between the runs that stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Vehicle, VehicleKind, ZoneClass
from masstest.domain.travel import Place
from masstest.solver.production import TubeSeries
from masstest.solver.transport.again.counting import last_pickups
from masstest.solver.transport.again.standing import Ground, by_vehicle, source_id_of
from masstest.solver.transport.sources import NEVER, Source
from masstest.solver.transport.terms import place_of_stop

_GRACE_MIN = 15  # a tube that takes longest to fill is no older than this before its pickup
_USEFUL_MIN = 30  # shorter times between runs are of no use


def remainder(ground: Ground, runs: Sequence[Run], before: Sequence[Run]) -> list[Source]:
    """Tubes that need another pickup, by source and span.

    Spans between pickups that are the same as before stay as they are, late or not.
    """
    same = {
        (source_id_of(stop), stop.arrive, stop.tubes, stop.oldest_sample_at)
        for run in before
        for stop in run.stops[:-1]
    }
    now = {(source_id_of(s), s.arrive): (run, s) for run in runs for s in run.stops[:-1]}
    times = last_pickups(runs)
    found = []
    for source in ground.sources.values():
        after = float("-inf")
        for minute in times.get(source.source_id, ()):
            run, stop = now[source.source_id, minute]
            unchanged = (source.source_id, minute, stop.tubes, stop.oldest_sample_at) in same
            if minute >= ground.freeze and not unchanged:
                found.append(_too_old(ground, source, after, run, stop))
            after = minute
        found.append(_part(source, source.series.ready > after + 1e-6, after, NEVER))
    return [source for source in found if source is not None]


def _too_old(ground: Ground, source: Source, after: float, run: Run, stop: Stop) -> Source | None:
    """Tubes of a span that are too old for the pickup at its end or for its delivery."""
    par = ground.roster.parameters
    series = source.series
    first = np.maximum(series.first_sample, series.ready - par.pickup_interval_max_min + _GRACE_MIN)
    moment = np.floor(first + 1e-6)
    late = (moment < stop.arrive - par.pickup_interval_max_min) | (
        moment < run.stops[-1].arrive - par.specimen_age_max_min
    )
    in_span = (series.ready > after + 1e-6) & (series.ready <= stop.arrive + 1e-6)
    return _part(source, late & in_span, after, stop.arrive - 1)


def _part(source: Source, chosen: np.ndarray, after: float, until: int) -> Source | None:
    """The source with some of its tubes, to be met within (after, until]."""
    if not chosen.any():
        return None
    series = source.series
    opens = -NEVER if after == float("-inf") else int(after) + 1
    meetings = tuple(
        replace(meeting, open=max(meeting.open, opens), close=min(meeting.close, until))
        for meeting in source.meetings
        if meeting.close >= opens and meeting.open <= until
    )
    if not meetings:
        return None
    part = TubeSeries(series.first_sample[chosen], series.ready[chosen], series.key[chosen])
    return replace(source, series=part, meetings=meetings)


def spare_times(
    ground: Ground, runs: Sequence[Run], zone_class: ZoneClass, most_new: int
) -> list[tuple[Vehicle, Place]]:
    """Vehicles with the hours in which they are free, and where they are then.

    A vehicle with runs appears once for every time between them, with an id of its own only in
    the order of the list. Of vehicles without any run the `most_new` largest are offered.
    """
    own_runs = by_vehicle(runs)
    found: list[tuple[Vehicle, Place]] = []
    new: list[Vehicle] = []
    for vehicle in ground.roster.vehicles:
        if vehicle.kind is not VehicleKind.specimen or vehicle.vehicle_id in ground.idle:
            continue
        if vehicle.capacity_tubes <= 0 or (
            zone_class is ZoneClass.sealed and not vehicle.sealed_ok
        ):
            continue
        own = own_runs.get(vehicle.vehicle_id)
        if own is None:
            new.append(vehicle)
        elif own[0].zone_class is zone_class:
            found += _between(ground, vehicle, own)
    new.sort(key=lambda vehicle: (-vehicle.capacity_tubes, vehicle.vehicle_id))
    for vehicle in new[: max(0, most_new)]:
        free = max(vehicle.available_from, ground.freeze)
        if vehicle.available_until - free >= _USEFUL_MIN:
            home = Place("vehicle", vehicle.vehicle_id)
            found.append((_only(vehicle, free, vehicle.available_until), home))
    return found


def _between(
    ground: Ground, vehicle: Vehicle, runs: Sequence[Run]
) -> Iterator[tuple[Vehicle, Place]]:
    here, free = Place("vehicle", vehicle.vehicle_id), max(vehicle.available_from, ground.freeze)
    for run in runs:
        if run.end > ground.freeze:
            first = run.stops[0]
            way = max(
                ground.travel.drive_min(Place("lab", lab.lab_id), place_of_stop(first))
                for lab in ground.roster.labs
            )
            if run.start >= ground.freeze and first.arrive - way - free >= _USEFUL_MIN:
                yield _only(vehicle, free, first.arrive - way), here
        here, free = Place("lab", str(run.stops[-1].lab_id)), max(run.end, ground.freeze)
    if vehicle.available_until - free >= _USEFUL_MIN:
        yield _only(vehicle, free, vehicle.available_until), here


def _only(vehicle: Vehicle, free: int, until: int) -> Vehicle:
    return vehicle.model_copy(update={"available_from": free, "available_until": until})


def tubes_left(sources: Mapping[str, Source], runs: Sequence[Run]) -> dict[str, int]:
    """source_id -> tubes that no run picks up."""
    taken: dict[str, int] = defaultdict(int)
    for run in runs:
        for stop in run.stops[:-1]:
            taken[source_id_of(stop)] += stop.tubes
    return {
        source_id: source.tubes - taken[source_id]
        for source_id, source in sources.items()
        if taken[source_id] < source.tubes
    }
