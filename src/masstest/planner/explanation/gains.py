"""What one more of each resource would gain: a lane, a sampler, a vehicle, 100 tubes an hour.

Points and queues are worked out anew by rule. Vehicles are measured by planning transport
again, with and without one more, in the same way. A sampler's worth, where samplers lack, is
read from the linear relaxation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import fmean

from masstest.domain.outcome import Remedy, RemedyCode
from masstest.domain.remedies import apply
from masstest.domain.roster import Role, Roster, StaffPool, VehicleKind, ZoneGroup
from masstest.domain.travel import Place, Travel
from masstest.domain.units import ceil_min
from masstest.planner.explanation.chain import sampling_ends
from masstest.planner.explanation.facts import (
    At,
    Basis,
    Fact,
    Section,
    Statement,
    Subject,
    SubjectKind,
    amount,
    said,
)
from masstest.planner.explanation.laboratory import faster
from masstest.planner.explanation.resources import idle, vehicles_used
from masstest.planner.explanation.situation import Situation
from masstest.solver.location import locate
from masstest.solver.location.linear import Limits
from masstest.solver.location.network import build_network
from masstest.solver.location.scarce import scarcity
from masstest.solver.location.scarce_model import ScarceModel
from masstest.solver.rostering import sampler_supply
from masstest.solver.transport import plan_transport
from masstest.solver.transport.crews import crews_available

_MORE_SAMPLERS = 0.01  # of those there are, at least one: few, but more than chance
_LOCATION_SHARE = 0.25  # of the time, for each of two plans of the points
_NEAREST = 10  # candidates per compound in the relaxation
_RELAXATION_S = 20.0
_TRANSPORT_SHARE = 0.35  # of the time, for each of two plans of the transport
_LONGEST_S, _SHORTEST_S = 10.0, 1.0
_CAPACITY_TUBES = 1000  # if there is no vehicle to go by


def gains(case: Situation) -> Section:
    """What one more of each resource would gain."""
    parts = (_lane, _sampler, _vehicle, _labs)
    statements = [statement for part in parts for statement in part(case)]
    return Section(name="gains", statements=tuple(statements))


def _lane(case: Situation) -> Iterator[Statement]:
    """One more lane where sampling ends last, and when all of it would end then."""
    ends = sampling_ends(case)
    if not ends or not case.plan.points:
        return
    point = max(case.plan.points, key=lambda p: (p.finish_at, p.site_id))
    site = Subject(kind=SubjectKind.site, id=point.site_id)
    end = ceil_min(case.finish_with(point, point.lanes + 1))
    others = [e.at for e in ends if e.facts["place"] != site]
    last = max(e.at for e in ends)
    facts: dict[str, Fact] = {
        "site": site,
        "before": At(at=point.finish_at),
        "at": At(at=end),
        "earlier": amount(point.finish_at - end, "min"),
    }
    all_earlier = last - max([end, *others])
    if all_earlier > 0:
        yield said("gain_lane", all_earlier=amount(all_earlier, "min"), **facts)
    else:
        yield said("gain_lane_alone", **facts)
    if point.lanes >= case.roster.site[point.site_id].max_lanes:
        yield said("gain_lane_no_room", site=site, most=amount(point.lanes, "lanes"))


def _sampler(case: Situation) -> Iterator[Statement]:
    if case.samplers_limit:
        yield from _scarce_samplers(case)
        return
    called = [s for s in case.on_duty[Role.sampler] if _is_reserve(case.roster, s)]
    if called:
        yield said("gain_sampler_reserve", called=amount(len(called), "n"))
    else:
        left = amount(len(idle(case, Role.sampler)), "n")
        yield said("gain_sampler_none", left=left)


def _scarce_samplers(case: Situation) -> Iterator[Statement]:
    """What each sampler is worth, by the relaxation; and what some more do, measured."""
    supply = sampler_supply(case.roster, case.plan.doorstep)
    more = max(1, round(_MORE_SAMPLERS * supply))
    worth = (_left_out(case, supply) - _left_out(case, supply + more)) / more
    if worth > 0:  # else lanes in whole numbers are what binds, which the relaxation can't see
        yield said(
            "gain_sampler_short",
            Basis.duals,
            supply=amount(supply, "n"),
            persons=amount(round(worth), "persons"),
        )
    planned = sum(row.persons for row in case.plan.coverage)
    again = with_point(case, supply)
    if again > planned:
        longer = amount(again - planned, "persons")
        yield said("gain_time", Basis.resolved, persons=longer)
    persons = with_point(case, supply + more) - max(again, planned)
    facts: dict[str, Fact] = {"more": amount(more, "more_samplers")}
    if persons > 0:
        facts["persons"] = amount(persons, "persons")
        yield said("gain_sampler_measured", Basis.resolved, **facts)
    else:
        yield said("gain_sampler_measured_none", Basis.resolved, **facts)


def with_point(case: Situation, supply: int) -> int:
    """People with a point when points are planned again with `supply` samplers."""
    seconds = min(_LONGEST_S, max(_SHORTEST_S, _LOCATION_SHARE * case.budget.remaining_s))
    budget = case.budget.slice(seconds)
    found = locate(case.roster, case.travel, budget, sampler_supply=supply)
    return sum(row.persons for row in found.value.coverage)


def _is_reserve(roster: Roster, staff_id: str) -> bool:
    person = roster.person.get(staff_id)
    return person is not None and person.pool is StaffPool.reserve


def _left_out(case: Situation, supply: int) -> float:
    """People without a point in the relaxation with `supply` samplers."""
    networks = [
        build_network(case.roster, case.travel, group, late=True, nearest=_NEAREST)
        for group in ZoneGroup
    ]
    scarce = scarcity(case.roster, networks, supply)
    model = ScarceModel(scarce, divisible=True)
    solved = model.solve(Limits(_RELAXATION_S), relaxed=True)
    if solved.values is None:
        return 0.0
    customers = [customer for network in networks for customer in network.customers]
    key = solved.values[model.uncovered]
    others = solved.values[model.unserved]
    return float(
        sum(
            c.key * k + (c.persons - c.key) * o
            for c, k, o in zip(customers, key, others, strict=True)
        )
    )


@dataclass(frozen=True)
class Carried:
    """What a plan of the transport achieves; minutes are `Minute`s, lateness in its own weights."""

    key_results_at: int | None
    results_at: int | None
    max_age_min: int
    late: float
    left_behind: int


def _vehicle(case: Situation) -> Iterator[Statement]:
    used = vehicles_used(case.plan)[VehicleKind.specimen]
    there = sum(v.kind is VehicleKind.specimen for v in case.roster.vehicles)
    if not used:
        return
    if len(used) < there:
        crews = crews_available(case.roster)
        if crews > len(used):
            yield said("gain_vehicle_none", left=amount(there - len(used), "n"))
            return
        yield said("gain_crew_binds", crews=amount(crews, "crews"))
    now, then = carried(case, more=0), carried(case, more=1)
    yield _vehicle_gain(now, then)


def _vehicle_gain(now: Carried, then: Carried) -> Statement:
    if (then.left_behind, then.late) >= (now.left_behind, now.late) and not _sooner(now, then):
        return said("gain_vehicle_measured_none", Basis.resolved)
    return said(
        "gain_vehicle_measured",
        Basis.resolved,
        key_change=amount((then.key_results_at or 0) - (now.key_results_at or 0), "signed_min"),
        change=amount((then.results_at or 0) - (now.results_at or 0), "signed_min"),
        age_change=amount(then.max_age_min - now.max_age_min, "signed_min"),
        late=amount(round(now.late), "late_points"),
        late_then=amount(round(then.late), "late_points"),
    )


def _sooner(now: Carried, then: Carried) -> bool:
    return (then.key_results_at or 0) < (now.key_results_at or 0) or (then.results_at or 0) < (
        now.results_at or 0
    )


def carried(case: Situation, more: int) -> Carried:
    """Transport planned again with `more` vehicles and crews, from the plan's points and teams."""
    roster, travel = (
        with_vehicles(case.roster, case.travel, more)
        if more
        else (
            case.roster,
            case.travel,
        )
    )
    seconds = min(_LONGEST_S, max(_SHORTEST_S, _TRANSPORT_SHARE * case.budget.remaining_s))
    result = plan_transport(
        roster,
        travel,
        case.plan.points,
        case.plan.coverage,
        case.plan.doorstep,
        case.budget.slice(seconds),
    )
    plan, terms = result.value, result.report.terms
    ages = [
        run.stops[-1].arrive - stop.oldest_sample_at
        for run in plan.runs
        for stop in run.stops
        if stop.oldest_sample_at is not None
    ]
    return Carried(
        max((x.key_results_at for x in plan.labs if x.key_results_at is not None), default=None),
        max((x.results_at for x in plan.labs if x.results_at is not None), default=None),
        max(ages, default=0),
        sum(terms.get(name, 0.0) for name in ("late_results", "overage", "late_pickup")),
        sum(plan.undeliverable.values()),
    )


