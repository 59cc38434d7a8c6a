"""A round of several districts: share the laboratories, plan each district, feed back, check.

Each district is planned by itself, with its part of every laboratory. Because the parts add up to
no more than the whole, the plans fit together whatever they are. Once they are known, districts
that are short of laboratories get what others turned out not to need.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Literal

import masstest
from masstest.checks.city import check_city
from masstest.domain.city import (
    AllocationPass,
    CityPlan,
    DistrictRecord,
    Fate,
    PlannedDistrict,
    Shares,
    packed,
)
from masstest.domain.outcome import BadInput, PlanRefused
from masstest.domain.roster import Lab, Roster
from masstest.domain.rules import RULE
from masstest.planner.city.allocation import Round, first_allocation, second_allocation
from masstest.planner.city.districts import DistrictTask, give_back, plan_district
from masstest.planner.city.fan_out import fan_out
from masstest.planner.city.laboratories import city_labs
from masstest.planner.city.problems import city_problems
from masstest.planner.city.survey import Survey, survey
from masstest.planner.planner import Options


@dataclass(frozen=True)
class CityWatch:
    """Who listens and who may stop.

    `progress` is told each district's record as soon as it is known; `stop` ends the search:
    districts whose turn has not come stay unplanned.
    """

    progress: Callable[[DistrictRecord], None] | None = None
    stop: threading.Event = field(default_factory=threading.Event)


def plan_city(
    rosters: Mapping[str, bytes],
    options: Options | None = None,
    *,
    executor: Executor,
    kept: MutableMapping[str, PlannedDistrict] | None = None,
    passes: int = 2,
    watch: CityWatch | None = None,
) -> CityPlan:
    """Plan all districts of a city, and check what they make of the laboratories together.

    Parameters
    ----------
    rosters : district id -> its roster as JSON; looked up when needed, one at a time
    options : how to plan each district; `workers` is not used, a district has one process
    executor : plans the districts; makes the calls of a dead worker again
    kept : district id -> its plan. Filled as plans are made, each as soon as it is there; what it
        holds already, made from the same roster with the same options, is not planned again. A
        mapping that outlives the process makes the city survive it. None: kept in memory
    passes : allocations at most: the first, and those that follow from the plans
    watch : progress and stop

    Returns
    -------
    CityPlan
        The plans themselves are in `kept`.

    Raises
    ------
    BadInput
        If the rosters contradict each other.
    PlanRefused
        If the checker finds a laboratory overfull.
    """
    began = time.monotonic()
    job = _Job(rosters, options or Options(), executor, {} if kept is None else kept, watch)
    done: list[AllocationPass] = []
    while len(done) < passes and not job.stopped:
        made = job.first_pass() if not done else job.next_pass(len(done) + 1)
        if made is None:
            break
        done.append(made)
    return job.result(tuple(done), began)


class _Job:
    """A city while it is planned: surveys and records of all districts, but neither rosters
    nor plans."""

    def __init__(
        self,
        rosters: Mapping[str, bytes],
        options: Options,
        executor: Executor,
        kept: MutableMapping[str, PlannedDistrict],
        watch: CityWatch | None,
    ) -> None:
        self._rosters, self._options = rosters, options
        self._executor, self._kept = executor, kept
        self._watch = watch or CityWatch()
        self._surveys: dict[str, Survey] = {}
        for district in rosters:
            roster = Roster.model_validate_json(rosters[district])
            self._surveys[district] = survey(district, roster)
        problems = tuple(city_problems(list(self._surveys.values())))
        if problems:
            raise BadInput(problems)
        self._labs: dict[str, Lab] = {
            lab.lab_id: lab for known in self._surveys.values() for lab in known.labs
        }
        self._records: dict[str, DistrictRecord] = {}
        for district in rosters:
            before = kept.get(district)
            if before is not None and before.record.basis == self._basis(district):
                self._records[district] = before.record

    @property
    def stopped(self) -> bool:
        return self._watch.stop.is_set()

    def first_pass(self) -> AllocationPass:
        """Share the laboratories by what is to be expected; plan whoever has no plan yet."""
        began = time.monotonic()
        shared = first_allocation(self._round())
        todo = [district for district in self._rosters if district not in self._records]
        tasks = {district: self._task(district, shared.shares[district], 1) for district in todo}
        self._plan(tasks)
        return AllocationPass(
            number=1,
            terms=shared.terms,
            bound=shared.bound,
            planned=tuple(todo),
            wall_s=round(time.monotonic() - began, 1),
        )

    def next_pass(self, number: int) -> AllocationPass | None:
        """Plan again who has no plan, and who is short of laboratories with what others spare.

        None if there is nobody to plan again.
        """
        began = time.monotonic()
        shared = second_allocation(self._round())
        if shared is None:
            return None
        before = {district: record.shares for district, record in self._records.items()}
        giving = {
            district: replace(
                self._task(district, shares, self._records[district].passes),
                before=self._kept[district],
            )
            for district, shares in shared.shares.items()
            if district not in shared.again and shares != before[district]
        }
        for district, result in fan_out(self._executor, give_back, giving, self._watch.stop):
            if isinstance(result, PlannedDistrict):
                self._kept[district] = result
                self._records[district] = result.record
        # only once everything is given back may it be used
        given = all(self._records[d].shares == shared.shares[d] for d in giving)
        again = {
            district: self._task(
                district, shared.shares[district] if given else before[district], number
            )
            for district in shared.again
            if given or not self._has_plan(district)
        }
        self._plan({} if self.stopped else again)
        return AllocationPass(
            number=number,
            terms=shared.terms,
            bound=shared.bound,
            planned=tuple(again),
            gave_back=tuple(d for d in giving if self._records[d].shares != before[d]),
            wall_s=round(time.monotonic() - began, 1),
        )

    def result(self, passes: tuple[AllocationPass, ...], began: float) -> CityPlan:
        """The city as it is now, checked over all districts."""
        order = next(iter(self._surveys.values())).round
        planned = [d for d in self._rosters if d in self._kept and self._has_plan(d)]
        plans = (self._kept[district].plan for district in planned)
        violations = tuple(check_city(self._labs, order, plans))
        broken = tuple(v for v in violations if RULE[v.rule].physical)
        if broken:
            raise PlanRefused(broken)
        records = tuple(
            self._records.get(district, self._without_plan(district, Fate.unplanned))
            for district in self._rosters
        )
        status: Literal["met", "short", "incomplete"] = "incomplete"
        if all(record.has_plan for record in records):
            short = violations or any(record.fate is Fate.short for record in records)
            status = "short" if short else "met"
        return CityPlan(
            status=status,
            date=order.date,
            districts=records,
            labs=city_labs(self._labs, records, ((d, self._kept[d].plan) for d in planned)),
            passes=passes,
            violations=violations,
            wall_s=round(time.monotonic() - began, 1),
        )

    def _has_plan(self, district: str) -> bool:
        record = self._records.get(district)
        return record is not None and record.has_plan

    def _plan(self, tasks: Mapping[str, DistrictTask]) -> None:
        for district, result in fan_out(self._executor, plan_district, tasks, self._watch.stop):
            if isinstance(result, PlannedDistrict):
                self._keep(district, result)
            elif not self._has_plan(district):
                self._tell(
                    self._without_plan(district, Fate.lost).model_copy(
                        update={
                            "reason": f"{type(result).__name__}: {result}",
                            "shares": tasks[district].shares,
                            "passes": tasks[district].passes,
                        }
                    )
                )

    def _keep(self, district: str, planned: PlannedDistrict) -> None:
        """Keep a plan, unless it is no better than the one that the district has."""
        before, record = self._records.get(district), planned.record
        again = before is not None and record.passes > before.passes
        if again and before is not None and _rank(record) > _rank(before):
            return
        if record.has_plan:
            self._kept[district] = planned
        self._tell(record)

    def _tell(self, record: DistrictRecord) -> None:
        self._records[record.district] = record
        if self._watch.progress is not None:
            self._watch.progress(record)

    def _task(self, district: str, shares: Shares, passes: int) -> DistrictTask:
        return DistrictTask(
            district=district,
            packed_roster=packed(self._rosters[district]),
            roster_sha256=self._surveys[district].fingerprint,
            basis=self._basis(district),
            shares=shares,
            # another try is another search
            options=replace(self._options, seed=self._options.seed + passes - 1),
            passes=passes,
        )

    def _basis(self, district: str) -> str:
        """What a plan is made from, except for the shares."""
        options = {**vars(self._options), "workers": 1}
        known = self._surveys[district].fingerprint
        parts = (known, masstest.__version__, json.dumps(options, sort_keys=True))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _round(self) -> Round:
        needs = {district: known.need for district, known in self._surveys.items()}
        return Round(self._labs, needs, self._records)

    def _without_plan(self, district: str, fate: Fate) -> DistrictRecord:
        return DistrictRecord(
            district=district,
            name=self._surveys[district].round.district,
            basis=self._basis(district),
            passes=0,
            fate=fate,
            shares={},
        )


def _rank(record: DistrictRecord) -> tuple[bool, bool, int, int]:
    """Less is better."""
    return (
        not record.has_plan,
        record.fate is not Fate.met,
        record.needs_more,
        record.shortages,
    )
