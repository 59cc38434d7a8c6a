"""Boxes that need somebody, and the retests that are open."""

from __future__ import annotations

from itertools import chain

from masstest.live.board.look import Look
from masstest.live.custody import Mismatch, Unaccounted
from masstest.live.custody.unaccounted import unaccounted as those_unaccounted
from masstest.live.shapes import BoxLine, Retest

SILENT_MIN = 120.0
"""A box outside a laboratory is heard of at least every two hours, the pickups' interval; BG."""
LAB_SPARE_MIN = 60.0
"""Boxes may wait at a laboratory for so much longer than the plan's longest; BG."""


def unaccounted(look: Look) -> tuple[Unaccounted, ...]:
    """What the ledger can't account for, in the view."""
    found = look.memory.get(("unaccounted",), look.moment, lambda: _unaccounted(look))
    return tuple(one for one in found if look.shows(one.source))


def _unaccounted(look: Look) -> tuple[Unaccounted, ...]:
    planned = max((case.minutes for case in look.day.planned_clocks.results), default=0.0)
    boxes = {box.box_id: box for own in look.memory.boxes.sources.values() for box in own.unsettled}
    return those_unaccounted(
        boxes,
        look.ledger.vehicles,
        look.now_min,
        silent_min=max(SILENT_MIN, look.day.roster.parameters.pickup_interval_max_min),
        lab_silent_min=planned + LAB_SPARE_MIN,
    )


def unaccounted_lines(look: Look, found: tuple[Unaccounted, ...]) -> tuple[BoxLine, ...]:
    """Longest missing first."""
    return tuple(
        BoxLine(
            box_id=one.box_id,
            kind=one.kind.value,
            source=one.source,
            street=look.street_of(one.source),
            tubes=one.tubes,
            holder=one.holder.place if one.holder else "",
            since_min=one.since_min,
            tubes_found=one.expected_tubes - one.tubes,
        )
        for one in found
    )


def held_lines(look: Look) -> tuple[BoxLine, ...]:
    """Boxes whose count or seal differs, longest held first."""
    held = chain.from_iterable(
        own.held for source_id, own in look.memory.boxes.sources.items() if look.shows(source_id)
    )
    lines = [
        BoxLine(
            box_id=box.box_id,
            kind="held",
            source=box.source,
            street=look.street_of(box.source),
            tubes=box.tubes,
            holder=box.holder.place if box.holder else box.source,
            since_min=box.mismatch.at_min,
            tubes_found=box.mismatch.found_tubes,
            tubes_expected=expected_tubes(box.mismatch),
            seal_differs=box.mismatch.seals_differ,
        )
        for box in held
        if box.mismatch is not None
    ]
    return tuple(sorted(lines, key=lambda line: (line.since_min, line.box_id)))


def expected_tubes(mismatch: Mismatch) -> int | None:
    """The figure that the count differs from: what was counted before, or else was scanned."""
    known, found = mismatch.known_tubes, mismatch.found_tubes
    if known is not None and mismatch.expected_tubes in (None, found):
        return known
    return mismatch.expected_tubes


def retests(look: Look) -> tuple[Retest, ...]:
    """Pool positives whose single tubes have no result yet, oldest first."""
    rows = [
        Retest(
            tube_id=retest.tube_id,
            box_id=retest.box_id or None,
            source=retest.source or None,
            street=look.street_of(retest.source),
            since_min=retest.opened_min,
            persons=retest.persons,
            sampled_min=retest.sampled_min,
        )
        for retest in look.ledger.retests.values()
        if retest.closed_min is None and look.shows(retest.source)
    ]
    return tuple(sorted(rows, key=lambda row: (row.since_min, row.tube_id)))
