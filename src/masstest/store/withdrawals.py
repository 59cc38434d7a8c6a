"""Whose keys, sessions or roles have changed, for who remembers in this process what they may."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from sqlalchemy.orm import Session

_KEY = "masstest_withdrawn"


def withdraw(session: Session, *user_ids: str) -> None:
    """Have what is remembered of users looked up again, once `session` is committed."""
    session.info.setdefault(_KEY, set()).update(user_ids)


def withdrawn_in(session: Session) -> frozenset[str]:
    """The users of whom `withdraw` was told in `session`."""
    return frozenset(session.info.get(_KEY, ()))


class Withdrawals:
    """What was committed in this process, numbered.

    Who remembers something of a user takes `number` before looking it up: it holds as long as
    nothing later is known of the user.
    """

    def __init__(self) -> None:
        self.number = 0
        self._last_of: dict[str, int] = {}
        self._lock = threading.Lock()

    def note(self, user_ids: Iterable[str]) -> None:
        with self._lock:
            self._last_of.update(dict.fromkeys(user_ids, self.number + 1))
            self.number += 1

    def holds(self, user_id: str | None, number: int) -> bool:
        """Whether what was looked up at `number` is as it was."""
        return user_id is None or self._last_of.get(user_id, 0) <= number
