"""Search for a good assignment: the whole model once, then neighbourhoods of it again and again.

The whole model yields the bound and a first assignment. The large-neighbourhood search (Shaw
1998, doi:10.1007/3-540-49481-2_30) takes some neighbouring sites and the customers that go to
them, solves that part to near optimality, and keeps what is better. Parts that share no site
are solved side by side.
"""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain.budget import Budget
from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.travel import Ints
from masstest.solver.location.constraints import siting_model
from masstest.solver.location.greedy import greedy
from masstest.solver.location.linear import Bools, Effort, Limits, Proof
from masstest.solver.location.model import SitingModel
from masstest.solver.location.neighbourhood import Neighbourhoods
from masstest.solver.location.relaxation import Relaxation, cheapest_pairs, kernel, relax
from masstest.solver.location.siting import Appraiser, Siting, Standing

GAP_TOLERANCE = 1e-4  # "optimal" means proven within this
_PART_GAP = 2e-4
_PART_SECONDS = 2.0
_PART_PAIRS = 10  # candidates per customer in a part
_SMALL_PAIRS = 600  # such a model is solved as a whole, if that can be done
_RELAXATION_SHARE = 0.5  # of the time, at most
_WHOLE_SHARE = 0.5  # of the time, for the whole model
_KERNEL_SHARE = 0.6  # of the pairs, for the kernel (before sites are left out)
_KERNEL_SECONDS, _KERNEL_TIME_SHARE = 4.0, 0.25
_KERNEL_GAP = 1e-3  # its proof is worth nothing: the whole model differs by more
_POLL_S = 0.25
_TELL_S = 0.5
_LAST_S = 0.1  # too little for another part
_NO_LIMIT_S = 3600.0
_DETERMINISTIC_PARTS_PER_S = 3.0
_DETERMINISTIC_NODES = 50
_SMALL_NODES = 500


class Assigned(NamedTuple):
    """Outcome of a solve: `site_of` (n,) is None without one; `bound` in metres."""

    site_of: Ints | None
    bound: float
    proven: bool


_Task = Future[Assigned]


@dataclass(frozen=True)
class Found:
    """The best assignment, and a lower bound of the siting problem's cost."""

    standing: Standing
    bound: float

    @property
    def gap(self) -> float:
        return max(0.0, self.standing.cost - self.bound) / max(abs(self.standing.cost), 1e-9)


def solve_siting(siting: Siting, limits: Limits) -> Assigned:
    """Solve the model, in whatever process this runs in."""
    model = siting_model(SitingModel(siting))
    solved = model.solve(limits)
    if solved.values is None:
        return Assigned(None, solved.bound, proven=False)
    site_of = np.full(siting.customers, -1)
    chosen = solved.values[model.assign] > 0.5
    site_of[siting.pair_customer[chosen]] = siting.pair_site[chosen]
    return Assigned(site_of, solved.bound, proven=solved.proof is Proof.optimal)


def search(
    siting: Siting,
    budget: Budget,
    *,
    relaxation: Relaxation | None = None,
    patience: float = 1.0,
) -> Found:
    """Search until `budget` is used up or the gap is closed.

    Parameters
    ----------
    siting : one opening per site
    relaxation : its linear relaxation, if it is known already
    patience : share of the time after which to stop if a customer still finds no room
    """
    if siting.customers == 0:
        standing = Appraiser(siting).appraise(np.empty(0, dtype=np.int64))
        return Found(standing, standing.cost)
    if relaxation is None:
        seconds = _NO_LIMIT_S if budget.deterministic else _RELAXATION_SHARE * budget.remaining_s
        relaxation = relax(siting, seconds)
    run = _Run(siting, budget, relaxation, patience)
    if run.small or budget.executor is None or budget.deterministic:
        run.alone()
    else:
        run.side_by_side(budget.executor)
    return Found(run.best, run.bound)


@dataclass(frozen=True, eq=False)
class _Part:
    """A neighbourhood: `sites`, the `customers` that may be reassigned, and their problem."""

    sites: Ints
    customers: Ints
    before: Ints
    siting: Siting


