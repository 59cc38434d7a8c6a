"""How many packs of each item every place needs, and how a short stock is shared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Roster, SupplyItem
from masstest.solver.rostering.stations import positions

PAIR = 2
_NOISE = 1e-9


@dataclass(frozen=True)
class Need:
    """What a point or a team uses up. `from_` is when it begins to; `shifts` are staff shifts."""

    kind: Literal["site", "team"]
    id: str
    from_: int
    persons: int
    tubes: int
    shifts: int
    lanes: int
    points: int

    def packs(self, item: SupplyItem) -> int:
        """Whole packs: rates x persons, tubes, shifts, lanes and points, rounded up."""
        units = (
            item.per_person * self.persons
            + item.per_tube * self.tubes
            + item.per_staff_shift * self.shifts
            + item.per_lane * self.lanes
            + item.per_point * self.points
        )
        return max(0, math.ceil(units / item.pack_size - _NOISE))


def needs(
    roster: Roster,
    points: Sequence[Point],
    teams: Sequence[DoorstepTeam],
    staff_count_by_place: Mapping[str, int] | None = None,
) -> list[Need]:
    """The needs of all points and teams.

    Parameters
    ----------
    staff_count_by_place : site or team id -> staff shifts there. Where it is not known yet,
        everybody who must be at work at a time counts once per begun `stint_max_min`.
    """
    known = staff_count_by_place or {}
    stint_min = roster.parameters.stint_max_min
    found = []
    for point in points:
        people = sum(positions(roster.parameters, point.lanes).values())
        shifts = people * math.ceil(max(0, point.finish_at - point.open_from) / stint_min)
        found.append(
            Need(
                kind="site",
                id=point.site_id,
                from_=point.open_from,
                persons=point.persons,
                tubes=point.tubes,
                shifts=known.get(point.site_id, shifts),
                lanes=point.lanes,
                points=1,
            )
        )
    for team in teams:
        if not team.stops:
            continue
        first, last = team.stops[0].arrive, team.stops[-1].depart
        found.append(
            Need(
                kind="team",
                id=team.team_id,
                from_=first,
                persons=sum(stop.persons for stop in team.stops),
                tubes=sum(stop.tubes for stop in team.stops),
                shifts=known.get(team.team_id, PAIR * math.ceil((last - first) / stint_min)),
                lanes=0,
                points=0,
            )
        )
    return found


def stock_limit(item: SupplyItem, needed: Sequence[Need]) -> list[int]:
    """Whole packs of `item` for each need, at most what is in stock.

    Rule ``stock_limit``: sum of packs sent x pack_size <= stock. When that is less than the
    need, everybody gets the same share in whole packs, rounded down, and the packs left over go
    one by one to those who begin first.
    """
    packs = [need.packs(item) for need in needed]
    total, available = sum(packs), math.floor(item.stock / item.pack_size + _NOISE)
    if total <= available:
        return packs
    shares = [pack * available // total for pack in packs]
    left = available - sum(shares)
    order = sorted(range(len(needed)), key=lambda n: (needed[n].from_, needed[n].id))
    while left > 0:
        for n in order:
            if left > 0 and shares[n] < packs[n]:
                shares[n] += 1
                left -= 1
    return shares
