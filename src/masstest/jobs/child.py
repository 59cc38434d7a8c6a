"""The process that does a job's work: ``python -m masstest.jobs.child FOLDER``.

It reports on stdout and listens on stdin. The word ``stop`` asks for the best plan so far. When
stdin ends, the worker is dead: this process ends with everything that it started, for nobody
would take its answer.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from masstest.domain.outcome import BadInput, PlanRefused
from masstest.jobs import messages
from masstest.jobs.kinds import MODULES
from masstest.jobs.limits import limit_this_process, peak_mb
from masstest.jobs.messages import Desk, Message
from masstest.jobs.states import Fault
from masstest.jobs.tasks import Task, read_task


def main(folder: Path, modules: Mapping[str, str] = MODULES) -> None:
    """Do the task in `folder` and report."""
    faulthandler.enable()
    send, commands = _channel(folder)
    desk = Desk(folder, send, threading.Event())
    threading.Thread(target=_listen, args=(commands, desk), daemon=True).start()
    task = read_task(folder)
    limit_this_process(task.head.memory_mb, task.head.cpu_s, task.head.niceness)
    perform(task, desk, modules)
    send({"type": "used", "facts": {"peak_mb": peak_mb(), "cpu_s": round(sum(os.times()[:4]), 1)}})


def perform(task: Task, desk: Desk, modules: Mapping[str, str] = MODULES) -> None:
    """Do a task here and now; what comes of it is sent, unless the program itself is at fault."""
    try:
        made = importlib.import_module(modules[task.head.kind]).run(task, desk)
    except BadInput as error:
        desk.send(messages.bad_input(error))
    except PlanRefused as error:
        desk.send(messages.plan_refused(error))
    except MemoryError:
        desk.send(messages.fault(Fault.out_of_memory, limit_mb=task.head.memory_mb))
    else:
        desk.hand_in(made)


def _channel(folder: Path) -> tuple[Callable[[Message], None], int]:
    """Reports go to what is stdout now, commands come from what is stdin now; both are then out
    of the way of libraries that print, and of processes that are started."""
    reports, commands = os.dup(1), os.dup(0)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    lock = threading.Lock()

    def send(message: Message) -> None:
        line = json.dumps(message, ensure_ascii=False, default=str) + "\n"
        rest = memoryview(line.encode())
        with lock:
            try:
                while rest:
                    rest = rest[os.write(reports, rest) :]
            except BrokenPipeError:
                _leave(folder)

    return send, commands


def _listen(commands: int, desk: Desk) -> None:
    while word := os.read(commands, 100):
        if b"stop" in word:
            desk.stop.set()
    _leave(desk.folder)


def _leave(folder: Path) -> NoReturn:
    """The worker is dead: remove the folder, as it can't any more, and end everything."""
    shutil.rmtree(folder, ignore_errors=True)
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
