"""What is done for one district, in a process of its own: plan it, or give capacity back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from masstest.checks import check_plan, objective_mismatches
from masstest.domain.city import (
    DistrictRecord,
    Fate,
    PlannedDistrict,
    Shares,
    packed,
    unpacked_roster,
    with_shares,
)
from masstest.domain.outcome import PlanRefused, RemedyCode, StageReport
from masstest.domain.plan import Plan
from masstest.domain.roster import Lab, Roster
from masstest.domain.travel import Travel
from masstest.planner.city.local_processes import STOP_HERE
from masstest.planner.planner import Options, Watch, plan_round
from masstest.planner.refresh import refresh
from masstest.solver.laboratory_shares import share_of
from masstest.solver.transport.assembly import deliveries_of
from masstest.solver.transport.laboratories import Delivery, lab_day, lab_days
from masstest.solver.transport.terms import transport_terms
from masstest.travel import straight_line

_LAB_RULES = ("key_result_deadline", "result_deadline")
_SPARE_MIN = 10  # before a deadline: capacity is given back only as far as that
_LATE_SHARE = 0.1  # more, where a plan is late but cannot say how much it would take


@dataclass(frozen=True)
class DistrictTask:
    """A district to plan, small enough to be sent: `packed_roster` is its whole roster.

    `before` is the plan it has, for giving back capacity.
    """

    district: str
    packed_roster: bytes
    roster_sha256: str
    basis: str
    shares: Shares
    options: Options
    passes: int = 1
    before: PlannedDistrict | None = None


def plan_district(task: DistrictTask) -> PlannedDistrict:
    """Plan a district with its shares of the laboratories, in this process alone.

    A plan that breaks a physical rule is a result as well (`Fate.refused`), so that one district
    does not stop the others.
    """
    began = time.monotonic()
    roster = unpacked_roster(task.packed_roster)
    own = with_shares(roster, task.shares)
    watch = Watch(stop=STOP_HERE)
    try:
        plan = plan_round(
            own, replace(task.options, workers=1), watch=watch, roster_sha256=task.roster_sha256
        )
    except PlanRefused as refused:
        record = DistrictRecord(
            district=task.district,
            name=roster.round.district,
            basis=task.basis,
            passes=task.passes,
            fate=Fate.refused,
            shares=task.shares,
            violations=refused.violations,
            reason=str(refused),
            wall_s=_since(began),
        )
        return PlannedDistrict(record)
    return _planned(task, roster, own, plan, _since(began))


def give_back(task: DistrictTask) -> PlannedDistrict:
    """The district's plan as it is, with its laboratories at smaller shares.

    Everybody goes where they went; only the laboratories take longer. The plan is checked again;
    if so little breaks any rule that held before, it comes back as it was.
    """
    assert task.before is not None
    roster = unpacked_roster(task.packed_roster)
    own = with_shares(roster, task.shares)
    travel = straight_line(own)
    plan = _slower(refresh(task.before.plan, own, travel), own, travel)
    broken = set(check_plan(own, plan, travel)) - set(plan.violations)
    if broken or any(objective_mismatches(own, plan, travel)):
        return task.before
    return _planned(task, roster, own, plan, task.before.record.wall_s)


def _slower(plan: Plan, roster: Roster, travel: Travel) -> Plan:
    """`plan` with the transport stage's objective for laboratories that take longer.

    The bound of before still holds: with less capacity nothing gets better.
    """
    days = lab_days(roster, roster.labs, deliveries_of(plan.runs))
    terms = transport_terms(roster, travel, plan.runs, days)
    objective = sum(terms.values())

    def amended(report: StageReport) -> StageReport:
        if report.stage != "transport":
            return report
        bound = report.best_bound
        gap = (objective - bound) / objective if bound is not None and objective else None
        return report.model_copy(update={"objective": objective, "terms": terms, "gap": gap})

    return plan.model_copy(update={"stages": tuple(amended(report) for report in plan.stages)})


def _planned(
    task: DistrictTask, roster: Roster, own: Roster, plan: Plan, wall_s: float
) -> PlannedDistrict:
    deliveries = deliveries_of(plan.runs)
    least = {
        lab.lab_id: _least_rate(roster, lab, own.lab[lab.lab_id], deliveries.get(lab.lab_id, ()))
        for lab in roster.labs
        if lab.lab_id in own.lab
    }
    record = DistrictRecord(
        district=task.district,
        name=roster.round.district,
        basis=task.basis,
        passes=task.passes,
        fate=Fate(plan.status),
        shares=task.shares,
        least=least,
        needs_more=_needs_more(plan, task.shares),
        kpis=plan.kpis,
        shortages=len(plan.shortages),
        wall_s=wall_s,
    )
    return PlannedDistrict(record, packed(plan.to_json()))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)


def _needs_more(plan: Plan, shares: Shares) -> int:
    """Tubes an hour that the plan lacks, by what it says would mend its shortages."""
    wanted: dict[str, int] = {}
    for remedy in (remedy for shortage in plan.shortages for remedy in shortage.remedies):
        if remedy.code is RemedyCode.add_lab_capacity:
            wanted[remedy.subject] = max(wanted.get(remedy.subject, 0), round(remedy.quantity))
    if any(s.rule in _LAB_RULES and not s.remedies for s in plan.shortages):
        rate = sum(share.tubes_per_hour for share in shares.values())
        return max(1, round(_LATE_SHARE * rate), sum(wanted.values()))
    return sum(wanted.values())


def _least_rate(roster: Roster, whole: Lab, own: Lab, deliveries: Sequence[Delivery]) -> int:
    """The smallest rate with which what is delivered has its results well before the deadlines.

    Where they come later than that already, nothing can be spared.
    """
    if not deliveries:
        return 0
    order = roster.round
    now = lab_day(own, deliveries, order.sampling_start)
    by_key = max(now.key_results_at or 0, order.key_result_deadline - _SPARE_MIN)
    by_all = max(now.results_at or 0, order.result_deadline - _SPARE_MIN)

    def in_time(rate: int) -> bool:
        share = share_of(whole, rate)
        slower = own.model_copy(update=share.model_dump())
        day = lab_day(slower, deliveries, order.sampling_start)
        return (day.key_results_at or 0) <= by_key and (day.results_at or 0) <= by_all

    low, high = 1, own.tubes_per_hour
    if now.key_results_at is not None and now.key_results_at > order.key_result_deadline:
        return high
    if now.results_at is not None and now.results_at > order.result_deadline:
        return high
    while low < high:
        middle = (low + high) // 2
        if in_time(middle):
            high = middle
        else:
            low = middle + 1
    return low
