"""doorstep_pair (physical): two people, one of them trained with role doorstep."""

from __future__ import annotations

import datetime as dt

import plan_parts
import rostering_days as days
import support

TEAM = plan_parts.team(plan_parts.stop("C1", 420, 480, 10), plan_parts.stop("C1", 600, 660, 10))
STAFF = (
    support.person("A", "doorstep", "registrar"),
    support.person("B", "registrar"),
    support.person("C", "doorstep", trained_until=support.DATE - dt.timedelta(days=1)),
)


def tiny(*people: str) -> days.Tiny:
    """A team of two stops; a task for all of it in either role, and one for the first stop."""
    return days.Tiny(
        support.roster(
            compounds=(support.compound("C1", homebound=20),),
            sites=(support.site(),),
            staff=tuple(person for person in STAFF if person.staff_id in people),
            parameters={"stint_max_min": 300},
        ),
        (
            days.visit("doorstep", TEAM, 420, 660),
            days.visit("registrar", TEAM, 420, 660),
            days.visit("registrar", TEAM, 420, 480),
        ),
        teams=(TEAM,),
    )


def test_one_person_alone_is_forbidden() -> None:
    tiny("A", "B").assert_forbidden({"A": [0]}, "doorstep_pair")


def test_nobody_at_all_is_forbidden() -> None:
    tiny("A", "B").assert_forbidden({}, "doorstep_pair")


def test_two_who_only_register_are_forbidden() -> None:
    tiny("A", "B").assert_forbidden({"A": [1], "B": [1]}, "doorstep_pair")


def test_a_partner_for_the_first_stop_only_is_forbidden() -> None:
    tiny("A", "B").assert_forbidden({"A": [0], "B": [2]}, "doorstep_pair")


def test_sampler_and_registrar_are_allowed() -> None:
    tiny("A", "B").assert_allowed({"A": [0], "B": [1]})


def test_model_and_check_agree_on_every_assignment() -> None:
    tiny("A", "B").assert_parity()
    tiny("A", "B", "C").assert_parity()
