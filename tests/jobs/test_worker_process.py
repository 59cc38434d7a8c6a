"""A worker as it is started beside a server: its own process, with the real planner."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from sqlalchemy import select

from job_cases import job_of, new_job
from masstest.store.engine import Store
from masstest.store.tables import Worker


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_plans_and_leaves_when_its_stdin_ends(store: Store) -> None:
    job_id = new_job(store)
    url = store.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "masstest.jobs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"MASSTEST_DATABASE_URL": url, "MASSTEST_JOB_NICENESS": "0"},
    )
    until = time.monotonic() + 150
    while job_of(store, job_id).state != "done":
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.2)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(90) == 0
    with store.reading() as session:
        (worker,) = session.scalars(select(Worker))
    assert worker.process_id == process.pid
    assert worker.stopped_at is not None
