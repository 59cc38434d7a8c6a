"""Many days, in several processes: the figures of each, small enough to be kept."""

from __future__ import annotations

import dataclasses
import gc
import multiprocessing
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.rehearsal.breakdowns import Breakdown
from masstest.rehearsal.forecasting import Forecasted, Forecaster
from masstest.rehearsal.simulation import Course, SimulatedDay, simulate_day
from masstest.rehearsal.simulation.course import FROM_LAB
from masstest.rehearsal.spread import Spread

CHUNK_DAYS = 5
_WORTHWHILE_PERSON_DAYS = 1_000_000  # below, starting processes takes longer than it saves


@dataclass(frozen=True)
class DayFigures:
    """One day in figures; NaN where there is nothing to measure.

    Arrays are by source (`finish_min`, and for points the waits), by run of the plan in the
    order of `run_ids` (`run_*`), and by laboratory of the roster (`lab_*`).

    Attributes
    ----------
    run_age_min : age of the oldest specimen at reception
    run_waited_min, run_waited_for : longest wait at a last pickup, and at which source
    run_oldest_of : the source of the oldest specimen
    run_overdue_min : how much longer than planned that specimen waited at its source
    run_missed_by_min : how long after the run before it was ready, NaN if there was none
    lab_key_min, lab_min : last key result, last result; infinite if a tube there never has one
    lab_key_queue_min, lab_queue_min : what the tube with that result had waited
    lab_key_run, lab_run : number of the run that brought it, -1 for extra trips
    """

    day: int
    persons: int
    missed: int
    in_time_persons: int
    tubes: int
    key_tubes: int
    key_in_time_tubes: int
    in_time_tubes: int
    over_age_tubes: int
    extra_trips: int
    after_hours_trips: int
    finish_min: Floats
    wait_mean_min: Floats
    wait_p95_min: Floats
    wait_max_min: Floats
    run_age_min: Floats
    run_late_min: Floats
    run_waited_min: Floats
    run_waited_for: Ints
    run_oldest_of: Ints
    run_overdue_min: Floats
    run_missed_by_min: Floats
    lab_key_min: Floats
    lab_min: Floats
    lab_key_queue_min: Floats
    lab_queue_min: Floats
    lab_key_run: Ints
    lab_run: Ints
    forecasted: Forecasted | None


def run_ids(course: Course) -> tuple[str, ...]:
    """The runs of the plan in the order in which figures are kept."""
    return tuple(sorted(trip.run_id for trips in course.trips.values() for trip in trips))


@dataclass(frozen=True)
class Orders:
    """What every process needs to know."""

    course: Course
    spread: Spread
    breakdowns: tuple[Breakdown, ...]
    seed: int
    forecast_at_min: float | None


