"""Three tiers of named responsibility: who answers for each point.

Street and community officials answer for every point of their own. Officials of level
`point` are shared out, so that each answers for as few points as possible.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from ortools.graph.python import min_cost_flow

from masstest.domain.objective import MISSING_OFFICIAL
from masstest.domain.outcome import (
    Remedy,
    RemedyCode,
    Shortage,
    StageReport,
    StageResult,
    StageStatus,
)
from masstest.domain.plan import Officials, Point
from masstest.domain.roster import Level, Official, Roster, Site

STAGE = "officials"
_ELSEWHERE = 1
"""Cost of an official who is not listed for the point's community (nor any other)."""
_AGAIN = 10
"""Cost of an official's second point; the third costs twice as much, and so on."""
_NOBODY = 1_000_000
"""Cost of a point without an official of its own."""


def three_tiers(official: Official, site: Site) -> bool:
    """Rule `three_tiers`: whether `official` may stand for a point at `site` in the own tier.

    Every point has an official of each level >= 1. An official who is listed for a street or
    (below street level) a community answers for points there only.
    """
    if official.street not in ("", site.street):
        return False
    return official.level is Level.street or official.community in ("", site.community)


def plan_officials(roster: Roster, points: Sequence[Point]) -> StageResult[Mapping[str, Officials]]:
    """The officials of every point (by site_id); what is missing is a shortage.

    The stage is optimal: for street and community everybody who may answers, for the points'
    own officials a min-cost flow leaves as few points as possible without one.
    """
    began = time.monotonic()
    sites = [roster.site[point.site_id] for point in points]
    own = _share_out(roster, sites)
    found: dict[str, Officials] = {}
    for site, person in zip(sites, own, strict=True):
        found[site.site_id] = Officials(
            street=_named(roster, Level.street, site),
            community=_named(roster, Level.community, site),
            point=() if person is None else (person.official_id,),
        )
    missing = [
        (level, site)
        for site in sites
        for level in Level
        if not getattr(found[site.site_id], level.value)
    ]
    objective = MISSING_OFFICIAL * len(missing)
    report = StageReport(
        stage=STAGE,
        status=StageStatus.optimal if points else StageStatus.skipped,
        objective=objective,
        best_bound=objective,
        gap=0.0,
        wall_s=time.monotonic() - began,
        terms={"missing": objective},
    )
    return StageResult(found, report, tuple(_shortages(missing)))


def _named(roster: Roster, level: Level, site: Site) -> tuple[str, ...]:
    """Those listed for exactly this place; if there are none, those listed for no place."""
    able = [o for o in roster.officials if o.level is level and three_tiers(o, site)]
    listed = [o for o in able if o.community or (level is Level.street and o.street)]
    return tuple(official.official_id for official in (listed or able))


def _share_out(roster: Roster, sites: Sequence[Site]) -> list[Official | None]:
    """One official of level `point` for each site: a flow with rising costs per official."""
    officials = [o for o in roster.officials if o.level is Level.point]
    flow = min_cost_flow.SimpleMinCostFlow()
    source, first_site = 0, 1 + len(officials)
    sink = first_site + len(sites)
    pairs: dict[int, tuple[int, int]] = {}
    for s, site in enumerate(sites):
        for o, official in enumerate(officials):
            if three_tiers(official, site):
                cost = 0 if official.community else _ELSEWHERE
                arc = flow.add_arc_with_capacity_and_unit_cost(1 + o, first_site + s, 1, cost)
                pairs[arc] = (s, o)
        flow.add_arc_with_capacity_and_unit_cost(source, first_site + s, 1, _NOBODY)
        flow.add_arc_with_capacity_and_unit_cost(first_site + s, sink, 1, 0)
    reach = Counter(o for _, o in pairs.values())
    for o in range(len(officials)):
        for turn in range(reach[o]):
            flow.add_arc_with_capacity_and_unit_cost(source, 1 + o, 1, _AGAIN * turn)
    flow.set_node_supply(source, len(sites))
    flow.set_node_supply(sink, -len(sites))
    found: list[Official | None] = [None] * len(sites)
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("every point may stay without an official")
    for arc, (s, o) in pairs.items():
        if flow.flow(arc):
            found[s] = officials[o]
    return found


def _shortages(missing: Sequence[tuple[Level, Site]]) -> list[Shortage]:
    """One shortage per tier and place; one official more mends it for all its points."""
    places = Counter(
        (level, site.street, "" if level is Level.street else site.community)
        for level, site in missing
    )
    return [
        Shortage(
            rule="three_tiers",
            subject=community or street,
            amount=points,
            unit="officials",
            remedies=(
                Remedy(
                    code=RemedyCode.add_official,
                    rule="three_tiers",
                    subject=level.value,
                    quantity=1,
                    unit="officials",
                    facts={"street": street, "community": community},
                ),
            ),
        )
        for (level, street, community), points in places.items()
    ]
