"""Finish times, tubes and their ages are those that the slots and stops make."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.checks.consistency.mismatch import mismatch
from masstest.checks.lost_labs import follow_fetches
from masstest.checks.production import (
    Batch,
    batches_at_point,
    batches_at_stop,
    count_tubes,
    finish_at,
    rows_by_site,
)
from masstest.checks.sources import follow_pickups, sealed_sources
from masstest.domain.outcome import Violation
from masstest.domain.plan import DoorstepStop, Plan, Point
from masstest.domain.roster import Roster
from masstest.domain.travel import Travel

# subjects, what records tubes, and the batches that make them
Made = tuple[tuple[str, ...], Point | DoorstepStop, tuple[Batch, ...]]


def consistent_finish(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """finish_at is when the last person is sampled, and lies in [open_from, open_until]."""
    rows = rows_by_site(plan)
    for point in plan.points:
        batches = batches_at_point(roster, point, rows.get(point.site_id, ()))
        right = finish_at(point, batches)
        if point.finish_at != right:
            yield mismatch("consistent_finish", (point.site_id,), point.finish_at, right, "min")
        elif point.open_until < max(point.finish_at, point.open_from):
            last = max(point.finish_at, point.open_from)
            yield mismatch("consistent_finish", (point.site_id,), point.open_until, last, "min")


def consistent_tubes(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Tubes of points and doorstep stops are those that their persons fill, key and other."""
    rows = rows_by_site(plan)
    made: list[Made] = [
        ((point.site_id,), point, batches_at_point(roster, point, rows.get(point.site_id, ())))
        for point in plan.points
    ]
    made += [
        ((stop.compound_id, team.team_id), stop, batches_at_stop(roster, stop))
        for team in plan.doorstep
        for stop in team.stops
    ]
    for subjects, recorded, batches in made:
        tubes, key_tubes = count_tubes(roster, batches)
        if recorded.tubes != tubes:
            yield mismatch("consistent_tubes", subjects, recorded.tubes, tubes, "tubes")
        elif recorded.key_tubes != key_tubes:
            yield mismatch("consistent_tubes", subjects, recorded.key_tubes, key_tubes, "tubes")


def consistent_oldest_sample(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """oldest_sample_at of a pickup is the first sample of the oldest tube taken, rounded down.

    Without tubes there is none. At a laboratory that was lost it is that of the runs that brought
    the tubes.
    """
    found, _ = follow_pickups(roster, plan)
    fetches, _ = follow_fetches(plan, sealed_sources(roster, plan))
    rows = [(p.run, p.stop, p.source.id, p.oldest_sample_at) for p in found]
    rows += [(f.run, f.stop, f.stop.lab_id or "", f.oldest_sample_at) for f in fetches]
    for run, stop, place_id, right in rows:
        recorded = stop.oldest_sample_at
        if recorded != right:
            yield mismatch(
                "consistent_oldest_sample",
                (run.run_id, place_id),
                -1 if recorded is None else recorded,
                -1 if right is None else right,
                "min",
            )
