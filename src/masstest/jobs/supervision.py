"""Watching over the process that does a job: its progress, its limits, and our lease."""

from __future__ import annotations

import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from masstest.jobs import attempts, events
from masstest.jobs.attempts import Failure, Lease
from masstest.jobs.limits import JobLimits
from masstest.jobs.messages import Message
from masstest.jobs.patience import try_now
from masstest.jobs.process import Work
from masstest.jobs.states import EventKind, Fault
from masstest.store import documents
from masstest.store.engine import Store

_FLUSH_S = 0.5  # events are written at most this often
_OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "Cannot allocate memory")


@dataclass(frozen=True)
class Ending:
    """How the work ended: with what was made (see `Desk.hand_in`), or with a failure.

    Neither: it was ended by force, as it was cancelled or its lease was lost.
    """

    made: Message | None = None
    failure: Failure | None = None


class Supervision:
    """One attempt's watch; `closing` is set when the worker has to go at once."""

    def __init__(
        self,
        store: Store,
        lease: Lease,
        work: Work,
        folder: Path,
        limits: JobLimits,
        closing: threading.Event,
    ) -> None:
        self._store, self._lease, self._work = store, lease, work
        self._folder, self._limits, self._closing = folder, limits, closing
        self._pending: list[tuple[EventKind, dict[str, Any]]] = []
        self._answer: Message | None = None
        self._stopped: Fault | None = None  # why it was asked for its best so far
        self._cancelled = self._lost = False
        self._began = self._flushed = self._beaten = self._looked = time.monotonic()
        self._end_by: float | None = None

    def watch(self) -> Ending:
        """Wait for the end of the work."""
        while not self._work.ended:
            message = self._work.message(0.1)
            if message is not None:
                self._take(message)
            self._tell(time.monotonic())
            self._bound(time.monotonic())
            if self._lost or self._closing.is_set() or self._overdue():
                self._work.kill()
                return self._by_force()
        self._flush()
        return self._read_answer()

    def _take(self, message: Message) -> None:
        match message["type"]:
            case "stage":
                self._add_stage(message["facts"])
            case "part":
                content = (self._folder / message["name"]).read_bytes()
                self._pending.append((EventKind.part, {"name": message["name"], "_": content}))
            case "used":
                self._pending.append((EventKind.note, {"code": "used", **message["facts"]}))
            case "made" | "fault":
                self._answer = message

    def _add_stage(self, facts: dict[str, Any]) -> None:
        """Of a stage's running reports only the last one is worth telling."""
        if self._pending:
            kind, last = self._pending[-1]
            same = kind is EventKind.stage and last["stage"] == facts["stage"]
            if same and (last["status"] == "running" or last == facts):
                self._pending.pop()
        self._pending.append((EventKind.stage, facts))

    def _tell(self, now: float) -> None:
        if self._pending and now - self._flushed >= _FLUSH_S:
            self._flush()
        if now - self._beaten >= self._limits.heartbeat_s:
            self._beaten = now
            self._lost |= not try_now("heartbeat", self._beat, True)
        if now - self._looked >= self._limits.poll_s and not self._cancelled:
            self._looked = now
            self._cancelled = try_now("cancelled?", self._asked_to_stop, False)
            if self._cancelled:
                self._ask_to_stop(now)

    def _bound(self, now: float) -> None:
        if self._stopped is None and now - self._began > self._limits.time_limit_s:
            self._stopped = Fault.time_exceeded
            self._pending.append((EventKind.note, {"code": "time_limit_reached"}))
            self._ask_to_stop(now)

    def _ask_to_stop(self, now: float) -> None:
        self._work.stop()
        self._end_by = min(self._end_by or now + self._limits.grace_s, now + self._limits.grace_s)

    def _overdue(self) -> bool:
        return self._end_by is not None and time.monotonic() > self._end_by

    def _beat(self) -> bool:
        with self._store.writing() as session:
            return attempts.beat(session, self._lease)

    def _asked_to_stop(self) -> bool:
        with self._store.reading() as session:
            return attempts.cancel_requested(session, self._lease)

    def _flush(self) -> None:
        """Write what happened; an attempt without its lease has nothing to say any more."""
        self._flushed = time.monotonic()
        if not try_now("events", self._write_pending, False):
            return
        self._pending.clear()

    def _write_pending(self) -> bool:
        with self._store.writing() as session:
            job = attempts.held(session, self._lease)
            if job is None:
                self._lost = True
                return True
            for kind, facts in self._pending:
                if kind is EventKind.part:
                    sha256 = documents.keep(session, facts["_"], "application/octet-stream")
                    facts = {"name": facts["name"], "sha256": sha256}
                events.append(session, job, kind, facts)
            return True

    def _by_force(self) -> Ending:
        if self._lost or self._cancelled:
            return Ending()
        if self._closing.is_set():
            return Ending(failure=Failure(Fault.worker_stopped, {}))
        return Ending(failure=self._time_exceeded())

    def _read_answer(self) -> Ending:
        status, errors = self._work.wait()
        if self._answer is None:
            return Ending(failure=self._crash(status, errors))
        if self._answer["type"] == "fault":
            facts = self._answer["facts"]
            return Ending(failure=Failure(Fault(self._answer["code"]), facts))
        return Ending(made=self._answer)

    def _crash(self, status: int, errors: str) -> Failure:
        if any(words in errors for words in _OUT_OF_MEMORY):
            return Failure(Fault.out_of_memory, {"limit_mb": self._limits.memory_mb})
        if status == -getattr(signal, "SIGXCPU", 0):
            return self._time_exceeded()
        lines = errors.strip().splitlines()
        return Failure(Fault.crashed, {"status": status, "error": lines[-1] if lines else ""})

    def _time_exceeded(self) -> Failure:
        return Failure(Fault.time_exceeded, {"limit_s": self._limits.time_limit_s})
