"""Laboratories over all districts of a city, worked out anew from the districts' plans.

Each district's plan was checked with its share of the laboratories. Here the shares are left
aside: what all plans bring to a laboratory forms one queue, in the order of its arrival, before
the laboratory with its whole capacity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from masstest.checks.lab_queue import Delivery, deliveries_by_lab, intake
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Lab, Round
from masstest.domain.units import DAY_MIN


class CityDay:
    """What all districts do with the laboratories; plans are added one after another.

    Only hours and deliveries are kept, so that the plans of a large city need not be in memory
    together.
    """

    def __init__(self, labs: Mapping[str, Lab], order: Round) -> None:
        self.labs = labs
        self.order = order
        self.deliveries: dict[str, list[Delivery]] = defaultdict(list)
        self.started: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.unknown: dict[str, int] = defaultdict(int)

    def add(self, plan: Plan) -> None:
        """Count in the plan of one district."""
        for lab_id, deliveries in deliveries_by_lab(plan).items():
            self.deliveries[lab_id] += deliveries
            if lab_id not in self.labs:
                self.unknown[lab_id] += sum(d.key_tubes + d.other_tubes for d in deliveries)
        for load in plan.labs:
            for row in load.hours:
                self.started[load.lab_id][row.hour] += row.started


def check_city(labs: Mapping[str, Lab], order: Round, plans: Iterable[Plan]) -> list[Violation]:
    """Everything wrong with the use that the plans of all districts make of the laboratories.

    Parameters
    ----------
    labs : lab_id -> the laboratory with its whole capacity
    order : the round, of which the times are the same in every district
    plans : of the districts; an iterator is enough, each is looked at once
    """
    day = CityDay(labs, order)
    for plan in plans:
        day.add(plan)
    return [
        violation
        for check in (lab_capacity, key_result_deadline, result_deadline)
        for violation in check(day)
    ]


def lab_capacity(day: CityDay) -> Iterator[Violation]:
    """A laboratory starts no more than it can, over all districts.

    In each hour: the sum of tubes started <= tubes_per_hour; in the 24 hours from
    sampling_start: the sum <= tubes_per_day; up to the end of any hour: the sum <= what a
    laboratory working without idling could have started of all deliveries in their order.
    """
    start = day.order.sampling_start
    for lab_id, tubes in sorted(day.unknown.items()):
        yield _over(lab_id, tubes, 0)
    for lab_id, lab in sorted(day.labs.items()):
        possible = intake(lab, day.deliveries.get(lab_id, ()), start)
        total = today = 0
        for hour, started in sorted(day.started.get(lab_id, {}).items()):
            total += started
            if start <= hour and hour + 60 <= start + DAY_MIN:
                today += started
            if started > lab.tubes_per_hour:
                yield _over(lab_id, started, lab.tubes_per_hour)
            most = possible.whole_started_by(hour + 60)
            if total > most:
                yield _over(lab_id, total, most)
        if lab.tubes_per_day is not None and today > lab.tubes_per_day:
            yield _over(lab_id, today, lab.tubes_per_day)


def key_result_deadline(day: CityDay) -> Iterator[Violation]:
    """The city's last key-group result of a laboratory <= key_result_deadline."""
    limit = day.order.key_result_deadline
    for lab_id, lab in sorted(day.labs.items()):
        work = intake(lab, day.deliveries.get(lab_id, ()), day.order.sampling_start)
        if work.key_results_at is not None and work.key_results_at > limit:
            yield _late("key_result_deadline", lab_id, work.key_results_at, limit)


def result_deadline(day: CityDay) -> Iterator[Violation]:
    """The city's last result of a laboratory <= result_deadline."""
    limit = day.order.result_deadline
    for lab_id, lab in sorted(day.labs.items()):
        work = intake(lab, day.deliveries.get(lab_id, ()), day.order.sampling_start)
        if work.results_at is not None and work.results_at > limit:
            yield _late("result_deadline", lab_id, work.results_at, limit)


def _over(lab_id: str, amount: int, limit: int) -> Violation:
    return Violation(
        rule="lab_capacity", subjects=(lab_id,), amount=amount, limit=limit, unit="tubes"
    )


def _late(rule: str, lab_id: str, amount: int, limit: int) -> Violation:
    return Violation(rule=rule, subjects=(lab_id,), amount=amount, limit=limit, unit="min")
