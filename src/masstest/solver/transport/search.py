"""Running the kernel: how long, how hot, on which machinery; and reading its result."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.solver.compiled import compiled
from masstest.solver.transport import kernel
from masstest.solver.transport.assembly import Trip, Visit
from masstest.solver.transport.problem import Case, build_problem, meetings_of, new_state

HOT, COLD = 30.0, 0.3  # temperatures, in minutes driven
_FEW_LOTS = 80
_MORE_TRIES, _LONGER_S = 4, 1.0  # of at most so long, if not everything can be carried yet
_SLICE_S = 0.05  # how often a search looks at the clock
# uncompiled, compiled: what a deterministic search takes for a second's worth
_LOT_ITERATIONS_PER_S = {False: 8_000, True: 1_400_000}


@dataclass(frozen=True)
class Found:
    """The best state of a search: its cost by the kernel, and its trips."""

    cost: float
    trips: tuple[Trip, ...]
    iterations: int


class Stretch(NamedTuple):
    """A part of a search: how long, and from which temperature to which.

    A deterministic search ends after `iterations`, any other after `seconds`.
    """

    seconds: float
    iterations: int
    hot: float
    cold: float


def search(roster: Roster, travel: Travel, case: Case, budget: Budget, *, large: bool) -> Found:
    """Construct a plan of the case and improve it until the budget is used up.

    A `large` one is worth compiling the kernel for, which takes seconds on a new installation;
    by default one with many lots.
    """
    if not case.lots:
        return Found(0.0, (), 0)
    if large is None:
        large = len(case.lots) > _FEW_LOTS
    annealing = Annealing(roster, travel, case, budget, large=large)
    annealing.construct()
    annealing.run()
    trips = trips_of(case, annealing.p, annealing.best)
    return Found(annealing.best_cost, trips, annealing.iterations)


class Annealing:
    """A search in progress: the current state and the best so far."""

    def __init__(
        self, roster: Roster, travel: Travel, case: Case, budget: Budget, *, large: bool
    ) -> None:
        self.budget = budget
        self.arrays = large
        self.module: ModuleType = compiled(kernel) if self.arrays else kernel
        self.p = build_problem(roster, travel, case, arrays=self.arrays)
        self.state, self.best, self.saved = self._empty(), self._empty(), self._empty()
        self.cost = self.best_cost = kernel.HUGE
        self.iterations = 0
        self.pace = _LOT_ITERATIONS_PER_S[self.arrays] / self.p.lots  # iterations per second

    def _empty(self) -> kernel.State:
        return new_state(self.p, self.budget.seed, arrays=self.arrays)

    def _call(
        self,
        states: tuple[kernel.State, kernel.State, kernel.State],
        costs: Any,
        iterations: int,
        hot: float = HOT,
        cold: float = HOT,
        waiting: int = 0,
    ) -> None:
        self.module.search(self.p, *states, costs, waiting, iterations, hot, cold)

    def _costs(self, current: float, best: float) -> Any:
        return np.array([current, best]) if self.arrays else [current, best]

    def construct(self) -> None:
        """Insert every lot, earliest first."""
        costs = self._costs(-1.0, kernel.HUGE)
        self._call((self.state, self.saved, self.best), costs, 0, waiting=self.p.lots)
        self.cost, self.best_cost = float(costs[0]), float(costs[1])

    def run(self) -> None:
        """Anneal the whole, then groups, for the time that is left."""
        seconds = self.budget.seconds if self.budget.deterministic else self.budget.remaining_s
        self._whole(self._stretch(seconds, 0.0, 1.0))
        again = self._stretch(min(seconds, _LONGER_S), 0.5, 1.0)
        for _ in range(_MORE_TRIES):
            if self.best_cost < kernel.MISPLACED or self.budget.over:
                break  # everything can be carried
            self._whole(again)

    def _stretch(self, seconds: float, start: float, end: float) -> Stretch:
        """The part of a schedule over `seconds` from one share of it to another."""
        return Stretch(
            seconds=seconds * (end - start),
            iterations=max(1, int(seconds * (end - start) * self.pace)),
            hot=HOT * (COLD / HOT) ** start,
            cold=HOT * (COLD / HOT) ** end,
        )

    def _whole(self, stretch: Stretch) -> None:
        costs = self._costs(self.cost, self.best_cost)
        self.iterations += self._cool((self.state, self.saved, self.best), costs, stretch)
        self.cost, self.best_cost = float(costs[0]), float(costs[1])

    def _cool(
        self,
        states: tuple[kernel.State, kernel.State, kernel.State],
        costs: Any,
        stretch: Stretch,
    ) -> int:
        """Search along a stretch; the number of iterations done."""
        began, done, over = time.monotonic(), 0, 0.0
        chunk = max(1, int(self.pace * _SLICE_S))
        while over < 1.0 and not self.budget.over:
            if self.budget.deterministic:
                chunk = min(chunk, stretch.iterations - done)
                then = (done + chunk) / stretch.iterations
            else:
                then = min(1.0, over + _SLICE_S / max(stretch.seconds, _SLICE_S))
            ratio = stretch.cold / stretch.hot
            hot, cold = stretch.hot * ratio**over, stretch.hot * ratio**then
            self._call(states, costs, chunk, hot, cold)
            done += chunk
            if self.budget.deterministic:
                over = then
            else:
                elapsed = time.monotonic() - began
                over = elapsed / stretch.seconds if stretch.seconds > 0 else 1.0
                chunk = max(1, int(done / max(elapsed, 1e-6) * _SLICE_S))
        return done


def trips_of(case: Case, p: kernel.Problem, days: kernel.State) -> tuple[Trip, ...]:
    """Read the vehicles' days of a state."""
    meetings = [(lot.source, meeting) for lot in case.lots for meeting in meetings_of(case, lot)]
    trips = []
    for v, vehicle in enumerate(case.vehicles):
        visits: list[Visit] = []
        for q in range(int(days.data[days.length + v])):
            k = days.node + kernel.NODE * (v * p.width + q)
            item = int(days.data[k + kernel.ITEM])
            if item >= 0:
                fate = days.lot + kernel.FATE * item
                source, meeting = meetings[int(days.data[fate + kernel.MET_AT])]
                arrive = int(days.data[fate + kernel.TIME])
                visits.append(Visit(case.sources[source], meeting, arrive))
            else:
                at = int(days.data[k + kernel.AT])
                trips.append(Trip(vehicle, tuple(visits), case.labs[-1 - item], at))
                visits = []
    return tuple(trips)
