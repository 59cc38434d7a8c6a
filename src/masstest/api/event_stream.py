"""A job's events as they happen, in the format of server-sent events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool

from masstest.jobs.states import JobState
from masstest.service import jobs
from masstest.store.engine import Store
from masstest.store.tables import Job, JobEvent

POLL_S = 0.7
HEARTBEAT_S = 15.0
_LONGEST_S = 300.0  # then the browser asks again, and has its rights looked at again
_RETRY_MS = 2000


async def follow(
    store: Store,
    job_id: str,
    after: int,
    stopping: asyncio.Event,
    *,
    poll_s: float = POLL_S,
    heartbeat_s: float = HEARTBEAT_S,
) -> AsyncIterator[str]:
    """What happens in a job after event `after`, until it is over or the server stops."""
    began = sent = time.monotonic()
    yield f"retry: {_RETRY_MS}\n\n"
    while True:
        state, events = await run_in_threadpool(_look, store, job_id, after)
        for event in events:
            yield _message(event)
            after, sent = event.number, time.monotonic()
        if state is None or JobState(state).final:
            yield f"event: end\ndata: {json.dumps({'state': state})}\n\n"
            return
        now = time.monotonic()
        if stopping.is_set() or now - began > _LONGEST_S:
            return
        if now - sent > heartbeat_s:
            yield ": still here\n\n"
            sent = now
        await asyncio.sleep(poll_s)


def _look(store: Store, job_id: str, after: int) -> tuple[str | None, list[JobEvent]]:
    """State and new events, in this order: what happens between is seen next time."""
    with store.reading() as session:
        job = session.get(Job, job_id)
        return (job.state if job else None), jobs.events(session, job_id, after)


def _message(event: JobEvent) -> str:
    data = dict(event.facts) | {"at": event.created_at.isoformat(), "attempt": event.attempt}
    text = json.dumps(data, ensure_ascii=False)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {text}\n\n"
