"""One call per district, all at once; results as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from typing import Protocol, TypeVar, runtime_checkable

Task = TypeVar("Task")
Result = TypeVar("Result")
_LOOK_S = 0.2  # how often it is looked whether to stop


@runtime_checkable
class Stoppable(Protocol):
    """An executor that can pass on to running calls that they shall end."""

    def stop_running(self) -> None: ...


def fan_out(
    executor: Executor,
    call: Callable[[Task], Result],
    tasks: Mapping[str, Task],
    stop: threading.Event,
) -> Iterator[tuple[str, Result | BaseException]]:
    """(key, result) of ``call(task)`` for each task, in the order in which they are done.

    An exception of a call is handed out as its result: the others go on. When `stop` is set,
    calls that have not begun are left out; those that run are told to end if the executor is
    `Stoppable`, and given up if they can be cancelled (on a cluster).
    """
    pending: dict[Future[Result], str] = {
        executor.submit(call, task): key for key, task in tasks.items()
    }
    stopping = False
    while pending:
        done, _ = wait(pending, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
        for future in done:
            key = pending.pop(future)
            # a cluster that loses its scheduler cancels what it was asked to do
            error = CancelledError() if future.cancelled() else future.exception()
            yield key, future.result() if error is None else error
        if stop.is_set() and not stopping:
            stopping = True
            pending = {future: key for future, key in pending.items() if not future.cancel()}
            if isinstance(executor, Stoppable):
                executor.stop_running()
