"""One of the three deadlines that the round's forecast misses, or nearly misses."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.live.alerts.condition import Condition, Kind, Look, Severity
from masstest.live.alerts.places import SEVERAL, place_of
from masstest.live.shapes import Signal

_ACTIONS = {
    "sampling": "help_the_last_points",
    "key_results": "key_tubes_first",
    "results": "share_out_labs",
}


def deadline_at_risk(look: Look) -> Iterator[Condition]:
    """The board shows a deadline that isn't met yet as amber or red."""
    for deadline in look.board.deadlines:
        if deadline.signal is Signal.green or deadline.met_min is not None:
            continue
        if deadline.expected is None:
            continue
        yield Condition(
            kind=Kind.deadline_at_risk,
            about=deadline.kind,
            severity=Severity(deadline.signal.value),
            subject=deadline.kind,
            cause=deadline.kind,
            owner="coordinator",
            action=_ACTIONS[deadline.kind],
            facts={
                "expected_at_min": deadline.expected.p50_min,
                "deadline_at_min": deadline.deadline_min,
                "last": SEVERAL.join(place_of(look.day, each).shown for each in deadline.last[:3]),
            },
        )
