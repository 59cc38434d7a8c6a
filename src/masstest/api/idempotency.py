"""A POST sent twice is done once: answers are kept by Idempotency-Key, with what was done.

The key is claimed before the work, in a transaction of its own; the answer is written in the
transaction that does the work. Whoever comes between is told to wait. A claim whose request died
is free again after a while; should that request be alive after all, it can't finish any more.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from masstest.api.answers import Answer, answered
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import IdempotencyKey
from masstest.store.tables.base import utc_now

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_IN_PROGRESS = 0  # in place of a status
_ABANDONED = dt.timedelta(minutes=3)


class AnsweredBefore(Exception):
    """The same request was answered already; carries the answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


@dataclass(frozen=True)
class Claim:
    """The right to do what a key stands for, until `finish` or `release`."""

    user_id: str
    key: str
    claimed_at: dt.datetime

    def finish(self, session: Session, answer: Answer) -> None:
        """Keep the answer, in the transaction that does the work.

        Raises
        ------
        Problem
            ``conflict`` if the claim was taken over meanwhile.
        """
        kept = (
            sa.update(IdempotencyKey)
            .where(*self._mine())
            .values(status=answer.status, headers=dict(answer.headers), body=answer.kept_body())
        )
        if session.execute(kept).rowcount != 1:  # type: ignore[attr-defined]
            raise Problem("conflict")

    def release(self, store: Store) -> None:
        """Give the key free again if nothing came of it."""
        with store.writing() as session:
            session.execute(sa.delete(IdempotencyKey).where(*self._mine()))

    def _mine(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            IdempotencyKey.user_id == self.user_id,
            IdempotencyKey.key == self.key,
            IdempotencyKey.status == _IN_PROGRESS,
            IdempotencyKey.created_at == self.claimed_at,
        )


def claim(
    store: Store, user_id: str, key: str, method: str, path: str, sha256: str, lifetime_h: float
) -> Claim:
    """Claim a key for a request.

    Raises
    ------
    AnsweredBefore
        With the answer that the same request was given.
    Problem
        ``idempotency_key_invalid``, ``idempotency_key_reused``, ``idempotency_in_progress``.
    """
    if not _KEY.fullmatch(key):
        raise Problem("idempotency_key_invalid")
    now = utc_now()
    fresh = {
        "method": method, "path": path[:500], "request_sha256": sha256,
        "status": _IN_PROGRESS, "headers": {}, "body": b"", "created_at": now,
    }  # fmt: skip
    try:
        with store.writing() as session:
            row = session.get(IdempotencyKey, (user_id, key), with_for_update=True)
            if row is None:
                session.add(IdempotencyKey(user_id=user_id, key=key, **fresh))
            else:
                _check(row, fresh, now, dt.timedelta(hours=lifetime_h))
                for name, value in fresh.items():
                    setattr(row, name, value)
    except IntegrityError:  # somebody claimed it in the same moment
        raise Problem("idempotency_in_progress") from None
    return Claim(user_id, key, now)


def _check(
    row: IdempotencyKey, fresh: dict[str, object], now: dt.datetime, lifetime: dt.timedelta
) -> None:
    """Raise unless `row` is of the past."""
    if row.status != _IN_PROGRESS and row.created_at + lifetime <= now:
        return
    if any(getattr(row, name) != fresh[name] for name in ("method", "path", "request_sha256")):
        raise Problem("idempotency_key_reused")
    if row.status != _IN_PROGRESS:
        headers = {**row.headers, "Idempotency-Replayed": "true"}
        raise AnsweredBefore(answered(row.status, headers, row.body))
    if row.created_at + _ABANDONED > now:
        raise Problem("idempotency_in_progress")
