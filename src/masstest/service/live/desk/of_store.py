"""What a process keeps once for each store: queues, caches, projections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from masstest.store.engine import Store

T = TypeVar("T")
_making = threading.Lock()


class OfStore(Generic[T]):
    """Call it with a store: the one thing of its kind that belongs to that store.

    It is kept in the store itself, and so goes when the store goes.
    """

    def __init__(self, name: str, make: Callable[[Store], T]) -> None:
        self._name, self._make = f"_live_{name}", make

    def __call__(self, store: Store) -> T:
        kept = vars(store)
        if self._name not in kept:
            with _making:
                if self._name not in kept:
                    kept[self._name] = self._make(store)
        found: T = kept[self._name]
        return found
