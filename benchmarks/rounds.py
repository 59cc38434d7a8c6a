"""Fairness over rounds: the same district planned again and again, each time carrying over.

Prints one row per round: how far apart the duties of equally available samplers are, how many
residents go to another point than the round before, how far people come, and the seconds spent.

    python benchmarks/rounds.py --case weibin --rounds 14
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable

from masstest.demo import CASES, make_roster
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster, Staff
from masstest.planner import Options, plan_round, worker_pool
from masstest.planner.next_round import next_roster


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--case", choices=list(CASES), default="weibin")
    arguments.add_argument("--rounds", type=int, default=14)
    arguments.add_argument("--time-limit", type=float, default=40)
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    roster = _fresh(make_roster(options.case))
    print("round,status,samplers_on_duty,spread,most_used,least_used,moved_share,commute_m,wall_s")
    with worker_pool(roster, options.workers) as executor:
        for _ in range(options.rounds):
            began = time.monotonic()
            plan = plan_round(
                roster, Options(options.time_limit, workers=options.workers), executor=executor
            )
            wall_s = time.monotonic() - began
            after = next_roster(plan, roster)
            print(",".join(map(str, _row(plan, roster, after, wall_s))))
            sys.stdout.flush()
            roster = after


def _fresh(roster: Roster) -> Roster:
    """Nobody has had a duty before, so that what the rounds make of it shows."""
    staff = tuple(person.model_copy(update={"duties_so_far": 0}) for person in roster.staff)
    return roster.model_copy(update={"staff": staff})


def _row(plan: Plan, roster: Roster, after: Roster, wall_s: float) -> tuple[object, ...]:
    on_duty = {duty.staff_id for duty in plan.duties}
    spread, most, least = _spread(after)
    commute_m = _mean_commute_m(plan, len(on_duty))
    moved = _moved_share(plan, roster)
    samplers = len({duty.staff_id for duty in plan.duties if duty.role is Role.sampler})
    return (
        plan.round.number, plan.status, samplers, spread, most, least,
        f"{moved:.4f}", round(commute_m), round(wall_s, 1),
    )  # fmt: skip


def _spread(roster: Roster) -> tuple[int, int, int]:
    """Greatest difference of duties among equally available samplers, and that group's ends."""
    duties: dict[Hashable, list[int]] = defaultdict(list)
    for person in roster.staff:
        if Role.sampler in person.roles:
            duties[_equals(person, roster)].append(person.duties_so_far)
    ends = [(max(counts) - min(counts), max(counts), min(counts)) for counts in duties.values()]
    return max(ends, default=(0, 0, 0))


def _equals(person: Staff, roster: Roster) -> Hashable:
    """What must agree for two people to be equally available, as far as the roster tells."""
    return (
        person.roles,
        person.pool,
        person.available_from,
        person.available_until,
        person.max_hours,
        person.trained_until is not None and person.trained_until >= roster.round.date,
        person.pinned_site_id,
    )


def _mean_commute_m(plan: Plan, people: int) -> float:
    terms = next((s.terms for s in plan.stages if s.stage == "rostering"), {})
    return terms.get("commute", 0.0) / max(1, people)


def _moved_share(plan: Plan, roster: Roster) -> float:
    """Share of the walking residents who go elsewhere than last time."""
    persons: Counter[bool] = Counter()
    for row in plan.coverage:
        before = roster.previous_sites.get(row.compound_id)
        persons[before is not None and row.site_id not in before] += row.persons
    return persons[True] / max(1, persons.total())


if __name__ == "__main__":
    main()
