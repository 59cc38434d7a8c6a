"""What was reported at a place, as its phone needs it to go on where another one stopped."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from masstest.access.roles import Scope
from masstest.live.custody import About, BoxState, Ledger, Phase
from masstest.live.events import Event

MOST_EVENTS = 2000
"""Of what was reported about a place the phone is told this many, the latest ones."""

_ABOUT: Mapping[Scope, Collection[About]] = {
    Scope.vehicle: (About.vehicle, About.call),
    Scope.point: (About.point, About.call, About.light),
    Scope.team: (About.team, About.call),
    Scope.lab: (About.lab, About.call),
}
_FILLING = frozenset({Scope.point, Scope.team})


def events_of(ledger: Ledger, scope: Scope, place: str) -> list[Event]:
    """The latest `MOST_EVENTS`, in order, after corrections.

    Of boxes that the place is filling, what was scanned into them is among them.
    """
    found = {
        event.event_id: event for about in _ABOUT[scope] for event in ledger.events_of(about, place)
    }
    if scope in _FILLING:
        for box_id, box in ledger.boxes.items():
            if box.source == place and _is_being_filled(box):
                found.update((e.event_id, e) for e in ledger.events_of(About.box, box_id))
    return sorted(found.values(), key=lambda event: event.order)[-MOST_EVENTS:]


def _is_being_filled(box: BoxState) -> bool:
    return box.phase is Phase.open or (box.held and box.reached is Phase.open)
