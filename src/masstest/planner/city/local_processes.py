"""Processes of this computer, each of which may die without harm to the others.

`concurrent.futures.ProcessPoolExecutor` gives up as a whole when one of its processes dies, with
everything that the others were doing. Here every process is a pool of its own, and a call whose
process died is made again in a new one: what a dask cluster does, on one computer.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, TypeVar

Result = TypeVar("Result")
_Call = Callable[[], Any]
_LOOK_S = 0.2  # how often a process looks whether it shall stop

# In a process of `LocalProcesses`, set when what it does shall end with the best so far.
STOP_HERE = threading.Event()


class LocalProcesses(Executor):
    """An executor over `workers` processes; a call is tried `attempts` times in all.

    A call that kills its process each time fails with `BrokenProcessPool`; all others go on.
    """

    def __init__(self, workers: int, *, attempts: int = 3) -> None:
        self._context = multiprocessing.get_context("spawn")
        # A bare flag, without the lock of an event: a process that is killed while it holds or
        # waits for a lock would leave everybody else waiting for it.
        self._stop: Any = self._context.RawValue(ctypes.c_bool, False)
        self._attempts = attempts
        self._calls: queue.SimpleQueue[tuple[Future[Any], _Call] | None] = queue.SimpleQueue()
        self._waiting: set[Future[Any]] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._serve, name=f"district-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """As `Executor.submit`; function, arguments and result must be picklable."""
        future: Future[Result] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.add(future)
        self._calls.put((future, _Partial(fn, args, kwargs)))
        return future

    def stop_running(self) -> None:
        """Ask calls that run to end soon with the best so far (see `STOP_HERE`)."""
        self._stop.value = True

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As `Executor.shutdown`."""
        with self._lock:
            self._closed = True
            waiting = set(self._waiting)
        if cancel_futures:
            for future in waiting:
                future.cancel()
        for _ in self._threads:
            self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self) -> None:
        """One process's work: call after call, each again in a new process if the old one dies."""
        pool = self._process()
        while (item := self._calls.get()) is not None:
            future, call = item
            with self._lock:
                self._waiting.discard(future)
            if not future.set_running_or_notify_cancel():
                continue
            error: BaseException | None = None
            for _ in range(self._attempts):
                pool, made = self._begun(pool, call)
                error = made.exception()
                if not isinstance(error, BrokenProcessPool):
                    break
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(made.result())
        pool.shutdown(wait=True)

    def _begun(
        self, pool: ProcessPoolExecutor, call: _Call
    ) -> tuple[ProcessPoolExecutor, Future[Any]]:
        """The call under way, in a new process if the one of `pool` is dead."""
        try:
            return pool, pool.submit(call)
        except BrokenProcessPool:
            pool.shutdown(wait=False)
            fresh = self._process()
            return fresh, fresh.submit(call)

    def _process(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1, mp_context=self._context, initializer=_begin, initargs=(self._stop,)
        )


class _Partial:
    """A call with its arguments, picklable."""

    def __init__(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> None:
        self._fn, self._args, self._kwargs = fn, args, kwargs

    def __call__(self) -> Any:
        return self._fn(*self._args, **self._kwargs)


def _begin(stop: Any) -> None:
    """Leave Ctrl-C to the parent, heed its wish to stop, and don't outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_heed, args=(stop,), daemon=True).start()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _heed(stop: Any) -> None:
    while not stop.value:
        time.sleep(_LOOK_S)
    STOP_HERE.set()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)  # nobody is left to take a result
