"""Boxes that concern a place: what they were sealed with, so that a phone can compare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from masstest.live.custody import BoxState, Ledger, Mismatch, Phase

_WAITING = frozenset({Phase.sealed, Phase.held})
_LYING = frozenset({Phase.delivered, Phase.received})
_COMING = frozenset({Phase.with_courier, Phase.on_road})


def boxes_of(
    ledger: Ledger,
    place: str,
    sources: Collection[str],
    vehicles: Collection[str] = (),
    fetches: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """The boxes that wait at `sources`, those that `place` filled, those it has, those that are
    on their way in `vehicles`, and those of `fetches` (by laboratory: points and teams that
    filled them) that lie at a laboratory and were not started.

    Each with count and seal of its sealing, where it is, and why it is held if it is.
    """
    wanted, on_board = set(sources), set(vehicles)
    return [
        _told(box)
        for _, box in sorted(ledger.boxes.items())
        if (box.phase in _WAITING and box.source in wanted)
        or place in (box.source, box.vehicle_id, box.lab_id)
        or (box.reached in _LYING and box.source in fetches.get(box.lab_id or "", ()))
        or (box.reached in _COMING and box.vehicle_id in on_board)
    ]


def _told(box: BoxState) -> dict[str, Any]:
    holder = box.holder
    return {
        "box_id": box.box_id,
        "source": box.source,
        "key": box.key,
        "seal": box.seal,
        "tubes": box.tubes,
        "tubes_counted": box.tubes_counted,
        "phase": box.phase.value,
        "reached": box.reached.value,
        "at": holder.place if holder is not None else box.source,
        "vehicle_id": box.vehicle_id,
        "lab_id": box.lab_id,
        "batch_id": box.batch_id,
        "results": {outcome.value: number for outcome, number in box.results.items()},
        "positive_tubes": list(box.positive_tubes),
        "mismatch": None if box.mismatch is None else _mismatch(box.mismatch),
        "release_reason": box.release_reason,
    }


def _mismatch(found: Mismatch) -> dict[str, Any]:
    return {
        "station": found.station.value,
        "event_id": found.event_id,
        "expected_tubes": found.expected_tubes,
        "found_tubes": found.found_tubes,
        "expected_seal": found.expected_seal,
        "found_seal": found.found_seal,
    }
