"""The transport problem of one zone class as flat tables for the kernel, and states of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from masstest.domain import objective
from masstest.domain.roster import Lab, Roster, Vehicle
from masstest.domain.travel import Floats, Ints, Place, Travel
from masstest.solver.transport import kernel
from masstest.solver.transport.lots import Lot
from masstest.solver.transport.sources import NEVER, Meeting, PickupTables, Source

UNDELIVERED_TUBE_MIN = 100_000.0  # per tube left behind: above everything else
_NEAR = 64  # lots looked at around a seed
LIKELY_VEHICLES = 8  # looked at for an insertion, if one is found for less than
GOOD_INSERTION_MIN = 20.0  # this much
_GAP_WEIGHT = 0.25  # a minute between windows counts as this many minutes of driving


@dataclass(frozen=True)
class Case:
    """One zone class: sources, their lots, the vehicles and laboratories they may use.

    `lab_background` is (labs, 2, buckets): tubes and key tubes that the other class brings.
    `owner` gives the source a vehicle is dedicated to (-1: none); `max_vehicles` how many crews
    there are; `starts` where vehicles stand at first (None: at their places).
    """

    sources: tuple[Source, ...]
    lots: tuple[Lot, ...]
    tables: PickupTables
    vehicles: tuple[Vehicle, ...]
    labs: tuple[Lab, ...]
    max_vehicles: int
    owner: tuple[int, ...]
    background: Floats | None = None
    starts: tuple[Place, ...] | None = None
    vehicle_cost: float = objective.SPECIMEN_VEHICLE_MIN

    def with_owners(self, owner: tuple[int, ...]) -> Case:
        return replace(self, owner=owner)


class Table:
    """Numbers of one type, put one after another; calling it adds some and says where they are."""

    def __init__(self, dtype: type) -> None:
        self._dtype = dtype
        self._parts: list[Any] = []
        self._length = 0

    def __call__(self, values: Any) -> int:
        flat: Any = np.asarray(values).astype(self._dtype).ravel()
        self._parts.append(flat)
        self._length += len(flat)
        return self._length - len(flat)

    def all(self, arrays: bool) -> Any:
        """Everything, as one array or one list."""
        together = np.concatenate(self._parts)
        return together if arrays else together.tolist()


def meetings_of(case: Case, lot: Lot) -> tuple[Meeting, ...]:
    """Where a lot can be met within its window; later too, at the source's last place."""
    meetings = case.sources[lot.source].meetings
    return tuple(
        meeting
        for meeting in meetings
        if meeting.close >= lot.earliest and (meeting.open <= lot.latest or meeting is meetings[-1])
    )


def bucket_count(roster: Roster, base: int) -> int:
    return (roster.round.result_deadline + 24 * 60 - base) // kernel.BUCKET_MIN + 1


