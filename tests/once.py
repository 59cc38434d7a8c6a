"""What takes long to make is made once for all the processes of a test run."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

# the environment variable with the run's own folder; set by conftest.py, which removes it
FOLDER = "FOLDER_OF_THIS_TEST_RUN"


def once(name: str, make: Callable[[], bytes]) -> bytes:
    """What `make` has made, here or in another process of this run."""
    if FOLDER not in os.environ:  # whoever uses the tests' parts outside of a run
        return make()
    folder = Path(os.environ[FOLDER])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes meanwhile waits for it
        made = folder / name
        if not made.exists():
            made.write_bytes(make())
        return made.read_bytes()
