"""Which tubes are in a box, as far as they were scanned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from masstest.live.custody.box.order import CLOCK_MIN

TubeScans = Mapping[str, Sequence[tuple[float, str, str]]]
"""By tube: (at_min, event id, box) of its scans, in order."""


class Contents:
    """A tube is in the box into which it was last scanned."""

    def __init__(self, box_id: str, scans: TubeScans) -> None:
        self._box_id = box_id
        self._scans = scans

    def known_at(self, at_min: float) -> int | None:
        """How many were in it at `at_min`, clocks forgiven; None if no scan says anything."""
        until_min = at_min + CLOCK_MIN
        return sum(self._was_in(scans, until_min) for scans in self._scans.values()) or None

    def now(self) -> frozenset[str]:
        return frozenset(t for t, scans in self._scans.items() if scans[-1][2] == self._box_id)

    def taken_out(self, after_min: float) -> Iterator[tuple[str, tuple[float, str, str]]]:
        """Tubes that were in it at `after_min`, and the later scan into another box."""
        for tube_id, scans in self._scans.items():
            if len(scans) > 1 and self._was_in(scans, after_min - CLOCK_MIN):
                elsewhere = (s for s in scans if s[2] != self._box_id and s[0] > after_min)
                first = next(elsewhere, None)
                if first is not None:
                    yield tube_id, first

    def _was_in(self, scans: Sequence[tuple[float, str, str]], until_min: float) -> bool:
        box_id = ""
        for at_min, _, scanned_into in scans:
            if at_min > until_min:
                break
            box_id = scanned_into
        return box_id == self._box_id
