"""What a plan falls short of, told once and in the order of the rules."""

from __future__ import annotations

from masstest.domain.outcome import Remedy, RemedyCode, Shortage, Violation
from masstest.planner.shortages import merge_shortages


def lack(team: str, persons: int, people: int, role: str = "doorstep") -> Shortage:
    remedy = Remedy(
        code=RemedyCode.add_staff,
        rule="doorstep_coverage",
        subject=role,
        quantity=people,
        unit="persons",
    )
    return Shortage(
        rule="doorstep_coverage", subject=team, amount=persons, unit="persons", remedies=(remedy,)
    )


def missed(rule: str, *subjects: str) -> Violation:
    return Violation(rule=rule, subjects=subjects, amount=1, limit=0, unit="persons")


def test_teams_that_lack_the_same_people_are_one_shortage_of_them() -> None:
    found = [lack(f"T{n:03d}", 100 + n, 2) for n in range(36)]
    (shortage,) = merge_shortages(found, [missed("doorstep_coverage", "C1")])
    assert (shortage.subject, shortage.amount) == ("doorstep", 36 * 100 + sum(range(36)))
    (remedy,) = shortage.remedies
    assert (remedy.subject, remedy.quantity) == ("doorstep", 72)


def test_a_single_team_keeps_its_name() -> None:
    alone = lack("T001", 40, 1)
    assert merge_shortages([alone], [missed("doorstep_coverage", "C1")]) == (alone,)


def test_different_people_and_other_remedies_stay_apart() -> None:
    vehicle = Remedy(
        code=RemedyCode.add_vehicles,
        rule="doorstep_coverage",
        subject="specimen",
        quantity=1,
        unit="vehicles",
    )
    cut_off = [
        lack("C1", 30, 1).model_copy(update={"remedies": (vehicle,)}),
        lack("C2", 50, 1).model_copy(update={"remedies": (vehicle,)}),
    ]
    found = [lack("T1", 10, 1), lack("T2", 20, 1, role="registrar"), *cut_off]
    assert merge_shortages(found, [missed("doorstep_coverage", "C1")]) == tuple(found)


def test_a_target_that_no_stage_named_is_named_and_an_unconfirmed_one_dropped() -> None:
    merged = merge_shortages([lack("T1", 10, 1)], [missed("full_coverage", "C7")])
    assert [(s.rule, s.subject) for s in merged] == [("full_coverage", "C7")]