class _Run:
    """State of one search: the best assignment so far and the bound."""

    def __init__(
        self, siting: Siting, budget: Budget, relaxation: Relaxation, patience: float
    ) -> None:
        self.siting = siting
        self.budget = budget
        self.patience = patience
        self.appraiser = Appraiser(siting)
        self.best = self.appraiser.appraise(greedy(self.appraiser))
        self._keep(greedy(self.appraiser, relaxation.assign))
        self.kernel = kernel(siting, relaxation, _KERNEL_SHARE)
        self._promising = cheapest_pairs(siting, relaxation, _PART_PAIRS)
        self.bound = relaxation.bound
        self.small = len(siting.pair_cost) <= _SMALL_PAIRS
        self.near = Neighbourhoods(siting, budget.seed)
        self._told_at = 0.0

    def alone(self) -> None:
        """Kernel, whole model, then parts one after another, in this process."""
        budget = self.budget
        if not self.small:
            self._take(solve_siting(self.kernel, self._kernel_limits()).site_of)
        self._take_whole(solve_siting(self.siting, self._whole_limits()))
        parts = int(_DETERMINISTIC_PARTS_PER_S * budget.seconds)
        while self._worth_it(parts):
            parts -= 1
            part = self._part(busy=np.zeros(self.siting.sites, dtype=bool))
            if part is not None:
                self._take_part(part, solve_siting(part.siting, self._part_limits()))

    def side_by_side(self, executor: Executor) -> None:
        """The whole model in one process, kernel and then parts in the others."""
        budget = self.budget
        whole = executor.submit(solve_siting, self.siting, self._whole_limits())
        first = executor.submit(solve_siting, self.kernel, self._kernel_limits())
        large = [whole, first]
        running: dict[_Task, _Part] = {}
        busy = np.zeros(self.siting.sites, dtype=bool)
        while self._worth_it():
            for _ in range(max(budget.workers, 2) - len(running) - len(large)):
                part = self._part(busy)
                if part is not None:
                    busy[part.sites] = True
                    task = executor.submit(solve_siting, part.siting, self._part_limits())
                    running[task] = part
            done, _ = wait([*running, *large], timeout=_POLL_S, return_when=FIRST_COMPLETED)
            for task in done:
                if task in large:
                    large.remove(task)
                    if task is whole:
                        self._take_whole(task.result())
                    else:
                        self._take(task.result().site_of)
                else:
                    part = running.pop(task)
                    busy[part.sites] = False
                    self._take_part(part, task.result())
        for task in (*running, *large):
            task.cancel()

    @property
    def gap(self) -> float:
        return Found(self.best, self.bound).gap

    def _worth_it(self, parts: int = 0) -> bool:
        """Whether to go on; `parts` are those still allowed in deterministic mode."""
        budget = self.budget
        self._tell()
        if self.gap <= GAP_TOLERANCE or budget.stop.is_set():
            return False
        if budget.deterministic:
            return parts > 0
        crowded = bool((self.best.site_of < 0).any())
        rest_s = (1 - self.patience) * budget.seconds if crowded else 0.0
        return budget.remaining_s > max(_LAST_S, rest_s)

    def _tell(self) -> None:
        """Say how good the best is, now and then."""
        now = time.monotonic()
        if not self.best.feasible or now - self._told_at < _TELL_S:
            return
        self._told_at = now
        self.budget.report(
            StageReport(
                stage="location",
                status=StageStatus.running,
                objective=self.best.cost,
                best_bound=self.bound,
                gap=self.gap,
                wall_s=self.budget.elapsed_s,
            )
        )

    def _kernel_limits(self) -> Limits:
        share = _KERNEL_TIME_SHARE * self.budget.remaining_s
        return self._limits(min(_KERNEL_SECONDS, share), _KERNEL_GAP, nodes=1)

    def _whole_limits(self) -> Limits:
        share = _WHOLE_SHARE * self.budget.remaining_s
        if self.small:
            return self._limits(share, GAP_TOLERANCE / 2, nodes=_SMALL_NODES)
        return self._limits(share, GAP_TOLERANCE / 2, nodes=1, effort=Effort.bound)

    def _part_limits(self) -> Limits:
        seconds = min(_PART_SECONDS, self.budget.remaining_s)
        return self._limits(seconds, _PART_GAP, nodes=_DETERMINISTIC_NODES)

    def _limits(
        self, seconds: float, gap: float, nodes: int, effort: Effort = Effort.brief
    ) -> Limits:
        """Limits in seconds; in deterministic mode, in `nodes` and `effort` instead."""
        if self.budget.deterministic:
            return Limits(_NO_LIMIT_S, gap, nodes, effort, self.budget.seed)
        return Limits(seconds, gap, seed=self.budget.seed)

    def _take_whole(self, found: Assigned) -> None:
        self.bound = max(self.bound, found.bound)
        self._take(found.site_of)

    def _take(self, site_of: Ints | None) -> None:
        if site_of is not None:
            self._keep(site_of)

    def _take_part(self, part: _Part, found: Assigned) -> None:
        """Put the part's new assignment in, unless its surroundings have changed meanwhile."""
        self.near.learn(solved=found.proven)
        site_of, current = found.site_of, self.best.site_of
        untouched = (current[part.customers] == part.before).all()
        alone = np.isin(current, part.sites).sum() == (part.before >= 0).sum()
        if site_of is None or not untouched or not alone:
            return
        changed = current.copy()
        changed[part.customers] = np.where(site_of >= 0, part.sites[site_of], -1)
        self._keep(changed)

    def _keep(self, site_of: Ints) -> None:
        standing = self.appraiser.appraise(site_of)
        if standing.feasible and (standing.cost < self.best.cost or not self.best.feasible):
            self.best = standing

    def _part(self, busy: Bools) -> _Part | None:
        """The next neighbourhood that keeps clear of `busy` sites, or None."""
        sites = self.near.next(busy)
        current = self.best.site_of
        in_part = np.isin(current, sites)
        left_out = (current < 0) & np.isfinite(self.appraiser.cost_of[:, sites]).any(axis=1)
        customers = np.flatnonzero(in_part | left_out)
        if len(customers) == 0:
            return None
        kept = self._promising | (self.siting.pair_site == current[self.siting.pair_customer])
        siting = self.siting.with_pairs(kept).restrict(customers, sites)
        if not left_out.any():  # everybody is served now, so everybody can be
            siting = siting.all_served()
        return _Part(sites, customers, current[customers], siting)
