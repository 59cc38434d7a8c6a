"""Why a compound's people go where they go, and what anything else would cost."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.plan import Coverage
from masstest.domain.roster import Compound, Site, SiteStatus, Zone
from masstest.planner.explanation.facts import (
    Basis,
    Fact,
    Section,
    Span,
    Statement,
    Subject,
    SubjectKind,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.nearby import Nearby
from masstest.planner.explanation.reassign import Reassignment, reassign, usable
from masstest.planner.explanation.situation import Situation

_NEARER = 4  # nearer sites spoken of
_TRIED = 12  # closed sites tried for the cheapest


def explain_compound(case: Situation, compound_id: str) -> Iterator[Section]:
    """Where and when its people are sampled; why not nearer; the next best."""
    compound = case.roster.compound[compound_id]
    about = Subject(kind=SubjectKind.compound, id=compound_id)
    rows = [row for row in case.plan.coverage if row.compound_id == compound_id]
    here = (*_who(case, compound), *_points(case, compound, rows), *_visits(case, compound))
    yield Section(name="subject", about=about, statements=here)
    if rows:
        largest = max(rows, key=lambda row: row.persons)
        nearer = tuple(_nearer(case, compound, largest))
        yield Section(name="why", about=about, statements=nearer)
        yield Section(
            name="alternatives", about=about, statements=tuple(_others(case, compound, largest))
        )


def _who(case: Situation, compound: Compound) -> Iterator[Statement]:
    demand = case.roster.demand(compound)
    if not case.roster.in_scope(compound):
        yield said("compound_out_of_scope")
        return
    yield said(
        "compound_people",
        persons=amount(demand.walking + demand.doorstep, "persons"),
        key=amount(demand.walking_key + demand.doorstep_key, "n"),
        zone=Word(word=compound.zone.value),
    )
    if compound.sampled_on_the_spot:
        reason = "sealed" if compound.zone is Zone.sealed else compound.kind.value
        yield said("compound_on_the_spot", reason=Word(word=f"spot_{reason}"))
    elif demand.doorstep:
        yield said("compound_homebound", persons=amount(demand.doorstep, "n"))


def _points(case: Situation, compound: Compound, rows: list[Coverage]) -> Iterator[Statement]:
    for row in rows:
        yield said(
            "compound_point",
            site=Subject(kind=SubjectKind.site, id=row.site_id),
            persons=amount(row.persons, "persons"),
            walk=amount(row.walk_m, "m"),
            limit=amount(case.roster.walking_limit_m(compound), "m"),
            when=Span(
                begin=min((slot.from_ for slot in row.slots), default=0),
                end=max((slot.until for slot in row.slots), default=0),
            ),
        )
        before = case.roster.previous_sites.get(compound.compound_id)
        if before:
            yield said(
                "compound_same_as_before" if row.site_id in before else "compound_moved",
                penalty=amount(case.roster.parameters.move_penalty_m, "m"),
            )
    missing = case.without_point(compound.compound_id)
    if missing > 0:
        yield said("compound_uncovered", persons=amount(missing, "persons"))


def _visits(case: Situation, compound: Compound) -> Iterator[Statement]:
    visits = case.visits_of.get(compound.compound_id, ())
    for team, stop in visits:
        yield said(
            "compound_visit",
            team=Subject(kind=SubjectKind.team, id=team.team_id),
            persons=amount(stop.persons, "persons"),
            when=Span(begin=stop.arrive, end=stop.depart),
        )
    missing = case.roster.demand(compound).doorstep - sum(stop.persons for _, stop in visits)
    if missing > 0:
        yield said("compound_unvisited", persons=amount(missing, "persons"))


def by_walk(case: Situation, compound: Compound) -> list[tuple[int, Site]]:
    """All sites, the nearest on foot first."""
    walks = [(case.walk_m(compound, site), site) for site in case.roster.sites]
    return sorted(walks, key=lambda walk: (walk[0], walk[1].site_id))


def _nearer(case: Situation, compound: Compound, row: Coverage) -> Iterator[Statement]:
    """Why the people of `row` don't go to each of the sites that are nearer."""
    nearer = [
        (walk_m, site)
        for walk_m, site in by_walk(case, compound)
        if walk_m < row.walk_m and site.site_id != row.site_id
    ]
    if not nearer:
        yield said("nearest_already")
        return
    for walk_m, site in nearer[:_NEARER]:
        facts: dict[str, Fact] = {
            "site": Subject(kind=SubjectKind.site, id=site.site_id),
            "walk": amount(walk_m, "m"),
        }
        if site.status is SiteStatus.excluded:
            yield said("nearer_excluded", **facts)
        elif site.zone.group is not compound.zone.group:
            yield said("nearer_zone", zone=Word(word=f"group_{site.zone.group.value}"), **facts)
        elif case.hours(site).span_min <= 0:
            yield said("nearer_hours", **facts)
        else:
            yield _not_there(case, reassign(case, row, site), facts)


