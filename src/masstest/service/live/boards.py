"""The board of a round, worked out once a second for all who look at it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.live.board import board as worked_out
from masstest.live.shapes import Board
from masstest.service import rounds
from masstest.service.live.areas import own_streets
from masstest.service.live.desk import at_the_desk
from masstest.service.live.of_store import OfStore
from masstest.service.live.projection import projections
from masstest.service.problems import Problem
from masstest.store.engine import Store

FRESH_S = 1.0
_MOST_BOARDS = 200


@dataclass(frozen=True)
class ShownBoard:
    """A board, and the number of the last event that it knows. `body` is it as JSON."""

    board: Board
    number: int
    body: bytes


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    at_s: float = -FRESH_S
    shown: ShownBoard | None = None


class Boards:
    """The boards of `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[tuple[str, str | None], _Kept] = {}
        self._lock = threading.Lock()

    def get(self, round_id: str, street: str | None) -> ShownBoard:
        """The board of a round, or of one street in it, as it was a second ago at the earliest."""
        with self._lock:
            if len(self._kept) > _MOST_BOARDS:
                self._kept.clear()
            kept = self._kept.setdefault((round_id, street), _Kept())
        with kept.lock:  # one works it out for all who come meanwhile
            if kept.shown is None or time.monotonic() - kept.at_s > FRESH_S:
                began = time.monotonic()
                kept.shown, kept.at_s = self._work_out(round_id, street), began
            return kept.shown

    def _work_out(self, round_id: str, street: str | None) -> ShownBoard:
        projection = projections(self._store).of(round_id)
        with projection.lock:
            made = worked_out(projection.day, projection.ledger, projection.now_min, street=street)
            number = projection.number
        return ShownBoard(made, number, made.model_dump_json().encode())


@at_the_desk
def board_document(
    store: Store, actor: Actor, round_id: str, street: str | None = None
) -> tuple[int, bytes]:
    """(the last event that it knows, the board as JSON), for who may see it: see `board`."""
    shown = board(store, actor, round_id, street)
    return shown.number, shown.body


def board(store: Store, actor: Actor, round_id: str, street: str | None = None) -> ShownBoard:
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
    return boards(store).get(round_id, street)


boards = OfStore("boards", Boards)
