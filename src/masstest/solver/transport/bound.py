"""A proven lower bound on the whole transport objective.

Three relaxations, of parts of the objective that do not overlap:

* Vehicles, drive, age and late pickups by Lagrangian relaxation. V vehicles have V minutes of
  time in every minute. A pickup keeps one busy for `stop_min`, and before that either for the
  way from the nearest other place (which is also driven) or, if the vehicle has waited there,
  since the source's pickup before. Prices per vehicle-minute that add up to the cost of a
  vehicle turn this into one shortest path per source: when to pick up, given what the tubes'
  age and lateness cost at the least. Any such prices give a bound; subgradient steps improve
  them. Times are cells of `CELL_MIN`; within a cell everything counts at its best.
* The way into a laboratory, for as many runs as the tubes fill vehicles.
* Waiting at laboratories: all together, fed as late as the specimen age allows. Who brings
  specimens later than that pays at least one minute of `OVERAGE_MIN` instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from masstest.domain import objective
from masstest.domain.roster import Roster, ZoneClass
from masstest.domain.travel import Floats, Ints, Place, Travel
from masstest.solver.transport.day import Means
from masstest.solver.transport.sources import Source, by_class

CELL_MIN = 5
_STEPS = 60
_MARGIN_MIN = 60  # a pickup later than any that is on time by more than this never pays


def lower_bound(roster: Roster, travel: Travel, sources: Sequence[Source], means: Means) -> float:
    """A number that no plan's objective can be below, if every tube is delivered.

    The zone classes use different vehicles, so their bounds add up.
    """
    total = min(
        objective.OVERAGE_MIN,
        objective.LAB_WAIT_MIN * _least_wait(roster, sources, means),
    )
    for zone_class, own in by_class(sources).items():
        if own:
            sealed = zone_class is ZoneClass.sealed
            usable = [v for v in means.vehicles if v.sealed_ok or not sealed]
            graph = _PickupGraph(roster, travel, own, means)
            tubes = sum(source.tubes for source in own)
            runs = math.ceil(tubes / max(vehicle.capacity_tubes for vehicle in usable))
            total += graph.best_bound() + runs * float(graph.to_lab.min())
    return total


class _PickupGraph:
    """Arcs from one pickup of a source to the next, in cells of time, for all sources at once.

    Attributes
    ----------
    start : minute at which cell 1 starts; cell 0 stands for "no pickup yet"
    fixed : (sources, cells, cells) float array, least age and lateness of a pickup in the second
        cell after one in the first; inf where there is none
    way_in, to_lab : (sources,) int arrays, least minutes from another place, and to a laboratory
    """

    def __init__(
        self, roster: Roster, travel: Travel, sources: Sequence[Source], means: Means
    ) -> None:
        par = roster.parameters
        self.stop_min = par.stop_min
        self.interval_min = par.pickup_interval_max_min
        self.way_in = _way_in(travel, sources, means)
        self.to_lab = _to_lab(travel, sources, means)
        self.start = min(source.first_sample for source in sources)
        latest = max(source.last_ready for source in sources) + self.interval_min + _MARGIN_MIN
        self.cells = (latest - self.start) // CELL_MIN + 2
        self.fixed = np.stack(
            [self._arcs(source, int(way)) for source, way in zip(sources, self.to_lab, strict=True)]
        )
        first_last = [(s.last_ready - self.start) // CELL_MIN + 1 for s in sources]
        self.is_last = np.arange(self.cells)[None, :] >= np.array(first_last)[:, None]

    def _arcs(self, source: Source, to_lab: int) -> Floats:
        """Least age and late_pickup of each pair of consecutive pickups, counted in cells."""
        series, cells = source.series, self.cells
        begins = self.start + CELL_MIN * (np.arange(cells) - 1)
        ends = begins + CELL_MIN - 1
        before = np.searchsorted(series.ready, ends + 1e-6, side="right")
        before[0] = 0
        upto = np.searchsorted(series.ready, begins + 1e-6, side="right")
        tubes = np.maximum(0, upto[None, :] - before[:, None])
        # any tube that is surely taken bounds how old the oldest one is
        first = np.append(series.first_sample, series.ready[-1])[before]
        wait = begins[None, :] - np.floor(first)[:, None]
        age = np.maximum(0, wait + self.stop_min + to_lab) * tubes
        late = np.where(tubes > 0, np.maximum(0, wait - self.interval_min), 0)
        arcs: Floats = objective.TUBE_AGE_MIN * age + objective.LATE_PICKUP_MIN * late
        arcs[np.tril_indices(cells)] = np.inf
        return arcs

    def best_bound(self) -> float:
        """Maximise over prices of vehicle time by projected subgradient steps.

        Free vehicle time and one vehicle's cost is a bound, too: the better one of small cases.
        """
        minutes = CELL_MIN * (self.cells + 4) + int(self.way_in.max())
        best = self._solve(np.zeros(minutes))[0] + objective.SPECIMEN_VEHICLE_MIN
        price = np.full(minutes, objective.SPECIMEN_VEHICLE_MIN / minutes)
        for step in range(_STEPS):
            value, busy = self._solve(price)
            best = max(best, value)
            spread = busy - busy.mean()
            norm = float(np.abs(spread).sum())
            if norm == 0:
                break
            size = objective.SPECIMEN_VEHICLE_MIN * 2 / (step + 4)
            price = _on_simplex(price + size * spread / norm, objective.SPECIMEN_VEHICLE_MIN)
        return best

    def _solve(self, price: Floats) -> tuple[float, Floats]:
        """Cheapest pickup times of every source at these prices; and how busy vehicles are then.

        `price` is per minute from ``start - way_in.max()`` on. Returns the sum of the shortest
        paths and (minutes,) vehicles busy.
        """
        lead = int(self.way_in.max())
        total = np.concatenate([[0.0], np.cumsum(price)])
        rows = np.arange(len(self.way_in))
        begins = lead + CELL_MIN * (np.arange(self.cells) - 1)
        begins[0] = lead
        # arriving from elsewhere at the best minute of the cell
        minute = begins[:, None] + np.arange(CELL_MIN)[None, :]
        arrive = (
            total[minute + self.stop_min][None] - total[minute[None] - self.way_in[:, None, None]]
        )
        offset = arrive.argmin(axis=2)
        fresh = np.take_along_axis(arrive, offset[:, :, None], axis=2)[:, :, 0]
        fresh = fresh + self.way_in[:, None]
        # having waited since the pickup before
        waited = (
            total[begins + self.stop_min][None, :]
            - total[np.minimum(begins + CELL_MIN - 1 + self.stop_min, len(total) - 1)][:, None]
        )
        cost = np.full((len(rows), self.cells), np.inf)
        cost[:, 0] = 0.0
        came_from = np.zeros((len(rows), self.cells), dtype=np.int64)
        stayed = np.zeros((len(rows), self.cells), dtype=bool)
        for cell in range(1, self.cells):
            arcs = cost[:, :cell] + self.fixed[:, :cell, cell]
            stay = np.full(cell, np.inf)
            stay[1:] = np.maximum(0.0, waited[1:cell, cell])
            entry = np.minimum(fresh[:, cell, None], stay[None, :])
            whole = arcs + entry
            came_from[:, cell] = whole.argmin(axis=1)
            cost[:, cell] = whole[rows, came_from[:, cell]]
            stayed[:, cell] = stay[came_from[:, cell]] < fresh[:, cell]
        last = np.where(self.is_last, cost, np.inf).argmin(axis=1)
        value = float(cost[rows, last].sum())
        busy = np.zeros(len(price) + 1)
        for row in rows:
            cell = int(last[row])
            while cell > 0:
                before = int(came_from[row, cell])
                if stayed[row, cell]:
                    a = begins[before] + CELL_MIN - 1 + self.stop_min
                    b = begins[cell] + self.stop_min
                else:
                    a = begins[cell] + offset[row, cell] - self.way_in[row]
                    b = begins[cell] + offset[row, cell] + self.stop_min
                if b > a:
                    busy[a] += 1
                    busy[b] -= 1
                cell = before
        return value, np.cumsum(busy)[:-1]


def _on_simplex(values: Floats, total: float) -> Floats:
    """The nearest non-negative vector that adds up to `total`."""
    ordered = np.sort(values)[::-1]
    excess = np.cumsum(ordered) - total
    count = int(np.flatnonzero(ordered - excess / np.arange(1, len(values) + 1) > 0)[-1])
    projected: Floats = np.maximum(0.0, values - excess[count] / (count + 1))
    projected *= total / projected.sum()
    return projected


def _way_in(travel: Travel, sources: Sequence[Source], means: Means) -> Ints:
    """(sources,) int array: least minutes to any of a source's places from any other place."""
    own = [sorted({meeting.place for meeting in source.meetings}) for source in sources]
    origins: list[Place] = sorted({place for places in own for place in places})
    origins += [Place("lab", lab.lab_id) for lab in means.labs]
    origins += [Place("vehicle", vehicle.vehicle_id) for vehicle in means.vehicles]
    shared = {place for places in own for place in places if sum(place in o for o in own) > 1}
    column = {place: n for n, place in enumerate(origins)}
    ways = travel.drive_min_matrix(origins)
    np.fill_diagonal(ways, np.iinfo(np.int64).max)
    for place in shared:  # two sources at one place: no way between them
        ways[column[place], column[place]] = 0
    return np.array([ways[:, [column[place] for place in places]].min() for places in own])


def _to_lab(travel: Travel, sources: Sequence[Source], means: Means) -> Ints:
    """(sources,) int array: least minutes from a source to a laboratory it may use."""
    ways = []
    for source in sources:
        labs = [
            Place("lab", lab.lab_id)
            for lab in means.labs
            if lab.sealed_ok or source.zone_class is ZoneClass.open
        ]
        places = sorted({meeting.place for meeting in source.meetings})
        ways.append(int(travel.drive_min_matrix(places, labs).min()))
    return np.array(ways)


def _least_wait(roster: Roster, sources: Sequence[Source], means: Means) -> float:
    """Tube-minutes of waiting if all laboratories were one, fed as late as the age allows.

    The n-th tube to be started cannot be so before n others have been at full rate, and the
    n-th to be there is there no later than the n-th of the latest times allowed.
    """
    par = roster.parameters
    first = np.sort(np.concatenate([source.series.first_sample for source in sources]))
    latest = first + par.specimen_age_max_min + par.unload_min + 1
    opens = first[0] + par.stop_min + par.unload_min
    per_min = sum(lab.tubes_per_hour for lab in means.labs) / 60
    started = opens + np.arange(len(first)) / per_min
    return float(np.maximum(0.0, started - latest).sum())
