"""Private folders of tasks. They hold rosters, so none may stay behind."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from masstest.store.engine import Store

_PREFIX = "masstest-job"


@contextmanager
def task_folder(store: Store, worker_id: str) -> Iterator[Path]:
    """A folder that only this user can look into, for as long as the block lasts."""
    prefix = f"{_PREFIX}-{store_key(store)}-{worker_id}-"
    # a child that was killed may leave a file behind just now, which is no reason to fail
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def remove_orphans(store: Store, alive: Collection[str]) -> None:
    """Remove what workers of this store, on this machine, left behind when they were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}-{store_key(store)}-*"):
        worker_id = folder.name.split("-")[3]
        if worker_id not in alive:
            shutil.rmtree(folder, ignore_errors=True)


def store_key(store: Store) -> str:
    """A name for the store: another one's workers on this machine are none of our business."""
    url = store.url.render_as_string(hide_password=True)
    return hashlib.sha256(url.encode()).hexdigest()[:8]
