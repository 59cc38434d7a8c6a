"""Why a site is a point or not, and what makes a point early or late."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.plan import Point
from masstest.domain.roster import Site, SiteStatus, ZoneGroup
from masstest.domain.units import ceil_min
from masstest.planner.explanation.chain import age_slack, interval_slack
from masstest.planner.explanation.facts import (
    At,
    Basis,
    Fact,
    Section,
    Span,
    Spare,
    Statement,
    Subject,
    SubjectKind,
    Subjects,
    Word,
    amount,
    said,
)
from masstest.planner.explanation.nearby import Measured, Nearby
from masstest.planner.explanation.reassign import reassign, usable
from masstest.planner.explanation.situation import Situation


def explain_site(case: Situation, site_id: str) -> Iterator[Section]:
    """Whether it is a point and why; for a point what makes its times."""
    site, point = case.roster.site[site_id], case.plan.point.get(site_id)
    about = Subject(kind=SubjectKind.site, id=site_id)
    if point is None:
        yield Section(name="subject", about=about, statements=(said("site_closed"),))
        yield Section(name="why", about=about, statements=tuple(_why_closed(case, site)))
        return
    yield Section(name="subject", about=about, statements=tuple(_sampling(case, site, point)))
    yield Section(name="limits", about=about, statements=tuple(pickup_statements(case, site_id)))
    yield Section(name="why", about=about, statements=tuple(_why_open(case, site, point)))


def _sampling(case: Situation, site: Site, point: Point) -> Iterator[Statement]:
    """Load, lanes and hours, and what one lane more or less would do."""
    rows = sorted(case.rows_at.get(point.site_id, ()), key=lambda row: -row.persons)
    load = case.load_at(point.site_id)
    yield said(
        "site_load",
        persons=amount(point.persons, "persons"),
        compounds=amount(len(rows), "compounds"),
        lanes=amount(point.lanes, "lanes"),
        most=amount(site.max_lanes, "n"),
        minutes=amount(round(load), "lane_min"),
        each=amount(round(load / point.lanes), "min"),
        when=Span(begin=point.open_from, end=point.finish_at),
    )
    yield said(
        "site_finish",
        at=At(at=point.finish_at),
        target=At(at=case.roster.finish_target),
        spare=Spare(spare_min=case.roster.finish_target - point.finish_at),
    )
    if rows:
        yield said(
            "site_largest",
            compound=Subject(kind=SubjectKind.compound, id=rows[0].compound_id),
            persons=amount(rows[0].persons, "persons"),
            minutes=amount(round(case.load_min(rows[0]) / point.lanes), "min"),
        )
    yield from _other_lanes(case, site, point)


def _other_lanes(case: Situation, site: Site, point: Point) -> Iterator[Statement]:
    if point.lanes < site.max_lanes:
        end = ceil_min(case.finish_with(point, point.lanes + 1))
        earlier = amount(point.finish_at - end, "min")
        yield said("site_lane_more", at=At(at=end), earlier=earlier)
    else:
        yield said("site_lanes_all", most=amount(site.max_lanes, "lanes"))
    if point.lanes > 1:
        end = ceil_min(case.finish_with(point, point.lanes - 1))
        spare = Spare(spare_min=case.roster.finish_target - end)
        yield said("site_lane_less", at=At(at=end), spare=spare)


def pickup_statements(case: Situation, source_id: str) -> Iterator[Statement]:
    """Pickups of a point or team: how long the oldest tube waits, how old it gets."""
    pickups = case.pickups_of.get(source_id, ())
    if not pickups:
        yield said("source_no_pickup")
    for pickup in pickups:
        yield said(
            "source_pickup",
            at=At(at=pickup.stop.arrive),
            run=Subject(kind=SubjectKind.run, id=pickup.run.run_id),
            tubes=amount(pickup.stop.tubes, "tubes"),
            waited=amount(pickup.stop.arrive - pickup.oldest_at, "min"),
            wait_spare=Spare(spare_min=interval_slack(case, pickup)),
            lab=Subject(kind=SubjectKind.lab, id=pickup.delivery.lab_id or ""),
            age=amount(pickup.delivery.arrive - pickup.oldest_at, "min"),
            age_spare=Spare(spare_min=age_slack(case, pickup)),
        )


def _why_open(case: Situation, site: Site, point: Point) -> Iterator[Statement]:
    if site.status is SiteStatus.required:
        yield said("site_required")
    rows = case.rows_at.get(point.site_id, ())
    yield from _where_else(case, point)
    if rows and not case.samplers_limit:
        measured = Nearby(case, site.zone.group, site.site_id).closing()
        if measured is None:
            yield said("site_close_no_room", Basis.resolved)
        else:
            code = "site_close_cost" if measured.proven else "site_close_cost_about"
            yield said(code, Basis.resolved, **_cost(measured))


def _where_else(case: Situation, point: Point) -> Iterator[Statement]:
    """Where each of its compounds would go if it were alone in leaving."""
    nowhere, extra_m, persons, places = [], 0.0, 0, set()
    for row in case.rows_at.get(point.site_id, ()):
        compound = case.roster.compound[row.compound_id]
        moves = [
            reassign(case, row, case.roster.site[other.site_id])
            for other in case.plan.points
            if other.site_id != point.site_id
            and usable(case, compound, case.roster.site[other.site_id])
        ]
        fitting = [move for move in moves if move.fits]
        if not fitting:
            nowhere.append(row.compound_id)
            continue
        best = min(fitting, key=lambda move: move.walk + move.over_limit + move.lanes)
        extra_m += best.walk
        persons += row.persons
        places.add(best.site.site_id)
    if places:
        yield said(
            "site_next_open",
            persons=amount(persons, "persons"),
            sites=Subjects(
                subjects=tuple(Subject(kind=SubjectKind.site, id=s) for s in sorted(places))
            ),
            extra=amount(round(extra_m / max(1, persons)), "signed_m"),
        )
    if nowhere:
        yield said(
            "site_next_full",
            compounds=Subjects(
                subjects=tuple(Subject(kind=SubjectKind.compound, id=c) for c in nowhere)
            ),
        )


def _why_closed(case: Situation, site: Site) -> Iterator[Statement]:
    roster = case.roster
    if site.status is SiteStatus.excluded:
        yield said("site_excluded")
        return
    if case.hours(site).span_min <= 0:
        yield said("site_hours", when=Span(begin=site.open_from, end=site.open_until))
        return
    near = [
        compound
        for compound in roster.compounds
        if roster.demand(compound).walking > 0
        and case.walk_m(compound, site) <= roster.walking_limit_m(compound)
    ]
    own = [compound for compound in near if compound.zone.group is site.zone.group]
    if not own:
        code = "site_nobody_zone" if near else "site_nobody"
        yield said(code, zone=Word(word=f"group_{site.zone.group.value}"))
        return
    yield said(
        "site_in_reach",
        compounds=amount(len(own), "compounds"),
        persons=amount(sum(roster.demand(c).walking for c in own), "persons"),
    )
    missing = sum(case.without_point(c.compound_id) for c in own)
    if missing and case.samplers_limit:
        yield said("site_uncovered", persons=amount(missing, "n"))
    par = roster.parameters
    yield said(
        "site_price",
        point=amount(par.point_cost_m, "person_m"),
        lane=amount(par.lane_cost_m, "person_m"),
    )
    yield from _best_customers(case, site, site.zone.group)
    if not case.samplers_limit:
        measured = Nearby(case, site.zone.group, site.site_id).opening()
        if measured is not None:
            code = "site_open_cost" if measured.proven else "site_open_cost_about"
            yield said(code, Basis.resolved, **_cost(measured))


def _cost(measured: Measured) -> dict[str, Fact]:
    return {
        "cost": amount(round(measured.cost_m), "signed_person_m"),
        "sites": amount(measured.sites, "sites"),
        "lanes": amount(measured.lanes, "signed"),
        "points": amount(measured.points, "signed"),
    }


def _best_customers(case: Situation, site: Site, group: ZoneGroup) -> Iterator[Statement]:
    """How much walking it would save at most: everybody for whom it is nearer, room aside."""
    saved, persons = 0.0, 0
    for row in case.plan.coverage:
        compound = case.roster.compound[row.compound_id]
        gain_m = row.walk_m - case.walk_m(compound, site)
        if compound.zone.group is group and gain_m > 0:
            saved += row.persons * gain_m
            persons += row.persons
    if persons:
        yield said(
            "site_saving",
            persons=amount(persons, "persons"),
            saved=amount(saved, "person_m"),
        )
    else:
        yield said("site_no_saving")
