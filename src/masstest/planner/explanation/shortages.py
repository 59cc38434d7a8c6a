"""What the plan falls short of, what would mend it and how much of it, and how that is known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.roster import VehicleKind
from masstest.planner.explanation.facts import (
    Advice,
    Basis,
    Lack,
    Section,
    Statement,
    Subject,
    SubjectKind,
    amount,
    said,
)
from masstest.planner.explanation.laboratory import least_more
from masstest.planner.explanation.situation import Situation
from masstest.planner.shortages import combined
from masstest.solver.location.network import minutes_of

# How the planner came by the quantity of a remedy.
_FOUND_BY: Mapping[RemedyCode, Basis] = {
    RemedyCode.add_staff: Basis.resolved,  # planned again with people enough
    RemedyCode.add_vehicles: Basis.resolved,  # planned again with vehicles enough
    RemedyCode.extend_lab_hours: Basis.resolved,
}


def shortages(case: Situation) -> Section:
    """Every shortage of the plan, each with what would mend it."""
    return Section(name="shortages", statements=tuple(_said(case, case.plan.shortages)))


def shortages_of(case: Situation, about: Subject) -> Section:
    """The shortages that name one subject."""
    own = [shortage for shortage in case.plan.shortages if _concerns(case, shortage, about)]
    return Section(name="shortages", about=about, statements=tuple(_said(case, own)))


def _concerns(case: Situation, shortage: Shortage, about: Subject) -> bool:
    """Whether a shortage names the subject, or is why it is badly off."""
    if about.kind is SubjectKind.rule:
        return shortage.rule == about.id
    if shortage.subject == about.id:
        return True
    if about.kind is SubjectKind.compound and shortage.rule == "full_coverage":
        return shortage.subject not in case.roster.compound and case.without_point(about.id) > 0
    if about.kind is SubjectKind.site and shortage.rule == "sampling_deadline":
        point = case.plan.point.get(about.id)
        late = point is not None and point.finish_at > case.roster.finish_target
        return late and shortage.subject not in case.roster.site
    return False


def _said(case: Situation, found: Sequence[Shortage]) -> Iterator[Statement]:
    """Shortages, and after those that the same remedies would end, the remedies."""
    if not found:
        return
    groups: dict[str, tuple[tuple[Remedy, ...], list[Shortage]]] = {}
    for number, shortage in enumerate(found):
        remedies = remedies_of(case, shortage)
        same = str([(r.code, r.subject, r.quantity, sorted(r.facts.items())) for r in remedies])
        key = same if remedies else str(number)
        groups.setdefault(key, (remedies, []))[1].append(shortage)
    for remedies, together in groups.values():
        for shortage in together:
            yield said("shortage", shortage=Lack(shortage=shortage))
        for remedy in remedies:
            basis = _FOUND_BY.get(remedy.code, Basis.rule)
            yield said("remedy", basis, advice=Advice(remedy=remedy))
        if not remedies:
            least = together[0]
            yield said("remedy_sooner", least=amount(least.amount, least.unit))
    if len({(r.code, r.subject) for r in combined(case.plan.shortages)}) > 1:
        yield said("remedies_together")


def remedies_of(case: Situation, shortage: Shortage) -> tuple[Remedy, ...]:
    """The plan's remedies; where it names none, what a rule of three says would do."""
    return shortage.remedies or tuple(_by_rule(case, shortage))


def _by_rule(case: Situation, shortage: Shortage) -> Iterator[Remedy]:
    roster, rule, subject = case.roster, shortage.rule, shortage.subject
    if rule in ("full_coverage", "walking_limit") and subject in roster.compound:
        compound = roster.compound[subject]
        demand = roster.demand(compound)
        span_min = max(1, roster.finish_target - roster.round.sampling_start)
        load = minutes_of(roster, compound, demand.walking, demand.walking_key)
        yield Remedy(
            code=RemedyCode.open_point,
            rule=rule,
            subject=subject,
            quantity=max(1, math.ceil(load / span_min - 1e-9)),
            unit="lanes",
            facts={"persons": demand.walking, "within_m": roster.walking_limit_m(compound)},
        )
    elif rule in ("sampling_deadline", "queue_limit") and subject in case.plan.point:
        yield _lanes_in_time(case, rule, subject)
    elif rule in ("key_result_deadline", "result_deadline") and subject in case.intake:
        more = least_more(case, case.intake[subject])
        if more:
            yield Remedy(
                code=RemedyCode.add_lab_capacity,
                rule=rule,
                subject=subject,
                quantity=more,
                unit="tubes/h",
            )
    elif rule in ("kit_arrival", "waste_removed"):
        kind = VehicleKind.supply if rule == "kit_arrival" else VehicleKind.waste
        yield Remedy(
            code=RemedyCode.add_vehicles,
            rule=rule,
            subject=kind.value,
            quantity=1,
            unit="vehicles",
        )
    elif rule == "stock_limit":
        yield Remedy(
            code=RemedyCode.add_stock,
            rule=rule,
            subject=subject,
            quantity=shortage.amount,
            unit=shortage.unit,
        )


def _lanes_in_time(case: Situation, rule: str, site_id: str) -> Remedy:
    point = case.plan.point[site_id]
    span_min = max(1, case.roster.finish_target - point.open_from)
    lanes = math.ceil(case.load_at(site_id) / span_min - 1e-9) - point.lanes
    return Remedy(
        code=RemedyCode.add_lanes,
        rule=rule,
        subject=site_id,
        quantity=max(1, lanes),
        unit="lanes",
    )
