"""When tubes come into being: the production of points and doorstep stops.

The conventions are those of ``docs/formulation.md``, section "How time flows". The checker
computes the same from scratch in `masstest.checks.production`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from masstest.domain.plan import Coverage, DoorstepStop, Point
from masstest.domain.roster import Roster
from masstest.domain.travel import Floats

_EPS_MIN = 1e-6


class Batch(NamedTuple):
    """Persons sampled one after another at a steady pace, into tubes of one pool size."""

    persons: float
    pool_size: int
    key: bool
    minutes: float


@dataclass(frozen=True)
class TubeSeries:
    """The tubes of one source, sorted by the minute they are ready.

    Attributes
    ----------
    first_sample : (tubes,) float array, minute of each tube's first sample
    ready : (tubes,) float array, ascending, minute from which it can be picked up
    key : (tubes,) bool array, whether it is a key-group tube
    """

    first_sample: Floats
    ready: Floats
    key: np.ndarray

    def count(self, at: float) -> int:
        """Tubes ready at minute `at`, since the beginning."""
        return int(np.searchsorted(self.ready, at + _EPS_MIN, side="right"))

    def between(self, after: float, until: float) -> tuple[int, int, int | None]:
        """(tubes, key tubes, minute of the oldest first sample) of a pickup at `until`.

        `after` is the minute of the pickup before it (use ``-inf`` for the first).
        The third is None when there is nothing to take.
        """
        first, last = self.count(after), self.count(until)
        if last <= first:
            return 0, 0, None
        taken = slice(first, last)
        oldest = math.floor(float(self.first_sample[taken].min()) + _EPS_MIN)
        return last - first, int(self.key[taken].sum()), oldest


def tube_count(persons: int, pool_size: int, roster: Roster) -> int:
    """Tubes that `persons` of one stream fill: ceil(persons / (pool size x fill))."""
    return math.ceil(persons / roster.parameters.persons_per_tube(pool_size) - 1e-9)


def point_batches(roster: Roster, lanes: int, rows: Sequence[Coverage]) -> list[Batch]:
    """The persons of a point in the order they are sampled: key persons first, then by slot."""
    visits = sorted(
        ((slot.from_, row.compound_id, row.site_id, slot) for row in rows for slot in row.slots),
        key=lambda visit: visit[:2],
    )
    batches = []
    for key in (True, False):
        for _, compound_id, site_id, slot in visits:
            persons = slot.key if key else slot.persons - slot.key
            if persons > 0:
                pool = roster.pool_size(roster.compound[compound_id], key=key)
                pace = lanes * roster.lane_rate(site_id, pool) / 60
                batches.append(Batch(persons, pool, key, persons / pace))
    return batches


def finish(open_from: float, batches: Iterable[Batch]) -> float:
    """The minute the last person is sampled."""
    return open_from + sum(batch.minutes for batch in batches)


def point_tubes(roster: Roster, point: Point, rows: Sequence[Coverage]) -> TubeSeries:
    """The tubes of a point with the coverage `rows` it serves."""
    return tube_series(roster, [(point.open_from, point_batches(roster, point.lanes, rows))])


def stop_batches(roster: Roster, stop: DoorstepStop) -> list[Batch]:
    """Key persons, then the others, spread evenly over a doorstep stop."""
    compound = roster.compound[stop.compound_id]
    batches = []
    for key, persons in ((True, stop.key_persons), (False, stop.persons - stop.key_persons)):
        if persons > 0:
            minutes = (stop.depart - stop.arrive) * persons / stop.persons
            batches.append(Batch(persons, roster.pool_size(compound, key=key), key, minutes))
    return batches


def stop_tubes(roster: Roster, stop: DoorstepStop) -> TubeSeries:
    """The tubes of one doorstep stop; tubes are not shared between stops."""
    return tube_series(roster, [(stop.arrive, stop_batches(roster, stop))])


def tube_series(roster: Roster, parts: Sequence[tuple[float, Sequence[Batch]]]) -> TubeSeries:
    """Fill tubes from batches.

    Parameters
    ----------
    parts : pairs of a start minute and the batches sampled from then on without a pause.
        Tubes of a stream (key or not, pool size) go on from batch to batch within a part.
    """
    first_sample, ready, is_key = [], [], []
    for start, batches in parts:
        streams: dict[tuple[bool, int], list[tuple[float, float, float]]] = defaultdict(list)
        now = start
        for batch in batches:
            streams[batch.key, batch.pool_size].append((batch.persons, now, now + batch.minutes))
            now += batch.minutes
        for (key, pool_size), pieces in streams.items():
            firsts, lasts = _fill(pieces, roster.parameters.persons_per_tube(pool_size))
            first_sample.append(firsts)
            ready.append(lasts + roster.parameters.pack_min)
            is_key.append(np.full(len(firsts), key))
    if not ready:
        return TubeSeries(np.empty(0), np.empty(0), np.empty(0, dtype=bool))
    order = np.argsort(np.concatenate(ready), kind="stable")
    return TubeSeries(
        np.concatenate(first_sample)[order],
        np.concatenate(ready)[order],
        np.concatenate(is_key)[order],
    )


def _fill(
    pieces: Sequence[tuple[float, float, float]], persons_per_tube: float
) -> tuple[Floats, Floats]:
    """Minutes of the first and the last sample of each tube of one stream.

    A tube's first sample is taken when the person before it is done, even if that was in an
    earlier piece; so it is looked up at the start of the piece that holds its first person.
    """
    counts = np.array([piece[0] for piece in pieces])
    upto = np.cumsum(counts)
    total = float(upto[-1])
    tubes = math.ceil(total / persons_per_tube - 1e-9)
    begins: Floats = np.arange(tubes, dtype=np.float64) * persons_per_tube
    ends = np.minimum(begins + persons_per_tube, total)
    starts = np.array([piece[1] for piece in pieces])
    stops = np.array([piece[2] for piece in pieces])
    before = upto - counts
    in_first = np.searchsorted(upto, begins + 1e-9, side="right")
    in_last = np.searchsorted(upto, ends - 1e-9, side="left")

    def minute(position: Floats, piece: np.ndarray) -> Floats:
        share = (position - before[piece]) / counts[piece]
        at: Floats = starts[piece] + share * (stops[piece] - starts[piece])
        return at

    return minute(begins, in_first), minute(ends, in_last)
