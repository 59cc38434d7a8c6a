"""Another laboratory for runs that keep their pickups: the smallest change of a run.

Runs whose laboratory is lost get another one; then runs to come are moved between
laboratories one at a time, as long as that saves more than telling their crews costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from masstest.domain import objective
from masstest.domain.budget import Budget
from masstest.domain.plan import Run
from masstest.domain.roster import Lab
from masstest.domain.travel import Place
from masstest.solver.transport.again.counting import (
    avoidable_overage_min,
    oldest_min,
    with_stops,
)
from masstest.solver.transport.again.queues import queue_cost
from masstest.solver.transport.again.standing import Ground, Standing, by_vehicle
from masstest.solver.transport.terms import place_of_stop

_MOST_PASSES = 20
_GIVE_UP_MIN = 90.0  # what it is thought to cost that a run must be made up for by others
_LEAVE_OUT_MIN = 40.0  # the same for a single pickup


@dataclass(frozen=True)
class Choice:
    """A run with another laboratory, and perhaps without its last pickups to come.

    Attributes
    ----------
    onward : the vehicle's next run then, None if there is none
    given_up : the run after it, if there is no time left for that one
    left_out : pickups that the run doesn't make any more
    """

    run: Run
    onward: Run | None = None
    given_up: str | None = None
    left_out: int = 0


class Deliveries:
    """Runs of the day with the laboratories that each could go to, and what that costs."""

    def __init__(self, ground: Ground, standing: Standing, before: Mapping[str, Run]) -> None:
        self._ground = ground
        self._before = before
        self.runs = {run.run_id: run for run in standing.runs}
        self._order = {
            vehicle_id: [run.run_id for run in own]
            for vehicle_id, own in by_vehicle(standing.runs).items()
        }
        self._lab_cost: dict[str, float] = {}
        for lab in ground.roster.labs:
            self._lab_cost[lab.lab_id] = queue_cost(ground, lab, self.runs.values())

    def to(self, run: Run, lab: Lab) -> Run | None:
        """`run` with its delivery at another laboratory; None if hours don't allow it."""
        ground, par = self._ground, self._ground.roster.parameters
        arrive = max(self._arrival(run, Place("lab", lab.lab_id)), lab.receive_from)
        vehicle = ground.roster.vehicle[run.vehicle_id]
        end = arrive + par.unload_min
        if arrive > lab.receive_until or end > vehicle.available_until:
            return None
        stop = run.stops[-1].model_copy(
            update={"lab_id": lab.lab_id, "arrive": arrive, "depart": end}
        )
        return run.model_copy(update={"stops": (*run.stops[:-1], stop), "end": end})

    def _arrival(self, run: Run, goal: Place) -> int:
        """When a run is at another laboratory; one on its way turns back or drives on first."""
        travel, freeze = self._ground.travel, self._ground.freeze
        last, planned = run.stops[-2], run.stops[-1]
        way = travel.drive_min(place_of_stop(last), goal)
        driven = freeze - last.depart
        if driven <= 0:
            return last.depart + way
        by_plan = max(0, planned.arrive - freeze)
        return freeze + min(driven + way, by_plan + travel.drive_min(place_of_stop(planned), goal))

    def follower(self, run: Run) -> Run | None:
        """The vehicle's next run."""
        own = self._order[run.vehicle_id]
        number = own.index(run.run_id) + 1
        return self.runs[own[number]] if number < len(own) else None

    def shifted(self, run: Run, after: Run) -> Run | None:
        """The next run `after` when it leaves from where `run` ends; None if that is too late."""
        if after.start < self._ground.freeze:
            return after
        first = after.stops[0]
        here = Place("lab", str(run.stops[-1].lab_id))
        latest = first.arrive - self._ground.travel.drive_min(here, place_of_stop(first))
        if latest < run.end:
            return None
        start = max(min(after.start, latest), run.end)
        return after if start == after.start else after.model_copy(update={"start": start})

    def choices(self, run: Run, *, freely: bool) -> Iterator[Choice]:
        """Other laboratories for a run; with `freely` also at the price of other pickups."""
        after = self.follower(run)
        for lab in self._ground.labs_for(run.zone_class):
            for there, left_out in self._ways(run, lab, freely=freely):
                if after is None:
                    yield Choice(there, left_out=left_out)
                elif (onward := self.shifted(there, after)) is not None:
                    yield Choice(there, onward, left_out=left_out)
                elif freely:
                    yield from self._without(there, after, left_out)

    def _ways(self, run: Run, lab: Lab, *, freely: bool) -> Iterator[tuple[Run, int]]:
        """The run to a laboratory with all its pickups, then with ever fewer."""
        if lab.lab_id != run.stops[-1].lab_id:
            there = self.to(run, lab)
            if there is not None:
                yield there, 0
        if not freely:
            return
        to_come = [stop for stop in run.stops[:-1] if stop.arrive >= self._ground.freeze]
        for left_out in range(1, min(len(to_come), len(run.stops) - 2) + 1):
            pickups = run.stops[: -1 - left_out]
            there = self.to(with_stops(run, pickups, run.stops[-1]), lab)
            if there is not None:
                yield there, left_out

    def _without(self, run: Run, after: Run, left_out: int) -> Iterator[Choice]:
        """The run with the one after it given up, and the next but one as its follower."""
        if after.start < self._ground.freeze:
            return
        second = self.follower(after)
        if second is None:
            yield Choice(run, None, after.run_id, left_out)
        elif (onward := self.shifted(run, second)) is not None:
            yield Choice(run, onward, after.run_id, left_out)

    def is_late(self, run: Run) -> bool:
        """Whether a specimen of the run is too old at its reception."""
        return avoidable_overage_min(self._ground, run) > 0

    def cost_of(self, run: Run, onward: Run | None) -> float:
        """What changes with the laboratory of `run`: queues aside, in minutes driven."""
        ground = self._ground
        last = run.stops[-1]
        lab = Place("lab", str(last.lab_id))
        cost = float(ground.travel.drive_min(place_of_stop(run.stops[-2]), lab))
        if onward is not None:
            cost += ground.travel.drive_min(lab, place_of_stop(onward.stops[0]))
        oldest = oldest_min(run)
        cost += objective.OVERAGE_MIN * avoidable_overage_min(ground, run)
        reserve = max(0, oldest - ground.roster.specimen_age_target_min)
        cost += objective.TRANSPORT_RESERVE_MIN * reserve
        cost += objective.TUBE_AGE_MIN * sum(
            stop.tubes * (last.arrive - stop.oldest_sample_at)
            for stop in run.stops[:-1]
            if stop.oldest_sample_at is not None
        )
        old = self._before.get(run.run_id)
        if old is None or old.stops[-1].lab_id != last.lab_id:
            cost += objective.RUN_CHANGED_MIN
        return cost

    def gain(self, now: Run, choice: Choice) -> float:
        """How much cheaper the day is with `choice` instead of `now`."""
        then = choice.run
        own = self.cost_of(now, self.follower(now)) - self.cost_of(then, choice.onward)
        own -= _LEAVE_OUT_MIN * choice.left_out
        if choice.given_up is not None:
            own -= _GIVE_UP_MIN
        if now.stops[-1] == then.stops[-1]:
            return own
        labs = self._ground.roster.lab
        left = [run for run in self.runs.values() if run.run_id != now.run_id]
        with_it = [*left, then]
        for lab_id in {now.stops[-1].lab_id, then.stops[-1].lab_id}:
            lab = labs.get(str(lab_id))
            if lab is not None:
                own += self._lab_cost[lab.lab_id] - queue_cost(self._ground, lab, with_it)
        return own

    def change(self, choice: Choice) -> None:
        """Let a run and those after it be as chosen."""
        then = choice.run
        lab_ids = {self.runs[then.run_id].stops[-1].lab_id, then.stops[-1].lab_id}
        self.runs[then.run_id] = then
        if choice.onward is not None:
            self.runs[choice.onward.run_id] = choice.onward
        if choice.given_up is not None:
            lab_ids.add(self.runs.pop(choice.given_up).stops[-1].lab_id)
            self._order[then.vehicle_id].remove(choice.given_up)
        for lab_id in lab_ids:
            lab = self._ground.roster.lab.get(str(lab_id))
            if lab is not None:
                self._lab_cost[lab.lab_id] = queue_cost(self._ground, lab, self.runs.values())


