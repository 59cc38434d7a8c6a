"""Terms of every stage's objective, against sums worked out by hand."""

from __future__ import annotations

import pytest

from masstest.checks import objective_mismatches, recompute_terms
from masstest.checks.objective import STAGES
from masstest.domain import objective as weight
from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.plan import Plan, Provenance
from masstest.domain.roster import Previous, Role, Roster, StaffPool, Zone
from masstest.travel import straight_line
from valid_plan import edit, edit_roster, edit_stop, valid_case, valid_plan, without


def terms(stage: str, plan: Plan | None = None) -> dict[str, float]:
    roster, valid, travel = valid_case()
    return recompute_terms(stage, roster, plan or valid, travel)


def reports(plan: Plan, roster: Roster | None = None) -> tuple[StageReport, ...]:
    """What stages that count as the checker does would report of `plan`."""
    rows, _, travel = valid_case()
    found = {stage: recompute_terms(stage, roster or rows, plan, travel) for stage in STAGES}
    return tuple(
        StageReport(
            stage=stage,
            status=StageStatus.optimal,
            objective=sum(own.values()),
            best_bound=sum(own.values()),
            gap=0.0,
            terms=own,
        )
        for stage, own in found.items()
    )


def test_location() -> None:
    assert terms("location") == {
        "uncovered": 0,
        "late": 0,
        "reserve": 0,
        "over_limit": 0,
        "walk": 120 * 260,  # C2; C1 and C5 have their point at the door
        "points": 2 * 320_000,
        "lanes": 2 * 30_000,
        "moves": 0,
    }


def test_location_short_of_its_targets() -> None:
    roster, plan, travel = valid_case()
    # C1 is left out with 240 people, 40 of them key; C2 may walk 250 m, not 260; P1 would be
    # done at 480, C2's 120 people at two a minute, and has to be by 470
    plan = without(plan, "coverage", lambda row: row.compound_id == "C1")
    parameters = roster.parameters.model_copy(update={"walking_limit_urban_m": 250})
    order = roster.round.model_copy(update={"sampling_deadline": 500})
    previous = (Previous(compound_id="C2", site_id="P4"), Previous(compound_id="C5", site_id="P2"))
    roster = roster.model_copy(
        update={"parameters": parameters, "round": order, "previous": previous}
    )
    found = recompute_terms("location", roster, plan, travel)
    assert found["uncovered"] == 240e6 + 40e6
    assert found["over_limit"] == 10 * 120 * 10
    assert found["late"] == 50_000 * (10 + 10)  # P2 is done at 480 as well
    assert found["moves"] == 300 * 120


def test_rostering() -> None:
    found = terms("rostering")
    # everybody starts at the origin; P2 is 1,400 m away by road, and V3 and V4 start at home
    assert found.pop("commute") == pytest.approx(6 * 1400 + 2 * 280 + 2 * 560, abs=0.1)
    assert not any(found.values())
    assert found.keys() == {"missing", "reserve", "zone_change", "pins", "team_split", "duties"}


def test_rostering_short_of_its_targets() -> None:
    roster, plan, travel = valid_case()
    plan = without(plan, "duties", lambda d: d.staff_id in ("usher-P1", "courier-2"))
    roster = edit_roster(
        roster,
        "staff",
        lambda s: s.staff_id == "sampler-P1",
        pool=StaffPool.reserve,
        last_zone=Zone.controlled,
        pinned_site_id="P2",
        duties_so_far=3,
    )
    roster = edit_roster(
        roster, "staff", lambda s: Role.lead in s.roles or Role.sampler in s.roles, team="A"
    )
    found = recompute_terms("rostering", roster, plan, travel)
    assert found["missing"] == (180 + 29) * 1e6
    assert found["reserve"] == 1_000_000
    assert found["zone_change"] == 5_000
    assert found["pins"] == 100_000
    assert found["duties"] == 3 * 20_000
    assert found["team_split"] == 2 * 500  # two of four at each of two points


def test_transport() -> None:
    found = terms("transport")
    # from home to C2 1, to P1 1, to P2 4, to L1 7; back to P1 11, to L1 11; V2: 2 and 9
    assert found["drive"] == 1 + 1 + 4 + 7 + 11 + 11 + 2 + 9
    assert found["vehicles"] == 2 * 300
    ages = 1 * 137 + 23 * 147 + 6 * 117 + 13 * 94 + 40 * 87
    assert found["age"] == pytest.approx(ages * 0.0005)
    # the tubes of a delivery are started one a minute from its depart on
    waits = 40 * 40 / 2 + 30 * 30 / 2 + 13 * 13 / 2
    assert found["lab_wait"] == pytest.approx(waits * 0.0002)
    assert found["late_results"] == found["overage"] == found["late_pickup"] == 0
    assert found["key_reserve"] == found["result_reserve"] == found["age_reserve"] == 0


def test_transport_short_of_its_targets() -> None:
    roster, plan, travel = valid_case()
    order = roster.round.model_copy(update={"key_result_deadline": 781, "result_deadline": 860})
    parameters = roster.parameters.model_copy(
        update={"pickup_interval_max_min": 100, "specimen_age_max_min": 140}
    )
    roster = roster.model_copy(update={"round": order, "parameters": parameters})
    found = recompute_terms("transport", roster, plan, travel)
    assert found["late_results"] == 1_000 * (10 + 2)
    assert found["late_pickup"] == 100 * (20 + 2)  # P1 at 540, P2 at 552
    assert found["overage"] == 1_000 * 7
    # with the margins of 60 and 40 minutes: key results at 791, not 721, all at 862, not 800; an
    # age of 147, not 100
    assert found["key_reserve"] == 10 * 70
    assert found["result_reserve"] == 10 * 62
    assert found["age_reserve"] == 10 * 47


