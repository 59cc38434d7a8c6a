"""Fairness over rounds: the same district planned again and again, each time carrying over.

Prints one row per round: how far apart the duties of equally available samplers are and how far
apart they must be at least, how many residents go to another point than the round before without
cause, in this round and in any round so far, how far people come, and the seconds spent.

    python benchmarks/rounds.py --case weibin --rounds 14
    python benchmarks/rounds.py --case weibin --rounds 14 --people-only plan.json
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from masstest.demo import CASES, make_roster
from masstest.domain.budget import Budget
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster
from masstest.planner import Options, plan_round, worker_pool
from masstest.planner.fairness import duty_spread
from masstest.planner.next_round import next_roster
from masstest.planner.replanning.shifts import shifts_of_runs
from masstest.solver.rostering import plan_rostering
from masstest.travel import straight_line

COLUMNS = (
    "round,status,samplers_on_duty,spread,least_possible,most_used,least_used,"
    "moved_share,ever_moved_share,commute_m,wall_s,cpu_s"
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--case", choices=list(CASES), default="weibin")
    arguments.add_argument("--rounds", type=int, default=14)
    arguments.add_argument("--time-limit", type=float, default=38)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument(
        "--people-only", type=Path, metavar="PLAN.json", help="its points and runs, every round"
    )
    options = arguments.parse_args()
    roster = _fresh(make_roster(options.case))
    with worker_pool(roster, options.workers) as executor:
        if options.people_only is None:
            limits = Options(options.time_limit, workers=options.workers)
            _rounds(roster, options.rounds, lambda now: plan_round(now, limits, executor=executor))
        else:
            known = Plan.from_json(options.people_only.read_bytes())
            _rounds(roster, options.rounds, lambda now: _staffed(known, now, options.time_limit))


def _fresh(roster: Roster) -> Roster:
    """Nobody has had a duty before, so that what the rounds make of it shows."""
    staff = tuple(person.model_copy(update={"duties_so_far": 0}) for person in roster.staff)
    return roster.model_copy(update={"staff": staff})


def _staffed(known: Plan, roster: Roster, seconds: float) -> Plan:
    """The plan with the roster's people, each time anew."""
    shifts = shifts_of_runs(known.runs, known.supply_runs, known.waste_runs)
    result = plan_rostering(
        roster, straight_line(roster), known.points, known.doorstep, shifts, Budget(seconds)
    )
    order = known.round.model_copy(
        update={"date": roster.round.date, "number": roster.round.number}
    )
    return known.model_copy(
        update={
            "round": order,
            "duties": result.value.duties,
            "stages": (result.report,),
            "status": "short" if result.shortages else "met",
        }
    )


def _rounds(roster: Roster, rounds: int, plan_it: Callable[[Roster], Plan]) -> None:
    print(COLUMNS)
    moves = Moves()
    for _ in range(rounds):
        wall, cpu = time.monotonic(), time.process_time()
        plan = plan_it(roster)
        seconds = time.monotonic() - wall, time.process_time() - cpu
        moved, ever = moves.count(plan)
        print(_row(plan, roster, moved, ever, *seconds), flush=True)
        for shortage in plan.shortages:
            print(f"  short of {shortage.rule}: {shortage.amount}", file=sys.stderr)
        roster = next_roster(plan, roster)


class Moves:
    """Residents who go elsewhere than the round before. Nothing gives them cause here.

    Of a compound with several points as many people have moved as its points have gained; who
    has ever moved is counted as if every time it were somebody else.
    """

    def __init__(self) -> None:
        self._before: Counter[tuple[str, str]] = Counter()
        self._ever: Counter[str] = Counter()

    def count(self, plan: Plan) -> tuple[float, float]:
        """Shares of all walking people: who moves in this round, who ever has."""
        now: Counter[tuple[str, str]] = Counter()
        persons: Counter[str] = Counter()
        for row in plan.coverage:
            now[row.compound_id, row.site_id] += row.persons
            persons[row.compound_id] += row.persons
        moved: Counter[str] = Counter()
        if self._before:
            for (compound_id, _), gained in (now - self._before).items():
                moved[compound_id] += gained
        self._before, self._ever = now, self._ever + moved
        ever = sum(min(persons[compound_id], n) for compound_id, n in self._ever.items())
        return moved.total() / persons.total(), ever / persons.total()


def _row(plan: Plan, roster: Roster, moved: float, ever: float, wall_s: float, cpu_s: float) -> str:
    spread = duty_spread(roster, plan)
    samplers = len({duty.staff_id for duty in plan.duties if duty.role is Role.sampler})
    fair = () if spread is None else spread[:4]
    commute_m = _mean_commute_m(plan, len({duty.staff_id for duty in plan.duties}))
    row = (
        plan.round.number, plan.status, samplers, *fair,
        f"{moved:.4f}", f"{ever:.4f}", round(commute_m), round(wall_s, 1), round(cpu_s, 1),
    )  # fmt: skip
    return ",".join(map(str, row))


def _mean_commute_m(plan: Plan, people: int) -> float:
    terms = next((s.terms for s in plan.stages if s.stage == "rostering"), {})
    return terms.get("commute", 0.0) / max(1, people)


if __name__ == "__main__":
    main()
