"""A city from rosters to checked plans: kept as they are made, fed back, never overfull."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from city_cases import Here, documents, note_and_call, small_city
from masstest.checks import check_plan
from masstest.domain.city import CityPlan, Fate, PlannedDistrict, Shares, packed, with_shares
from masstest.domain.outcome import BadInput
from masstest.planner import Options
from masstest.planner.city import CityWatch, KeptInFolder, plan_city
from masstest.planner.city.districts import DistrictTask, give_back
from masstest.planner.city.local_processes import LocalProcesses
from masstest.solver.laboratory_shares import share_of
from masstest.travel import straight_line

QUICK = Options(time_limit_s=0.6)
ROSTERS = documents(small_city())
Kept = dict[str, PlannedDistrict]


@pytest.fixture(scope="module")
def planned() -> Kept:
    """A city that is planned; not to be changed."""
    kept: Kept = {}
    city = plan_city(ROSTERS, QUICK, executor=Here(), kept=kept)
    assert city.status in ("met", "short")
    return kept


def again(kept: MutableMapping[str, PlannedDistrict], executor: Executor, **more: Any) -> CityPlan:
    return plan_city(ROSTERS, QUICK, executor=executor, kept=kept, **more)


def test_every_plan_holds_with_the_district_s_shares(planned: Kept) -> None:
    for district, roster in small_city().items():
        own = with_shares(roster, planned[district].record.shares)
        plan = planned[district].plan
        found = check_plan(own, plan, straight_line(own))
        assert {v.rule for v in found} == {v.rule for v in plan.violations}


def test_what_is_kept_is_not_planned_again(planned: Kept) -> None:
    executor = Here()
    city = again(dict(planned), executor, passes=1)
    assert executor.calls == []
    assert [record.fate for record in city.districts] == [
        planned[district].record.fate for district in ROSTERS
    ]
    assert all(sum(h.started.values()) <= lab.tubes_per_hour for lab in city.labs
               for h in lab.hours)  # fmt: skip
    shared = [lab for lab in city.labs if len(lab.shares) > 1]
    assert shared
    assert all(
        sum(s.tubes_per_hour for s in lab.shares.values()) <= lab.tubes_per_hour for lab in shared
    )


def test_only_what_is_missing_is_planned_and_it_fits(planned: Kept) -> None:
    kept, executor = dict(planned), Here()
    del kept["D02"]
    city = again(kept, executor, passes=1)
    assert executor.calls == ["plan_district"]
    assert "D02" in kept
    assert city.status != "incomplete"


def test_another_roster_or_other_options_are_planned_anew(planned: Kept) -> None:
    roster = small_city()["D01"]
    other = roster.model_copy(update={"compounds": roster.compounds[1:]})
    changed = {**ROSTERS, **documents({"D01": other})}
    assert asked(changed, QUICK, planned) == ["D01"]
    assert asked(ROSTERS, replace(QUICK, seed=7), planned) == ["D01", "D02", "D03"]
    assert asked(ROSTERS, replace(QUICK, workers=9), planned) == [], "a district has one process"


def asked(rosters: Mapping[str, bytes], options: Options, kept: Kept) -> list[str]:
    """The districts that are to be planned; none is."""
    executor = Failing(*rosters)
    plan_city(rosters, options, executor=executor, kept=dict(kept), passes=1)
    return executor.failed


class Failing(Here):
    """Calls for some districts fail."""

    def __init__(self, *districts: str) -> None:
        super().__init__()
        self._districts = districts
        self.failed: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[0].district not in self._districts:
            return super().submit(fn, *args, **kwargs)
        self.failed.append(args[0].district)
        future: Future[Any] = Future()
        future.set_exception(MemoryError("no more"))
        return future


def short(kept: Kept, district: str, tubes_per_hour: int) -> Kept:
    """`kept` as if a district's plan said that its laboratories are so much too slow."""
    planned = kept[district]
    record = planned.record.model_copy(update={"needs_more": tubes_per_hour, "fate": Fate.short})
    return {**kept, district: PlannedDistrict(record, planned.packed_plan)}