class _Worker:
    """Simulates days; what is the same every day is made once."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.runs = {run_id: i for i, run_id in enumerate(run_ids(orders.course))}
        planned = {run.run_id: run.stops[-1].arrive for run in orders.course.plan.runs}
        self.planned_arrive = np.array([float(planned[run_id]) for run_id in self.runs])
        self.forecaster = None
        if orders.forecast_at_min is not None:
            self.forecaster = Forecaster(orders.course, orders.forecast_at_min)

    def figures(self, day: int) -> DayFigures:
        orders = self.orders
        went = simulate_day(
            orders.course, orders.spread, orders.breakdowns, seed=orders.seed, day=day
        )
        forecasted = None
        if self.forecaster is not None:
            rng = np.random.default_rng([orders.seed, day, 11])
            forecasted = self.forecaster.check(went, orders.breakdowns, rng)
        return figures_of(went, day, self.runs, self.planned_arrive, forecasted)


def figures_of(
    went: SimulatedDay,
    day: int,
    runs: dict[str, int],
    planned_arrive: Floats,
    forecasted: Forecasted | None,
) -> DayFigures:
    """What is kept of a day."""
    order, tubes = went.course.plan.round, went.tubes
    age = tubes.received_min - tubes.first_min
    deadline = order.sampling_deadline
    in_time = sum(int(np.searchsorted(p.done_min, deadline, "right")) for p in went.points)
    for team in went.teams:
        in_time += sum(v.persons for v in team.visited if v.depart_min <= deadline)
    waits = np.full((3, len(went.points)), np.nan)
    for i, point in enumerate(went.points):
        if len(point.wait_min):
            rank = int(0.95 * (len(point.wait_min) - 1))
            high = np.partition(point.wait_min, rank)[rank]
            waits[:, i] = point.wait_min.mean(), high, point.wait_min.max()
    by_run = _by_run(went, runs, planned_arrive)
    number = np.array([-1 if t.extra else runs[t.run_id] for t in went.trips], dtype=np.int64)
    key_last = _last(went, number, tubes.key)
    last = _last(went, number, np.ones(len(tubes), dtype=bool))
    key = tubes.key
    return DayFigures(
        day=day,
        persons=went.persons,
        missed=went.missed,
        in_time_persons=in_time,
        tubes=len(tubes),
        key_tubes=int(key.sum()),
        key_in_time_tubes=int((tubes.resulted_min[key] <= order.key_result_deadline).sum()),
        in_time_tubes=int((tubes.resulted_min <= order.result_deadline).sum()),
        over_age_tubes=int((age > went.course.roster.parameters.specimen_age_max_min).sum()),
        extra_trips=sum(trip.extra for trip in went.trips),
        after_hours_trips=sum(trip.after_hours for trip in went.trips),
        finish_min=np.array(went.finish_by_source),
        wait_mean_min=waits[0],
        wait_p95_min=waits[1],
        wait_max_min=waits[2],
        run_age_min=by_run[0],
        run_late_min=by_run[1],
        run_waited_min=by_run[2],
        run_waited_for=by_run[3].astype(np.int64),
        run_oldest_of=by_run[4].astype(np.int64),
        run_overdue_min=by_run[5],
        run_missed_by_min=by_run[6],
        lab_key_min=key_last[0],
        lab_min=last[0],
        lab_key_queue_min=key_last[1],
        lab_queue_min=last[1],
        lab_key_run=key_last[2].astype(np.int64),
        lab_run=last[2].astype(np.int64),
        forecasted=forecasted,
    )


def _by_run(went: SimulatedDay, runs: dict[str, int], planned_arrive: Floats) -> Floats:
    """Rows: age, lateness, wait, waited for, oldest of, overdue, missed by; columns: runs."""
    tubes = went.tubes
    found = np.full((7, len(runs)), np.nan)
    found[3:5] = -1
    before = _calls_by_source(went)
    for trip in went.trips:
        if trip.extra or not trip.calls:
            continue
        i = runs[trip.run_id]
        longest = max(trip.calls, key=lambda call: call.waited_min)
        found[1, i] = trip.arrive_min - planned_arrive[i]
        found[2, i] = longest.waited_min
        found[3, i] = longest.source if longest.waited_min > 0 else -1
        own = trip.tubes
        if not len(own):
            continue
        oldest = int(own[np.argmin(tubes.first_min[own])])
        call = next(each for each in trip.calls if oldest in each.tubes)
        found[0, i] = trip.arrive_min - tubes.first_min[oldest]
        if call.source == FROM_LAB:
            continue
        found[4, i] = call.source
        found[5, i] = (call.arrive_min - tubes.first_min[oldest]) - call.planned_wait_min
        earlier = [at for at in before[call.source] if at < call.arrive_min]
        if earlier:
            found[6, i] = tubes.ready_min[oldest] - max(earlier)
    return found


def _calls_by_source(went: SimulatedDay) -> dict[int, list[float]]:
    found: dict[int, list[float]] = defaultdict(list)
    for trip in went.trips:
        for call in trip.calls:
            found[call.source].append(call.arrive_min)
    return found


def _last(went: SimulatedDay, run_number: Ints, chosen: np.ndarray) -> Floats:
    """By laboratory: the last result, how long that tube had waited, and which run brought it."""
    tubes = went.tubes
    found = np.full((3, len(went.laboratories)), np.nan)
    found[2] = -1
    for laboratory in went.laboratories:
        own = np.flatnonzero((tubes.lab == laboratory.number) & chosen)
        if not np.isfinite(tubes.resulted_min[own]).all():
            found[0, laboratory.number] = np.inf
        elif len(own):
            last = own[np.argmax(tubes.resulted_min[own])]
            trip = went.trips[tubes.trip[last]]
            found[:, laboratory.number] = (
                tubes.resulted_min[last],
                tubes.started_min[last] - trip.depart_min,
                run_number[tubes.trip[last]],
            )
    return found


def simulate_days(
    orders: Orders,
    days: int,
    processes: int,
    progress: Callable[[int], None] = lambda done: None,
) -> list[DayFigures]:
    """Days 0 to `days` - 1, in order; the number of processes changes nothing but the time.

    Parameters
    ----------
    progress : told how many days are done
    """
    if processes < 2 or days * orders.course.persons < _WORTHWHILE_PERSON_DAYS:
        worker = _Worker(orders)
        found = []
        for day in range(days):
            found.append(worker.figures(day))
            progress(day + 1)
        return found
    found, chunks = [], list(_chunks(days))
    with ProcessPoolExecutor(
        min(processes, len(chunks)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(_lean(orders),),
    ) as pool:
        for future in as_completed([pool.submit(_figures_of, chunk) for chunk in chunks]):
            found.extend(future.result())
            progress(len(found))
    return sorted(found, key=lambda figures: figures.day)


def _chunks(days: int) -> Iterator[range]:
    for begin in range(0, days, CHUNK_DAYS):
        yield range(begin, min(begin + CHUNK_DAYS, days))


def _lean(orders: Orders) -> Orders:
    """Without the matrices of walking and commuting, which nobody needs here."""
    nothing = np.zeros((0, 0))
    travel = dataclasses.replace(orders.course.travel, walk_m=nothing, commute_m=nothing)
    return dataclasses.replace(orders, course=dataclasses.replace(orders.course, travel=travel))


_worker: list[_Worker] = []


def _prepare(orders: Orders) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _worker.append(_Worker(orders))
    # the plan and roster never become garbage, and a day's garbage is collected when it is over
    gc.collect()
    gc.freeze()
    gc.disable()


def _figures_of(days: Sequence[int]) -> list[DayFigures]:
    found = []
    for day in days:
        found.append(_worker[0].figures(day))
        gc.collect()
    return found
