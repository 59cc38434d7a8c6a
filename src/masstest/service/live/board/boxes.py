"""Where the boxes are, and who has had them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.live.custody import BoxState, Phase, Unaccounted
from masstest.service import rounds
from masstest.service.live.desk.projection import Projection, projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.areas import own_streets
from masstest.service.live.in_force.round_on import rounds_on
from masstest.service.live.ledger.event_feed import CameIn, came_in
from masstest.service.paging import MOST, Page
from masstest.service.problems import not_found
from masstest.store.engine import Store
from masstest.store.tables import LiveEvent

_MOST_EVENTS = 1000


@dataclass(frozen=True)
class KnownBox:
    """A box as it is known. `unaccounted` says why nobody knows where it, or its tubes, are."""

    state: BoxState
    street: str
    unaccounted: Unaccounted | None


@dataclass(frozen=True)
class BoxAndEvents:
    """A box with all that was ever reported of it, in the order in which it came."""

    box: KnownBox
    events: list[CameIn]


@dataclass(frozen=True)
class Wanted:
    """Which boxes are asked for; none of a kind: all.

    Attributes
    ----------
    phases : how far they are
    source : point or doorstep team that filled them
    held, unaccounted : only such
    containing : what their ids contain, small or capital letters
    """

    phases: Collection[Phase] = ()
    source: str | None = None
    held: bool = False
    unaccounted: bool = False
    containing: str = ""

    def fits(self, box: KnownBox) -> bool:
        return (
            (not self.phases or box.state.phase in self.phases)
            and self.source in (None, box.state.source)
            and (not self.held or box.state.held)
            and (not self.unaccounted or box.unaccounted is not None)
            and self.containing.casefold() in box.state.box_id.casefold()
        )


@at_the_desk
def list_page(
    store: Store,
    actor: Actor,
    round_id: str,
    wanted: Wanted,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[KnownBox]:
    """The boxes of a round that `actor` may see, by their ids.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force``.
    """
    streets = _streets(store, actor, round_id)
    projection = projections(store).of(round_id)
    limit = max(1, min(limit, MOST))
    with projection.lock:
        found = [
            box
            for box in _known(projection, streets)
            if (cursor is None or box.state.box_id > cursor) and wanted.fits(box)
        ]
    found.sort(key=lambda box: box.state.box_id)
    more = len(found) > limit
    found = found[:limit]
    return Page(found, found[-1].state.box_id if more else None)


@at_the_desk
def get(store: Store, actor: Actor, round_id: str, box_id: str) -> BoxAndEvents:
    """A box with its events.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force``.
    """
    streets = _streets(store, actor, round_id)
    projection = projections(store).of(round_id)
    with projection.lock:
        found = [b for b in _known(projection, streets) if b.state.box_id == box_id]
    if not found:
        raise not_found("box")
    on = rounds_on(store).get(round_id)
    query = (
        sa.select(LiveEvent)
        .where(LiveEvent.round_id == round_id, LiveEvent.box_id == box_id)
        .order_by(LiveEvent.number)
        .limit(_MOST_EVENTS)
    )
    with store.reading() as session:
        events = [came_in(row, on) for row in session.scalars(query)]
    return BoxAndEvents(found[0], events)


def _streets(store: Store, actor: Actor, round_id: str) -> frozenset[str] | None:
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_boxes)
    return own_streets(actor, stored.district, Permission.read_boxes)


def _known(projection: Projection, streets: frozenset[str] | None) -> Iterator[KnownBox]:
    sources = projection.day.sources
    missing = {each.box_id: each for each in projection.ledger.unaccounted(projection.now_min)}
    for box_id, state in projection.ledger.boxes.items():
        plan = sources.get(state.source)
        street = plan.street if plan is not None else ""
        if streets is None or street in streets:
            yield KnownBox(state, street, missing.get(box_id))
