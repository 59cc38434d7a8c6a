"""Doorstep teams, supply and waste rounds at district size: time, gap, and OR-Tools routing.

    python benchmarks/doorstep.py [--case weibin ...] [--runs 3] [--seconds 5]
                                  [--deterministic] [--peer]

Rosters come from `masstest.demo`; every second site is a point that closes at some minute
between 12:00 and 13:30, so that the measurement needs no other stage. The peer solves the
doorstep stops with OR-Tools' routing library (guided local search, rests as breaks), each
zone group by itself, all of them in the same number of seconds. With `--deterministic` our own
searches count iterations instead of seconds, so that other work on the machine only changes the
times. Tours have no margin here, as the peer knows of none. Prints CSV, medians of the runs.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from masstest.demo import CaseName, make_roster
from masstest.domain.budget import Budget
from masstest.domain.objective import TEAM_MIN
from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.plan import Point
from masstest.domain.roster import Roster, ZoneGroup
from masstest.domain.travel import Place, Travel
from masstest.solver.doorstep import plan_doorstep
from masstest.solver.doorstep.visits import DUTY_MAX_MIN, Visit, demanded, key_latest, visits_of
from masstest.solver.supplies import plan_supplies
from masstest.solver.waste import plan_waste
from masstest.travel import straight_line

CASES = ("town", "weibin", "huiji")
COLUMNS = ("case", "stage", "method", "objective", "bound", "gap", "terms", "wall_s", "cpu_s")
MOST_TEAMS = 2.0  # the peer's vehicles, as a multiple of the workload's


def points_of(roster: Roster) -> list[Point]:
    """Every second site as a point."""
    rng = np.random.default_rng(1)
    points = []
    for site in roster.sites[::2]:
        closes = int(rng.integers(720, 811))
        points.append(
            Point(
                site_id=site.site_id,
                name=site.name,
                zone=site.zone,
                lanes=min(site.max_lanes, 4),
                open_from=site.open_from,
                open_until=closes,
                finish_at=closes,
                persons=2000,
                key_persons=300,
                tubes=220,
                key_tubes=32,
            )
        )
    return points


def peer(roster: Roster, travel: Travel, seconds: float) -> StageReport:
    """The same stops by OR-Tools' routing library; every zone group gets its share of time."""
    visits: dict[ZoneGroup, list[Visit]] = {}
    for compound in demanded(roster):
        days, single = visits_of(roster, compound)
        own = [visit for day in days for visit in day] + single
        visits.setdefault(compound.zone.group, []).extend(own)
    total = sum(map(len, visits.values()))
    teams = way = unvisited = 0
    for members in visits.values():
        found = _peer_group(roster, travel, members, seconds * len(members) / total)
        teams, way, unvisited = teams + found[0], way + found[1], unvisited + found[2]
    terms = {"teams": TEAM_MIN * teams, "travel": float(way), "unvisited stops": float(unvisited)}
    return StageReport(
        stage="doorstep", status=StageStatus.feasible, objective=TEAM_MIN * teams + way, terms=terms
    )


