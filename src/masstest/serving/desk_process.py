"""``python -m masstest.serving.desk_process``: the desk that `masstest serve` starts.

It leaves when its stdin ends: the server stops, or is gone.
"""

from __future__ import annotations

import gc
import os
import pickle  # nosec B403
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import sqlalchemy as sa
import structlog

from masstest.edge import configure_logs
from masstest.service.apart import receive, send
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import answered
from masstest.service.problems import Problem
from masstest.serving.desk import READY
from masstest.serving.ledger_seals import LedgerSeals
from masstest.serving.upkeep import Upkeep
from masstest.serving.watch import Watch
from masstest.settings import Settings
from masstest.store.documents import DocumentMissing
from masstest.store.engine import Store, open_store

_AT_ONCE = 8
_NEVER = 2**31 - 1
_TOLD_AFTER_S = 1.5  # who asks for a round while its ledger is being read
_RETRY_AFTER_S = 5
_NO_ANSWER = (pickle.PicklingError, TypeError, AttributeError)  # it can't leave the process
_DATABASE_AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
_log = structlog.get_logger(__name__)


def main() -> None:
    """Look after the rounds, and answer, until stdin ends."""
    questions = sys.stdin.buffer
    # whatever a library prints must not get among the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for each in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C reaches it as well: the server decides
        signal.signal(each, signal.SIG_IGN)
    settings = Settings()
    configure_logs(settings.log_level.upper(), plain=settings.log_format == "text")
    store = open_store(settings.database_url)
    projections(store).told_after_s = _TOLD_AFTER_S
    _leave_ledgers_alone()
    beside = Upkeep(store, settings.retention_days), LedgerSeals(store)
    with beside[0], beside[1], Watch.of(settings, store):
        _answer_all(store, questions, answers)
    store.close()


def _leave_ledgers_alone() -> None:
    """Keep the garbage collector from walking through whole ledgers while somebody waits.

    They are freed without it. What it is for, old objects that hold each other, waits for the
    daily upkeep.
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)


def _answer_all(store: Store, questions: IO[bytes], answers: IO[bytes]) -> None:
    one_at_a_time = threading.Lock()
    try:
        send(answers, (READY, "ready", None))
    except BrokenPipeError:  # the server has gone already
        return

    def answer(number: int, question: tuple[str, tuple[Any, ...], Mapping[str, Any]]) -> None:
        outcome, value = _answered(store, *question)
        with one_at_a_time:
            try:
                send(answers, (number, outcome, value))
            except _NO_ANSWER:  # nothing of it was written
                send(answers, (number, "failed", traceback.format_exc()))
            except BrokenPipeError:  # nobody is there to hear it
                _log.info("desk_unheard", question=question[0])

    with ThreadPoolExecutor(_AT_ONCE, "desk") as at_work:
        while True:
            try:
                number, question = receive(questions)
            except EOFError:
                return
            at_work.submit(answer, number, question)


def _answered(
    store: Store, question: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[str, Any]:
    try:
        return "returned", answered(store, question, args, kwargs)
    except Problem as problem:
        return "problem", problem
    except DocumentMissing:  # it was removed by age
        return "problem", Problem("not_found", subject="document")
    except _DATABASE_AWAY as error:
        _log.error("database unavailable", question=question, error=str(error))
        return "problem", Problem("busy", retry_after_s=_RETRY_AFTER_S)
    except Exception:  # noqa: BLE001  told to whoever asked, who raises it
        return "failed", traceback.format_exc()


if __name__ == "__main__":
    main()