def build_problem(roster: Roster, travel: Travel, case: Case, *, arrays: bool) -> kernel.Problem:
    """Flatten a case; as int64/float64 arrays for the compiled kernel, else as lists."""
    par, rnd = roster.parameters, roster.round
    index: dict[Place, int] = {}

    def place(which: Place) -> int:
        return index.setdefault(which, len(index))

    lot_rows: list[tuple[int, int, int, int]] = []
    options: list[tuple[int, int, int]] = []
    for lot in case.lots:
        lot_rows.append((lot.source, lot.earliest, lot.latest, len(options)))
        for meeting in meetings_of(case, lot):
            options.append((place(meeting.place), meeting.open, meeting.close))
    lot_rows.append((len(case.sources), 0, 0, len(options)))  # where the last lot's options end
    starts = case.starts or tuple(Place("vehicle", v.vehicle_id) for v in case.vehicles)
    vehicle_rows = [
        (
            place(start),
            v.available_from,
            v.available_until,
            v.capacity_tubes,
            owner,
        )
        for v, owner, start in zip(case.vehicles, case.owner, starts, strict=True)
    ]
    lab_rows = [
        (
            place(Place("lab", lab.lab_id)),
            lab.receive_from,
            lab.receive_until,
            lab.turnaround_min,
            NEVER if lab.tubes_per_day is None else lab.tubes_per_day,
        )
        for lab in case.labs
    ]
    drive = travel.drive_min_matrix(list(index))
    lot_sources = [lot.source for lot in case.lots]
    first_lot = np.searchsorted(lot_sources, np.arange(len(case.sources) + 1))
    buckets = bucket_count(roster, case.tables.base)
    background = np.zeros((len(case.labs), 2, buckets))
    if case.background is not None:
        background = case.background
    used = background[:, 0] > 0
    last_arrival = np.where(used.any(axis=1), buckets - 1 - np.argmax(used[:, ::-1], axis=1), -1)
    first_place = [options[row[3]][0] for row in lot_rows[:-1]]
    near = _near_lots(case.lots, drive[np.ix_(first_place, first_place)])
    dedicated = np.isin(np.arange(len(case.sources)), case.owner).astype(int)

    ints, floats = Table(np.int64), Table(np.float64)

    problem = kernel.Problem(
        sources=len(case.sources),
        lots=len(case.lots),
        vehicles=len(case.vehicles),
        labs=len(case.labs),
        places=len(index),
        width=2 * len(case.lots) + 4,
        base=case.tables.base,
        horizon=case.tables.count.shape[1],
        reach=case.tables.earliest_before.shape[1],
        buckets=buckets,
        max_vehicles=case.max_vehicles,
        largest_capacity=max(v.capacity_tubes for v in case.vehicles),
        stop_min=par.stop_min,
        unload_min=par.unload_min,
        interval_min=par.pickup_interval_max_min,
        age_min=par.specimen_age_max_min,
        age_target_min=roster.specimen_age_target_min,
        key_deadline=rnd.key_result_deadline,
        key_target=roster.key_result_target,
        deadline=rnd.result_deadline,
        target=roster.result_target,
        day_end=roster.lab_day[1],
        vehicle_cost=case.vehicle_cost,
        late_pickup_cost=objective.LATE_PICKUP_MIN,
        overage_cost=objective.OVERAGE_MIN,
        late_result_cost=objective.LATE_RESULT_MIN,
        reserve_cost=objective.TRANSPORT_RESERVE_MIN,
        age_cost=objective.TUBE_AGE_MIN,
        wait_cost=objective.LAB_WAIT_MIN,
        undelivered_cost=UNDELIVERED_TUBE_MIN,
        drive=ints(drive),
        tubes_ready=ints(case.tables.count),
        key_count=ints(case.tables.key_count),
        oldest_left=ints(case.tables.oldest_left),
        earliest_before=ints(case.tables.earliest_before),
        first_lot=ints(first_lot),
        key_ready=ints([source.key_ready for source in case.sources]),
        dedicated=ints(dedicated),
        lot=ints(lot_rows),
        option=ints(options),
        vehicle=ints(vehicle_rows),
        lab=ints(lab_rows),
        rate=floats([lab.tubes_per_hour / 60 for lab in case.labs]),
        arrivals=floats(background[:, 0]),
        key_arrivals=floats(background[:, 1]),
        last_arrival=ints(last_arrival),
        near=ints(near),
        near_width=near.shape[1],
        likely_vehicles=LIKELY_VEHICLES,
        good_insertion=GOOD_INSERTION_MIN,
        data=(),
        real=(),
    )
    return problem._replace(data=ints.all(arrays), real=floats.all(arrays))


def _near_lots(lots: Sequence[Lot], drive: Ints) -> Ints:
    """(lots, near) int array: the lots closest in place and time to each, itself first."""
    middle = np.array([(lot.earliest + lot.latest) / 2 for lot in lots])
    apart = drive + _GAP_WEIGHT * np.abs(middle[:, None] - middle[None, :])
    np.fill_diagonal(apart, -1.0)
    return np.argsort(apart, axis=1, kind="stable")[:, : min(_NEAR, len(lots))]


def new_state(p: kernel.Problem, seed: int, *, arrays: bool) -> kernel.State:
    """A state without any run: every lot pending, to be inserted in order of its window."""

    ints, floats = Table(np.int64), Table(np.float64)
    lots = np.zeros((p.lots, kernel.FATE), dtype=np.int64)
    lots[:, kernel.STATUS] = kernel.PENDING
    latest = p.data[p.lot + kernel.LATEST : p.lot + kernel.LOT * p.lots : kernel.LOT]
    state = kernel.State(
        length=ints(np.zeros(p.vehicles)),
        node=ints(np.zeros(p.vehicles * p.width * kernel.NODE)),
        lot=ints(lots),
        last_bucket=ints(np.full(p.labs, p.buckets - 1)),
        window=ints(np.zeros(4)),
        best=ints(np.zeros(5)),
        likely=ints(np.zeros(p.vehicles + 1)),
        listed=ints(np.zeros(p.vehicles)),
        touched=ints(np.zeros(p.vehicles + 1)),
        order=ints(np.argsort(latest, kind="stable")),
        sort_key=ints(np.zeros(p.lots)),
        random=ints([seed * 7919 + 17]),
        trouble=ints([-1]),
        busy_until=floats(np.zeros(p.labs)),
        key_from=floats(np.zeros(p.labs)),
        key_until=floats(np.zeros(p.labs)),
        spare=floats(np.full(p.labs, float(NEVER))),
        load=floats(np.zeros(p.labs * p.buckets)),
        key_load=floats(np.zeros(p.labs * p.buckets)),
        data=(),
        real=(),
    )
    return state._replace(data=ints.all(arrays), real=floats.all(arrays))
