"""Key figures of a plan, in minutes, metres and people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster, SiteStatus, StaffPool
from masstest.domain.travel import Place, Travel
from masstest.domain.units import iso
from masstest.planner.fairness import duty_spread

# The guide's ranges around its mean: 2,000-3,000 people per point, 600-800 per lane.
_POINT_RANGE = (0.8, 1.2)
_LANE_RANGE = (6 / 7, 8 / 7)


def key_figures(roster: Roster, plan: Plan, travel: Travel) -> dict[str, Any]:
    """The `kpis` of the plan contract. Times are ISO, distances metres, slack minutes."""
    demands = [roster.demand(compound) for compound in roster.compounds]
    people = sum(d.walking + d.doorstep for d in demands)
    visited = sum(stop.persons for team in plan.doorstep for stop in team.stops)
    walk = _walk_figures(plan)
    ages = _ages(plan)
    finish = max(
        [p.finish_at for p in plan.points]
        + [stop.depart for team in plan.doorstep for stop in team.stops],
        default=None,
    )
    key_results = max((x.key_results_at for x in plan.labs if x.key_results_at), default=None)
    results = max((x.results_at for x in plan.labs if x.results_at), default=None)
    on_duty = {duty.staff_id for duty in plan.duties}
    duties = duty_spread(roster, plan)

    def shown(minute: int | None) -> str | None:
        return None if minute is None else iso(minute, roster.round.date)

    def slack(deadline: int, minute: int | None) -> int | None:
        return None if minute is None else deadline - minute

    return {
        "people": people,
        "persons_covered": sum(row.persons for row in plan.coverage) + visited,
        "points": len(plan.points),
        "lanes": sum(point.lanes for point in plan.points),
        "samplers_needed": len({d.staff_id for d in plan.duties if d.role is Role.sampler}),
        "samplers_on_roster": sum(Role.sampler in person.roles for person in roster.staff),
        "guideline": guideline(roster, plan, people),
        **walk,
        "finish_at": shown(finish),
        "tubes": sum(stop.tubes for run in plan.runs for stop in run.stops[-1:]),
        "runs": len(plan.runs),
        "vehicles_used": len({run.vehicle_id for run in plan.runs}),
        "drive_km": round(_drive_km(plan, travel), 1),
        "mean_age_min": ages[0],
        "max_age_min": ages[1],
        "key_results_at": shown(key_results),
        "results_at": shown(results),
        "slack_min": {
            "sampling": slack(roster.round.sampling_deadline, finish),
            "key_results": slack(roster.round.key_result_deadline, key_results),
            "results": slack(roster.round.result_deadline, results),
            "specimen_age": slack(roster.parameters.specimen_age_max_min, ages[1]),
        },
        "staff_on_duty": len(on_duty),
        "reserve_called": sum(
            roster.person[s].pool is StaffPool.reserve for s in on_duty if s in roster.person
        ),
        "doorstep_teams": len(plan.doorstep),
        "doorstep_persons": visited,
        "sampler_duties": None if duties is None else duties._asdict(),
        **_moves(roster, plan),
    }


def guideline(roster: Roster, plan: Plan, people: int) -> dict[str, dict[str, Any]]:
    """The national guide's ratios beside the plan's: points, lanes, samplers on the roster."""
    par = roster.parameters

    def between(found: int, per: int, span: tuple[float, float]) -> dict[str, Any]:
        low, high = round(people / (per * span[1])), round(people / (per * span[0]))
        return {"plan": found, "low": low, "high": high, "ok": low <= found <= high}

    samplers = sum(Role.sampler in person.roles for person in roster.staff)
    wanted = -(-people // par.roster_people_per_sampler)
    return {
        "points": between(len(plan.points), par.people_per_point_urban, _POINT_RANGE),
        "lanes": between(sum(p.lanes for p in plan.points), par.people_per_lane, _LANE_RANGE),
        "samplers": {"plan": samplers, "low": wanted, "high": None, "ok": samplers >= wanted},
    }


def _walk_figures(plan: Plan) -> dict[str, float | None]:
    if not plan.coverage:
        return {"mean_walk_m": None, "p95_walk_m": None, "max_walk_m": None}
    metres = np.array([row.walk_m for row in plan.coverage], dtype=float)
    persons = np.array([row.persons for row in plan.coverage], dtype=float)
    order = np.argsort(metres)
    upto = np.cumsum(persons[order])
    at95 = min(int(np.searchsorted(upto, 0.95 * upto[-1])), len(order) - 1)
    return {
        "mean_walk_m": round(float(metres @ persons / persons.sum()), 1),
        "p95_walk_m": float(metres[order][at95]),
        "max_walk_m": float(metres.max()),
    }


def _ages(plan: Plan) -> tuple[float | None, int | None]:
    """Mean (over tubes, by each pickup's oldest) and greatest specimen age at reception, min."""
    minutes, tubes = [], []
    for run in plan.runs:
        for stop in run.stops[:-1]:
            if stop.oldest_sample_at is not None:
                minutes.append(run.stops[-1].arrive - stop.oldest_sample_at)
                tubes.append(stop.tubes)
    if not minutes or not sum(tubes):
        return None, None
    return round(float(np.average(minutes, weights=tubes)), 1), max(minutes)


def _drive_km(plan: Plan, travel: Travel) -> float:
    """Kilometres of all specimen runs: from the vehicle's last place through to the lab."""
    total = 0.0
    at: dict[str, Place] = {}
    for run in sorted(plan.runs, key=lambda run: run.start):
        here = at.get(run.vehicle_id, Place("vehicle", run.vehicle_id))
        for stop in run.stops:
            there = _place(stop.lab_id, stop.site_id, stop.compound_id)
            total += travel.drive_km(here, there)
            here = there
        at[run.vehicle_id] = here
    return total


def _place(lab_id: str | None, site_id: str | None, compound_id: str | None) -> Place:
    if lab_id is not None:
        return Place("lab", lab_id)
    return Place("site", site_id) if site_id is not None else Place("compound", str(compound_id))


def _moves(roster: Roster, plan: Plan) -> dict[str, int]:
    """Compounds and people whose point is none of last round's; with none of those lost, too."""
    moved: set[str] = set()
    persons = without_cause = 0
    for row in plan.coverage:
        before: Sequence[str] | frozenset[str] = roster.previous_sites.get(row.compound_id, ())
        if before and row.site_id not in before:
            moved.add(row.compound_id)
            persons += row.persons
            zone = roster.compound[row.compound_id].zone.group
            open_still = [site for site_id in before if (site := roster.site.get(site_id))]
            without_cause += row.persons * any(
                site.zone.group is zone and site.status is not SiteStatus.excluded
                for site in open_still
            )
    return {
        "compounds_moved": len(moved),
        "persons_moved": persons,
        "persons_moved_without_cause": without_cause,
        "staff_moved": 0,
    }
