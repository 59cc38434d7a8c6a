"""Rules of named responsibility."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.outcome import Violation
from masstest.domain.plan import Plan, Point
from masstest.domain.roster import Level, Official, Roster, Site
from masstest.domain.travel import Travel


def responsible(official: Official, level: Level, site: Site) -> bool:
    """Whether an official of `level` answers for a point at `site`.

    Street and community officials answer for their own; a blank place is anywhere.
    """
    if official.level is not level:
        return False
    if official.street and official.street != site.street:
        return False
    return level is Level.street or official.community in ("", site.community)


def tiers(roster: Roster, point: Point) -> dict[Level, bool]:
    """Whether each of the three tiers of `point` has somebody who answers for it."""
    known = {official.official_id: official for official in roster.officials}
    site = roster.site.get(point.site_id)
    named = {
        Level.street: point.officials.street,
        Level.community: point.officials.community,
        Level.point: point.officials.point,
    }
    return {
        level: any(
            site is not None
            and official_id in known
            and responsible(known[official_id], level, site)
            for official_id in ids
        )
        for level, ids in named.items()
    }


def three_tiers(roster: Roster, plan: Plan, travel: Travel) -> Iterator[Violation]:
    """Every point has a street, a community and a point official: officials of each tier >= 1."""
    for point in plan.points:
        for level, present in tiers(roster, point).items():
            if not present:
                yield Violation(
                    rule="three_tiers",
                    subjects=(point.site_id, level.value),
                    amount=0,
                    limit=1,
                    unit="officials",
                )
