"""One box, folded from its own events."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from masstest.live.custody.box.contents import Contents, TubeScans
from masstest.live.custody.box.end import end_of
from masstest.live.custody.box.order import CLOCK_MIN, told
from masstest.live.custody.box.walk import BoxWalk
from masstest.live.custody.boxes import BoxState
from masstest.live.events import Event, TubesScanned

__all__ = ["CLOCK_MIN", "TubeScans", "fold_box"]


def fold_box(box_id: str, events: Iterable[Event], scans: TubeScans) -> BoxState:
    """The state of a box.

    Parameters
    ----------
    events
        Events about this box, each once, corrected already, in any order.
    scans
        All scans, into any box, of the tubes that were scanned into this one.
    """
    walk = BoxWalk(box_id, Contents(box_id, scans))
    filling: list[Event] = []
    steps: list[Event] = []
    for event in events:
        (filling if isinstance(event.fact, TubesScanned) else steps).append(event)
    if filling:  # the first opens the box, what they put into it is in `scans`
        steps.append(min(filling, key=attrgetter("at_min", "event_id")))
        walk.last_heard_min = max(event.at_min for event in filling)
    for one in told(steps):
        walk.step(one)
    return end_of(walk)
