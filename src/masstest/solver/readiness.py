"""Eight in place: the lights of every point, computed where they can be.

A light is `ok`, `short`, or `confirm` where only a person on the spot can tell. Its `note` is a
code of `masstest.text.sentences.readiness`, filled in with `facts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from masstest.domain.plan import (
    Coverage,
    DoorstepTeam,
    Duty,
    Point,
    Readiness,
    ReadinessItem,
    Supply,
    SupplyRun,
)
from masstest.domain.roster import Role, Roster
from masstest.domain.units import clock
from masstest.solver.rostering.stations import positions
from masstest.solver.supplies import needs

State = Literal["ok", "short", "confirm"]
Fact = str | float | int

AUXILIARY = (Role.registrar, Role.usher, Role.packer, Role.disinfector, Role.lead)
PAIR = 2


@dataclass(frozen=True)
class _Day:
    """The plan, looked up by point and by compound."""

    roster: Roster
    rows: Mapping[str, list[Coverage]]
    duties: Mapping[str, list[Duty]]
    covered: Mapping[str, int]
    visited: Mapping[str, int]
    teams_at: Mapping[str, list[DoorstepTeam]]
    sent: Mapping[tuple[str, str], float]
    kit_at: Mapping[str, int]

    def compounds(self, point: Point) -> list[str]:
        return sorted({row.compound_id for row in self.rows.get(point.site_id, [])})


def plan_readiness(
    roster: Roster,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    duties: Sequence[Duty],
    supplies: Sequence[Supply],
    supply_runs: Sequence[SupplyRun],
    teams: Sequence[DoorstepTeam],
) -> tuple[Readiness, ...]:
    """The eight lights of every point, in the order of the points and of the method."""
    day = _look_up(roster, coverage, duties, supplies, supply_runs, teams)
    return tuple(light for point in points for light in _lights(day, point))


def _lights(day: _Day, point: Point) -> Iterable[Readiness]:
    computed = {
        "publicity": _publicity,
        "training": _training,
        "supplies": _supplies,
        "medical": _medical,
        "auxiliary": _auxiliary,
        "order": _order,
        "special": _special,
        "coverage": _coverage,
    }
    names: tuple[ReadinessItem, ...] = (
        "publicity", "training", "supplies", "medical", "auxiliary", "order", "special", "coverage",
    )  # fmt: skip
    for item in names:
        state, note, facts = computed[item](day, point)
        yield Readiness(site_id=point.site_id, item=item, state=state, note=note, facts=facts)


Light = tuple[State, str, dict[str, Fact]]


def _publicity(day: _Day, point: Point) -> Light:
    """Whether the residents were told is for the community to confirm."""
    facts: dict[str, Fact] = {"compounds": len(day.compounds(point)), "persons": point.persons}
    return "confirm", "publicity_confirm", facts


def _training(day: _Day, point: Point) -> Light:
    """Everybody who samples here has the role and valid training."""
    people = {d.staff_id for d in day.duties.get(point.site_id, []) if d.role is Role.sampler}
    if not people:
        return "short", "training_nobody", {}
    untrained = sum(not _fit(day.roster, staff_id) for staff_id in people)
    if untrained:
        return "short", "training_missing", {"untrained": untrained, "samplers": len(people)}
    return "ok", "training_ok", {"samplers": len(people)}


def _fit(roster: Roster, staff_id: str) -> bool:
    person = roster.person[staff_id]
    until = person.trained_until
    return Role.sampler in person.roles and until is not None and until >= roster.round.date


def _supplies(day: _Day, point: Point) -> Light:
    """The kit is complete, and here before the point opens."""
    (need,) = needs(day.roster, [point], [])
    short = [
        item.item
        for item in day.roster.supplies
        if day.sent.get((point.site_id, item.item), 0.0) < need.packs(item) * item.pack_size - 1e-6
    ]
    if short:
        return "short", "supplies_missing", {"items": "、".join(short)}
    if not any(need.packs(item) for item in day.roster.supplies):
        return "confirm", "supplies_confirm", {}
    at = day.kit_at.get(point.site_id)
    if at is None:
        return "short", "supplies_undelivered", {}
    if at > point.open_from:
        return "short", "supplies_late", {"at": clock(at), "late_min": at - point.open_from}
    return "ok", "supplies_ok", {"at": clock(at)}


def _medical(day: _Day, point: Point) -> Light:
    """Every table has its samplers, and every team that visits its compounds is a pair."""
    missing = _missing_min(day, point, Role.sampler)
    if missing:
        return "short", "medical_missing", {"role_min": missing}
    teams = {team.team_id: team for c in day.compounds(point) for team in day.teams_at.get(c, [])}
    alone = sum(len(team.staff_ids) < PAIR for team in teams.values())
    if alone:
        return "short", "medical_teams_missing", {"teams": alone}
    return "ok", "medical_ok", {"lanes": point.lanes}


def _auxiliary(day: _Day, point: Point) -> Light:
    """Registrars, ushers, packer, disinfector and lead are there throughout."""
    short = [role.value for role in AUXILIARY if _missing_min(day, point, role)]
    if short:
        return "short", "auxiliary_missing", {"roles": ",".join(short)}
    return "ok", "auxiliary_ok", {}


def _order(day: _Day, point: Point) -> Light:
    """Order is for the point's lead to confirm; without ushers there is none."""
    ushers = {d.staff_id for d in day.duties.get(point.site_id, []) if d.role is Role.usher}
    if day.roster.parameters.ushers_per_lane and not ushers:
        return "short", "order_no_usher", {}
    return "confirm", "order_confirm", {"ushers": len(ushers)}


