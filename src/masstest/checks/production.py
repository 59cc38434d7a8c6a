"""How samples and tubes come into being, worked out anew from a plan's slots and stops.

Sampling is followed batch by batch: a batch is a number of persons of one compound, sampled
one after another at one pace. A tube's moments are then read off the batches of its stream,
where a stream is (key group or not, pool size) at one point or one doorstep stop.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from masstest.domain.plan import Coverage, DoorstepStop, Plan, Point
from masstest.domain.roster import Roster
from masstest.domain.units import ceil_min

EPSILON = 1e-9


class Batch(NamedTuple):
    """`persons` of one compound sampled without interruption from `start` to `end` (minutes).

    `slot_from` and `slot_until` bound the appointment they were given.
    """

    compound_id: str
    key: bool
    pool_size: int
    persons: int
    slot_from: int
    slot_until: int
    start: float
    end: float


class Tube(NamedTuple):
    """One tube: its first and last sample, and when it is packed (minutes, not rounded)."""

    key: bool
    first: float
    last: float
    ready: float


def tube_count(persons: int, persons_per_tube: float) -> int:
    """How many tubes `persons` of one stream fill: persons / persons_per_tube, rounded up."""
    return math.ceil(max(0, persons) / persons_per_tube - EPSILON)


def batches_at_point(roster: Roster, point: Point, rows: Iterable[Coverage]) -> tuple[Batch, ...]:
    """The batches of `point` in the order in which they are sampled.

    Key persons first, then the others; within each by slot, then by compound. All `lanes` work
    from `open_from` without a pause. Rows of compounds that do not exist are left out, and no
    row counts more persons than its compound has: such plans are reported for what they are,
    not followed to absurd lengths. A point without lanes is followed as if it had one.
    """
    queue: list[tuple[bool, int, str, int, int, int]] = []
    for row in rows:
        compound = roster.compound.get(row.compound_id)
        if compound is None:
            continue
        left = compound.population
        for slot_from, slot_until, persons, key in _appointments(point, row):
            persons = min(max(0, persons), left)
            left -= persons
            key = min(max(0, key), persons)
            for is_key, count in ((True, key), (False, persons - key)):
                if count:
                    pool_size = roster.pool_size(compound, key=is_key)
                    queue.append(
                        (not is_key, slot_from, row.compound_id, slot_until, pool_size, count)
                    )
    queue.sort()
    batches = []
    clock = float(point.open_from)
    for other, slot_from, compound_id, slot_until, pool_size, count in queue:
        per_min = max(1, point.lanes) * roster.lane_rate(point.site_id, pool_size) / 60
        end = clock + count / per_min
        batches.append(
            Batch(compound_id, not other, pool_size, count, slot_from, slot_until, clock, end)
        )
        clock = end
    return tuple(batches)


def _appointments(point: Point, row: Coverage) -> Iterable[tuple[int, int, int, int]]:
    if not row.slots:
        yield point.open_from, point.open_until, row.persons, row.key_persons
    for slot in row.slots:
        yield slot.from_, slot.until, slot.persons, slot.key


def finish_at(point: Point, batches: Sequence[Batch]) -> int:
    """When the last person of the point has been sampled, rounded up to the minute."""
    return ceil_min(batches[-1].end) if batches else point.open_from


def batches_at_stop(roster: Roster, stop: DoorstepStop) -> tuple[Batch, ...]:
    """The batches of a doorstep stop: key persons, then others, over all of [arrive, depart)."""
    compound = roster.compound.get(stop.compound_id)
    if compound is None:
        return ()
    persons = min(max(0, stop.persons), compound.population)
    key = min(max(0, stop.key_persons), persons)
    pace = (stop.depart - stop.arrive) / persons if persons else 0.0
    batches = []
    clock = float(stop.arrive)
    for is_key, count in ((True, key), (False, persons - key)):
        if count:
            pool_size = roster.pool_size(compound, key=is_key)
            end = clock + count * pace
            batches.append(
                Batch(
                    stop.compound_id,
                    is_key,
                    pool_size,
                    count,
                    stop.arrive,
                    stop.depart,
                    clock,
                    end,
                )
            )
            clock = end
    return tuple(batches)


def tubes_of(roster: Roster, batches: Iterable[Batch]) -> list[Tube]:
    """All tubes that the batches fill, by stream and in order of filling.

    Tube j of a stream of N persons, h to a tube, holds the persons from (j-1)h to min(jh, N):
    its first sample is taken when (j-1)h persons are done (and the next batch has begun), its
    last when min(jh, N) are, and it is ready `pack_min` later.
    """
    streams: dict[tuple[bool, int], list[Batch]] = defaultdict(list)
    for batch in batches:
        streams[batch.key, batch.pool_size].append(batch)
    tubes: list[Tube] = []
    for (key, pool_size), stream in streams.items():
        per_tube = roster.parameters.persons_per_tube(pool_size)
        tubes.extend(_fill(key, stream, per_tube, roster.parameters.pack_min))
    return tubes


def count_tubes(roster: Roster, batches: Iterable[Batch]) -> tuple[int, int]:
    """How many tubes the batches fill, and how many of them are key-group tubes."""
    persons: dict[tuple[bool, int], int] = defaultdict(int)
    for batch in batches:
        persons[batch.key, batch.pool_size] += batch.persons
    counts = {
        stream: tube_count(total, roster.parameters.persons_per_tube(stream[1]))
        for stream, total in persons.items()
    }
    return sum(counts.values()), sum(n for (key, _), n in counts.items() if key)


def _fill(key: bool, stream: Sequence[Batch], per_tube: float, pack_min: int) -> Iterable[Tube]:
    done_by = list(accumulate(batch.persons for batch in stream))
    total = done_by[-1]
    begun, ended = 0, 0  # the batches of the tube's first and last person
    for j in range(tube_count(total, per_tube)):
        low, high = j * per_tube, min((j + 1) * per_tube, total)
        while done_by[begun] <= low + EPSILON:
            begun += 1
        while done_by[ended] < high - EPSILON:
            ended += 1
        # counted back from the end of a batch, of which so many persons are still to come
        batch = stream[begun]
        first = batch.end - (batch.end - batch.start) * (done_by[begun] - low) / batch.persons
        batch = stream[ended]
        last = batch.end - (batch.end - batch.start) * (done_by[ended] - high) / batch.persons
        yield Tube(key, first, last, last + pack_min)


def rows_by_site(plan: Plan) -> dict[str, list[Coverage]]:
    """site_id -> the coverage rows that go there."""
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in plan.coverage:
        rows[row.site_id].append(row)
    return rows
