"""What earlier stages may count on: samplers for points, doorstep pairs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import plan_parts
import support
from masstest.domain.roster import Roster, Staff
from masstest.solver.rostering import doorstep_pairs_available, pairs_to_spare, sampler_supply


def case(*staff: Staff, vehicles: int = 0) -> Roster:
    return support.roster(
        compounds=(support.compound(),),
        sites=(support.site(),),
        staff=staff,
        vehicles=tuple(support.vehicle(f"V{n}") for n in range(vehicles)),
    )


def people(prefix: str, count: int, *roles: str, **more: Any) -> tuple[Staff, ...]:
    return tuple(support.person(f"{prefix}{n}", *roles, **more) for n in range(count))


def teams(count: int) -> tuple:
    return tuple(
        plan_parts.team(plan_parts.stop("C1", 420, 480, 10), team_id=f"T{n}") for n in range(count)
    )


@pytest.mark.parametrize(
    "unfit",
    [
        {"trained_until": support.DATE - dt.timedelta(days=1)},
        {"last_duty_end": 0},
        {"available_until": 720},
        {"available_from": 421},
        {"max_hours": 2},
    ],
)
def test_only_who_is_trained_rested_and_there_counts(unfit: dict[str, Any]) -> None:
    roster = case(*people("A", 3, "sampler"), *people("B", 2, "sampler", **unfit))
    assert sampler_supply(roster, ()) == 3


def test_pairs_take_who_cannot_sample_first() -> None:
    roster = case(*people("A", 3, "sampler", "doorstep"), *people("B", 1, "doorstep"))
    assert sampler_supply(roster, ()) == 3
    assert sampler_supply(roster, teams(1)) == 2  # B and one of A
    assert sampler_supply(roster, teams(2)) == 0
    assert sampler_supply(roster, teams(5)) == 0


def test_registrars_are_partners() -> None:
    roster = case(*people("A", 3, "sampler", "doorstep"), *people("R", 2, "registrar"))
    assert sampler_supply(roster, teams(1)) == 2
    assert sampler_supply(roster, teams(2)) == 1


def test_crews_take_who_cannot_sample_first() -> None:
    roster = case(
        *people("A", 3, "sampler", "driver"),
        *people("D", 1, "driver"),
        *people("C", 2, "courier"),
        vehicles=2,
    )
    assert sampler_supply(roster, ()) == 2


@pytest.mark.parametrize(
    ("doorstep", "registrars", "pairs"), [(4, 0, 2), (5, 0, 2), (3, 9, 3), (3, 2, 2), (0, 9, 0)]
)
def test_pairs(doorstep: int, registrars: int, pairs: int) -> None:
    roster = case(
        *people("A", doorstep, "doorstep"),
        *people("B", registrars, "registrar"),
        *people("U", 5, "doorstep", trained_until=None),
    )
    assert doorstep_pairs_available(roster) == pairs


@pytest.mark.parametrize(
    ("samplers", "both", "doorstep", "pairs"),
    [(5, 0, 8, 3), (5, 0, 3, 0), (3, 2, 4, 1), (0, 9, 0, 1), (5, 0, 60, 29), (2, 2, 4, 1)],
)
def test_pairs_to_spare_are_of_people_whom_nobody_needs(
    samplers: int, both: int, doorstep: int, pairs: int
) -> None:
    """Four tables all day need five samplers, and there is a team already."""
    roster = case(
        *people("S", samplers, "sampler"),
        *people("B", both, "sampler", "doorstep"),
        *people("D", doorstep, "doorstep"),
    )
    point = plan_parts.point(lanes=4, open_until=810, finish_at=810)
    assert pairs_to_spare(roster, (point,), teams(1)) == pairs
