"""Rostering at district size: time, memory, gap; and other solvers on the same arcs.

    python benchmarks/rostering.py [--case weibin ...] [--runs 5] [--peers] [--seconds 60]

Rosters come from `masstest.demo`; points are opened by a plain rule (each compound goes to the
nearest site with room, open sites first), doorstep visits are packed in order, and every
vehicle has one shift, so that the measurement needs no other stage. Prints CSV.
"""

from __future__ import annotations

import argparse
import csv
import math
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median
from typing import cast

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from masstest.demo import CaseName, make_roster
from masstest.domain.budget import Budget
from masstest.domain.plan import DoorstepStop, DoorstepTeam, Point
from masstest.domain.roster import Roster, SiteStatus, VehicleKind, ZoneClass
from masstest.domain.travel import Travel
from masstest.solver.rostering import plan_rostering
from masstest.solver.rostering.flow import Assignment, assign
from masstest.solver.rostering.market import Market, build_market
from masstest.solver.rostering.stations import crews, stations, team_posts
from masstest.solver.rostering.workforce import Workforce
from masstest.solver.stages import CrewShift
from masstest.travel import straight_line

PERSONS_PER_LANE = 600
STOP_PERSONS = 40
CASES = ("town", "weibin", "huiji")
COLUMNS = (
    "case",
    "method",
    "people",
    "posts",
    "status",
    "objective_m",
    "gap",
    "wall_s",
    "cpu_s",
    "peak_mb",
)


def opened(roster: Roster, travel: Travel) -> list[Point]:
    """Points by the plain rule, each with lanes for PERSONS_PER_LANE persons."""
    persons: dict[str, int] = {}
    for compound in roster.compounds:
        walking = roster.demand(compound).walking
        way_m = travel.walk_m[travel.compound_row[compound.compound_id]]
        near = sorted(
            np.argsort(way_m).tolist(),
            key=lambda col: (
                way_m[col] > roster.walking_limit_m(compound)
                or roster.sites[col].site_id not in persons,
                way_m[col],
            ),
        )
        for col in near:
            site = roster.sites[col]
            if site.status is SiteStatus.excluded or site.zone.group is not compound.zone.group:
                continue
            if persons.get(site.site_id, 0) + walking <= site.max_lanes * PERSONS_PER_LANE:
                if walking:
                    persons[site.site_id] = persons.get(site.site_id, 0) + walking
                break
    points = []
    for site_id, count in persons.items():
        site = roster.site[site_id]
        lanes = math.ceil(count / PERSONS_PER_LANE)
        minutes = math.ceil(count * 60 / lanes / roster.parameters.lane_rate_10)
        end = site.open_from + minutes
        points.append(
            Point(
                site_id=site_id,
                name=site.name,
                zone=site.zone,
                lanes=lanes,
                open_from=site.open_from,
                open_until=end,
                finish_at=end,
                persons=count,
                key_persons=0,
                tubes=0,
                key_tubes=0,
            )
        )
    return points


def sent(roster: Roster) -> list[DoorstepTeam]:
    """Doorstep teams by zone and street, stops in order, a rest after every stretch."""
    visits = defaultdict(list)
    for compound in roster.compounds:
        left = roster.demand(compound).doorstep
        while left:
            persons = min(left, STOP_PERSONS)
            visits[compound.zone, compound.street].append((compound.compound_id, persons))
            left -= persons
    start, stint = roster.round.sampling_start, roster.parameters.stint_max_min
    teams: list[DoorstepTeam] = []
    for (zone, _), own in visits.items():
        stops: list[DoorstepStop] = []
        now = began = start
        for compound_id, persons in [*own, ("", 0)]:
            minutes = math.ceil(5 + 3 * persons)
            if now + minutes - began > stint:
                now = began = now + roster.parameters.stint_rest_min
            if not persons or now + minutes > roster.doorstep_deadline:
                if stops:
                    name = f"T{len(teams) + 1:03d}"
                    teams.append(DoorstepTeam(team_id=name, zone=zone, stops=tuple(stops)))
                stops, now, began = [], start, start
            if persons:
                stops.append(
                    DoorstepStop(
                        compound_id=compound_id,
                        arrive=now,
                        depart=now + minutes,
                        persons=persons,
                        tubes=persons,
                        key_tubes=0,
                    )
                )
                now += minutes + 10
    return teams


def driven(roster: Roster) -> list[CrewShift]:
    """One shift of every vehicle."""
    hours = {
        VehicleKind.specimen: (480, 900),
        VehicleKind.supply: (300, 420),
        VehicleKind.waste: (840, 1080),
    }
    return [
        CrewShift(
            vehicle.vehicle_id,
            vehicle.kind,
            (f"R-{vehicle.vehicle_id}",),
            *hours[vehicle.kind],
            zone_class=ZoneClass.open if vehicle.kind is VehicleKind.specimen else None,
        )
        for vehicle in roster.vehicles
    ]


def highs(market: Market, arcs: Assignment, seconds: float) -> tuple[str, float]:
    """The same arcs as a linear program (its corners are whole numbers)."""
    return _linear_program(market, arcs, seconds, mathopt.SolverType.HIGHS)


