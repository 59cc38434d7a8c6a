"""Which tubes go into one box, so that a box stays together all day."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from masstest.domain.travel import Ints
from masstest.rehearsal.simulation.course import FROM_LAB
from masstest.rehearsal.simulation.day import SimulatedDay
from masstest.rehearsal.simulation.trips import CallDay, TripDay

Fate = tuple[int, ...]
_NO_RESULT = -1


class Lots:
    """Tubes of one pickup and kind that are fetched again by the same runs, if a laboratory is
    lost, or all tested where they are brought: a laboratory gives out whole boxes.

    Attributes
    ----------
    in_order : trips in the order of what happens to their boxes
    """

    def __init__(self, day: SimulatedDay) -> None:
        self._key = day.tubes.key
        self._per_box = day.course.roster.parameters.tubes_per_box
        self._fates: dict[int, Fate] = defaultdict(tuple)
        self.in_order: list[TripDay] = []
        fetches: list[TripDay] = []
        for number, trip in enumerate(day.trips):
            calls = [call for call in trip.calls if call.source == FROM_LAB]
            for call in calls:
                for tube in call.tubes.tolist():
                    self._fates[tube] += (number,)
            (fetches if calls else self.in_order).append(trip)
        self.in_order += sorted(fetches, key=lambda trip: trip.calls[-1].arrive_min)
        for tube in np.flatnonzero(np.isnan(day.tubes.resulted_min)).tolist():
            self._fates[tube] += (_NO_RESULT,)

    def of(self, call: CallDay) -> list[tuple[bool, Ints]]:
        """The boxes of a pickup: whether of key tubes, and which."""
        key = self._key[call.tubes]
        return [
            (is_key, own[begin : begin + self._per_box])
            for is_key, kind in ((True, call.tubes[key]), (False, call.tubes[~key]))
            for own in self._alike(kind)
            for begin in range(0, len(own), self._per_box)
        ]

    def _alike(self, tubes: Ints) -> list[Ints]:
        if not self._fates:
            return [tubes]
        found: dict[Fate, list[int]] = defaultdict(list)
        for tube in tubes.tolist():
            found[self._fates.get(tube, ())].append(tube)
        return [np.array(own) for own in found.values()]
