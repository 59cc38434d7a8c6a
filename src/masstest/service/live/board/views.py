"""All that a page needs to show the board: the board, its curves, and what things are called."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

from masstest.access.actor import Actor
from masstest.access.masking import masked_plan
from masstest.access.roles import Permission, Role, Scope
from masstest.domain.plan import PlanRound
from masstest.live.board.curves import Curves
from masstest.live.board.sentences import Names, names_of
from masstest.live.shapes import Board
from masstest.service import rounds
from masstest.service.live.board.boards import FRESH_S, ShownBoard, board, boards
from masstest.service.live.desk.of_store import OfStore
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.areas import own_streets
from masstest.store.engine import Store
from masstest.store.tables import StoredRound

_MOST_KEPT = 200
_NAME_REPORTERS = frozenset({Role.admin, Role.coordinator, Role.transport_lead})
Stamp = tuple[str, int, int, float]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class BoardView:
    """A board as `people` may be named to whoever asked.

    Attributes
    ----------
    number : of the last event that the board knows
    stamp : two views of the same street for the same reader are the same if it is
    day : the round as the plan in force has it
    curves : planned, reported, expected
    streets : those that may be chosen
    is_whole : whether the whole district may be
    names : id of a place -> what it is called
    people : id of somebody of staff, or of an official -> name, as far as it may be seen
    """

    round: StoredRound
    board: Board
    number: int
    stamp: Stamp
    day: PlanRound
    curves: Curves
    streets: tuple[str, ...]
    is_whole: bool
    names: Names
    people: Mapping[str, str]


@dataclass(frozen=True)
class People:
    """What places and people of a round are called, as far as somebody may know.

    Attributes
    ----------
    place : id -> name of a place
    known : ids of staff and officials
    named : id -> name, of those that may be named
    sees_all : whether a person who is in no roster (as phones or logins tell) may be named
    """

    place: Names
    known: frozenset[str]
    named: Mapping[str, str]
    sees_all: bool

    def person(self, told: str) -> str:
        """Who reported something: by name where that may be, else by number, else unnamed."""
        if told in self.known:
            return self.named.get(told, told)
        return told if self.sees_all else ""

    def number(self, told: str) -> str:
        """Who reported something: by number, else unnamed."""
        return told if told in self.known or self.sees_all else ""


@at_the_desk
def people_of(store: Store, actor: Actor, round_id: str) -> People:
    """The names of a round that `actor` may see. That they may see the round is the caller's
    business."""
    projection = projections(store).of(round_id)
    with projection.lock:
        roster, names = projection.roster, names_of(projection.day)
    known = frozenset(roster.person) | {each.official_id for each in roster.officials}
    sees_all = any(
        grant.role in _NAME_REPORTERS and grant.scope in (Scope.all, Scope.district)
        for grant in actor.granting(Permission.read_boxes)
    )
    return People(names, known, _kept(store).people(round_id, actor), sees_all)


class _Kept:
    """Curves of boards, and names that may be seen, kept until there is something newer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._curves: WeakKeyDictionary[ShownBoard, Curves] = WeakKeyDictionary()
        self._people: OrderedDict[tuple[str, object], Mapping[str, str]] = OrderedDict()

    def curves(self, round_id: str, shown: ShownBoard) -> Curves:
        with self._lock:
            kept = self._curves.get(shown)
        if kept is not None:
            return kept
        projection = projections(self._store).of(round_id)
        with projection.lock:
            made = boards(self._store).running(projection).curves(shown.board)
        with self._lock:
            self._curves[shown] = made
        return made

    def people(self, round_id: str, actor: Actor) -> Mapping[str, str]:
        projection = projections(self._store).of(round_id)
        with projection.lock:
            publication, plan, roster = (
                projection.publication, projection.plan, projection.roster,
            )  # fmt: skip
        key = (publication.publication_id, actor.grants)
        with self._lock:
            kept = self._people.get(key)
        if kept is None:
            _, seen = masked_plan(plan, roster, actor)
            # a name that may not be seen has been replaced by the person's number
            kept = {p.staff_id: p.name for p in seen.staff if p.name != p.staff_id}
            kept |= {official.official_id: official.name for official in seen.officials}
            with self._lock:
                _keep(self._people, key, kept)
        return kept


def board_view(
    store: Store,
    actor: Actor,
    round_id: str,
    street: str | None = None,
    *,
    at_least: int = 0,
) -> BoardView:
    """The board that `actor` may see, with all that belongs to it.

    `at_least` is the number of an event that they have been told of.

    Raises
    ------
    Problem
        As `service.live.board.boards.board`.
    """
    views = _views(store)
    known = views.get(round_id, street, actor)
    newer = view_since(
        store, actor, round_id, street, None if known is None else known.stamp, at_least=at_least
    )
    if newer is None:
        assert known is not None
        return known
    views.keep(round_id, street, actor, newer)
    return newer


@at_the_desk
def view_since(
    store: Store,
    actor: Actor,
    round_id: str,
    street: str | None,
    stamp: Stamp | None,
    *,
    at_least: int = 0,
) -> BoardView | None:
    """`board_view`; None if it is still the one of `stamp`."""
    shown = board(store, actor, round_id, street, at_least)
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_live)
    own = own_streets(actor, stored.district, Permission.read_live)
    projection = projections(store).of(round_id, FRESH_S)
    with projection.lock:
        day, publication_id = projection.day, projection.publication.publication_id
    now = publication_id, shown.number, shown.board.version, shown.board.now_min
    if stamp == now:
        return None
    kept = _kept(store)
    return BoardView(
        round=stored,
        board=shown.board,
        number=shown.number,
        stamp=now,
        day=day.round,
        curves=kept.curves(round_id, shown),
        streets=tuple(name for name in day.streets if own is None or name in own),
        is_whole=own is None,
        names=names_of(day),
        people=kept.people(round_id, actor),
    )


class _Views:
    """What was seen last, so that it isn't fetched again as long as it is the same."""

    def __init__(self, _: Store) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str | None, object], BoardView] = OrderedDict()

    def get(self, round_id: str, street: str | None, actor: Actor) -> BoardView | None:
        with self._lock:
            return self._kept.get((round_id, street, actor.grants))

    def keep(self, round_id: str, street: str | None, actor: Actor, view: BoardView) -> None:
        with self._lock:
            _keep(self._kept, (round_id, street, actor.grants), view)


def _keep(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)


_kept = OfStore("board_views", _Kept)
_views = OfStore("board_views_seen", _Views)