def test_doorstep_supplies_waste_officials() -> None:
    doorstep = {"unvisited": 0, "late": 0, "teams": 480, "travel": 0, "reserve": 0}
    assert terms("doorstep") == doorstep
    assert terms("supplies") == {"missing": 0, "late": 0, "vehicles": 60, "drive": 4}
    assert terms("waste") == {"late": 0, "vehicles": 60, "drive": 4}
    assert terms("officials") == {"missing": 0}


def test_doorstep_reserve() -> None:
    """T1 leaves at 441, T2 at 480; ten minutes before 450 both should be over."""
    roster, plan, travel = valid_case()
    parameters = roster.parameters.model_copy(
        update={"doorstep_deadline": 450, "doorstep_margin_min": 10}
    )
    roster = roster.model_copy(update={"parameters": parameters})
    assert recompute_terms("doorstep", roster, plan, travel)["reserve"] == 5 * (1 + 40)


def test_goods_short_of_their_targets() -> None:
    plan = valid_plan()
    plan = edit(plan, "supplies", lambda s: s.site_id == "P1", quantity=150)
    found = terms("supplies", without(plan, "supply_runs", lambda _: True))
    assert found["missing"] == 3 * 1_000  # 250 of 400 in packs of 100
    assert found["late"] == 100 * (180 + 30)  # as late as the points are open
    waste = terms("waste", without(valid_plan(), "waste_runs", lambda _: True))
    assert waste["late"] == 100 * 2 * 1440
    nobody = edit(
        valid_plan(), "points", lambda p: p.site_id == "P1", officials=lambda o: type(o)()
    )
    assert terms("officials", nobody) == {"missing": 3}
    unvisited = edit(valid_plan(), "doorstep", lambda t: t.team_id == "T2", stops=())
    assert terms("doorstep", unvisited)["unvisited"] == 40 * weight.UNVISITED_PERSON_MIN


def test_honest_reports_are_believed() -> None:
    roster, plan, travel = valid_case()
    honest = plan.model_copy(update={"stages": reports(plan)})
    assert list(objective_mismatches(roster, honest, travel)) == []


@pytest.mark.parametrize("stage", STAGES)
def test_every_term_is_compared(stage: str) -> None:
    roster, plan, travel = valid_case()
    for term in terms(stage):
        own = [
            report.model_copy(
                update={
                    "terms": {**report.terms, term: report.terms[term] + 1},
                    "objective": report.objective + 1,
                }
            )
            if report.stage == stage
            else report
            for report in reports(plan)
        ]
        wrong = list(objective_mismatches(roster, plan.model_copy(update={"stages": own}), travel))
        assert [(v.rule, v.subjects) for v in wrong] == [("consistent_objective", (stage, term))]


def test_a_plan_is_measured_by_the_reserves_that_it_was_asked_for() -> None:
    """An earlier version didn't know some of them, and had other figures for the rest."""
    roster, plan, travel = valid_case()
    wide = {"doorstep_margin_min": 10_000, "key_result_margin_min": 10_000}
    roster = roster.model_copy(update={"parameters": roster.parameters.model_copy(update=wide)})
    made = Provenance(
        roster_sha256="",
        masstest_version="0.1.0",
        ortools_version="",
        seed=1,
        parameters={"doorstep_margin_min": 0},
        created_at="",
    )
    old = plan.model_copy(update={"provenance": made})
    honest = old.model_copy(update={"stages": reports(old, roster)})
    assert list(objective_mismatches(roster, honest, travel)) == []
    assert not any("reserve" in term for r in honest.stages[2:3] for term in r.terms)
    newer = old.model_copy(update={"stages": reports(plan, roster)})
    wrong = {v.subjects: v.limit for v in objective_mismatches(roster, newer, travel)}
    assert wrong == {("doorstep", "reserve"): 0, ("transport", "key_reserve"): 0}
    nonsense = made.model_copy(update={"parameters": {"doorstep_margin_min": "much"}})
    odd = plan.model_copy(update={"provenance": nonsense})
    assert recompute_terms("doorstep", roster, odd, travel)["reserve"] > 0


def test_sums_and_bounds_are_compared() -> None:
    roster, plan, travel = valid_case()
    own = [r.model_copy(update={"objective": r.objective - 5}) for r in reports(plan)[:1]]
    wrong = list(objective_mismatches(roster, plan.model_copy(update={"stages": own}), travel))
    assert [v.subjects[1] for v in wrong] == ["objective"]
    own = [r.model_copy(update={"best_bound": r.objective + 5}) for r in reports(plan)[:1]]
    wrong = list(objective_mismatches(roster, plan.model_copy(update={"stages": own}), travel))
    assert [v.subjects[1] for v in wrong] == ["best_bound"]


def test_a_plan_edited_after_planning_no_longer_has_its_objective() -> None:
    roster, plan, _travel = valid_case()
    plan = plan.model_copy(update={"stages": reports(plan)})
    edited = edit_stop(plan, "R2", 0, oldest_sample_at=500)
    wrong = list(objective_mismatches(roster, edited, straight_line(roster)))
    assert [v.subjects for v in wrong] == [("transport", "age")]
