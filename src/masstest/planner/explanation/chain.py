"""The chain of deadlines: when each link is planned, how much it has to spare, and what binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from masstest.domain.pickups import Pickup
from masstest.domain.plan import LabLoad
from masstest.domain.units import ceil_min
from masstest.planner.explanation.facts import (
    At,
    Fact,
    Section,
    Spare,
    Statement,
    Subject,
    SubjectKind,
    amount,
    said,
)
from masstest.planner.explanation.situation import Situation


class End(NamedTuple):
    """When sampling ends at one place: a point, or a doorstep stop."""

    slack_min: int
    at: int
    code: str
    facts: dict[str, Fact]


def chain(case: Situation) -> Section:
    """First sample, last sampling, last pickup, last reception, key results, all results."""
    links = (_sampling, _pickup, _reception, _key_results, _all_results)
    statements = [statement for link in links for statement in link(case)]
    return Section(name="chain", statements=tuple(statements))


def sampling_ends(case: Situation) -> list[End]:
    """All ends of sampling, the one with least to spare first."""
    ends = []
    order = case.roster.round
    for point in case.plan.points:
        facts: dict[str, Fact] = {
            "place": Subject(kind=SubjectKind.site, id=point.site_id),
            "persons": amount(point.persons, "persons"),
            "lanes": amount(point.lanes, "lanes"),
        }
        slack = order.sampling_deadline - point.finish_at
        ends.append(End(slack, point.finish_at, "chain_point", facts))
    for team in case.plan.doorstep:
        for stop in team.stops:
            facts = {
                "place": Subject(kind=SubjectKind.team, id=team.team_id),
                "compound": Subject(kind=SubjectKind.compound, id=stop.compound_id),
                "persons": amount(stop.persons, "persons"),
            }
            slack = case.roster.doorstep_deadline - stop.depart
            ends.append(End(slack, stop.depart, "chain_visit", facts))
    return sorted(ends, key=lambda end: (end.slack_min, end.at))


def _sampling(case: Situation) -> Iterator[Statement]:
    ends = sampling_ends(case)
    if not ends:
        yield said("chain_no_sampling")
        return
    tightest = ends[0]
    starts = [point.open_from for point in case.plan.points]
    starts += [stop.arrive for team in case.plan.doorstep for stop in team.stops]
    yield said("chain_first", at=At(at=min(starts)), spare=Spare(spare_min=tightest.slack_min))
    yield said(
        "chain_sampling",
        at=At(at=max(end.at for end in ends)),
        limit=At(at=case.roster.round.sampling_deadline),
        target=At(at=case.roster.finish_target),
        spare=Spare(spare_min=tightest.slack_min),
    )
    yield said(tightest.code, at=At(at=tightest.at), **tightest.facts)


def interval_slack(case: Situation, pickup: Pickup) -> int:
    """Minutes before the oldest tube has waited too long: for the pickup, or, where it lies at a
    laboratory, to be brought to another one."""
    if pickup.is_fetch:
        return age_slack(case, pickup)
    limit_min = case.roster.parameters.pickup_interval_max_min
    return pickup.oldest_at + limit_min - pickup.stop.arrive


def age_slack(case: Situation, pickup: Pickup) -> int:
    """Minutes before the oldest tube of a pickup is too old at the laboratory."""
    limit_min = case.roster.parameters.specimen_age_max_min
    return pickup.oldest_at + limit_min - pickup.delivery.arrive


def source(pickup: Pickup) -> Subject:
    """Where a pickup takes place: a point, a team or a laboratory that was lost."""
    if pickup.is_fetch:
        return Subject(kind=SubjectKind.lab, id=pickup.source_id)
    kind = SubjectKind.team if pickup.stop.team_id is not None else SubjectKind.site
    return Subject(kind=kind, id=pickup.source_id)


def _timed(case: Situation) -> list[Pickup]:
    return [p for p in case.pickups if p.stop.oldest_sample_at is not None]


def _pickup(case: Situation) -> Iterator[Statement]:
    timed = [pickup for pickup in _timed(case) if not pickup.is_fetch]
    if not timed:
        return
    last = max(timed, key=lambda p: p.stop.arrive)
    tightest = min(timed, key=lambda p: interval_slack(case, p))
    yield said(
        "chain_pickup",
        at=At(at=last.stop.arrive),
        run=Subject(kind=SubjectKind.run, id=tightest.run.run_id),
        place=source(tightest),
        oldest=At(at=tightest.oldest_at),
        picked_up=At(at=tightest.stop.arrive),
        limit=amount(case.roster.parameters.pickup_interval_max_min, "min"),
        spare=Spare(spare_min=interval_slack(case, tightest)),
    )


def _reception(case: Situation) -> Iterator[Statement]:
    timed = _timed(case)
    if not timed:
        return
    last = max(timed, key=lambda p: p.delivery.arrive)
    tightest = min(timed, key=lambda p: age_slack(case, p))
    yield said(
        "chain_reception",
        at=At(at=last.delivery.arrive),
        run=Subject(kind=SubjectKind.run, id=tightest.run.run_id),
        place=source(tightest),
        lab=Subject(kind=SubjectKind.lab, id=tightest.delivery.lab_id or ""),
        oldest=At(at=tightest.oldest_at),
        received=At(at=tightest.delivery.arrive),
        limit=amount(case.roster.parameters.specimen_age_max_min, "min"),
        spare=Spare(spare_min=age_slack(case, tightest)),
    )


def _key_results(case: Situation) -> Iterator[Statement]:
    deadline = case.roster.round.key_result_deadline
    yield from _results(case, "chain_key_results", deadline, lambda x: x.key_results_at, key=True)


def _all_results(case: Situation) -> Iterator[Statement]:
    deadline = case.roster.round.result_deadline
    yield from _results(case, "chain_results", deadline, lambda x: x.results_at, key=False)


def _results(
    case: Situation, code: str, limit: int, result_at: Callable[[LabLoad], int | None], *, key: bool
) -> Iterator[Statement]:
    ready = [(at, load.lab_id) for load in case.plan.labs if (at := result_at(load)) is not None]
    if not ready:
        return
    at, lab_id = max(ready)
    yield said(
        code,
        at=At(at=at),
        limit=At(at=limit),
        spare=Spare(spare_min=limit - at),
        **result_parts(case, lab_id, at, key=key),
    )


def result_parts(case: Situation, lab_id: str, at: int, *, key: bool) -> dict[str, Fact]:
    """What the last result of a laboratory is made of: unloading, queue, testing.

    Parameters
    ----------
    at : when the last result comes (`Minute`)
    key : whether it is the last key-group result
    """
    lab = case.roster.lab[lab_id]
    unloaded = max(
        run.stops[-1].depart
        for run in case.plan.runs
        if run.stops[-1].lab_id == lab_id and (run.stops[-1].key_tubes or not key)
    )
    queue_min = max(0, ceil_min(at - lab.turnaround_min - unloaded))
    return {
        "lab": Subject(kind=SubjectKind.lab, id=lab_id),
        "unloaded": At(at=unloaded),
        "queue": amount(queue_min, "min"),
        "testing": amount(lab.turnaround_min, "min"),
    }
