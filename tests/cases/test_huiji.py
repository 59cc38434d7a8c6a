"""Huiji, 550,000 people: too few samplers. The plan is short, and says what would do."""

from __future__ import annotations

import pytest

from masstest.checks import check_plan, physical
from masstest.demo import make_roster
from masstest.domain.budget import Budget
from masstest.domain.outcome import Remedy, RemedyCode
from masstest.domain.plan import Plan
from masstest.domain.remedies import apply
from masstest.domain.roster import Role, Roster
from masstest.planner import Options, plan_round, worker_pool
from masstest.planner.explanation import Explanation, Statement, Subject, explain, explanation_lines
from masstest.planner.explanation.facts import Advice, Amount, At, Lack
from masstest.planner.refresh import refresh
from masstest.planner.shortages import combined
from masstest.solver.location import locate
from masstest.solver.rostering import sampler_supply
from masstest.text import Lang, translator
from masstest.text.sentences import remedy_clause, shortage_statement
from masstest.travel import straight_line

OPTIONS = Options(time_limit_s=25)


def planned(roster: Roster) -> Plan:
    with worker_pool(roster, OPTIONS.workers) as executor:
        return plan_round(roster, OPTIONS, executor=executor)


@pytest.fixture(scope="module")
def roster() -> Roster:
    return make_roster("huiji")


@pytest.fixture(scope="module")
def plan(roster: Roster) -> Plan:
    return planned(roster)


def test_the_plan_is_short_and_breaks_no_physical_rule(roster: Roster, plan: Plan) -> None:
    assert plan.status == "short"
    assert physical(check_plan(roster, plan, straight_line(roster))) == ()


def test_every_missed_target_is_listed_with_quantity_and_remedy(plan: Plan) -> None:
    missed = {violation.rule for violation in plan.violations}
    assert "full_coverage" in missed
    assert missed == {shortage.rule for shortage in plan.shortages}
    for shortage in plan.shortages:
        assert shortage.amount > 0
        assert shortage.remedies, shortage
        assert all(remedy.quantity > 0 for remedy in shortage.remedies)


def test_samplers_bind_and_all_of_them_serve(roster: Roster, plan: Plan) -> None:
    remedies = combined(plan.shortages)
    wanted = [r for r in remedies if r.code is RemedyCode.add_staff and r.subject == "sampler"]
    assert len(wanted) == 1
    assert 300 < wanted[0].quantity < 900
    able = [person for person in roster.staff if Role.sampler in person.roles]
    serving = {duty.staff_id for duty in plan.duties if duty.role is Role.sampler}
    assert len(serving) > 0.95 * len(able)


def test_most_people_are_served(roster: Roster, plan: Plan) -> None:
    # A sampler gives at most 360 minutes of the window (one rest), at 100 persons an hour.
    able = sum(Role.sampler in person.roles for person in roster.staff)
    served = sum(row.persons for row in plan.coverage)
    assert served >= 0.93 * able * 6 * 100


@pytest.fixture(scope="module")
def mended(roster: Roster, plan: Plan) -> Plan:
    """The round planned again with everything that the plan advises."""
    return planned(apply(roster, combined(plan.shortages)))


def test_applying_the_remedies_makes_it_met(mended: Plan) -> None:
    assert mended.shortages == ()
    assert mended.status == "met"


@pytest.fixture(scope="module")
def explanation(roster: Roster, plan: Plan) -> Explanation:
    return explain(plan, roster, straight_line(roster), None, Budget(seconds=20))


@pytest.fixture(scope="module")
def answers(roster: Roster, plan: Plan) -> dict[str, Explanation]:
    """What is answered to whoever asks about a subject or a rule of a shortage."""
    travel = straight_line(roster)
    asked = {name for shortage in plan.shortages for name in (shortage.subject, shortage.rule)}
    return {name: explain(plan, roster, travel, name, Budget(seconds=2)) for name in asked}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_shortage_can_be_asked_about(
    roster: Roster, plan: Plan, answers: dict[str, Explanation], lang: Lang
) -> None:
    """By what is short, and by its rule: the amount and what would mend it, in words."""
    t = translator(lang)
    assert plan.shortages
    for shortage in plan.shortages:
        what = shortage_statement(shortage, roster, t)
        for asked in (shortage.subject, shortage.rule):
            told = "\n".join(explanation_lines(answers[asked], roster, t))
            assert what[1:] in told  # it begins a sentence
            for remedy in shortage.remedies:
                assert remedy_clause(remedy, roster, t) in told


