"""All tubes of a day in one set of arrays, numbered by source and by when they are packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from masstest.domain.travel import Floats, Ints
from masstest.rehearsal.simulation.course import Bools


class Filled(NamedTuple):
    """Tubes of one source in order of packing: minutes, persons, and who they belong to."""

    key: Bools
    first_min: Floats
    last_min: Floats
    ready_min: Floats
    persons: Ints


def filled(parts: Sequence[Filled]) -> Filled:
    """The tubes of several streams of one source, in order of packing."""
    if not parts:
        empty = np.zeros(0)
        return Filled(empty.astype(bool), empty, empty, empty, empty.astype(np.int64))
    ready = np.concatenate([part.ready_min for part in parts])
    order = np.argsort(ready, kind="stable")
    return Filled(
        np.concatenate([part.key for part in parts])[order],
        np.concatenate([part.first_min for part in parts])[order],
        np.concatenate([part.last_min for part in parts])[order],
        ready[order],
        np.concatenate([part.persons for part in parts])[order],
    )


@dataclass
class Tubes:
    """What becomes of every tube of a day; times are NaN until something has happened.

    Tubes `begin[i]` to `begin[i + 1]` belong to source i. `trip` and `lab` number the trips and
    laboratories of the day, -1 as long as there is none.
    """

    begin: Ints
    key: Bools
    first_min: Floats
    last_min: Floats
    ready_min: Floats
    persons: Ints
    sealed: Bools
    trip: Ints = field(init=False)
    lab: Ints = field(init=False)
    picked_min: Floats = field(init=False)
    received_min: Floats = field(init=False)
    started_min: Floats = field(init=False)
    resulted_min: Floats = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.key)
        self.trip, self.lab = np.full((2, count), -1)
        self.picked_min, self.received_min, self.started_min, self.resulted_min = np.full(
            (4, count), np.nan
        )

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def of(cls, sources: Sequence[Filled], sealed: Sequence[bool]) -> Tubes:
        """The tubes of all sources, in the order of the sources."""
        counts = [len(each.key) for each in sources]
        begin = np.concatenate([[0], np.cumsum(counts)])
        return cls(
            begin,
            np.concatenate([each.key for each in sources]),
            np.concatenate([each.first_min for each in sources]),
            np.concatenate([each.last_min for each in sources]),
            np.concatenate([each.ready_min for each in sources]),
            np.concatenate([each.persons for each in sources]),
            np.repeat(np.array(sealed), counts),
        )
