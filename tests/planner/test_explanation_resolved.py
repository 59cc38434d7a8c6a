"""What explanations say something would cost or gain, confirmed by planning it.

The town is small enough for its points to be planned to optimality, so that planning them again
with one thing different has one right cost.
"""

from __future__ import annotations

import itertools

import pytest

from masstest.checks import recompute_terms
from masstest.demo import make_roster
from masstest.domain.budget import Budget
from masstest.domain.outcome import Shortage, StageStatus
from masstest.domain.plan import Coverage, Plan, PlanRound
from masstest.domain.roster import Role, Roster, SiteStatus, ZoneGroup
from masstest.domain.travel import Travel
from masstest.planner import Options, plan_round
from masstest.planner.explanation import (
    Basis,
    Confirmation,
    confirm_remedies,
    confirmation_lines,
    explain,
    explanation_lines,
)
from masstest.planner.explanation.facts import Advice, Lack
from masstest.planner.explanation.nearby import Nearby
from masstest.planner.explanation.reassign import Reassignment, reassign, usable
from masstest.planner.explanation.situation import Situation
from masstest.solver.location import locate
from masstest.text import Lang, translator
from masstest.travel import straight_line

ENOUGH_S = 20.0
ALL_TESTS_S = 3600.0  # counted from when the case is made, however busy the computer is
SAMPLERS_LEFT = 18  # of 42: about ten too few


@pytest.fixture(scope="module")
def town() -> tuple[Roster, Travel]:
    """Without a reserve at points: explanations tell of walking, points and lanes."""
    roster = make_roster("town")
    plain = roster.parameters.model_copy(update={"finish_reserve_share": 0.0})
    roster = roster.model_copy(update={"parameters": plain})
    return roster, straight_line(roster)


@pytest.fixture(scope="module")
def case(town: tuple[Roster, Travel]) -> Situation:
    """The town's points and who goes there, planned to optimality; nothing else."""
    roster, travel = town
    return Situation(_plan(*town), roster, travel, Budget(seconds=ALL_TESTS_S))


def _plan(roster: Roster, travel: Travel) -> Plan:
    found = locate(roster, travel, Budget(seconds=ENOUGH_S), sampler_supply=None)
    assert found.report.status is StageStatus.optimal
    return Plan(
        round=PlanRound.of(roster.round),
        points=found.value.points,
        coverage=found.value.coverage,
    )


def _cost_m(roster: Roster, plan: Plan, travel: Travel) -> float:
    """The checker's location objective, without lateness."""
    terms = recompute_terms("location", roster, plan, travel)
    return sum(amount for name, amount in terms.items() if name != "late")


def _carried_out(case: Situation, row: Coverage, move: Reassignment) -> Plan:
    """The plan after a move: people, points and lanes as the move says."""
    old, new = row.site_id, move.site.site_id
    there = case.plan.point.get(new)
    emptied = all(r.site_id != old for r in case.plan.coverage if r is not row)
    points = []
    for point in case.plan.points:
        if point.site_id == old and emptied:
            continue
        lanes = {old: -move.lanes_freed, new: move.lanes_more}.get(point.site_id, 0)
        points.append(point.model_copy(update={"lanes": point.lanes + lanes}))
    if there is None:
        update = {"site_id": new, "lanes": move.lanes_more, "zone": move.site.zone}
        points.append(case.plan.point[old].model_copy(update=update))
    walk_m = row.walk_m + move.extra_walk_m
    moved = row.model_copy(update={"site_id": new, "walk_m": walk_m})
    rows = tuple(moved if other is row else other for other in case.plan.coverage)
    return case.plan.model_copy(update={"points": tuple(points), "coverage": rows})


def test_a_move_costs_what_the_checker_says(case: Situation) -> None:
    """Every compound to every site that fits: the objective recomputed after the move."""
    tried = 0
    before = _cost_m(case.roster, case.plan, case.travel)
    for row, site in itertools.product(case.plan.coverage, case.roster.sites):
        compound = case.roster.compound[row.compound_id]
        if site.site_id == row.site_id or not usable(case, compound, site):
            continue
        move = reassign(case, row, site)
        if move.fits:
            after = _cost_m(case.roster, _carried_out(case, row, move), case.travel)
            assert after - before == pytest.approx(move.total_m, abs=1e-3)
            tried += 1
    assert tried > 50


def _cost_with(roster: Roster, travel: Travel, site_id: str, status: SiteStatus) -> float | None:
    """The optimal location objective with one site excluded or required; None: nobody fits."""
    sites = tuple(
        site.model_copy(update={"status": status}) if site.site_id == site_id else site
        for site in roster.sites
    )
    changed = roster.model_copy(update={"sites": sites})
    found = locate(changed, travel, Budget(seconds=ENOUGH_S), sampler_supply=None)
    if found.shortages:
        return None
    assert found.report.status is StageStatus.optimal
    return found.report.objective


