"""The board of a round, worked out once a second for all who look at it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.live.board import RunningBoard
from masstest.live.shapes import Board
from masstest.service import rounds
from masstest.service.live.desk.of_store import OfStore
from masstest.service.live.desk.projection import Projection, projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.areas import own_streets
from masstest.service.problems import Problem
from masstest.store.engine import Store

FRESH_S = 1.0
SOON_S = 0.3
"""Who has been told of something newer waits no longer than this for it."""


@dataclass(frozen=True, eq=False)
class ShownBoard:
    """A board, and the number of the last event that it knows. `body` is it as JSON."""

    board: Board
    number: int
    body: bytes


@dataclass
class _Moment:
    """A round at one moment: whoever looks at a part of it, it is the same for all."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    at_s: float = -FRESH_S
    now_min: float = 0.0
    number: int = 0
    shown: dict[str | None, ShownBoard] = field(default_factory=dict)


class Boards:
    """The boards of `store`. What is kept of a round goes with its projection."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moments: WeakKeyDictionary[Projection, _Moment] = WeakKeyDictionary()
        self._running: WeakKeyDictionary[Projection, RunningBoard] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def get(self, round_id: str, street: str | None, at_least: int = 0) -> ShownBoard:
        """The board of a round, or of one street in it, as it was a second ago at the earliest;
        or sooner, for who has been told that there is an event of number `at_least`."""
        # before the lock: nobody waits one after the other until it is read
        projection = projections(self._store).of(round_id, FRESH_S)
        with self._lock:
            moment = self._moments.setdefault(projection, _Moment())
        with moment.lock:  # one works it out for all who come meanwhile
            behind = moment.number < at_least
            if time.monotonic() - moment.at_s > (SOON_S if behind else FRESH_S):
                began_s = time.monotonic()
                projection.catch_up(0.0 if behind else FRESH_S)
                moment.now_min, moment.number = projection.now_min, projection.number
                moment.at_s, moment.shown = began_s, {}
            if street not in moment.shown:
                projection.catch_up(FRESH_S)
                moment.shown[street] = self._work_out(projection, street, moment.now_min)
            return moment.shown[street]

    def running(self, projection: Projection) -> RunningBoard:
        """The board that follows a round's ledger. Hold the projection's lock."""
        day, ledger = projection.day, projection.ledger
        with self._lock:
            found = self._running.get(projection)
            if found is None or not found.is_of(day, ledger):  # another plan is in force
                found = self._running[projection] = RunningBoard(day, ledger)
        return found

    def _work_out(self, projection: Projection, street: str | None, now_min: float) -> ShownBoard:
        with projection.lock:
            made = self.running(projection).at(now_min, street=street)
            number = projection.number
        return ShownBoard(made, number, made.model_dump_json().encode())


@at_the_desk
def board_document(
    store: Store, actor: Actor, round_id: str, street: str | None = None
) -> tuple[int, bytes]:
    """(the last event that it knows, the board as JSON), for who may see it: see `board`."""
    shown = board(store, actor, round_id, street)
    return shown.number, shown.body


def board(
    store: Store, actor: Actor, round_id: str, street: str | None = None, at_least: int = 0
) -> ShownBoard:
    """The board that `actor` may see: of the district, or of their street.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden`` for a street that isn't theirs, ``no_plan_in_force``.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_live)
    own = own_streets(actor, stored.district, Permission.read_live)
    if own is not None:
        street = min(own) if street is None else street
        if street not in own:
            raise Problem("forbidden", permission=Permission.read_live.value)
    if street is not None and street not in projections(store).of(round_id, FRESH_S).day.streets:
        raise Problem("unknown_place", kind="street", name=street)
    return boards(store).get(round_id, street, at_least)


boards = OfStore("boards", Boards)