def redirect(
    ground: Ground, standing: Standing, before: Sequence[Run], budget: Budget
) -> tuple[Standing, frozenset[str]]:
    """Bring astray runs elsewhere and even out the laboratories; and which found no way.

    Returns
    -------
    The runs, and the ids of those that no laboratory can receive in time for the vehicle's
    next run.
    """
    day = Deliveries(ground, standing, {run.run_id: run for run in before})
    stuck: set[str] = set()
    for run_id in sorted(standing.astray, key=lambda r: (day.runs[r].end, r)):
        run = day.runs.get(run_id)
        if run is None:
            continue  # given up for a run before it
        choices = day.choices(run, freely=True)
        elsewhere = [c for c in choices if c.run.stops[-1].lab_id != run.stops[-1].lab_id]
        best = max(elsewhere, key=lambda choice: day.gain(run, choice), default=None)
        if best is None:
            stuck.add(run_id)
        else:
            day.change(best)
    _improve(ground, day, stuck, budget)
    return Standing(tuple(day.runs.values()), frozenset(stuck)), frozenset(stuck)


def _improve(ground: Ground, day: Deliveries, stuck: set[str], budget: Budget) -> None:
    """Move single runs between laboratories while that pays."""
    for _ in range(_MOST_PASSES):
        changed = False
        for run_id in sorted(day.runs):
            run = day.runs.get(run_id)
            if run is None or run.stops[-1].arrive < ground.freeze or run_id in stuck:
                continue
            if budget.remaining_s <= 0:
                return
            late = day.is_late(run)
            gains = [(day.gain(run, c), c) for c in day.choices(run, freely=late)]
            best = max(gains, key=lambda pair: pair[0], default=None)
            if best is not None and best[0] > 1e-6:
                day.change(best[1])
                changed = True
        if not changed:
            return
