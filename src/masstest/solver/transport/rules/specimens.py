"""Tubes from their source to a laboratory: none lost, none old, none in the wrong vehicle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from masstest.domain.roster import ZoneClass

if TYPE_CHECKING:  # CP-SAT is for tiny instances; importing it costs every start a second
    from ortools.sat.python import cp_model

    from masstest.solver.transport.exact import StopVars, TransportModel


def tube_conservation(m: TransportModel) -> None:
    """Every tube is picked up once and delivered once.

    A pickup takes what is ready at its arrival and not taken before: tubes = ready(arrive) -
    the most that was ready at an earlier pickup of the source; all pickups together take all
    that is made; what a run delivers = the sum of its pickups. The same for key tubes.
    """
    for run in m.runs:
        m.model.add(run.tubes == sum(stop.tubes for stop in run.stops))
        m.model.add(run.key_tubes == sum(stop.key_tubes for stop in run.stops))
    for source in m.sources:
        stops = [stop for run in m.runs for stop in run.stops if stop.source is source]
        if not stops:
            m.model.add_bool_or([])  # nobody comes for its tubes
            continue
        for key in (False, True):
            for stop, (before, ready) in zip(stops, _taken(m, stops, key), strict=True):
                m.model.add((stop.key_tubes if key else stop.tubes) == ready - before)
        m.model.add(sum(stop.tubes for stop in stops) == source.tubes)


def pickup_interval(m: TransportModel) -> None:
    """No tube waits long at its source: arrive - oldest sample taken <= pickup_interval_max_min.

    A target: each pickup may be late, by the minutes in ``missed``.
    """
    limit = m.roster.parameters.pickup_interval_max_min
    for source in m.sources:
        stops = [stop for run in m.runs for stop in run.stops if stop.source is source]
        for stop, oldest in zip(stops, _oldest(m, stops), strict=True):
            m.deviation("pickup_interval", stop.arrive - oldest - limit)


def specimen_age(m: TransportModel) -> None:
    """No specimen is old at reception: arrive - oldest sample <= specimen_age_max_min.

    A target: each delivery may be late, by the minutes in ``missed``.
    """
    limit = m.roster.parameters.specimen_age_max_min
    oldest: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for source in m.sources:
        stops = [(n, s) for n, run in enumerate(m.runs) for s in run.stops if s.source is source]
        for (number, _), sample in zip(stops, _oldest(m, [s for _, s in stops]), strict=True):
            oldest[number].append(sample)
    for number, run in enumerate(m.runs):
        missed = m.deviation("specimen_age", 0)
        for sample in oldest[number]:
            m.model.add(missed >= run.arrive - sample - limit)


def _taken(
    m: TransportModel, stops: Sequence[StopVars], key: bool
) -> list[tuple[cp_model.IntVar, cp_model.IntVar]]:
    """(Key) tubes of one source ready at any earlier pickup, and at this one, for each of `stops`.

    Of two pickups at the same minute the one listed first takes all.
    """
    ready = [_ready(m, stop, key) for stop in stops]
    pairs = []
    for i, stop in enumerate(stops):
        earlier = [
            m.product(
                ready[j], m.before(other.arrive, stop.arrive, strict=j > i), stop.source.tubes
            )
            for j, other in enumerate(stops)
            if j != i
        ]
        before = m.model.new_int_var(0, stop.source.tubes, "")
        m.model.add_max_equality(before, [*earlier, 0])
        pairs.append((before, ready[i]))
    return pairs


def _ready(m: TransportModel, stop: StopVars, key: bool) -> cp_model.IntVar:
    """Tubes ready at the stop's arrival, since the beginning."""
    series = stop.source.series
    counts = np.searchsorted(series.ready, np.arange(m.horizon + 1) + 1e-6, side="right")
    if key:
        counts = np.concatenate([[0], np.cumsum(series.key)])[counts]
    ready = m.model.new_int_var(0, stop.source.tubes, "")
    m.model.add_element(stop.arrive, [int(count) for count in counts], ready)
    return ready


def _oldest(m: TransportModel, stops: Sequence[StopVars]) -> list[cp_model.IntVar]:
    """The first sample of the oldest tube each stop takes; the horizon if it takes none."""
    found = []
    for stop, (before, ready) in zip(stops, _taken(m, stops, key=False), strict=True):
        first = stop.source.series.first_sample
        rows = [
            (i, j, int(np.floor(first[i:j].min() + 1e-6)) if i < j else m.horizon)
            for i in range(len(first) + 1)
            for j in range(i, len(first) + 1)
        ]
        oldest = m.model.new_int_var(-1, m.horizon, "")
        m.model.add_allowed_assignments([before, ready, oldest], rows)
        found.append(oldest)
    return found


def sealed_vehicle(m: TransportModel) -> None:
    """Sealed-zone tubes travel apart, only in vehicles and to laboratories that are sealed_ok.

    A run is of class sealed if and only if all of its pickups are.
    """
    for run in m.runs:
        kinds = {stop.source.zone_class for stop in run.stops}
        if len(kinds) > 1:
            m.model.add_bool_or([])
            continue
        sealed = kinds == {ZoneClass.sealed}
        m.model.add(run.sealed == int(sealed))
        if sealed:
            for vehicle, chosen in zip(m.vehicles, run.vehicle, strict=True):
                if not vehicle.sealed_ok:
                    m.model.add(chosen == 0)
            for lab, chosen in zip(m.labs, run.lab, strict=True):
                if not lab.sealed_ok:
                    m.model.add(chosen == 0)