def test_who_is_short_gets_what_others_do_not_need(planned: Kept) -> None:
    kept, executor = short(planned, "D01", 40), Here()
    city = again(kept, executor)
    assert "plan_district" in executor.calls
    assert "give_back" in executor.calls
    second = city.passes[1]
    assert "D01" in second.planned
    assert second.gave_back

    def total(of: Kept) -> int:
        return sum(share.tubes_per_hour for share in of["D01"].record.shares.values())

    assert total(kept) > total(planned)
    for district in second.gave_back:
        own = with_shares(small_city()[district], kept[district].record.shares)
        plan = kept[district].plan
        assert plan.coverage == planned[district].plan.coverage, "nobody goes elsewhere"
        assert plan.runs == planned[district].plan.runs
        found = check_plan(own, plan, straight_line(own))
        assert {v.rule for v in found} <= {v.rule for v in planned[district].plan.violations}


def test_what_a_plan_cannot_spare_is_enough_for_it(planned: Kept) -> None:
    """With no more than the least that a plan needs, no result comes late."""
    late = {"key_result_deadline", "result_deadline"}
    for district, roster in small_city().items():
        before = planned[district]
        least = {
            lab_id: share_of(roster.lab[lab_id], rate)
            for lab_id, rate in before.record.least.items()
            if rate
        }
        after = give_back(_task(district, before, least))
        assert after.record.shares == least
        assert late.isdisjoint(v.rule for v in after.plan.violations)


def test_a_plan_that_does_not_hold_stays_as_it_was(planned: Kept) -> None:
    """Whatever is wrong with it: no plan comes back that was not found good."""
    before = planned["D01"]
    duties = before.plan.duties
    document = before.plan.model_copy(update={"duties": (*duties, duties[0])}).to_json()
    spoilt = PlannedDistrict(before.record, packed(document))
    assert give_back(_task("D01", spoilt, before.record.shares)) is spoilt


def _task(district: str, before: PlannedDistrict, shares: Shares) -> DistrictTask:
    return DistrictTask(
        district, packed(ROSTERS[district]), "", before.record.basis, shares, QUICK, 1, before
    )


def test_a_stop_leaves_the_rest_unplanned() -> None:
    stop = threading.Event()

    class OneByOne(Here):
        """Begins a call only when it is waited for, so that a stop comes in between."""

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            return Future() if self.calls else super().submit(fn, *args, **kwargs)

    kept: Kept = {}
    watch = CityWatch(progress=lambda record: stop.set(), stop=stop)
    city = plan_city(ROSTERS, QUICK, executor=OneByOne(), kept=kept, watch=watch)
    assert city.status == "incomplete"
    assert len(kept) == 1
    fates = [record.fate for record in city.districts]
    assert fates.count(Fate.unplanned) == 2


def test_a_district_that_cannot_be_planned_does_not_stop_the_others(planned: Kept) -> None:
    kept = {"D02": planned["D02"]}
    executor = Failing("D01")
    city = again(kept, executor)
    assert city.status == "incomplete"
    assert sorted(kept) == ["D02", "D03"]
    lost = city.districts[0]
    assert (lost.fate, lost.reason) == (Fate.lost, "MemoryError: no more")
    assert executor.failed == ["D01", "D01"], "it is tried once more"


def test_rosters_that_contradict_each_other_are_refused() -> None:
    roster = small_city()["D01"]
    labs = tuple(lab.model_copy(update={"tubes_per_hour": 7}) for lab in roster.labs)
    wrong = roster.model_copy(update={"labs": labs, "vehicles": small_city()["D02"].vehicles})
    with pytest.raises(BadInput) as refused:
        plan_city({**ROSTERS, "D01": wrong.model_dump_json().encode()}, QUICK, executor=Here())
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"city_lab", "city_vehicle"}


def test_no_district_is_no_city() -> None:
    with pytest.raises(BadInput):
        plan_city({}, QUICK, executor=Here())


class Deadly(LocalProcesses):
    """The process that first plans a district named `victim` is killed at it."""

    def __init__(self, notes: Path, victim: str) -> None:
        super().__init__(2)
        self._notes, self._victim = notes, victim

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(note_and_call, self._notes, self._victim, fn, *args, **kwargs)


def test_a_killed_process_costs_its_district_only(planned: Kept, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    kept = KeptInFolder(tmp_path / "kept")
    kept["D01"] = planned["D01"]
    with Deadly(notes, "D02") as executor:
        city = again(kept, executor, passes=1)
    assert city.status in ("met", "short")
    assert list(kept) == ["D01", "D02", "D03"]
    assert sorted(path.name for path in notes.iterdir()) == ["D02-0", "D02-1", "D03-0"]
