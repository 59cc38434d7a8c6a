"""The doorstep stage with an earlier plan: teams keep their ways, new visits get new teams."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from masstest.domain.budget import Budget
from masstest.domain.outcome import Shortage, StageReport, StageResult, StageStatus
from masstest.domain.plan import DoorstepStop, DoorstepTeam
from masstest.domain.roster import Compound, Roster
from masstest.domain.travel import Travel
from masstest.solver.doorstep.planning import plan_doorstep
from masstest.solver.doorstep.terms import doorstep_terms
from masstest.solver.doorstep.visits import visit_min
from masstest.solver.stages import DoorstepPlan

SETTING_OUT_MIN = 30
"""A new team needs this long to set out once the day has begun."""


def doorstep_again(
    roster: Roster,
    travel: Travel,
    before: Sequence[DoorstepTeam],
    budget: Budget,
    *,
    freeze: int,
    pairs_available: int | None = None,
) -> StageResult[DoorstepPlan]:
    """Teams with their earlier stops, as far as these are still wanted, and new teams.

    A compound whose persons or zone have changed gets its visits to come anew. Visits that have
    begun by `freeze` stay.
    """
    wanted = _still_wanted(roster, before, freeze)
    teams = []
    for team in before:
        stops = tuple(
            stop for stop in team.stops if stop.arrive < freeze or _fits(roster, wanted, team, stop)
        )
        if stops:
            teams.append(team if stops == team.stops else team.model_copy(update={"stops": stops}))
    shortages: tuple[Shortage, ...] = ()
    left = _left(roster, teams)
    if left:
        start = max(roster.round.sampling_start, freeze + SETTING_OUT_MIN)
        rest = roster.model_copy(
            update={
                "compounds": tuple(left),
                "round": roster.round.model_copy(update={"sampling_start": start}),
            }
        )
        spare = None if pairs_available is None else max(0, pairs_available - len(teams))
        more = plan_doorstep(rest, travel, budget.slice(1.0), pairs_available=spare)
        teams += _numbered(more.value.teams, before)
        shortages = more.shortages
    terms = doorstep_terms(roster, travel, teams)
    report = StageReport(
        stage="doorstep",
        status=StageStatus.stopped if budget.stop.is_set() else StageStatus.feasible,
        objective=sum(terms.values()),
        wall_s=budget.elapsed_s,
        terms=terms,
    )
    return StageResult(DoorstepPlan(tuple(teams)), report, shortages)


def _still_wanted(roster: Roster, teams: Sequence[DoorstepTeam], freeze: int) -> set[str]:
    """Compounds whose visits are, together, what the roster asks for."""
    persons: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for team in teams:
        for stop in team.stops:
            persons[stop.compound_id] += stop.persons
            keys[stop.compound_id] += stop.key_persons
    found = set()
    for compound in roster.compounds:
        demand = roster.demand(compound)
        name = compound.compound_id
        if (persons[name], keys[name]) == (demand.doorstep, demand.doorstep_key):
            found.add(name)
    return found


def _fits(roster: Roster, wanted: set[str], team: DoorstepTeam, stop: DoorstepStop) -> bool:
    compound = roster.compound.get(stop.compound_id)
    return (
        compound is not None
        and stop.compound_id in wanted
        and compound.zone.group is team.zone.group
        and visit_min(roster, compound, stop.persons) <= stop.depart - stop.arrive
    )


def _left(roster: Roster, teams: Sequence[DoorstepTeam]) -> list[Compound]:
    """Compounds with the persons that nobody visits yet, and nobody else."""
    visited: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for team in teams:
        for stop in team.stops:
            visited[stop.compound_id][0] += stop.persons
            visited[stop.compound_id][1] += stop.key_persons
    found = []
    for compound in roster.compounds:
        demand = roster.demand(compound)
        persons = demand.doorstep - visited[compound.compound_id][0]
        key = max(0, min(persons, demand.doorstep_key - visited[compound.compound_id][1]))
        if persons > 0:
            homebound = 0 if compound.sampled_on_the_spot else persons
            found.append(
                compound.model_copy(
                    update={
                        "population": persons,
                        "homebound": homebound,
                        "key_population": 0 if homebound else key,
                    }
                )
            )
    return found


def _numbered(teams: Sequence[DoorstepTeam], before: Sequence[DoorstepTeam]) -> list[DoorstepTeam]:
    """New teams with ids that no earlier one had."""
    used = {team.team_id for team in before}
    numbers = (f"T{n:03d}" for n in range(1, 10**6) if f"T{n:03d}" not in used)
    return [team.model_copy(update={"team_id": next(numbers)}) for team in teams]
