"""What every pickup of a set of runs takes, counted anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from masstest.domain.plan import Run, Stop
from masstest.solver.transport.again.drivable import drivable
from masstest.solver.transport.again.standing import Ground, source_id_of
from masstest.solver.transport.lost_labs import fetched
from masstest.solver.transport.sources import Source

_Taken = dict[tuple[str, int, str], tuple[int, int, int | None]]
"""(source_id, minute, run_id) -> tubes that a pickup takes, key tubes, and the oldest sample."""


def counted(ground: Ground, runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the tubes that each pickup finds; pickups to come that find none left out.

    A run to come without any pickup left is left out altogether; one that has left keeps its first.
    """
    taken = _taken(runs, ground.sources)
    found, _ = fetched([_counted_run(run, taken) for run in runs], ground.losses)
    kept = []
    for run in found:
        pickups = [stop for stop in run.stops[:-1] if stop.tubes or stop.arrive < ground.freeze]
        if not pickups and run.start < ground.freeze:
            pickups = [run.stops[0]]
        if pickups:
            kept.append(with_stops(run, pickups, run.stops[-1]))
    return tuple(kept)


def _taken(runs: Sequence[Run], sources: Mapping[str, Source]) -> _Taken:
    times: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for run in runs:
        for stop in run.stops[:-1]:
            if stop.lab_id is None:
                times[source_id_of(stop)].add((stop.arrive, run.run_id))
    taken: _Taken = {}
    for source_id, calls in times.items():
        before, source = float("-inf"), sources.get(source_id)
        for minute, run_id in sorted(calls):
            # a source that was lost before it made anything is none: whoever called found nothing;
            # so does the second of two that come in the same minute
            taken[source_id, minute, run_id] = (
                (0, 0, None) if source is None else source.series.between(before, minute)
            )
            before = minute
    return taken


def _counted_run(run: Run, taken: _Taken) -> Run:
    pickups = [
        stop
        if stop.lab_id is not None
        else _counted_stop(stop, taken[source_id_of(stop), stop.arrive, run.run_id])
        for stop in run.stops[:-1]
    ]
    return with_stops(run, pickups, run.stops[-1])


def fitted(ground: Ground, runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs counted anew, without pickups to come that don't fit any more.

    What a run leaves is for another one. Pickups for which there is no time on the way are left
    out (`drive_time`), and the last ones of a run with more than its vehicle can carry
    (`vehicle_capacity`).
    """
    while True:
        found = counted(ground, runs)
        runs = drivable(ground, found)
        if tuple(runs) != found:
            continue
        over = {run.run_id for run in runs if _over(ground, run)}
        if not over:
            return found
        runs = [_shorter(run) if run.run_id in over else run for run in runs]
        runs = [run for run in runs if len(run.stops) > 1]


def _over(ground: Ground, run: Run) -> bool:
    """Whether a run that has pickups to come has more than its vehicle can carry."""
    capacity_tubes = ground.roster.vehicle[run.vehicle_id].capacity_tubes
    to_come = run.stops[-2].arrive >= ground.freeze
    return to_come and run.stops[-1].tubes > capacity_tubes


def _shorter(run: Run) -> Run:
    return with_stops(run, run.stops[:-2], run.stops[-1])


def _counted_stop(stop: Stop, taken: tuple[int, int, int | None]) -> Stop:
    tubes, keys, oldest = taken
    if (stop.tubes, stop.key_tubes, stop.oldest_sample_at) == (tubes, keys, oldest):
        return stop
    return stop.model_copy(update={"tubes": tubes, "key_tubes": keys, "oldest_sample_at": oldest})


def with_stops(run: Run, pickups: Sequence[Stop], delivery: Stop) -> Run:
    """The run with these stops; the delivery brings what they take."""
    tubes = sum(stop.tubes for stop in pickups)
    keys = sum(stop.key_tubes for stop in pickups)
    if (delivery.tubes, delivery.key_tubes) != (tubes, keys):
        delivery = delivery.model_copy(update={"tubes": tubes, "key_tubes": keys})
    stops = (*pickups, delivery)
    if stops == run.stops:
        return run
    return run.model_copy(update={"stops": stops, "end": delivery.depart})


def last_pickups(runs: Sequence[Run]) -> dict[str, list[int]]:
    """source_id -> minutes of its pickups, ascending."""
    times: dict[str, list[int]] = defaultdict(list)
    for run in runs:
        for stop in run.stops[:-1]:
            times[source_id_of(stop)].append(stop.arrive)
    return {source_id: sorted(minutes) for source_id, minutes in times.items()}


def oldest_min(run: Run) -> int:
    """Age of the oldest specimen at reception."""
    moments = [s.oldest_sample_at for s in run.stops[:-1] if s.oldest_sample_at is not None]
    return run.stops[-1].arrive - min(moments, default=run.stops[-1].arrive)


def avoidable_overage_min(ground: Ground, run: Run) -> int:
    """By how much a specimen of the run is too old at its reception, as far as that matters to
    planning: what lay at a laboratory that was lost is too old anyway, and nothing is changed or
    given up to have it there some minutes sooner."""
    if any(stop.lab_id is not None for stop in run.stops[:-1]):
        return 0
    return max(0, oldest_min(run) - ground.roster.parameters.specimen_age_max_min)
