"""Key figures and readiness lights speak of the plan that they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.lab_queue import intakes
from masstest.checks.location import sampling_deadline
from masstest.checks.rostering.cover import role_minutes
from masstest.checks.sources import deliveries, oldest_in
from masstest.checks.supplies import kit_arrival, needs, sent
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, ReadinessItem
from masstest.domain.roster import Role, Roster, StaffPool
from masstest.domain.travel import Travel
from masstest.domain.units import iso

Figure = float | str | None

_ROUNDING = 0.06  # figures are shown with one decimal


def consistent_kpis(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """The key figures that a plan shows are those that its rows add up to.

    Compared are people, persons covered, points, lanes, samplers, walks, finish and result
    times, runs, vehicles, the oldest specimen, slack, reserve and moves, each if it is shown.
    """
    right = key_figures(roster, plan)
    slack = plan.kpis.get("slack_min")
    shown: Mapping[str, Any] = {
        **plan.kpis,
        **({f"slack_min.{k}": v for k, v in slack.items()} if isinstance(slack, Mapping) else {}),
    }
    for name, figure in right.items():
        if name in shown and not _same(shown[name], figure):
            yield mismatch(
                "consistent_kpis", (name,), _number(shown[name]), _number(figure), "figures"
            )


def _same(shown: Any, right: Figure) -> bool:
    if isinstance(right, float | int) and isinstance(shown, float | int):
        return abs(shown - right) <= _ROUNDING
    return bool(shown == right)


def _number(figure: Any) -> float:
    """A figure as an amount; -1 for what is no (finite) number."""
    if isinstance(figure, float | int) and abs(figure) < float("inf"):
        return float(figure)
    return -1.0


def key_figures(roster: Roster, plan: Plan) -> dict[str, Figure]:
    """Key figures by name, as plan.json shows them: times in ISO, the rest in their units."""
    demands = [roster.demand(compound) for compound in roster.compounds]
    visits = [stop for team in plan.doorstep for stop in team.stops]
    walked = sum(row.persons for row in plan.coverage)
    finish = max([p.finish_at for p in plan.points] + [v.depart for v in visits], default=None)
    work = list(intakes(roster, plan))
    key_results = max(
        (lab.key_results_at for lab in work if lab.key_results_at is not None), default=None
    )
    results = max((lab.results_at for lab in work if lab.results_at is not None), default=None)
    ages = [
        delivery.arrive - oldest
        for run, delivery in deliveries(plan)
        if (oldest := oldest_in(run)) is not None
    ]
    on_duty = {duty.staff_id for duty in plan.duties}
    moved = {
        row.compound_id
        for row in plan.coverage
        if row.compound_id in roster.previous_sites
        and row.site_id not in roster.previous_sites[row.compound_id]
    }

    def shown(minute: int | None) -> str | None:
        # a minute beyond the calendar is no time of a plan, and was reported where it stands
        outside = minute is None or abs(minute) > 10**6
        return None if outside or minute is None else iso(minute, roster.round.date)

    def slack(deadline: int, minute: int | None) -> int | None:
        return None if minute is None else deadline - minute

    order = roster.round
    return {
        "people": sum(demand.walking + demand.doorstep for demand in demands),
        "persons_covered": walked + sum(visit.persons for visit in visits),
        "points": len(plan.points),
        "lanes": sum(point.lanes for point in plan.points),
        "samplers_on_roster": sum(Role.sampler in person.roles for person in roster.staff),
        "mean_walk_m": sum(row.persons * row.walk_m for row in plan.coverage) / walked
        if walked > 0
        else None,
        "max_walk_m": max((row.walk_m for row in plan.coverage), default=None),
        "finish_at": shown(finish),
        "runs": len(plan.runs),
        "vehicles_used": len({run.vehicle_id for run in plan.runs}),
        "max_age_min": max(ages, default=None),
        "key_results_at": shown(key_results),
        "results_at": shown(results),
        "reserve_called": sum(
            person.staff_id in on_duty
            for person in roster.staff
            if person.pool is StaffPool.reserve
        ),
        "compounds_moved": len(moved),
        "slack_min.sampling": slack(order.sampling_deadline, finish),
        "slack_min.key_results": slack(order.key_result_deadline, key_results),
        "slack_min.results": slack(order.result_deadline, results),
        "slack_min.specimen_age": slack(
            roster.parameters.specimen_age_max_min, max(ages, default=None)
        ),
    }


def consistent_readiness(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every point has all eight readiness lights, where there are lights at all.

    None is ok that a rule contradicts: supplies a kit short or late, medical a lane without
    sampler, auxiliary another role uncovered, coverage a late finish.
    """
    if not plan.readiness:
        return
    items = set(get_args(ReadinessItem))
    lights: dict[str, set[str]] = {point.site_id: set() for point in plan.points}
    for light in plan.readiness:
        lights.setdefault(light.site_id, set()).add(light.item)
    for site_id, lit in lights.items():
        if lit != items:
            yield mismatch("consistent_readiness", (site_id,), len(lit), len(items), "lights")
    contradicted = _contradicted(roster, plan, travel)
    for light in plan.readiness:
        if light.state == "ok" and (light.site_id, light.item) in contradicted:
            yield mismatch("consistent_readiness", (light.site_id, light.item), 1, 0, "lights")


def _contradicted(roster: Roster, plan: Plan, travel: Travel) -> set[tuple[str, str]]:
    """(site_id, item) of lights that can't be ok."""
    supplied = sent(plan)
    dark = {
        (place, "supplies")
        for (place, item), needed in needs(roster, plan).items()
        if supplied.get((place, item), 0.0) < needed - 1e-6
    }
    dark |= {(late.subjects[0], "supplies") for late in kit_arrival(roster, plan, travel)}
    dark |= {(late.subjects[0], "coverage") for late in sampling_deadline(roster, plan, travel)}
    for site_id, role, covered, required in role_minutes(roster, plan):
        if covered < required:
            dark.add((site_id, "medical" if role is Role.sampler else "auxiliary"))
    return dark
