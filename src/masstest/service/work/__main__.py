"""The process that works: takes a piece of work from stdin, answers on stdout, until stdin ends."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from masstest.service.apart import receive, send

_MEMORY_BYTES = 1_600_000_000  # on top of what the imports have mapped
_TIRED_BYTES = 500_000_000  # grown to this, it is replaced by a fresh one
_PAGE_BYTES = 4096
_NICENESS = 5


def main() -> None:
    """Work until nobody asks any more."""
    questions = sys.stdin.buffer
    # whatever a library prints must not get among the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_myself()
    goes_on = True
    while goes_on:
        try:
            work, args = receive(questions)
        except EOFError:
            return
        outcome, value = _perform(work, args)
        goes_on = outcome != "memory" and _resident_bytes() < _TIRED_BYTES
        send(answers, (outcome, value, goes_on))


def _perform(work: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    module, _, name = work.partition(".")
    try:
        function = getattr(importlib.import_module(f"masstest.service.work.{module}"), name)
        return "returned", function(*args)
    except MemoryError:
        return "memory", None
    except Exception:  # noqa: BLE001  told to whoever asked, who raises it
        return "failed", traceback.format_exc()


def _limit_myself() -> None:
    """Cap this process where the system can; elsewhere the patience of who asks has to do."""
    mapped = Path("/proc/self/statm")
    if not mapped.exists():
        return
    import resource

    most = int(mapped.read_text().split()[0]) * _PAGE_BYTES + _MEMORY_BYTES
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    os.nice(_NICENESS)


def _resident_bytes() -> int:
    mapped = Path("/proc/self/statm")
    return int(mapped.read_text().split()[1]) * _PAGE_BYTES if mapped.exists() else 0


if __name__ == "__main__":
    main()