def _common(case: Situation, *, is_open: bool) -> list[str]:
    return [
        site.site_id
        for site in case.roster.sites
        if site.zone.group is ZoneGroup.common and (site.site_id in case.plan.point) is is_open
    ]


def test_closing_a_point_costs_what_planning_without_it_costs(case: Situation) -> None:
    base = recompute_terms("location", case.roster, case.plan, case.travel)
    for site_id in _common(case, is_open=True):
        measured = Nearby(case, ZoneGroup.common, site_id).closing()
        right = _cost_with(case.roster, case.travel, site_id, SiteStatus.excluded)
        if measured is None:
            assert right is None
            continue
        assert measured.proven
        assert right is not None
        assert measured.cost_m == pytest.approx(right - sum(base.values()), abs=2e-4 * right)


def test_opening_a_site_costs_what_planning_with_it_costs(case: Situation) -> None:
    base = recompute_terms("location", case.roster, case.plan, case.travel)
    for site_id in _common(case, is_open=False):
        measured = Nearby(case, ZoneGroup.common, site_id).opening()
        right = _cost_with(case.roster, case.travel, site_id, SiteStatus.required)
        assert measured is not None
        assert right is not None
        assert measured.cost_m == pytest.approx(right - sum(base.values()), abs=2e-4 * right)


def test_forcing_a_move_never_gains_on_an_optimum(case: Situation) -> None:
    row = max(case.plan.coverage, key=lambda row: row.persons)
    for site_id in _common(case, is_open=True)[:3]:
        if site_id != row.site_id:
            nearby = Nearby(case, ZoneGroup.common, site_id, (row.site_id,))
            measured = nearby.sending({row.compound_id})
            assert measured is None or measured.cost_m > -1e-4 * abs(_whole(case))


def _whole(case: Situation) -> float:
    return _cost_m(case.roster, case.plan, case.travel)


@pytest.fixture(scope="module")
def short_town(town: tuple[Roster, Travel]) -> tuple[Roster, Plan]:
    """The town with too few samplers, planned."""
    roster, _ = town
    samplers = [p.staff_id for p in roster.staff if Role.sampler in p.roles]
    away = set(samplers[SAMPLERS_LEFT:])
    fewer = tuple(person for person in roster.staff if person.staff_id not in away)
    short = roster.model_copy(update={"staff": fewer})
    plan = plan_round(short, Options(8, 1, 1))
    assert plan.status == "short"
    return short, plan


def test_every_shortage_is_answered_with_a_quantity(short_town: tuple[Roster, Plan]) -> None:
    roster, plan = short_town
    explanation = explain(plan, roster, straight_line(roster), None, Budget(seconds=4))
    (section,) = [s for s in explanation.sections if s.name == "shortages"]
    answered: list[Shortage] = []
    asked: list[Shortage] = []  # shortages that the same remedies end stand together
    for statement in section.statements:
        lack, advice = statement.facts.get("shortage"), statement.facts.get("advice")
        if isinstance(lack, Lack):
            asked.append(lack.shortage)
        elif isinstance(advice, Advice) and advice.remedy.quantity > 0:
            answered, asked = answered + asked, []
    assert not asked
    assert answered == list(plan.shortages)
    resolved = {
        s.code
        for part in explanation.sections
        for s in part.statements
        if s.basis is not Basis.rule
    }
    assert resolved & {"gain_sampler_short", "gain_sampler_measured", "gain_sampler_measured_none"}


def test_the_quantities_end_the_shortages(short_town: tuple[Roster, Plan]) -> None:
    """The advised samplers are added and the round planned again: nothing is short."""
    roster, plan = short_town
    confirmation = confirm_remedies(plan, roster, Options(8, 1, 1))
    assert confirmation.status == "met"
    assert confirmation.ended == plan.shortages
    assert confirmation.left == ()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_short_town_reads_well(short_town: tuple[Roster, Plan], lang: Lang) -> None:
    roster, plan = short_town
    t, travel = translator(lang), straight_line(roster)
    uncovered = [
        compound.compound_id
        for compound in roster.compounds
        if Situation(plan, roster, travel).without_point(compound.compound_id) > 0
    ]
    for subject in ("sampler", *uncovered[:2]):
        lines = explanation_lines(
            explain(plan, roster, travel, subject, Budget(seconds=2)), roster, t
        )
        assert not [line for line in lines if "{" in line]
    for ended, left in ((plan.shortages, ()), ((), plan.shortages)):
        done = Confirmation(
            remedies=plan.shortages[0].remedies, status="short", ended=ended, left=left
        )
        assert len(confirmation_lines(done, roster, t)) > len(plan.shortages)
