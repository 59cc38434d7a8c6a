"""A point with other people than before: lanes, hours, tubes and slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from masstest.domain.plan import Coverage, Point, Slot
from masstest.domain.roster import Roster, Site
from masstest.domain.travel import Travel
from masstest.domain.units import ceil_min
from masstest.solver.location.again.moves import opening_of
from masstest.solver.location.again.standing import Stand
from masstest.solver.location.appointments import Visit, queue_limit
from masstest.solver.location.network import Customer
from masstest.solver.production import finish, point_batches, tube_count

Newcomer = Customer
_CLOSING_STEP_MIN = 5


def changed_point(
    roster: Roster,
    travel: Travel,
    site: Site,
    stand: Stand | None,
    guests: Sequence[Newcomer],
    lanes: int,
    freeze: int,
) -> tuple[Point, list[Coverage]]:
    """The point with the rows it keeps and its newcomers.

    Rows keep their slots if nothing moves before them; newcomers come after. Otherwise all
    slots are made anew, in the order in which people came before.
    """
    rows = [] if stand is None else list(stand.rows)
    open_from = opening_of(roster, site, freeze) if stand is None else stand.point.open_from
    now = 0 if stand is None else stand.point.lanes
    lanes = max(lanes, now, 1)
    before = None if stand is None else stand.point
    visits = _visits(roster, travel, site, guests)
    keeps = (
        stand is not None
        and lanes == now
        and (stand.closing or (open_from < freeze) or not any(v.key for v in visits))
    )
    cut_off = stand is not None and (stand.closing or stand.relieved)
    if keeps and (stand is None or cut_off or _in_order(roster, stand, rows)):
        kept = point_batches(roster, lanes, rows)
        clock = finish(0.0, kept)
        slots = queue_limit(roster, open_from, lanes, visits, clock=clock)
    else:
        everybody = [_visit(roster, row) for row in rows]
        visits = _merged([*everybody, *visits])
        order = _order(() if stand is None else stand.former, visits)
        slots = queue_limit(roster, open_from, lanes, visits, order=order)
        rows = []
    new = [
        Coverage(
            compound_id=visit.compound.compound_id,
            site_id=site.site_id,
            persons=visit.persons,
            key_persons=visit.key,
            walk_m=visit.walk_m,
            slots=booked,
        )
        for visit, booked in zip(visits, slots, strict=True)
    ]
    every = _joined([*rows, *new])
    return _point(roster, site, before, open_from, lanes, every), every


def _in_order(roster: Roster, stand: Stand, rows: Sequence[Coverage]) -> bool:
    """Whether the slots still fit when rows or persons were taken out: then nobody was."""
    return sum(row.persons for row in rows) == stand.point.persons


def _visits(roster: Roster, travel: Travel, site: Site, guests: Sequence[Newcomer]) -> list[Visit]:
    """One visit per compound of the newcomers."""
    found: dict[str, Visit] = {}
    for compound, persons, key in guests:
        walk_m = int(travel.walk(compound.compound_id, site.site_id) + 0.5)
        old = found.get(compound.compound_id)
        if old is not None:
            persons, key = persons + old.persons, key + old.key
        found[compound.compound_id] = Visit(compound, site.site_id, persons, key, walk_m)
    return list(found.values())


def _visit(roster: Roster, row: Coverage) -> Visit:
    """A row as a visit."""
    compound = roster.compound[row.compound_id]
    return Visit(compound, row.site_id, row.persons, row.key_persons, row.walk_m)


def _merged(visits: Sequence[Visit]) -> list[Visit]:
    found: dict[str, Visit] = {}
    for visit in visits:
        old = found.get(visit.compound.compound_id)
        if old is not None:
            visit = visit._replace(persons=visit.persons + old.persons, key=visit.key + old.key)
        found[visit.compound.compound_id] = visit
    return list(found.values())


def _order(rows: Sequence[Coverage], visits: Sequence[Visit]) -> list[int]:
    """Visits in the order of the earlier slots; newcomers last, the nearest first."""
    began = {row.compound_id: _first_other(row) for row in rows}
    late = max(began.values(), default=0) + 1

    def key(number: int) -> tuple[float, int, str]:
        visit = visits[number]
        name = visit.compound.compound_id
        return began.get(name, late), visit.walk_m if name not in began else 0, name

    return sorted(range(len(visits)), key=key)


def _first_other(row: Coverage) -> float:
    """Beginning of the first slot with persons who are no key persons."""
    found = [slot.from_ for slot in row.slots if slot.persons > slot.key]
    return min(found or [slot.from_ for slot in row.slots], default=0)


def _joined(rows: Sequence[Coverage]) -> list[Coverage]:
    """Rows of one compound as one, slots of one time as one."""
    found: dict[str, Coverage] = {}
    for row in rows:
        old = found.get(row.compound_id)
        found[row.compound_id] = row if old is None else _both(old, row)
    return list(found.values())


def _both(row: Coverage, more: Coverage) -> Coverage:
    slots: dict[int, Slot] = {}
    for slot in (*row.slots, *more.slots):
        old = slots.get(slot.from_)
        slots[slot.from_] = (
            slot
            if old is None
            else old.model_copy(
                update={"persons": old.persons + slot.persons, "key": old.key + slot.key}
            )
        )
    return row.model_copy(
        update={
            "persons": row.persons + more.persons,
            "key_persons": row.key_persons + more.key_persons,
            "slots": tuple(slots[minute] for minute in sorted(slots)),
        }
    )


def _point(
    roster: Roster,
    site: Site,
    before: Point | None,
    open_from: int,
    lanes: int,
    rows: Sequence[Coverage],
) -> Point:
    """The point's figures; it closes when it did before if it can."""
    done = ceil_min(finish(open_from, point_batches(roster, lanes, rows)))
    staffed_until = max(done, open_from + (0 if rows else roster.parameters.slot_min))
    rounded = -(-staffed_until // _CLOSING_STEP_MIN) * _CLOSING_STEP_MIN
    closing = min(rounded, site.open_until)
    if before is not None:
        closing = max(closing, min(before.open_until, site.open_until))
    streams: dict[tuple[bool, int], int] = defaultdict(int)
    for row in rows:
        compound = roster.compound[row.compound_id]
        streams[True, roster.pool_size(compound, key=True)] += row.key_persons
        streams[False, roster.pool_size(compound)] += row.persons - row.key_persons
    tubes = {stream: tube_count(count, stream[1], roster) for stream, count in streams.items()}
    return Point(
        site_id=site.site_id,
        name=site.name,
        zone=site.zone,
        lanes=lanes,
        open_from=open_from,
        open_until=max(done, closing),
        finish_at=done,
        persons=sum(row.persons for row in rows),
        key_persons=sum(row.key_persons for row in rows),
        tubes=sum(tubes.values()),
        key_tubes=sum(count for (key, _), count in tubes.items() if key),
    )
