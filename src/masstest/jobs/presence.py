"""Which workers there are: each has a row with a heartbeat."""

from __future__ import annotations

import datetime as dt
import os
import socket

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from masstest import __version__
from masstest.jobs import clock
from masstest.store.tables import Worker
from masstest.store.tables.base import new_id

_REMEMBERED = dt.timedelta(days=7)


def arrive(session: Session) -> str:
    """Enter this process as a worker; returns its id, which no other process ever has."""
    moment = clock.now(session)
    worker = Worker(
        worker_id=new_id(),
        host=socket.gethostname()[:255],
        process_id=os.getpid(),
        version=__version__,
        started_at=moment,
        heartbeat_at=moment,
    )
    session.add(worker)
    session.execute(delete(Worker).where(Worker.heartbeat_at < moment - _REMEMBERED))
    return worker.worker_id


def beat(session: Session, worker_id: str) -> None:
    session.execute(
        update(Worker).where(Worker.worker_id == worker_id).values(heartbeat_at=clock.now(session))
    )


def leave(session: Session, worker_id: str) -> None:
    session.execute(
        update(Worker).where(Worker.worker_id == worker_id).values(stopped_at=clock.now(session))
    )


def alive(session: Session, *, dead_after_s: float) -> list[Worker]:
    """The workers that have been heard of lately and have not said goodbye."""
    silent_since = clock.now(session) - dt.timedelta(seconds=dead_after_s)
    return list(
        session.scalars(
            select(Worker)
            .where(Worker.heartbeat_at >= silent_since, Worker.stopped_at.is_(None))
            .order_by(Worker.started_at)
        )
    )
