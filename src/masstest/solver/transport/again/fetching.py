"""Runs that fetch what lies at laboratories that were lost, and bring it to others.

One at a time: of the vehicles that have time, how much each can take, and the laboratories that it
can reach, the run that costs least for a tube.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from masstest.domain import objective
from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Lab, Vehicle, VehicleKind, ZoneClass
from masstest.domain.travel import Place
from masstest.solver.transport.again.counting import counted, oldest_min
from masstest.solver.transport.again.new_runs import free_ids, with_starts
from masstest.solver.transport.again.queues import queue_cost
from masstest.solver.transport.again.remainder import spare_times
from masstest.solver.transport.again.standing import Ground, by_vehicle
from masstest.solver.transport.lost_labs import Loss, Pile, fetched, take

_ROOM = 0.95  # of a vehicle: more tubes may lie there than the plan counts
_MOST_RUNS = 60  # from one laboratory
_MOST_LOOKED_AT = 6  # vehicles for each laboratory and load: those that are there first
_SHARES = (1.0, 0.5, 0.25)  # of a vehicle's room: several laboratories may be done sooner than one


@dataclass(frozen=True)
class Ways:
    """What every way of fetching from one laboratory has in common."""

    loss: Loss
    zone_class: ZoneClass
    piles: Sequence[Pile]
    run_id: str


def fetch_runs(
    ground: Ground, runs: Sequence[Run], before: Sequence[Run], crews: int
) -> tuple[Run, ...]:
    """`runs` and those that fetch what lies at lost laboratories, as far as vehicles have time."""
    found = tuple(runs)
    numbers = free_ids((*runs, *before))
    for loss in ground.losses.values():
        for zone_class in (ZoneClass.sealed, ZoneClass.open):
            for _ in range(_MOST_RUNS):
                piles = [
                    pile
                    for pile in fetched(found, ground.losses)[1][loss.lab_id]
                    if pile.tubes and pile.zone_class is zone_class
                ]
                if not piles:
                    break
                ways = Ways(loss, zone_class, piles, next(numbers))
                best = _best(ground, found, ways, crews)
                if best is None:
                    break
                everything = counted(ground, [*found, best])
                found = with_starts(ground, everything, {best.run_id})
    return found


def can_be_fetched(ground: Ground, zone_class: ZoneClass) -> bool:
    """Whether there is any laboratory, and any vehicle, that may take tubes of a zone class."""
    labs = any(lab.lab_id not in ground.losses for lab in ground.labs_for(zone_class))
    return labs and any(
        vehicle.kind is VehicleKind.specimen
        and vehicle.vehicle_id not in ground.idle
        and (vehicle.sealed_ok or zone_class is ZoneClass.open)
        for vehicle in ground.roster.vehicles
    )


def _best(ground: Ground, runs: Sequence[Run], ways: Ways, crews: int) -> Run | None:
    """The run that costs least for a tube; None if no vehicle has time."""
    times = spare_times(ground, runs, ways.zone_class, crews - len(by_vehicle(runs)))
    used = {run.vehicle_id for run in runs}
    queues = {lab.lab_id: queue_cost(ground, lab, runs) for lab in ground.roster.labs}
    best: Run | None = None
    least = float("inf")
    for lab in ground.labs_for(ways.zone_class):
        if lab.lab_id in ground.losses:
            continue
        for share in _SHARES:
            rows = [
                (run.stops[-1].arrive, run.vehicle_id, run)
                for vehicle, place in times
                if (run := _run(ground, ways, vehicle, place, lab, share)) is not None
            ]
            for _, _, run in sorted(rows, key=lambda row: row[:2])[:_MOST_LOOKED_AT]:
                cost = _cost(ground, run, queues, lab, runs)
                cost += objective.SPECIMEN_VEHICLE_MIN * (run.vehicle_id not in used)
                if cost / run.stops[-1].tubes < least:
                    best, least = run, cost / run.stops[-1].tubes
    return best


def _run(
    ground: Ground, ways: Ways, vehicle: Vehicle, place: Place, lab: Lab, share: float
) -> Run | None:
    """A vehicle's way from where it is to the lost laboratory and on to another one."""
    par, there = ground.roster.parameters, Place("lab", ways.loss.lab_id)
    way = ground.travel.drive_min(place, there)
    arrive = max(
        vehicle.available_from + way,
        ways.loss.lost_at,
        ground.freeze,
        max(pile.there_from for pile in ways.piles),
    )
    depart = arrive + par.unload_min
    deliver = max(
        depart + ground.travel.drive_min(there, Place("lab", lab.lab_id)), lab.receive_from
    )
    end = deliver + par.unload_min
    room = int(vehicle.capacity_tubes * _ROOM * share)
    if deliver > lab.receive_until or end > vehicle.available_until or room <= 0:
        return None
    piles = [replace(pile) for pile in ways.piles]  # they are used up
    tubes, keys, oldest = take(piles, ways.zone_class, arrive, room)
    fetch = Stop(
        kind="pickup",
        lab_id=ways.loss.lab_id,
        arrive=arrive,
        depart=depart,
        tubes=tubes,
        key_tubes=keys,
        oldest_sample_at=oldest,
    )
    delivery = Stop(
        kind="deliver",
        lab_id=lab.lab_id,
        arrive=deliver,
        depart=end,
        tubes=tubes,
        key_tubes=keys,
    )
    return Run(
        run_id=ways.run_id,
        vehicle_id=vehicle.vehicle_id,
        zone_class=ways.zone_class,
        start=arrive - way,
        end=end,
        stops=(fetch, delivery),
    )


def _cost(
    ground: Ground, run: Run, queues: Mapping[str, float], lab: Lab, runs: Sequence[Run]
) -> float:
    """What the run adds to the day, in minutes driven."""
    fetch, delivery = run.stops
    age = oldest_min(run)
    return (
        objective.RUN_CHANGED_MIN
        + (fetch.arrive - run.start)
        + (delivery.arrive - fetch.depart)
        + objective.TRANSPORT_RESERVE_MIN * max(0, age - ground.roster.specimen_age_target_min)
        + objective.TUBE_AGE_MIN * delivery.tubes * age
        + queue_cost(ground, lab, [*runs, run])
        - queues[lab.lab_id]
    )
