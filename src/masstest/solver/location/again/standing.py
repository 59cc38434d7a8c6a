"""What stands of an earlier plan: points, who goes there, and who needs a place anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Compound, Roster, Site, SiteStatus
from masstest.solver.location.network import Customer, minutes_of, site_hours
from masstest.solver.production import point_batches

EPS_MIN = 1e-6


@dataclass
class Stand:
    """A point that stands, with the rows that it keeps.

    Attributes
    ----------
    rows : as they were; persons may have been taken off
    former : the rows that it had
    until : when it should be done at the latest
    closing : it ends early, at a minute that has come: nobody else can go there
    relieved : it keeps only those whom it samples in time
    changed : whether its rows are others than before
    """

    point: Point
    rows: list[Coverage]
    former: Sequence[Coverage]
    until: int
    closing: bool = False
    relieved: bool = False
    changed: bool = False

    def load_min(self, roster: Roster) -> float:
        """Lane-minutes that its rows take."""
        return sum(
            minutes_of(roster, roster.compound[r.compound_id], r.persons, r.key_persons)
            for r in self.rows
        )

    def room_min(self, roster: Roster) -> float:
        """Lane-minutes that are left with the lanes it has; negative if it is overfull."""
        span = max(0, self.until - self.point.open_from)
        pace = roster.site[self.point.site_id].pace
        return self.point.lanes * span * pace - self.load_min(roster)


@dataclass
class Standing:
    """Points that stand (by site_id), and the people who need a place.

    `adrift` are persons with the site they went to before, or None if they had none.
    """

    stands: dict[str, Stand] = field(default_factory=dict)
    adrift: list[tuple[Customer, str | None]] = field(default_factory=list)


def find_standing(
    roster: Roster,
    points: Sequence[Point],
    coverage: Sequence[Coverage],
    freeze: int,
    relieve: Collection[str] = (),
) -> Standing:
    """Keep every point and row that the roster still allows, with the numbers of now.

    Open points of `relieve` keep those whom they sample in time, or before `freeze`.
    """
    standing = Standing()
    rows_at: dict[str, list[Coverage]] = defaultdict(list)
    for row in coverage:
        rows_at[row.site_id].append(row)
    for point in points:
        site = roster.site.get(point.site_id)
        rows = rows_at[point.site_id]
        if site is None or not _stands(roster, site, point, freeze):
            continue
        kept = [row for row in rows if _belongs(roster, row, site) or _begun(row, freeze)]
        stand = Stand(
            _renamed(point, site),
            kept,
            rows,
            min(roster.finish_target, site.open_until),
            changed=len(kept) < len(rows),
        )
        if point.open_from < freeze and point.site_id in relieve:
            stand.until = max(freeze, stand.until)
            _leave(roster, stand, stand.until)
            stand.relieved = stand.changed = True
        elif point.open_from < freeze and site.open_until < point.finish_at:
            _close(roster, stand, site.open_until)
        standing.stands[point.site_id] = stand
    _count(roster, standing, coverage, freeze)
    return standing


def _stands(roster: Roster, site: Site, point: Point, freeze: int) -> bool:
    """Whether the point can be open at all; one that has opened has to."""
    if point.open_from < freeze:
        return True
    hours = site_hours(roster, site)
    return (
        site.status is not SiteStatus.excluded
        and site.zone.group is point.zone.group
        and point.lanes <= site.max_lanes
        and hours.open_from <= point.open_from < hours.planned_until
    )


def _renamed(point: Point, site: Site) -> Point:
    if (point.name, point.zone) == (site.name, site.zone):
        return point
    return point.model_copy(update={"name": site.name, "zone": site.zone})


def _belongs(roster: Roster, row: Coverage, site: Site) -> bool:
    compound = roster.compound.get(row.compound_id)
    return (
        compound is not None
        and compound.zone.group is site.zone.group
        and roster.demand(compound).walking > 0
    )


def _begun(row: Coverage, freeze: int) -> bool:
    return any(slot.from_ < freeze for slot in row.slots)


def _close(roster: Roster, stand: Stand, minute: int) -> None:
    """End a point with those whom it has sampled by `minute`."""
    _leave(roster, stand, minute)
    stand.closing = stand.changed = True
    stand.until = minute


def _leave(roster: Roster, stand: Stand, minute: int) -> None:
    """Leave a point those whom it has sampled by `minute`."""
    sampled: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    now = float(stand.point.open_from)
    # one batch per slot and kind, in the order of sampling: key persons first, then by slot
    visits = sorted(
        ((slot.from_, row.compound_id, slot) for row in stand.rows for slot in row.slots),
        key=lambda visit: visit[:2],
    )
    order = [
        (key, compound_id, slot.key if key else slot.persons - slot.key)
        for key in (True, False)
        for _, compound_id, slot in visits
    ]
    batches = iter(point_batches(roster, stand.point.lanes, stand.rows))
    for key, compound_id, persons in order:
        if persons <= 0:
            continue
        batch = next(batches)
        share = min(1.0, max(0.0, (minute - now) / batch.minutes)) if batch.minutes else 1.0
        done = int(share * persons + EPS_MIN)
        sampled[compound_id][0] += done
        sampled[compound_id][1] += done if key else 0
        now += batch.minutes
    stand.rows = [
        shortened(row, *sampled[row.compound_id])
        for row in stand.rows
        if sampled[row.compound_id][0] > 0
    ]


def shortened(row: Coverage, persons: int, key: int) -> Coverage:
    """The row with its first `persons`, of them `key` key persons."""
    others = persons - key
    slots = []
    for slot in sorted(row.slots, key=lambda slot: slot.from_):
        keys_now = min(slot.key, key)
        others_now = min(slot.persons - slot.key, others)
        key, others = key - keys_now, others - others_now
        if keys_now + others_now:
            slots.append(
                slot.model_copy(update={"persons": keys_now + others_now, "key": keys_now})
            )
    kept = sum(slot.persons for slot in slots)
    return row.model_copy(
        update={
            "persons": kept,
            "key_persons": sum(slot.key for slot in slots),
            "slots": tuple(slots),
        }
    )


def _count(roster: Roster, standing: Standing, before: Sequence[Coverage], freeze: int) -> None:
    """Bring the rows to the persons of now; who is left over is adrift."""
    rows_of: dict[str, list[tuple[Stand, int]]] = defaultdict(list)
    for stand in standing.stands.values():
        for number, row in enumerate(stand.rows):
            rows_of[row.compound_id].append((stand, number))
    places: Mapping[str, list[str]] = _places(before)
    for compound in roster.compounds:
        demand = roster.demand(compound)
        own = rows_of.get(compound.compound_id, [])
        persons, key = demand.walking, demand.walking_key
        for stand, number in own:
            row = stand.rows[number]
            keys_now = min(row.key_persons, key)
            others_now = min(row.persons - row.key_persons, persons - key)
            if (keys_now + others_now, keys_now) != (row.persons, row.key_persons):
                stand.rows[number] = shortened(row, keys_now + others_now, keys_now)
                stand.changed = True
            key -= keys_now
            persons -= keys_now + others_now
        if persons > 0:
            went_to = places.get(compound.compound_id, [])
            home = next(
                (s for s in went_to if s in standing.stands and not standing.stands[s].closing),
                went_to[0] if went_to else None,
            )
            standing.adrift += [(c, home) for c in _parts(compound, persons, key, freeze)]
    for stand in standing.stands.values():
        if any(row.persons == 0 for row in stand.rows):
            stand.rows = [row for row in stand.rows if row.persons > 0]
            stand.changed = True


def _parts(compound: Compound, persons: int, key: int, freeze: int) -> Iterable[Customer]:
    """Once the day has begun, key persons apart: they can only be first where a point opens."""
    if freeze < 0 or key in (0, persons):
        return [Customer(compound, persons, key)]
    return [Customer(compound, key, key), Customer(compound, persons - key, 0)]


def _places(coverage: Sequence[Coverage]) -> dict[str, list[str]]:
    """compound_id -> sites its people went to, most people first."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in coverage:
        found[row.compound_id].append((-row.persons, row.site_id))
    return {compound_id: [s for _, s in sorted(sites)] for compound_id, sites in found.items()}
