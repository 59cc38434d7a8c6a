"""Parts of plans in a line or two, for tests of single stages."""

from __future__ import annotations

from typing import Any

from masstest.domain.budget import Budget
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Plan, PlanRound, Point
from masstest.domain.roster import Roster, Zone


def plan(roster: Roster, **parts: Any) -> Plan:
    """A plan of `roster` with only the given parts."""
    return Plan(round=PlanRound.of(roster.round), **parts)


def point(site_id: str = "P1", **more: Any) -> Point:
    """An open point; by default one lane, 100 persons, 07:00 to 08:00."""
    row: dict[str, Any] = {"name": site_id, "zone": Zone.normal, "lanes": 1}
    row |= {"open_from": 420, "open_until": 480, "finish_at": 480}
    row |= {"persons": 100, "key_persons": 0, "tubes": 11, "key_tubes": 0}
    return Point(site_id=site_id, **(row | more))


def stop(compound_id: str, arrive: int, depart: int, persons: int, **more: Any) -> DoorstepStop:
    row: dict[str, Any] = {"tubes": 1, "key_tubes": 0}
    return DoorstepStop(
        compound_id=compound_id, arrive=arrive, depart=depart, persons=persons, **(row | more)
    )


def team(*stops: DoorstepStop, team_id: str = "T1", **more: Any) -> DoorstepTeam:
    return DoorstepTeam(team_id=team_id, stops=stops, **({"zone": Zone.normal} | more))


def budget(seconds: float = 0.5, **more: Any) -> Budget:
    """Deterministic: the same seed and seconds give the same result."""
    return Budget(seconds=seconds, deterministic=True, **more)
