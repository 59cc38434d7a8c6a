"""Who comes when: the production order of a point, cut into appointment slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from masstest.domain.plan import Slot
from masstest.domain.roster import Compound, Roster
from masstest.domain.travel import Ints
from masstest.domain.units import ceil_min


class Visit(NamedTuple):
    """`persons` of a compound, `key` of them key persons, who go to one point."""

    compound: Compound
    site_id: str
    persons: int
    key: int
    walk_m: int


class _Turn(NamedTuple):
    """Persons of visit number `visit` who are sampled one after another at one pace."""

    visit: int
    key: bool
    persons: int
    person_min: float


def finish_at(roster: Roster, open_from: int, lanes: int, visits: Sequence[Visit]) -> int:
    """The minute the last person of a point is sampled, rounded up."""
    return ceil_min(open_from + sampling_min(roster, lanes, visits))


def sampling_min(roster: Roster, lanes: int, visits: Sequence[Visit]) -> float:
    """How long a point samples."""
    turns = _turns(roster, lanes, visits, range(len(visits)))
    return sum(turn.persons * turn.person_min for turn in turns)


def queue_limit(
    roster: Roster,
    open_from: int,
    lanes: int,
    visits: Sequence[Visit],
    *,
    order: Sequence[int] | None = None,
    clock: float = 0.0,
) -> list[tuple[Slot, ...]]:
    """Appointments that keep everybody's waiting short (`queue_limit`).

    For every slot end u: persons booked in slots that end by u <= persons sampled by
    u + max_wait_min; and nobody's sampling begins before their slot (to a minute). Key persons
    come first, then compound after compound, the nearest first, so that the people of one
    compound come within a short time.

    Parameters
    ----------
    order : numbers of the visits in another order than by distance
    clock : minutes from opening until the first of them is sampled

    Returns
    -------
    list of slots for each visit, in the order given
    """
    if order is None:
        order = sorted(
            range(len(visits)), key=lambda v: (visits[v].walk_m, visits[v].compound.compound_id)
        )
    slot_min = roster.parameters.slot_min
    booked: list[dict[int, list[int]]] = [{} for _ in visits]  # slot number -> [persons, key]
    for turn in _turns(roster, lanes, visits, order):
        numbers = _slot_numbers(turn, clock, slot_min, roster.parameters.max_wait_min)
        for number, persons in zip(*np.unique(numbers, return_counts=True), strict=True):
            counts = booked[turn.visit].setdefault(int(number), [0, 0])
            counts[0] += int(persons)
            counts[1] += int(persons) if turn.key else 0
        clock += turn.persons * turn.person_min
    return [
        tuple(
            Slot(
                from_=open_from + number * slot_min,
                until=open_from + (number + 1) * slot_min,
                persons=persons,
                key=key,
            )
            for number, (persons, key) in sorted(slots.items())
        )
        for slots in booked
    ]


def _turns(
    roster: Roster, lanes: int, visits: Sequence[Visit], order: Sequence[int]
) -> list[_Turn]:
    """The persons of a point in the order in which they are sampled."""
    turns = []
    for key in (True, False):
        for number in order:
            visit = visits[number]
            persons = visit.key if key else visit.persons - visit.key
            if persons > 0:
                rate = roster.lane_rate(visit.site_id, roster.pool_size(visit.compound, key=key))
                turns.append(_Turn(number, key, persons, 60 / (lanes * rate)))
    return turns


def _slot_numbers(turn: _Turn, clock: float, slot_min: int, max_wait_min: int) -> Ints:
    """(persons,) number of the slot in which each person's sampling begins.

    Where even the time of one sample is too long to wait, the slot in which it ends.
    """
    begins = clock + np.arange(turn.persons) * turn.person_min
    if turn.person_min <= max_wait_min:
        numbers: Ints = np.floor(begins / slot_min + 1e-9).astype(np.int64)
        return numbers
    last: Ints = np.ceil((begins + turn.person_min) / slot_min - 1e-9).astype(np.int64) - 1
    return np.maximum(last, 0)
