"""One way, or several, to break each rule in a plan that meets them all.

A mutation takes a case (roster, plan) and returns it spoilt in one thing. Each works on any
plan that has what it spoils: two points in different zones, a doorstep team, runs, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from masstest.domain.plan import Duty, Plan, Point, Run, Stop
from masstest.domain.roster import Role, Roster

Case = tuple[Roster, Plan]
Row = TypeVar("Row")
MUTATIONS: list[Mutation] = []


class Mutation(NamedTuple):
    """`apply` spoils a case so that the check of `code` must find it."""

    code: str
    name: str
    apply: Callable[[Roster, Plan], Case]


def breaks(code: str) -> Callable[[Callable[[Roster, Plan], Case]], Callable[..., Case]]:
    """Register a mutation that must be reported under `code`."""

    def register(apply: Callable[[Roster, Plan], Case]) -> Callable[..., Case]:
        MUTATIONS.append(Mutation(code, apply.__name__, apply))
        return apply

    return register


def only(rows: Iterable[Row]) -> Row:
    """The first of `rows`; a case without any cannot be spoilt this way."""
    return next(iter(rows))


def largest_point(plan: Plan) -> Point:
    return max(plan.points, key=lambda point: point.finish_at - point.open_from)


def a_duty(plan: Plan, *roles: Role) -> Duty:
    return only(duty for duty in plan.duties if duty.role in roles)


def same(row: Any) -> Callable[[Any], bool]:
    return lambda other: other is row


def a_run(plan: Plan) -> Run:
    """A run that picks something up at a point."""
    return only(r for r in plan.runs if r.stops[0].site_id is not None or len(r.stops) > 2)


def pickup_index(run: Run) -> int:
    return only(i for i, s in enumerate(run.stops) if s.kind == "pickup" and s.tubes > 1)


def later(run: Run, minutes: int, first: int = 0) -> tuple[Stop, ...]:
    """The stops of a run, from number `first` on put off by `minutes`."""
    return tuple(
        stop.model_copy(update={"arrive": stop.arrive + minutes, "depart": stop.depart + minutes})
        if i >= first
        else stop
        for i, stop in enumerate(run.stops)
    )