def with_vehicles(roster: Roster, travel: Travel, more: int) -> tuple[Roster, Travel]:
    """`more` specimen vehicles with crews, standing in the middle of the district."""
    capacity = max(
        (v.capacity_tubes for v in roster.vehicles if v.kind is VehicleKind.specimen),
        default=_CAPACITY_TUBES,
    )
    wanted = [
        Remedy(
            code=RemedyCode.add_vehicles,
            rule="specimen_age",
            subject=VehicleKind.specimen.value,
            quantity=more,
            unit="vehicles",
            facts={"capacity_tubes": capacity, "sealed_ok": True},
        )
    ] + [
        Remedy(
            code=RemedyCode.add_staff,
            rule="crew_of_two",
            subject=role.value,
            quantity=more,
            unit="persons",
        )
        for role in (Role.driver, Role.courier)
    ]
    grown = apply(roster, wanted)
    lon = fmean(site.lon for site in roster.sites)
    lat = fmean(site.lat for site in roster.sites)
    middle = min(roster.sites, key=lambda site: (site.lon - lon) ** 2 + (site.lat - lat) ** 2)
    index: Mapping[Place, int] = dict(travel.place_index) | {
        Place("vehicle", v.vehicle_id): travel.place_index[Place("site", middle.site_id)]
        for v in grown.vehicles[len(roster.vehicles) :]
    }
    return grown, replace(travel, place_index=index)


def _labs(case: Situation) -> Iterator[Statement]:
    """100 tubes an hour more at each laboratory."""
    for found in case.intake.values():
        if found.times:
            yield from faster(case, found)
