"""Vehicles: what they hold, when they work, and the time between places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from masstest.domain.travel import Place

if TYPE_CHECKING:  # CP-SAT is for tiny instances; importing it costs every start a second
    from ortools.sat.python import cp_model

    from masstest.solver.transport.exact import Expression, RunVars, TransportModel

    Choices = Sequence[tuple[Place, cp_model.IntVar]]


def vehicle_capacity(m: TransportModel) -> None:
    """A vehicle carries at most what it can: tubes picked up in a run <= capacity_tubes."""
    for run in m.runs:
        for vehicle, chosen in zip(m.vehicles, run.vehicle, strict=True):
            load = sum(stop.tubes for stop in run.stops)
            m.model.add(load <= vehicle.capacity_tubes).only_enforce_if(chosen)


def vehicle_hours(m: TransportModel) -> None:
    """A vehicle works in its hours: start >= available_from, last departure <= available_until."""
    for run in m.runs:
        for vehicle, chosen in zip(m.vehicles, run.vehicle, strict=True):
            m.model.add(run.start >= vehicle.available_from).only_enforce_if(chosen)
            for minute in (run.depart, *(stop.depart for stop in run.stops)):
                m.model.add(minute <= vehicle.available_until).only_enforce_if(chosen)


def drive_time(m: TransportModel) -> None:
    """A vehicle has the time its way takes.

    From its home, or the laboratory of the run before, to the first stop and from stop to stop:
    arrive >= departure before + minutes between the places. Handling: depart >= arrive +
    stop_min (unload_min at a laboratory). Runs of a vehicle follow one another.
    """
    par = m.roster.parameters
    for run in m.runs:
        m.model.add(run.depart >= run.arrive + par.unload_min)
        for stop in run.stops:
            m.model.add(stop.depart >= stop.arrive + par.stop_min)
        for before, after in zip(run.stops, run.stops[1:], strict=False):
            _way(m, before.depart, list(before.places()), after.arrive, list(after.places()), [])
        last = run.stops[-1]
        _way(m, last.depart, list(last.places()), run.arrive, _lab_choices(m, run), [])
    _sequences(m)


def _lab_choices(m: TransportModel, run: RunVars) -> Choices:
    return [(Place("lab", lab.lab_id), chosen) for lab, chosen in zip(m.labs, run.lab, strict=True)]


def _way(
    m: TransportModel,
    leave: Expression,
    origins: Choices,
    arrive: Expression,
    destinations: Choices,
    condition: Sequence[cp_model.IntVar],
) -> None:
    """arrive >= leave + minutes between the chosen places, if all of `condition` hold."""
    for origin, here in origins:
        for destination, there in destinations:
            way = m.travel.drive_min(origin, destination)
            m.model.add(arrive >= leave + way).only_enforce_if([here, there, *condition])


def _sequences(m: TransportModel) -> None:
    """Each run follows another of its vehicle, or is the vehicle's first and comes from home."""
    follows = {
        (a, b): m.literal() for a in range(len(m.runs)) for b in range(len(m.runs)) if a != b
    }
    for b, run in enumerate(m.runs):
        first = m.literal()
        m.model.add_exactly_one([first, *(follows[a, b] for a in range(len(m.runs)) if a != b)])
        start = list(run.stops[0].places())
        for vehicle, chosen in zip(m.vehicles, run.vehicle, strict=True):
            home = [(Place("vehicle", vehicle.vehicle_id), chosen)]
            _way(m, run.start, home, run.stops[0].arrive, start, [first])
        for a, before in enumerate(m.runs):
            if a == b:
                continue
            link = follows[a, b]
            for own, other in zip(before.vehicle, run.vehicle, strict=True):
                m.model.add_implication(link, ~own).only_enforce_if(~other)
            m.model.add(run.start >= before.depart).only_enforce_if(link)
            labs = _lab_choices(m, before)
            _way(m, run.start, labs, run.stops[0].arrive, start, [link])
    for a in range(len(m.runs)):
        m.model.add_at_most_one([follows[a, b] for b in range(len(m.runs)) if a != b])
    # one first run per vehicle: two of the same vehicle are linked, directly or through others
    for v in range(len(m.vehicles)):
        on = [run.vehicle[v] for run in m.runs]
        links = []
        for (a, b), link in follows.items():
            both = m.literal()
            m.model.add_bool_and([link, on[a], on[b]]).only_enforce_if(both)
            m.model.add_bool_or([~link, ~on[a], ~on[b], both])
            links.append(both)
        used = m.literal()
        m.model.add_max_equality(used, on)
        m.model.add(sum(links) == sum(on) - used)
