"""Rules of points: who goes where, when points open, how fast they finish."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.checks.production import batches_at_point, finish_at, rows_by_site
from masstest.checks.whereabouts import walk_m
from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster, SiteStatus
from masstest.domain.travel import Travel

# Persons are whole, so the border between two slots may fall inside a person's sampling.
EARLY_TOLERANCE_MIN = 1.0


def full_coverage(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every walking person in scope has a point: covered persons >= walking persons."""
    covered: dict[str, int] = defaultdict(int)
    for row in plan.coverage:
        if row.site_id in plan.point:
            covered[row.compound_id] += row.persons
    for compound in roster.compounds:
        walking = roster.demand(compound).walking
        found = covered[compound.compound_id]
        if found < walking:
            yield Violation(
                rule="full_coverage",
                subjects=(compound.compound_id,),
                amount=found,
                limit=walking,
                unit="persons",
            )


def zone_separation(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A point serves one zone, the one it stands in: compounds of other zones = 0."""
    for point in plan.points:
        site = roster.site.get(point.site_id)
        if site is not None and point.zone.group is not site.zone.group:
            yield _foreign((point.site_id,))
    for row in plan.coverage:
        compound, site = roster.compound.get(row.compound_id), roster.site.get(row.site_id)
        if compound is not None and site is not None and compound.zone.group != site.zone.group:
            yield _foreign((row.compound_id, row.site_id))


def _foreign(subjects: tuple[str, ...]) -> Violation:
    return Violation(rule="zone_separation", subjects=subjects, amount=1, limit=0, unit="compounds")


def site_available(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Points stand on usable sites, within site hours; required sites are open, excluded closed.

    open_from (point) >= open_from (site); open_until and finish_at (point) <= open_until (site).
    """

    def broken(site_id: str, amount: int, limit: int) -> Violation:
        return Violation(
            rule="site_available", subjects=(site_id,), amount=amount, limit=limit, unit="min"
        )

    for point in plan.points:
        site = roster.site.get(point.site_id)
        if site is None:
            continue
        if site.status is SiteStatus.excluded:
            yield broken(point.site_id, max(1, point.open_until - point.open_from), 0)
        if point.open_from < site.open_from:
            yield broken(point.site_id, point.open_from, site.open_from)
        last = max(point.open_until, point.finish_at)
        if last > site.open_until:
            yield broken(point.site_id, last, site.open_until)
    for site in roster.sites:
        if site.status is SiteStatus.required and site.site_id not in plan.point:
            yield broken(site.site_id, 0, site.open_until - site.open_from)


def lane_limit(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A point has 1 <= lanes <= max_lanes of its site."""
    for point in plan.points:
        site = roster.site.get(point.site_id)
        most = point.lanes if site is None else site.max_lanes
        if not 1 <= point.lanes <= most:
            yield Violation(
                rule="lane_limit",
                subjects=(point.site_id,),
                amount=point.lanes,
                limit=1 if point.lanes < 1 else most,
                unit="lanes",
            )


def walking_limit(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody walks further than the setting's limit: walk_m (to the metre) <= walking limit."""
    for row in plan.coverage:
        compound = roster.compound.get(row.compound_id)
        metres = walk_m(travel, row.compound_id, row.site_id)
        if compound is None or metres is None or row.persons <= 0:
            continue
        limit = roster.walking_limit_m(compound)
        if metres > limit:
            yield Violation(
                rule="walking_limit",
                subjects=(row.compound_id, row.site_id),
                amount=metres,
                limit=limit,
                unit="m",
            )


def sampling_deadline(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """A point is done in time: finish_at <= sampling_deadline - finish_margin_min.

    The later of the recorded `finish_at` and the one worked out anew counts.
    """
    rows = rows_by_site(plan)
    for point in plan.points:
        batches = batches_at_point(roster, point, rows.get(point.site_id, ()))
        done = max(point.finish_at, finish_at(point, batches))
        if done > roster.finish_target:
            yield Violation(
                rule="sampling_deadline",
                subjects=(point.site_id,),
                amount=done,
                limit=roster.finish_target,
                unit="min",
            )


def queue_limit(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Nobody waits long or is sampled before their slot.

    For every slot end u of a point: the persons booked up to u are sampled by
    u + max_wait_min; and no person's sampling begins over a minute before their slot does. The
    worst of each kind is told for each point.
    """
    longest = roster.parameters.max_wait_min
    rows = rows_by_site(plan)
    for point in plan.points:
        wait, early = 0.0, 0.0
        waiting = hurried = ""
        for batch in batches_at_point(roster, point, rows.get(point.site_id, ())):
            if batch.end - batch.slot_until > wait:
                wait, waiting = batch.end - batch.slot_until, batch.compound_id
            if batch.slot_from - batch.start > early:
                early, hurried = batch.slot_from - batch.start, batch.compound_id
        for amount, limit, compound_id in (
            (wait, float(longest), waiting),
            (early, EARLY_TOLERANCE_MIN, hurried),
        ):
            if amount > limit + 1e-6:
                yield Violation(
                    rule="queue_limit",
                    subjects=(point.site_id, compound_id),
                    amount=round(amount, 3),
                    limit=limit,
                    unit="min",
                )
