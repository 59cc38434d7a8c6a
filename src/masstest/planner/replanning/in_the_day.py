"""Planning again while the day runs: from what was reported, with the least change from now on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from masstest.domain.day_so_far import Approximation, DaySoFar
from masstest.domain.outcome import BadInput, PlanRefused, Problem, Severity
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.planner.planner import Options
from masstest.planner.replanning.carried_out import CarriedOut, carried_out
from masstest.planner.replanning.left import unfinished
from masstest.planner.replanning.past import CODE
from masstest.planner.replanning.replan import replan
from masstest.planner.replanning.request import Request, check_request, requested_roster
from masstest.solver.transport.lost_labs import fetched, left_lying, losses_of
from masstest.travel import straight_line

_AS_PLANNED = frozenset({"runs_as_planned", "day_as_planned"})


@dataclass(frozen=True)
class PlanInTheDay:
    """A plan from now on, and the roster with the day's facts that it was made with.

    Attributes
    ----------
    base : the plan as it was carried out; what changes, changes from there
    """

    plan: Plan
    roster: Roster
    base: Plan


def replan_in_the_day(
    plan: Plan,
    roster: Roster,
    day: DaySoFar,
    options: Options | None = None,
    *,
    travel: Travel | None = None,
    freeze: int,
    pins: Sequence[str] = (),
    excludes: Sequence[str] = (),
    **known: Any,
) -> PlanInTheDay:
    """The least change of the plan in force that meets the rules as the day has gone.

    Points that have closed before everybody was sampled are taken out beside `excludes`; an open
    one that won't be done by the deadline keeps those whom it samples in time. If no
    plan keeps to the rules with all that was reported, the times of runs and then everything else
    are taken as planned, which the plan's approximations say.

    Parameters
    ----------
    freeze : from when on anything can be changed, not before ``day.now_min``
    known : as for `replan`

    Returns
    -------
    PlanInTheDay
        ``plan.kpis["changes"]`` counts from the plan as it was carried out;
        ``plan.kpis["carried_out"]`` tells what that says otherwise than the reports, and who won't
        be sampled by the deadline.

    Raises
    ------
    BadInput
        As `replan`; ``replan_freeze_past`` if `freeze` is before the state that was read.
        ``replan_impossible`` (facts: rules) if no plan keeps to the physical rules, not even
        from the plan as it was.
    """
    if freeze < day.now_min:
        raise _bad("replan_freeze_past")
    excluded = tuple(dict.fromkeys((*excludes, *(f"site={s}" for s in _closed(day, roster)))))
    request = Request(tuple(pins), excluded, freeze)
    check_request(plan, roster, request)
    travel = travel or straight_line(roster)
    refused: PlanRefused | None = None
    options = options or Options()
    for attempt in _attempts(plan, roster, travel, day, request):
        if refused is not None:
            options = replace(options, time_limit_s=options.time_limit_s / 2)
        base = attempt()
        try:
            new = replan(
                base.plan,
                base.roster,
                options,
                travel=travel,
                freeze=freeze,
                pins=pins,
                excludes=excluded,
                relieve=base.late_sites,
                **known,
            )
        except PlanRefused as refusal:
            refused = refusal
            continue
        found_out = (*_with_reason(base.approximations, refused), *_unfetched(new))
        told = [found.model_dump(mode="json") for found in found_out]
        left = [each.model_dump(mode="json") for each in unfinished(new, base.roster)]
        facts = {
            "now_min": day.now_min,
            "freeze_min": freeze,
            "approximations": told,
            "unfinished": left,
        }
        new = new.model_copy(update={"kpis": {**new.kpis, "carried_out": facts}})
        return PlanInTheDay(new, requested_roster(base.plan, base.roster, request), base.plan)
    assert refused is not None, "there is always a last attempt"
    rules = ", ".join(sorted({violation.rule for violation in refused.violations}))
    raise _bad("replan_impossible", rules=rules) from refused


def _bad(code: str, **facts: str) -> BadInput:
    return BadInput((Problem(code=code, severity=Severity.error, facts=facts),))


def _with_reason(
    found: Sequence[Approximation], refused: PlanRefused | None
) -> Iterator[Approximation]:
    """The approximations, what is taken as planned with the first thing that stood in the way."""
    for each in found:
        if refused is None or each.code not in _AS_PLANNED:
            yield each
            continue
        first = refused.violations[0]
        subject = first.subjects[1 if first.rule == CODE else 0]
        count = len(refused.violations)
        yield each.model_copy(update={"worst": subject, "count": count, "amount": count})


def _unfetched(plan: Plan) -> Iterator[Approximation]:
    """What lies at lost laboratories and no run fetches."""
    left = left_lying(fetched(plan.runs, losses_of(plan))[1])
    if left:
        worst = max(left, key=lambda lab_id: (left[lab_id], lab_id))
        yield Approximation(
            code="lost_lab_unfetched",
            count=len(left),
            amount=sum(left.values()),
            worst=worst,
            worst_amount=left[worst],
        )


def _closed(day: DaySoFar, roster: Roster) -> Iterator[str]:
    return (site_id for site_id in day.closed_sites if site_id in roster.site)


def _attempts(
    plan: Plan, roster: Roster, travel: Travel, day: DaySoFar, request: Request
) -> Iterator[Callable[[], CarriedOut]]:
    """What to plan from, the truest first."""
    assert request.freeze is not None
    freeze = request.freeze
    vehicles, labs = request.excluded("vehicle"), request.excluded("lab")

    def reported(*, with_runs: bool) -> CarriedOut:
        return carried_out(
            plan,
            roster,
            travel,
            day,
            freeze=freeze,
            lost_vehicles=vehicles,
            lost_labs=labs,
            lost_sites=request.excluded("site"),
            with_runs=with_runs,
        )

    yield lambda: reported(with_runs=True)
    yield lambda: reported(with_runs=False)
    planned = Approximation(
        code="day_as_planned", count=1, amount=1, worst=plan.round.district, worst_amount=1
    )
    yield lambda: CarriedOut(plan, roster, (planned,))


__all__ = ["PlanInTheDay", "replan_in_the_day"]
