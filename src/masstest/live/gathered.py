"""Boxes gathered by source, laboratory and vehicle, with what they come to whatever the time is.

A ledger folds anew what is reported on, and leaves everything else as the same object: so
`Gathered` sees by a glance at each box which sources, laboratories and vehicles have changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from masstest.live.custody import PROGRESS, BoxState, Ledger, Phase
from masstest.live.custody.unaccounted import is_settled

TUBE_PLACES = ("loose", "in_box", "on_road", "at_lab", "resulted", "lost")
_LOOSE, _IN_BOX, _ON_ROAD, _AT_LAB, _RESULTED, _LOST = range(6)

_PLACE_OF = {
    Phase.open: _LOOSE,
    Phase.sealed: _IN_BOX,
    Phase.with_courier: _ON_ROAD,
    Phase.on_road: _ON_ROAD,
    Phase.delivered: _ON_ROAD,  # the laboratory hasn't taken it over
    Phase.received: _AT_LAB,
    Phase.started: _AT_LAB,
    Phase.resulted: _AT_LAB,  # whose tubes without a result, if any, are still there
}
_WITH_SOURCE = (Phase.open, Phase.sealed)
_UNDER_WAY = (Phase.with_courier, Phase.on_road, Phase.delivered)

Boxes = tuple[BoxState, ...]


@dataclass(frozen=True)
class Taken:
    """What pickups have taken of a source's tubes, until `last_min`; `key_here` are key tubes
    in boxes that still wait."""

    tubes: int
    key_tubes: int
    key_here: int
    last_min: float


class SourceBoxes:
    """The boxes of one source, by id. A lost box counts as lost until it is found again."""

    def __init__(self, boxes: Iterable[BoxState]) -> None:
        self.boxes: Boxes = tuple(sorted(boxes, key=lambda box: box.box_id))

    @cached_property
    def tubes(self) -> tuple[int, ...]:
        """Tubes by `TUBE_PLACES`; a tube that is nowhere yet is in none of them."""
        counts = [0] * len(TUBE_PLACES)
        for box in self.boxes:
            resulted = min(box.tubes, box.resulted_tubes)
            counts[_RESULTED] += resulted
            if box.phase is Phase.lost:
                counts[_LOST] += box.tubes - resulted
            else:
                assert box.reached in PROGRESS
                counts[_PLACE_OF[box.reached]] += box.tubes - resulted
        return tuple(counts)

    @cached_property
    def last_sealed_min(self) -> float:
        return max(
            (b.sealed_min for b in self.boxes if b.sealed_min is not None), default=-math.inf
        )

    @cached_property
    def kept(self) -> Boxes:
        """Those that aren't lost."""
        return tuple(box for box in self.boxes if box.phase is not Phase.lost)

    @cached_property
    def on_road(self) -> Boxes:
        """Those that a pickup has taken and no laboratory has received."""
        return tuple(box for box in self.kept if box.reached in _UNDER_WAY)

    @cached_property
    def not_at_lab(self) -> Boxes:
        """Sealed ones that no laboratory has received."""
        return tuple(b for b in self.kept if b.reached in _UNDER_WAY or b.reached is Phase.sealed)

    @cached_property
    def unsettled(self) -> Boxes:
        """Those that may be unaccounted for, now or later."""
        return tuple(box for box in self.boxes if not is_settled(box))

    @cached_property
    def held(self) -> Boxes:
        return tuple(box for box in self.boxes if box.phase is Phase.held)

    @cached_property
    def with_too_many_results(self) -> Boxes:
        return tuple(box for box in self.boxes if box.results_beyond)

    @cached_property
    def taken(self) -> Taken:
        tubes = key_tubes = key_here = 0
        last_min = -math.inf
        for box in self.kept:
            if box.reached in _WITH_SOURCE:
                key_here += box.tubes * box.key
                continue
            tubes += box.tubes
            key_tubes += box.tubes * box.key
            last_min = max(last_min, box.handed_over_min or 0.0)
        return Taken(tubes, key_tubes, key_here, last_min)

    def all_resulted_min(self, *, key: bool = False) -> float | None:
        """When the last box (`key`: of key tubes) had its results; infinite while one hasn't,
        None without any."""
        return self._resulted_min[key]

    @cached_property
    def _resulted_min(self) -> tuple[float | None, float | None]:
        ends = [(box.key, box.resulted_min) for box in self.kept]
        every, of_key = (
            [math.inf if end is None else end for is_key, end in ends if is_key or not key]
            for key in (False, True)
        )
        return max(every, default=None), max(of_key, default=None)


NO_BOXES = SourceBoxes(())


class Gathered:
    """The boxes of a ledger as they were at the last `refresh`.

    Attributes
    ----------
    sources : id, of the plan or not, as the boxes say -> its boxes
    labs : lab_id -> the boxes that it has received, by id; lost ones aside
    vehicles : vehicle_id -> the boxes that were handed over to it, by id
    """

    def __init__(self) -> None:
        self.sources: dict[str, SourceBoxes] = {}
        self.labs: dict[str, Boxes] = {}
        self.vehicles: dict[str, Boxes] = {}
        self._known: dict[str, BoxState] = {}
        self._of_source: dict[str, dict[str, BoxState]] = {}
        self._of_lab: dict[str, dict[str, BoxState]] = {}
        self._of_vehicle: dict[str, dict[str, BoxState]] = {}

    def refresh(self, ledger: Ledger) -> None:
        """Take over what has changed."""
        now, known = ledger.boxes, self._known
        changed = [box for box_id, box in now.items() if known.get(box_id) is not box]
        gone = [known[box_id] for box_id in known.keys() - now.keys()]
        before = [known[box.box_id] for box in changed if box.box_id in known]
        touched: tuple[set[str], set[str], set[str]] = (set(), set(), set())
        for box in (*before, *gone):
            for files, keys, key in self._filed(box, touched):
                del files[key][box.box_id]
                keys.add(key)
        for box in gone:
            del known[box.box_id]
        for box in changed:
            known[box.box_id] = box
            for files, keys, key in self._filed(box, touched):
                files.setdefault(key, {})[box.box_id] = box
                keys.add(key)
        sources, labs, vehicles = touched
        for source_id in sources:
            self.sources[source_id] = SourceBoxes(self._of_source[source_id].values())
        for lab_id in labs:
            self.labs[lab_id] = _by_id(self._of_lab[lab_id])
        for vehicle_id in vehicles:
            self.vehicles[vehicle_id] = _by_id(self._of_vehicle[vehicle_id])

    def of(self, source_id: str) -> SourceBoxes:
        return self.sources.get(source_id, NO_BOXES)

    def _filed(
        self, box: BoxState, touched: tuple[set[str], set[str], set[str]]
    ) -> Iterable[tuple[dict[str, dict[str, BoxState]], set[str], str]]:
        """Where a box is filed: files, keys that were touched, its key."""
        yield self._of_source, touched[0], box.source
        if box.received_min is not None and box.lab_id is not None and box.phase is not Phase.lost:
            yield self._of_lab, touched[1], box.lab_id
        if box.vehicle_id is not None and box.handed_over_min is not None:
            yield self._of_vehicle, touched[2], box.vehicle_id


def _by_id(boxes: Mapping[str, BoxState]) -> Boxes:
    return tuple(boxes[box_id] for box_id in sorted(boxes))
