"""What all tests share: the costly parts that none of them is about are done cheaply, or once."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import argon2
import pytest
import structlog
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

import once
from masstest.access import passwords

QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# They mostly wait. Begun last, one of them would run while all other processes are idle.
WAITING = (
    "serving/test_twenty_kills.py",
    "web/test_coordinators_evening.py",
    "jobs/test_kills.py",
    "rehearsal/test_killed_server.py",
    "serving/test_reports_outlive_a_kill.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder; pytest-xdist's worker processes find it in their environment."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="masstest-tests-")
        os.environ[once.FOLDER] = folder
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that mostly wait begin first, and the others run meanwhile."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(WAITING))


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work; tests/access/test_passwords.py looks at the real one."""
    monkeypatch.setattr(passwords, "_hasher", QUICK)
    passwords._dummy_hash.cache_clear()


@pytest.fixture(autouse=True)
def _plain_tracebacks() -> Iterator[None]:
    """Without this, structlog draws every local variable around a logged error, for seconds."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def _one_event_loop() -> Iterator[None]:
    """Test clients share a loop, as requests to a server do; each request would start a thread."""
    with start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
        TestClient.portal = None
