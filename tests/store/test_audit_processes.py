"""Processes that write to one store at the same time: a server and its workers."""

from __future__ import annotations

import subprocess
import sys

from masstest.store import audit
from masstest.store.engine import open_store

_WRITER = """
import sys
from masstest.store import audit
from masstest.store.engine import open_store
class Doer:
    signature = sys.argv[2]
store = open_store(sys.argv[1])
for turn in range(15):
    with store.writing() as session:
        audit.record(session, Doer(), "turn", f"turn:{turn}")
"""


def test_processes_make_one_chain(database_url: str) -> None:
    arguments = [sys.executable, "-c", _WRITER, database_url]
    writers = [subprocess.Popen([*arguments, f"writer {n}"]) for n in range(2)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    store = open_store(database_url)
    with store.reading() as session:
        report = audit.verify(session)
    store.close()
    assert report.ok
    assert report.entries == 30