def _special(day: _Day, point: Point) -> Light:
    """The homebound of its compounds are visited."""
    homebound = missing = 0
    for compound_id in day.compounds(point):
        demand = day.roster.demand(day.roster.compound[compound_id])
        homebound += demand.doorstep
        missing += max(0, demand.doorstep - day.visited.get(compound_id, 0))
    if missing:
        return "short", "special_missing", {"persons": missing}
    if not homebound:
        return "ok", "special_nobody", {}
    return "ok", "special_ok", {"persons": homebound}


def _coverage(day: _Day, point: Point) -> Light:
    """All walking people of its compounds have a point, and this one is done in time."""
    missing = sum(
        max(0, day.roster.demand(day.roster.compound[c]).walking - day.covered.get(c, 0))
        for c in day.compounds(point)
    )
    if missing:
        return "short", "coverage_missing", {"persons": missing}
    late_min = point.finish_at - day.roster.finish_target
    if late_min > 0:
        return "short", "coverage_late", {"at": clock(point.finish_at), "late_min": late_min}
    return "ok", "coverage_ok", {"persons": point.persons}


def _missing_min(day: _Day, point: Point, role: Role) -> int:
    """Role-minutes between opening and the last person for which nobody is there."""
    needed = positions(day.roster.parameters, point.lanes)[role]
    on_duty = [0] * max(0, point.finish_at - point.open_from)
    for duty in day.duties.get(point.site_id, []):
        if duty.role is role:
            first, last = duty.start - point.open_from, duty.end - point.open_from
            for minute in range(max(0, first), min(len(on_duty), last)):
                on_duty[minute] += 1
    return sum(max(0, needed - present) for present in on_duty)


def _look_up(
    roster: Roster,
    coverage: Sequence[Coverage],
    duties: Sequence[Duty],
    supplies: Sequence[Supply],
    supply_runs: Sequence[SupplyRun],
    teams: Sequence[DoorstepTeam],
) -> _Day:
    rows: dict[str, list[Coverage]] = defaultdict(list)
    covered: dict[str, int] = defaultdict(int)
    for row in coverage:
        rows[row.site_id].append(row)
        covered[row.compound_id] += row.persons
    by_place: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_place[duty.at].append(duty)
    visited: dict[str, int] = defaultdict(int)
    teams_at: dict[str, list[DoorstepTeam]] = defaultdict(list)
    for team in teams:
        for stop in team.stops:
            visited[stop.compound_id] += stop.persons
            teams_at[stop.compound_id].append(team)
    sent: dict[tuple[str, str], float] = defaultdict(float)
    for supply in supplies:
        if supply.site_id is not None:
            sent[supply.site_id, supply.item] += supply.quantity
    kit_at = {stop.site_id: stop.arrive for run in supply_runs for stop in run.stops}
    return _Day(roster, rows, by_place, covered, visited, teams_at, sent, kit_at)
