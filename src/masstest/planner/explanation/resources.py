"""What there is of every resource, what the plan uses, and which of them bind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster, VehicleKind
from masstest.domain.units import ceil_min
from masstest.planner.explanation.facts import (
    At,
    Section,
    Statement,
    Subject,
    SubjectKind,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.situation import Situation
from masstest.solver.rostering import doorstep_pairs_available

_TRAINED = frozenset({Role.sampler, Role.doorstep})
_TIGHTEST_ITEMS = 3


def resources(case: Situation) -> Section:
    """People by role, lanes, vehicles, laboratories, stock: used against available."""
    parts = (_people, _pairs, _lanes, _vehicles, _labs, _stock)
    statements = [statement for part in parts for statement in part(case)]
    return Section(name="resources", statements=tuple(statements))


def able(roster: Roster, role: Role) -> frozenset[str]:
    """Who may have a duty of `role` at some time of the round: trained, rested, there."""
    order = roster.round
    found = set()
    for person in roster.staff:
        trained = person.trained_until is not None and person.trained_until >= order.date
        rested_from = person.available_from
        if person.last_duty_end is not None:
            rest_min = roster.parameters.min_rest_h * 60
            rested_from = max(rested_from, ceil_min(person.last_duty_end + rest_min))
        if (
            role in person.roles
            and (trained or role not in _TRAINED)
            and rested_from < min(person.available_until, order.result_deadline)
            and person.max_hours > 0
        ):
            found.add(person.staff_id)
    return frozenset(found)


def idle(case: Situation, role: Role) -> frozenset[str]:
    """Who could serve in `role` and has no duty at all."""
    return able(case.roster, role) - case.duties_of.keys()


def _people(case: Situation) -> Iterator[Statement]:
    for role in Role:
        serving, free = case.on_duty[role], idle(case, role)
        if not serving and not free:
            continue
        yield said(
            "use_role" if free else "use_role_all",
            role=Word(word=role.value),
            used=amount(len(serving), "n"),
            left=amount(len(free), "n"),
        )


def _lanes(case: Situation) -> Iterator[Statement]:
    points = case.plan.points
    if not points:
        return
    most = {point.site_id: case.roster.site[point.site_id].max_lanes for point in points}
    full = [point for point in points if point.lanes >= most[point.site_id]]
    yield said(
        "use_lanes",
        used=amount(sum(point.lanes for point in points), "n"),
        there=amount(sum(most.values()), "n"),
        points=amount(len(points), "points"),
        full=amount(len(full), "n"),
    )


def vehicles_used(plan: Plan) -> Mapping[VehicleKind, frozenset[str]]:
    """Ids of the vehicles in use, by kind."""
    return {
        VehicleKind.specimen: frozenset(run.vehicle_id for run in plan.runs),
        VehicleKind.supply: frozenset(run.vehicle_id for run in plan.supply_runs),
        VehicleKind.waste: frozenset(run.vehicle_id for run in plan.waste_runs),
    }


def fleet(case: Situation, kind: VehicleKind) -> Iterator[Statement]:
    """Vehicles of a kind in use, of those there are."""
    used = vehicles_used(case.plan)[kind]
    there = sum(vehicle.kind is kind for vehicle in case.roster.vehicles)
    if there:
        yield said(
            "use_vehicles" if len(used) < there else "use_vehicles_all",
            kind=Word(word=kind.value),
            used=amount(len(used), "n"),
            there=amount(there, "n"),
            left=amount(there - len(used), "n"),
        )


def _vehicles(case: Situation) -> Iterator[Statement]:
    for kind in VehicleKind:
        yield from fleet(case, kind)


def _pairs(case: Situation) -> Iterator[Statement]:
    """Doorstep teams, and the pairs that people could form."""
    teams = len(case.plan.doorstep)
    if teams:
        pairs = doorstep_pairs_available(case.roster)
        yield said("use_pairs", used=amount(teams, "n"), there=amount(max(teams, pairs), "n"))


def _labs(case: Situation) -> Iterator[Statement]:
    for lab in case.roster.labs:
        intake = case.intake.get(lab.lab_id)
        subject = Subject(kind=SubjectKind.lab, id=lab.lab_id)
        if intake is None or not intake.times:
            yield said("use_lab_none", lab=subject)
            continue
        begin, end = intake.times[0], intake.times[-1]
        busy_min = 60 * intake.tubes / lab.tubes_per_hour
        yield said(
            "use_lab",
            lab=subject,
            tubes=amount(intake.tubes, "tubes"),
            rate=amount(lab.tubes_per_hour, "tubes/h"),
            share=amount(round(100 * min(1.0, busy_min / max(busy_min, end - begin))), "%"),
            begin=At(at=round(begin)),
            end=At(at=ceil_min(end)),
            wait=amount(round(intake.max_wait_min), "min"),
        )
        if lab.tubes_per_day is not None:
            started = intake.whole_started_by(case.roster.lab_day[1])
            yield said(
                "use_lab_day" if started < lab.tubes_per_day else "use_lab_day_all",
                lab=subject,
                used=amount(started, "tubes"),
                there=amount(lab.tubes_per_day, "tubes/day"),
                left=amount(lab.tubes_per_day - started, "tubes"),
            )


def stock_left(case: Situation) -> list[tuple[float, str, float, float]]:
    """(share left, item, sent, stock) of every item that is sent, the scarcest first."""
    sent: dict[str, float] = defaultdict(float)
    for supply in case.plan.supplies:
        sent[supply.item] += supply.quantity
    rows = [
        ((row.stock - sent[row.item]) / row.stock if row.stock else 0.0, row.item)
        for row in case.roster.supplies
        if sent[row.item] > 0
    ]
    stock = {row.item: row.stock for row in case.roster.supplies}
    return [(share, item, sent[item], stock[item]) for share, item in sorted(rows)]


def _stock(case: Situation) -> Iterator[Statement]:
    units = {row.item: row.unit for row in case.roster.supplies}
    for _, item, sent, stock in stock_left(case)[:_TIGHTEST_ITEMS]:
        yield said(
            "use_stock",
            item=Subject(kind=SubjectKind.item, id=item),
            used=amount(sent, units[item]),
            there=amount(stock, units[item]),
            left=amount(stock - sent, units[item]),
        )
