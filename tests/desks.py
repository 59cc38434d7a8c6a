"""A desk for tests: in the same process, with a store of its own, everything pickled both ways."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from masstest.service.live.desk.questions import DeskState, answered, seat
from masstest.service.problems import Problem
from masstest.store.engine import Store, open_store


class DeskNearby:
    """Answers as the desk's process does, without the process."""

    def __init__(self, store: Store) -> None:
        self._url = store.url.render_as_string(hide_password=False)
        self._own: Store | None = None
        self.state = DeskState.ready

    def ask(self, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if self.state is DeskState.starting:
            raise Problem("being_read", retry_after_s=1)
        if self._own is None:
            self._own = open_store(self._url)
        args, kwargs = pickle.loads(pickle.dumps((args, kwargs)))
        try:
            found = answered(self._own, question, args, kwargs)
        except Problem as problem:
            raise pickle.loads(pickle.dumps(problem)) from problem
        return pickle.loads(pickle.dumps(found))

    def close(self) -> None:
        if self._own is not None:
            self._own.close()


@contextmanager
def desk_away(store: Store) -> Iterator[None]:
    """As while the desk of `store` is being started again."""
    desk: DeskNearby = vars(store)["_live_desk"]
    desk.state = DeskState.starting
    yield
    desk.state = DeskState.ready


@contextmanager
def desk_nearby(store: Store) -> Iterator[None]:
    """Have a desk answer for `store`; in the end it must have kept no round's ledger itself."""
    desk = DeskNearby(store)
    seat(store, desk)
    yield
    desk.close()
    assert "_live_projections" not in vars(store), "the server itself kept a round's ledger"