def glop(market: Market, arcs: Assignment, seconds: float) -> tuple[str, float]:
    return _linear_program(market, arcs, seconds, mathopt.SolverType.GLOP)


def _linear_program(
    market: Market, base: Assignment, seconds: float, solver: mathopt.SolverType
) -> tuple[str, float]:
    model = mathopt.Model()
    by_person, by_lot = defaultdict(list), defaultdict(list)
    objective = []
    for lot, person, dm in _arcs(market, base):
        takes = model.add_variable(lb=0.0, ub=1.0)
        by_person[person].append(takes)
        by_lot[lot].append(takes)
        objective.append(dm * takes)
    for row, lot_posts in enumerate(market.lots):
        for dm in lot_posts.missing_dm:
            empty = model.add_variable(lb=0.0, ub=1.0)
            by_lot[row].append(empty)
            objective.append(dm * empty)
        model.add_linear_constraint(mathopt.fast_sum(by_lot[row]) == len(lot_posts.posts))
    for own in by_person.values():
        model.add_linear_constraint(mathopt.fast_sum(own) <= 1)
    model.minimize(mathopt.fast_sum(objective))
    parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds))
    result = mathopt.solve(model, solver, params=parameters)
    found = result.has_primal_feasible_solution()
    reason = str(result.termination.reason.name)
    return reason, result.objective_value() if found else math.nan


def cp_sat(market: Market, base: Assignment, seconds: float) -> tuple[str, float]:
    """The same arcs as a CP-SAT model, two workers."""
    model = cp_model.CpModel()
    by_person, by_lot = defaultdict(list), defaultdict(list)
    variables, costs = [], []
    for lot, person, dm in _arcs(market, base):
        takes = model.new_bool_var("")
        by_person[person].append(takes)
        by_lot[lot].append(takes)
        variables.append(takes)
        costs.append(dm)
    for row, lot_posts in enumerate(market.lots):
        for dm in lot_posts.missing_dm:
            empty = model.new_bool_var("")
            by_lot[row].append(empty)
            variables.append(empty)
            costs.append(dm)
        model.add(cp_model.LinearExpr.sum(by_lot[row]) == len(lot_posts.posts))
    for own in by_person.values():
        model.add_at_most_one(own)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.status_name(status), solver.objective_value if found else math.nan


def _arcs(market: Market, base: Assignment) -> list[tuple[int, int, int]]:
    columns = (market.lot[base.arcs], market.person[base.arcs], market.cost_dm[base.arcs])
    return list(zip(*(column.tolist() for column in columns), strict=True))


PEERS: Sequence[Callable[[Market, Assignment, float], tuple[str, float]]] = (highs, glop, cp_sat)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=CASES, nargs="*", default=CASES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    out = csv.writer(sys.stdout)
    out.writerow(COLUMNS)
    for name in options.case:
        roster = make_roster(cast(CaseName, name))
        travel = straight_line(roster)
        points, teams, shifts = opened(roster, travel), sent(roster), driven(roster)
        workforce = Workforce(roster, travel)
        posts = [post for s in stations(roster, points) for post in s.posts(roster)]
        posts += [post for team in teams for post in team_posts(roster, team)]
        posts += crews(workforce, shifts)

        def row(
            method: str,
            status: str,
            objective_m: float,
            gap: float | None,
            wall: float,
            cpu: float,
            size: tuple[str, int, int] = (name, len(roster.staff), len(posts)),
        ) -> None:
            peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            case, people, count = size
            share = "" if gap is None else f"{gap:.6f}"
            figures = (f"{objective_m:.1f}", share, f"{wall:.2f}", f"{cpu:.2f}", f"{peak_mb:.0f}")
            out.writerow((case, method, people, count, status, *figures))
            sys.stdout.flush()

        walls, cpus = [], []
        for _ in range(options.runs):
            wall, cpu = time.perf_counter(), time.process_time()
            report = plan_rostering(
                roster, travel, points, teams, shifts, Budget(deterministic=True)
            ).report
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        row("stage", report.status, report.objective, report.gap, median(walls), median(cpus))

        market = build_market(workforce, posts, frozenset(point.site_id for point in points))
        walls, cpus = [], []
        for _ in range(options.runs):
            wall, cpu = time.perf_counter(), time.process_time()
            base = assign(market)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        pairs = f"flow {int(base.arcs.sum())} of {len(market.lot)} pairs"
        row(pairs, "OPTIMAL", base.cost_dm / 10, 0.0, median(walls), median(cpus))
        for peer in PEERS if options.peers else ():
            wall, cpu = time.perf_counter(), time.process_time()
            status, objective_dm = peer(market, base, options.seconds)
            gap = (objective_dm - base.cost_dm) / abs(base.cost_dm)
            row(
                peer.__name__,
                status,
                objective_dm / 10,
                gap,
                time.perf_counter() - wall,
                time.process_time() - cpu,
            )


if __name__ == "__main__":
    main()