def test_what_the_explanation_advises_ends_every_shortage(
    explanation: Explanation, plan: Plan, mended: Plan
) -> None:
    """Its quantities are those that were carried out in `mended`, planned from nothing."""
    (section,) = [part for part in explanation.sections if part.name == "shortages"]
    facts = [fact for statement in section.statements for fact in statement.facts.values()]
    asked = [fact.shortage for fact in facts if isinstance(fact, Lack)]
    assert sorted(map(repr, asked)) == sorted(map(repr, plan.shortages))
    advised = {
        (fact.remedy.code, fact.remedy.subject): fact.remedy.quantity
        for fact in facts
        if isinstance(fact, Advice)
    }
    carried_out = {(r.code, r.subject): r.quantity for r in combined(plan.shortages)}
    assert advised == carried_out
    left = {shortage.rule for shortage in mended.shortages}
    assert not [shortage for shortage in plan.shortages if shortage.rule in left]


def test_some_samplers_more_gain_what_is_said(
    explanation: Explanation, roster: Roster, plan: Plan
) -> None:
    """Points planned again, with another seed: within a quarter of the price and the measure."""
    said = _said(explanation)
    price = _amount(said["gain_sampler_short"], "persons")
    more = round(_amount(said["gain_sampler_measured"], "more"))
    measured = _amount(said["gain_sampler_measured"], "persons")
    supply = sampler_supply(roster, plan.doorstep)
    travel = straight_line(roster)

    def with_a_point(samplers: int) -> int:
        found = locate(roster, travel, Budget(seconds=5, seed=7), sampler_supply=samplers)
        return sum(row.persons for row in found.value.coverage)

    gained = with_a_point(supply + more) - with_a_point(supply)
    assert gained == pytest.approx(more * price, rel=0.25)
    assert gained == pytest.approx(measured, rel=0.25)


def test_a_lane_more_ends_its_point_when_it_is_said(
    explanation: Explanation, roster: Roster, plan: Plan
) -> None:
    """The day worked out again with the lane, minute for minute."""
    said = _said(explanation)
    facts = (said.get("gain_lane") or said["gain_lane_alone"]).facts
    site, at = facts["site"], facts["at"]
    assert isinstance(site, Subject)
    assert isinstance(at, At)
    points = tuple(
        point.model_copy(update={"lanes": point.lanes + (point.site_id == site.id)})
        for point in plan.points
    )
    again = refresh(plan.model_copy(update={"points": points}), roster, straight_line(roster))
    assert again.point[site.id].finish_at == at.at


def test_a_faster_laboratory_has_its_results_when_it_is_said(
    explanation: Explanation, roster: Roster, plan: Plan
) -> None:
    """The same deliveries, queued again as plans are made, at 100 tubes an hour more."""
    gains = [
        statement
        for part in explanation.sections
        for statement in part.statements
        if statement.code == "gain_lab_key"
    ]
    assert gains
    for statement in gains:
        lab, at, key_at = (statement.facts[name] for name in ("lab", "at", "key_at"))
        assert isinstance(lab, Subject)
        assert isinstance(at, At)
        assert isinstance(key_at, At)
        faster = Remedy(
            code=RemedyCode.add_lab_capacity,
            rule="key_result_deadline",
            subject=lab.id,
            quantity=100,
            unit="tubes/h",
        )
        again = refresh(plan, apply(roster, [faster]), straight_line(roster))
        (load,) = [load for load in again.labs if load.lab_id == lab.id]
        assert (load.results_at, load.key_results_at) == (at.at, key_at.at)


def _said(explanation: Explanation) -> dict[str, Statement]:
    return {s.code: s for part in explanation.sections for s in part.statements}


def _amount(statement: Statement, name: str) -> float:
    fact = statement.facts[name]
    assert isinstance(fact, Amount)
    return fact.amount
