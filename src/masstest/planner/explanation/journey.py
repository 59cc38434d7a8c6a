"""What a run or a vehicle does, how much each stop has to spare, and what binds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from masstest.domain.plan import Run, SupplyRun, WasteRun
from masstest.domain.roster import VehicleKind
from masstest.planner.explanation.chain import age_slack, interval_slack, source
from masstest.planner.explanation.facts import (
    At,
    Section,
    Span,
    Spare,
    Statement,
    Subject,
    SubjectKind,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.situation import Situation


class Limit(NamedTuple):
    """How much later a run could be for one reason; `word` names the reason."""

    slack_min: int
    word: str


def explain_run(case: Situation, run_id: str) -> Iterator[Section]:
    """Its stops with their slack, what binds it, and what room it has."""
    run = next(run for run in case.plan.runs if run.run_id == run_id)
    about = Subject(kind=SubjectKind.run, id=run_id)
    yield Section(name="subject", about=about, statements=tuple(_stops(case, run)))
    yield Section(name="limits", about=about, statements=tuple(_binding(case, run)))


def _stops(case: Situation, run: Run) -> Iterator[Statement]:
    vehicle = case.roster.vehicle.get(run.vehicle_id)
    last = run.stops[-1]
    yield said(
        "run_whole",
        vehicle=Subject(kind=SubjectKind.vehicle, id=run.vehicle_id),
        when=Span(begin=run.start, end=run.end),
        tubes=amount(last.tubes, "tubes"),
        capacity=amount(0 if vehicle is None else vehicle.capacity_tubes, "tubes"),
    )
    for pickup in case.pickups:
        if pickup.run.run_id == run.run_id:
            yield said(
                "run_pickup",
                at=At(at=pickup.stop.arrive),
                place=source(pickup),
                tubes=amount(pickup.stop.tubes, "tubes"),
                waited=amount(pickup.stop.arrive - pickup.oldest_at, "min"),
                wait_spare=Spare(spare_min=interval_slack(case, pickup)),
                age=amount(pickup.delivery.arrive - pickup.oldest_at, "min"),
                age_spare=Spare(spare_min=age_slack(case, pickup)),
            )
    yield said(
        "run_delivery",
        at=At(at=last.arrive),
        lab=Subject(kind=SubjectKind.lab, id=last.lab_id or ""),
        tubes=amount(last.tubes, "tubes"),
        key=amount(last.key_tubes, "n"),
    )


def limits(case: Situation, run: Run) -> list[Limit]:
    """By how much the whole run could be later before each limit, the tightest first."""
    found = []
    for pickup in case.pickups:
        if pickup.run.run_id == run.run_id and pickup.stop.oldest_sample_at is not None:
            if not pickup.is_fetch:
                found.append(Limit(interval_slack(case, pickup), "limit_interval"))
            found.append(Limit(age_slack(case, pickup), "limit_age"))
    vehicle = case.roster.vehicle.get(run.vehicle_id)
    if vehicle is not None:
        found.append(Limit(vehicle.available_until - run.end, "limit_vehicle"))
    last = run.stops[-1]
    lab = case.roster.lab.get(last.lab_id or "")
    if lab is not None:
        found.append(Limit(lab.receive_until - last.arrive, "limit_lab_hours"))
    following = [r for r in case.runs_of[run.vehicle_id] if r.start >= run.end]
    if following:
        found.append(Limit(following[0].start - run.end, "limit_next_run"))
    tightest: dict[str, Limit] = {}
    for limit in sorted(found):
        tightest.setdefault(limit.word, limit)
    return list(tightest.values())


def _binding(case: Situation, run: Run) -> Iterator[Statement]:
    for number, limit in enumerate(limits(case, run)):
        yield said(
            "run_binds" if number == 0 else "run_limit",
            reason=Word(word=limit.word),
            spare=Spare(spare_min=limit.slack_min),
        )
    vehicle = case.roster.vehicle.get(run.vehicle_id)
    if vehicle is None:
        return
    room = vehicle.capacity_tubes - run.stops[-1].tubes
    code = "run_room" if room > 0 else "run_full"
    yield said(code, room=amount(room, "tubes"), capacity=amount(vehicle.capacity_tubes, "tubes"))


def explain_vehicle(case: Situation, vehicle_id: str) -> Iterator[Section]:
    """Its runs, the time it stands idle between them, and what else it could do."""
    vehicle = case.roster.vehicle[vehicle_id]
    about = Subject(kind=SubjectKind.vehicle, id=vehicle_id)
    spans = _spans(case, vehicle_id, vehicle.kind)
    statements = [
        said(
            "vehicle_hours",
            kind=Word(word=vehicle.kind.value),
            capacity=amount(vehicle.capacity_tubes, "tubes"),
            hours=Span(begin=vehicle.available_from, end=vehicle.available_until),
        )
    ]
    if not spans:
        statements.append(said("vehicle_unused"))
        yield Section(name="subject", about=about, statements=tuple(statements))
        return
    driven = sum(end - begin for _, begin, end in spans)
    statements.append(
        said("vehicle_runs", runs=amount(len(spans), "runs"), minutes=amount(driven, "min"))
    )
    for run_id, begin, end in spans:
        run = Subject(kind=SubjectKind.run, id=run_id)
        statements.append(said("vehicle_run", run=run, when=Span(begin=begin, end=end)))
    yield Section(name="subject", about=about, statements=tuple(statements))
    idle = tuple(_idle(spans, vehicle.available_from, vehicle.available_until))
    yield Section(name="free", about=about, statements=idle)


def _spans(case: Situation, vehicle_id: str, kind: VehicleKind) -> list[tuple[str, int, int]]:
    """(run_id, start, end) of a vehicle's runs, by time."""
    runs: tuple[Run | SupplyRun | WasteRun, ...] = case.plan.runs
    if kind is VehicleKind.supply:
        runs = case.plan.supply_runs
    elif kind is VehicleKind.waste:
        runs = case.plan.waste_runs
    own = [(run.start, run.end, run.run_id) for run in runs if run.vehicle_id == vehicle_id]
    return [(run_id, start, end) for start, end, run_id in sorted(own)]


def _idle(
    spans: list[tuple[str, int, int]], available_from: int, available_until: int
) -> Iterator[Statement]:
    free_from = available_from
    for _, start, end in spans:
        if start > free_from:
            yield _gap(free_from, start)
        free_from = max(free_from, end)
    if available_until > free_from:
        yield _gap(free_from, available_until)


def _gap(begin: int, end: int) -> Statement:
    return said("vehicle_idle", when=Span(begin=begin, end=end), minutes=amount(end - begin, "min"))
