"""One day of transport with given vehicles, crews and laboratories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.plan import Run
from masstest.domain.roster import Lab, Roster, TransportMode, Vehicle, VehicleKind, ZoneClass
from masstest.domain.travel import Floats, Travel
from masstest.solver.transport.assembly import assemble, deliveries_of, possible
from masstest.solver.transport.crews import crews_available
from masstest.solver.transport.dedicated import dedicate
from masstest.solver.transport.kernel import BUCKET_MIN
from masstest.solver.transport.laboratories import LabDay, lab_days
from masstest.solver.transport.lots import all_lots
from masstest.solver.transport.problem import Case, bucket_count
from masstest.solver.transport.search import search
from masstest.solver.transport.sources import Source, by_class, pickup_tables
from masstest.solver.transport.terms import transport_terms

_FEW_SOURCES = 20  # up to here the uncompiled kernel is fast enough
_SMALLEST_SHARE = 0.1  # of the time, for the smaller zone class


# A crew is a target below coverage: with nobody to drive on the roster, one vehicle of each
# zone class is planned all the same, and rostering says whom it lacks.
_LEAST_CREWS = 2


@dataclass(frozen=True)
class Means:
    """What there is to carry and test the tubes with. `crews`: pairs of driver and courier."""

    vehicles: tuple[Vehicle, ...]
    labs: tuple[Lab, ...]
    crews: int

    @classmethod
    def of(cls, roster: Roster) -> Means:
        """All specimen vehicles, laboratories and crews of a roster."""
        return cls(
            vehicles=tuple(
                v
                for v in roster.vehicles
                if v.kind is VehicleKind.specimen and v.capacity_tubes > 0
            ),
            labs=tuple(lab for lab in roster.labs if lab.tubes_per_day != 0),
            crews=max(crews_available(roster), _LEAST_CREWS),
        )


@dataclass(frozen=True)
class TransportDay:
    """Runs, what laboratories do with them, and what could not be brought to any.

    `left_over` are points that share a vehicle although each should have its own.
    """

    runs: tuple[Run, ...]
    lab_days: tuple[LabDay, ...]
    terms: Mapping[str, float]
    undeliverable: Mapping[str, int]
    left_over: tuple[str, ...] = ()
    missing_vehicles: int = 0
    iterations: int = 0

    @property
    def vehicles(self) -> int:
        return len({run.vehicle_id for run in self.runs})


def solve_day(
    roster: Roster,
    travel: Travel,
    sources: Sequence[Source],
    means: Means,
    mode: TransportMode,
    budget: Budget,
    *,
    team_margin_min: int = 0,
) -> TransportDay:
    """Plan both zone classes, sealed zones first: they have less to choose from.

    Parameters
    ----------
    team_margin_min : so much later than planned may a doorstep team's tubes be ready without
        missing their pickup
    """
    runs: tuple[Run, ...] = ()
    left_over: tuple[str, ...] = ()
    missing = iterations = 0
    total = sum(source.tubes for source in sources)
    for zone_class, own in by_class(sources).items():
        used = {run.vehicle_id for run in runs}
        sealed = zone_class is ZoneClass.sealed
        vehicles = tuple(
            v for v in means.vehicles if v.vehicle_id not in used and (v.sealed_ok or not sealed)
        )
        labs = tuple(lab for lab in means.labs if lab.sealed_ok or not sealed)
        if not own or not vehicles or not labs or means.crews <= len(used):
            continue
        crews = means.crews - len(used)
        case = make_case(roster, own, vehicles, labs, crews, runs, team_margin_min=team_margin_min)
        if mode is TransportMode.dedicated and not sealed:
            pickups = Counter(lot.source for lot in case.lots)
            dedication = dedicate(
                travel, own, [pickups[row] for row in range(len(own))], vehicles, case.max_vehicles
            )
            case = case.with_owners(dedication.owner)
            left_over, missing = dedication.left_over, dedication.missing
        share = 1.0
        if sealed:
            share = max(_SMALLEST_SHARE, sum(source.tubes for source in own) / total)
        seconds = budget.seconds if budget.deterministic else budget.remaining_s
        large = len(sources) > _FEW_SOURCES
        found = search(roster, travel, case, budget.slice(seconds * share), large=large)
        iterations += found.iterations
        trips = possible(roster, travel, found.trips)
        runs += assemble(roster, travel, zone_class, trips, len(runs) + 1)
    days = lab_days(roster, means.labs, deliveries_of(runs))
    return TransportDay(
        runs=runs,
        lab_days=days,
        terms=transport_terms(roster, travel, runs, days),
        undeliverable=_left_behind(sources, runs),
        left_over=left_over,
        missing_vehicles=missing,
        iterations=iterations,
    )


def make_case(
    roster: Roster,
    sources: tuple[Source, ...],
    vehicles: tuple[Vehicle, ...],
    labs: tuple[Lab, ...],
    crews: int,
    others: Sequence[Run],
    *,
    team_margin_min: int = 0,
) -> Case:
    """The case of one zone class, beside the runs of the `others`."""
    interval = roster.parameters.pickup_interval_max_min
    tables = pickup_tables(sources, interval, team_margin_min)
    largest = max(vehicle.capacity_tubes for vehicle in vehicles)
    return Case(
        sources=sources,
        lots=all_lots(sources, tables, interval, largest, team_margin_min),
        tables=tables,
        vehicles=vehicles,
        labs=labs,
        max_vehicles=min(crews, len(vehicles)),
        owner=(-1,) * len(vehicles),
        background=_arrivals(roster, labs, others, tables.base),
    )


def _arrivals(roster: Roster, labs: Sequence[Lab], runs: Sequence[Run], base: int) -> Floats:
    """(labs, 2, buckets) float array: tubes and key tubes that `runs` bring, by minute bucket."""
    found = np.zeros((len(labs), 2, bucket_count(roster, base)))
    by_lab = deliveries_of(runs)
    for row, lab in enumerate(labs):
        for delivery in by_lab.get(lab.lab_id, ()):
            column = min(max(0, delivery.depart - base) // BUCKET_MIN + 1, found.shape[2] - 1)
            found[row, :, column] += (delivery.tubes, delivery.key_tubes)
    return found


def _left_behind(sources: Sequence[Source], runs: Sequence[Run]) -> dict[str, int]:
    """source_id -> tubes that no run picks up."""
    taken: Counter[str] = Counter()
    for run in runs:
        for stop in run.stops[:-1]:
            taken[stop.site_id or stop.team_id or ""] += stop.tubes
    return {
        source.source_id: source.tubes - taken[source.source_id]
        for source in sources
        if taken[source.source_id] < source.tubes
    }
