"""Tiny siting instances: a choice of points, lanes and visits, the exact model and the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

import plan_parts
from masstest.checks import location as checks
from masstest.checks.consistency import (
    consistent_demand,
    consistent_finish,
    consistent_persons,
    consistent_references,
    consistent_slots,
    consistent_tubes,
    consistent_walk,
)
from masstest.domain.outcome import StageResult, Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel
from masstest.solver.location import locate
from masstest.solver.location.appointments import Visit
from masstest.solver.location.assemble import Opening, assemble
from masstest.solver.location.constraints import siting_model
from masstest.solver.location.linear import Limits, Proof
from masstest.solver.location.model import SitingModel
from masstest.solver.location.network import complete_network, site_hours
from masstest.solver.stages import LocationPlan
from masstest.travel import straight_line

Check = Callable[[Roster, Plan, Travel], Iterable[Violation]]
PHYSICAL: tuple[Check, ...] = (
    checks.zone_separation,
    checks.site_available,
    checks.lane_limit,
    consistent_references,
)
EVERYTHING: tuple[Check, ...] = (
    *PHYSICAL,
    checks.full_coverage,
    checks.walking_limit,
    checks.sampling_deadline,
    checks.queue_limit,
    consistent_demand,
    consistent_finish,
    consistent_persons,
    consistent_slots,
    consistent_tubes,
    consistent_walk,
)


@dataclass(frozen=True)
class Choice:
    """Lanes of every site that is a point, and the point of every compound (or none)."""

    lanes: Mapping[str, int]
    site_of: Mapping[str, str | None]


@dataclass(frozen=True)
class Tiny:
    """A roster small enough to try every choice."""

    roster: Roster

    @property
    def travel(self) -> Travel:
        return straight_line(self.roster)

    def proof(self, choice: Choice) -> Proof:
        """What the model with all rules says when every one of its variables is fixed."""
        network = complete_network(self.roster, self.travel)
        siting = network.siting
        model = siting_model(SitingModel(siting))
        lanes = np.array([choice.lanes.get(site.site_id, 0) for site in network.sites], float)
        is_point = np.array([site.site_id in choice.lanes for site in network.sites], float)
        goes = np.array(
            [
                choice.site_of[network.customers[i].compound.compound_id]
                == network.sites[j].site_id
                for i, j in zip(siting.pair_customer, siting.pair_site, strict=True)
            ],
            float,
        )
        out = np.array(
            [choice.site_of[c.compound.compound_id] is None for c in network.customers], float
        )
        rows = [
            (model.assign, goes),
            (model.opened, is_point),
            (model.lanes, lanes),
            (model.uncovered, out),
        ]
        for columns, values in rows:
            count = np.arange(len(columns))
            model.add_rows(len(columns), [(count, columns, 1.0)], lower=values, upper=values)
        return model.solve(Limits(10.0)).proof

    def plan(self, choice: Choice) -> Plan:
        """The plan that the choice makes, exactly as chosen."""
        visits = []
        for compound in self.roster.compounds:
            site_id = choice.site_of[compound.compound_id]
            if site_id is not None:
                demand = self.roster.demand(compound)
                walk_m = int(self.travel.walk(compound.compound_id, site_id) + 0.5)
                visits.append(Visit(compound, site_id, demand.walking, demand.walking_key, walk_m))
        openings = []
        for site_id, lanes in choice.lanes.items():
            hours = site_hours(self.roster, self.roster.site[site_id])
            # as if no time were good enough, so that no lane is saved
            openings.append(Opening(site_id, hours.open_from, hours.open_from - 1, max(1, lanes)))
        made = assemble(self.roster, openings, visits)
        points = tuple(
            point.model_copy(update={"lanes": choice.lanes[point.site_id]})
            for point in made.points
            if point.site_id in choice.lanes  # required sites are added by themselves
        )
        return plan_parts.plan(self.roster, points=points, coverage=made.coverage)

    def violations(self, choice: Choice) -> list[Violation]:
        plan = self.plan(choice)
        return [v for check in PHYSICAL for v in check(self.roster, plan, self.travel)]

    def assert_forbidden(self, choice: Choice, rule: str) -> None:
        """The model has no room for it and the check names the rule."""
        assert self.proof(choice) is Proof.infeasible
        assert rule in {violation.rule for violation in self.violations(choice)}

    def assert_allowed(self, choice: Choice) -> None:
        assert self.proof(choice) is Proof.optimal
        assert self.violations(choice) == []

    def assert_parity(self, most_lanes: int) -> None:
        """For every choice: the fixed model is feasible if and only if the checks are clean."""
        seen = set()
        for choice in self.choices(most_lanes):
            proof = self.proof(choice)
            assert proof in (Proof.optimal, Proof.infeasible)
            clean = not self.violations(choice)
            assert (proof is Proof.optimal) == clean, choice
            seen.add(clean)
        assert seen == {True, False}

    def choices(self, most_lanes: int) -> Iterator[Choice]:
        """Every assignment, with every number of lanes at every site; 0 lanes is a point too."""
        site_ids = [site.site_id for site in self.roster.sites]
        compound_ids = [c.compound_id for c in self.roster.compounds]
        for places in product([None, *site_ids], repeat=len(compound_ids)):
            for lanes in product([None, *range(most_lanes + 1)], repeat=len(site_ids)):
                points = {s: n for s, n in zip(site_ids, lanes, strict=True) if n is not None}
                if all(place is None or place in points for place in places):
                    yield Choice(points, dict(zip(compound_ids, places, strict=True)))


def located(
    roster: Roster, *, supply: int | None = None, seconds: float = 1.0
) -> StageResult[LocationPlan]:
    """The stage's result in deterministic mode."""
    budget = plan_parts.budget(seconds)
    return locate(roster, straight_line(roster), budget, sampler_supply=supply)


def plan_of(roster: Roster, result: StageResult[LocationPlan]) -> Plan:
    """A plan with points and coverage only."""
    return plan_parts.plan(roster, points=result.value.points, coverage=result.value.coverage)


def broken(roster: Roster, result: StageResult[LocationPlan]) -> set[str]:
    """Codes of the stage's rules, and of the checks of persons, slots, tubes, that fail."""
    plan, travel = plan_of(roster, result), straight_line(roster)
    return {v.rule for check in EVERYTHING for v in check(roster, plan, travel)}
