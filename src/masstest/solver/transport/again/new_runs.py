"""New runs for what the runs that stay leave behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from masstest.domain import objective
from masstest.domain.budget import Budget
from masstest.domain.plan import Run, Stop
from masstest.domain.roster import ZoneClass
from masstest.domain.travel import Place
from masstest.solver.transport.again.counting import counted
from masstest.solver.transport.again.remainder import remainder, spare_times
from masstest.solver.transport.again.standing import Ground, by_vehicle
from masstest.solver.transport.assembly import Trip
from masstest.solver.transport.day import Means, make_case
from masstest.solver.transport.search import search
from masstest.solver.transport.sources import by_class
from masstest.solver.transport.terms import place_of_stop

_SEARCH_S = 6.0
_LOT_S = 0.15  # a search of few pickups is over soon
# Up to here a search uncompiled finds what a compiled one does in the same time, and needs no
# second to load the code, nor half a minute to compile it on a new installation.
_FEW_LOTS = 30
_ROOM = 0.95  # of a vehicle: pickups may find a few tubes more than they were planned for


def add_runs(
    ground: Ground, runs: Sequence[Run], before: Sequence[Run], budget: Budget
) -> tuple[Run, ...]:
    """`runs` and as many more as it takes to pick everything up; all of them counted anew."""
    means = Means.of(ground.roster)
    found = tuple(runs)
    for zone_class, own in by_class(remainder(ground, found, before)).items():
        spare = means.crews - len(by_vehicle(found))
        times = spare_times(ground, found, zone_class, spare)
        labs = tuple(
            lab
            for lab in ground.labs_for(zone_class)
            if lab.receive_until >= ground.freeze and lab.lab_id not in ground.losses
        )
        if not own or not times or not labs:
            continue
        vehicles = tuple(
            vehicle.model_copy(update={"capacity_tubes": int(vehicle.capacity_tubes * _ROOM)})
            for vehicle, _ in times
        )
        case = make_case(ground.roster, own, vehicles, labs, len(vehicles), found)
        case = replace(
            case,
            starts=tuple(place for _, place in times),
            vehicle_cost=objective.RUN_CHANGED_MIN,
        )
        seconds = budget.seconds if budget.deterministic else budget.remaining_s
        seconds = min(_SEARCH_S, seconds / 2, 0.5 + _LOT_S * len(case.lots))
        made = search(
            ground.roster,
            ground.travel,
            case,
            budget.slice(seconds),
            large=len(case.lots) > _FEW_LOTS,
        )
        found = _together(ground, found, made.trips, zone_class, before)
    return found


def _together(
    ground: Ground,
    runs: Sequence[Run],
    trips: Sequence[Trip],
    zone_class: ZoneClass,
    before: Sequence[Run],
) -> tuple[Run, ...]:
    """Runs that stay and new ones, with ids that are in use nowhere."""
    par = ground.roster.parameters
    numbers = free_ids((*runs, *before))
    new: list[Run] = []
    for trip in sorted(trips, key=lambda trip: trip.deliver_at):
        if not trip.visits:
            continue
        stops = [
            Stop(
                kind="pickup",
                site_id=visit.source.source_id if visit.source.kind == "site" else None,
                team_id=None if visit.source.kind == "site" else visit.source.source_id,
                compound_id=visit.meeting.compound_id,
                arrive=visit.arrive,
                depart=visit.arrive + par.stop_min,
                tubes=0,
                key_tubes=0,
            )
            for visit in trip.visits
        ]
        end = trip.deliver_at + par.unload_min
        stops.append(
            Stop(
                kind="deliver",
                lab_id=trip.lab.lab_id,
                arrive=trip.deliver_at,
                depart=end,
                tubes=0,
                key_tubes=0,
            )
        )
        new.append(
            Run(
                run_id=next(numbers),
                vehicle_id=trip.vehicle.vehicle_id,
                zone_class=zone_class,
                start=stops[0].arrive,
                end=end,
                stops=tuple(stops),
            )
        )
    everything = counted(ground, [*runs, *new])
    fresh = {run.run_id for run in new}
    return with_starts(ground, everything, fresh)


def free_ids(runs: Sequence[Run]) -> Iterator[str]:
    """Ids for new runs that no run has."""
    used = {run.run_id for run in runs}
    return (f"R{n:03d}" for n in range(1, 10**6) if f"R{n:03d}" not in used)


def with_starts(ground: Ground, runs: Sequence[Run], fresh: set[str]) -> tuple[Run, ...]:
    """New runs leave as late as their first stop allows; runs after them from where they end."""
    found = []
    for vehicle_id, own in _in_order(runs).items():
        here, moved = Place("vehicle", vehicle_id), False
        for run in own:
            first = run.stops[0]
            latest = first.arrive - ground.travel.drive_min(here, place_of_stop(first))
            if run.run_id in fresh:
                run = run.model_copy(update={"start": latest})
                moved = True
            elif moved and run.start >= ground.freeze:
                run = run.model_copy(update={"start": latest})
                moved = False
            found.append(run)
            here = place_of_stop(run.stops[-1])
    return tuple(found)


def _in_order(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """Runs of each vehicle by their first stop: new ones have no start yet."""
    found: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.stops[0].arrive):
        found[run.vehicle_id].append(run)
    return found
