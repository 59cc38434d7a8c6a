"""The roles a point needs while it samples."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from masstest.domain.outcome import Violation
from masstest.domain.parameters import Parameters
from masstest.domain.plan import Plan
from masstest.domain.roster import Role, Roster
from masstest.domain.travel import Travel

Span = tuple[int, int]


def required_roles(parameters: Parameters, lanes: int) -> Mapping[Role, int]:
    """Persons of each role that a point with `lanes` lanes needs at any time."""
    lanes = max(0, lanes)
    return {
        Role.sampler: lanes * parameters.samplers_per_lane,
        Role.registrar: lanes * parameters.registrars_per_lane,
        Role.usher: lanes * parameters.ushers_per_lane,
        Role.packer: math.ceil(lanes / parameters.lanes_per_packer),
        Role.disinfector: parameters.disinfectors_per_point,
        Role.lead: parameters.leads_per_point,
    }


def covered_min(spans: Iterable[Span], start: int, end: int, needed: int) -> int:
    """Sum over the minutes of [start, end) of min(people on duty, needed)."""
    changes: dict[int, int] = defaultdict(int)
    for span_start, span_end in spans:
        low, high = max(span_start, start), min(span_end, end)
        if low < high:
            changes[low] += 1
            changes[high] -= 1
    covered = on_duty = 0
    previous = start
    for minute in sorted(changes):
        covered += min(on_duty, needed) * (minute - previous)
        on_duty += changes[minute]
        previous = minute
    return covered


def role_cover(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every open lane and point has its roles.

    For each point and role: the sum over the minutes of [open_from, finish_at) of
    min(on duty, required) >= required x minutes.
    """
    for site_id, role, covered, required in role_minutes(roster, plan):
        if covered < required:
            yield Violation(
                rule="role_cover",
                subjects=(site_id, role.value),
                amount=covered,
                limit=required,
                unit="min",
            )


def role_minutes(roster: Roster, plan: Plan) -> Iterator[tuple[str, Role, int, int]]:
    """(site_id, role, role-minutes covered, role-minutes required) of every point and role."""
    spans: dict[tuple[str, Role], list[Span]] = defaultdict(list)
    for duty in plan.duties:
        spans[duty.at, duty.role].append((duty.start, duty.end))
    for point in plan.points:
        minutes = max(0, point.finish_at - point.open_from)
        for role, needed in required_roles(roster.parameters, point.lanes).items():
            on_duty = spans.get((point.site_id, role), ())
            covered = covered_min(on_duty, point.open_from, point.finish_at, needed)
            yield point.site_id, role, covered, needed * minutes