def _peer_group(
    roster: Roster, travel: Travel, visits: Sequence[Visit], seconds: float
) -> tuple[int, int, int]:
    """(teams, minutes travelled, stops left out) of one zone group."""
    par, start = roster.parameters, roster.round.sampling_start
    window = roster.doorstep_deadline - start
    between = travel.drive_min_matrix([Place("compound", v.compound.compound_id) for v in visits])
    work = [visit.minutes for visit in visits]
    most = min(len(visits), math.ceil(MOST_TEAMS * sum(work) / (window - par.stint_rest_min)) + 2)
    depot = len(visits)
    manager = pywrapcp.RoutingIndexManager(depot + 1, most, depot)
    model = pywrapcp.RoutingModel(manager)

    def leg(a: int, b: int) -> int:
        i, j = manager.IndexToNode(a), manager.IndexToNode(b)
        return 0 if depot in (i, j) else int(between[i, j])

    def leg_and_work(a: int, b: int) -> int:
        i = manager.IndexToNode(a)
        return leg(a, b) + (0 if i == depot else work[i])

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(leg))
    model.SetFixedCostOfAllVehicles(int(TEAM_MIN))
    model.AddDimension(model.RegisterTransitCallback(leg_and_work), window, window, True, "time")
    clock = model.GetDimensionOrDie("time")
    node_work = [0] * model.Size()
    for node, visit in enumerate(visits):
        index = manager.NodeToIndex(node)
        node_work[index] = work[node]
        latest = key_latest(roster) if visit.key_persons else roster.doorstep_deadline
        clock.CumulVar(index).SetMax(latest - start - work[node])
        model.AddDisjunction([index], 1_000_000)
    solver = model.solver()
    for vehicle in range(most):
        rests = [
            solver.FixedDurationIntervalVar(0, window, par.stint_rest_min, True, f"rest {n}")
            for n in range(DUTY_MAX_MIN // par.stint_max_min)
        ]
        clock.SetBreakIntervalsOfVehicle(rests, vehicle, node_work)
        clock.SetBreakDistanceDurationOfVehicle(par.stint_max_min, par.stint_rest_min, vehicle)
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    options.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    options.time_limit.FromMilliseconds(max(200, int(1000 * seconds)))
    found = model.SolveWithParameters(options)
    if found is None:
        return 0, 0, len(visits)
    teams = way = served = 0
    for vehicle in range(most):
        index = model.Start(vehicle)
        begun = served
        while not model.IsEnd(index):
            after = found.Value(model.NextVar(index))
            way += leg(index, after)
            served += manager.IndexToNode(index) != depot
            index = after
        teams += served > begun
    return teams, way, len(visits) - served


Run = Callable[[Budget], StageReport]


def runs_of(case: CaseName) -> dict[tuple[str, str], Run]:
    """(stage, method) -> what runs it on the case."""
    roster = make_roster(case)
    parameters = roster.parameters.model_copy(update={"doorstep_margin_min": 0})
    roster = roster.model_copy(update={"parameters": parameters})
    travel, points = straight_line(roster), points_of(roster)
    return {
        ("doorstep", "masstest"): lambda b: plan_doorstep(roster, travel, b).report,
        ("supplies", "masstest"): lambda b: (
            plan_supplies(roster, travel, points, (), (), None, b).report
        ),
        ("waste", "masstest"): lambda b: plan_waste(roster, travel, points, b).report,
        ("doorstep", "OR-Tools routing"): lambda b: peer(roster, travel, b.seconds),
    }


def measure(run: Run, budget: Budget, runs: int) -> dict[str, object]:
    """The run with the median objective; median times."""
    reports, wall, cpu = [], [], []
    for seed in range(1, runs + 1):
        began, worked = time.monotonic(), time.process_time()
        reports.append(run(replace(budget.slice(budget.seconds), seed=seed)))
        wall.append(time.monotonic() - began)
        cpu.append(time.process_time() - worked)
    middle = sorted(reports, key=lambda report: report.objective)[(runs - 1) // 2]
    return {
        "objective": middle.objective,
        "bound": "" if middle.best_bound is None else round(middle.best_bound, 1),
        "gap": "" if middle.gap is None else f"{middle.gap:.4f}",
        "terms": " ".join(f"{name}={value:g}" for name, value in middle.terms.items()),
        "wall_s": round(median(wall), 2),
        "cpu_s": round(median(cpu), 2),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", nargs="+", default=list(CASES), choices=CASES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--deterministic", action="store_true")
    parser.add_argument("--peer", action="store_true")
    options = parser.parse_args(arguments)
    table = csv.DictWriter(sys.stdout, COLUMNS)
    table.writeheader()
    for case in options.case:
        runs = runs_of(case)
        runs["doorstep", "masstest"](Budget(seconds=0.1))  # compiles on the first use
        for (stage, method), run in runs.items():
            if method != "masstest" and not options.peer:
                continue
            seconds = options.seconds if stage == "doorstep" else options.seconds / 2.5
            budget = Budget(seconds=seconds, deterministic=options.deterministic)
            row = measure(run, budget, options.runs if method == "masstest" else 1)
            table.writerow({"case": case, "stage": stage, "method": method, **row})
            sys.stdout.flush()


if __name__ == "__main__":
    main()