def _not_there(case: Situation, move: Reassignment, facts: dict[str, Fact]) -> Statement:
    """Why a nearer site that may be used is not used: room, or cost."""
    saved = amount(-move.walk, "person_m")
    closed = move.site.site_id not in case.plan.point
    if not move.fits:
        return said(
            "nearer_small" if closed else "nearer_full",
            lanes=amount(move.lanes_there, "lanes"),
            most=amount(move.lanes_max, "n"),
            **facts,
        )
    cost = amount(abs(move.total_m), "person_m")
    if move.total_m < 0:
        return said("nearer_better", cost=cost, **facts)
    spent = amount(move.points + move.lanes + move.moves + move.over_limit, "person_m")
    code = "nearer_closed" if closed else "nearer_costlier"
    return said(code, saved=saved, spent=spent, cost=cost, **facts)


def _others(case: Situation, compound: Compound, row: Coverage) -> Iterator[Statement]:
    """The next-best open point and the next-best closed site, by rule and measured."""
    if case.samplers_limit:
        yield said("next_needs_samplers")
    moves = [
        reassign(case, row, site)
        for _, site in by_walk(case, compound)
        if usable(case, compound, site) and site.site_id != row.site_id
    ]
    for is_open in (True, False):
        kind = [m for m in moves if (m.site.site_id in case.plan.point) is is_open]
        fitting = [move for move in kind[:_TRIED] if move.fits]
        if fitting:
            best = min(fitting, key=lambda move: (move.total_m, move.site.site_id))
            yield _priced("next_open" if is_open else "next_closed", best)
            yield from _measured(case, compound, row, best)
        elif kind:
            yield said("next_open_full" if is_open else "next_closed_small")
        else:
            yield said("next_open_none" if is_open else "next_closed_none")


def _priced(code: str, move: Reassignment) -> Statement:
    return said(
        code,
        site=Subject(kind=SubjectKind.site, id=move.site.site_id),
        extra=amount(move.extra_walk_m, "signed_m"),
        more=amount(move.lanes_more, "lanes"),
        freed=amount(move.lanes_freed, "n"),
        most=amount(move.lanes_max, "n"),
        cost=amount(move.total_m, "signed_person_m"),
    )


def _measured(
    case: Situation, compound: Compound, row: Coverage, move: Reassignment
) -> Iterator[Statement]:
    if case.samplers_limit:
        return
    nearby = Nearby(case, compound.zone.group, move.site.site_id, (row.site_id,))
    measured = nearby.sending({compound.compound_id})
    if measured is not None:
        yield said(
            "next_measured" if measured.proven else "next_measured_about",
            Basis.resolved,
            site=Subject(kind=SubjectKind.site, id=move.site.site_id),
            cost=amount(round(measured.cost_m), "signed_person_m"),
            sites=amount(measured.sites, "sites"),
        )
