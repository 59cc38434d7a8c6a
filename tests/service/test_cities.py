"""A city's job outlives its worker: what is planned stays planned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from city_rounds import add_district
from job_cases import events_of, job_of
from masstest.access.actor import SYSTEM
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.jobs.limits import JobLimits
from masstest.jobs.requests import PlanRequest
from masstest.service import cities, city_outcomes
from masstest.service.problems import Problem
from masstest.settings import Settings
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry
from support import DATE

PATIENCE_S = 180.0
NAMES = ("East", "North", "South", "West")


def ask(store: Store) -> str:
    """Ask for the plan of the day's city; the job's id."""
    request = PlanRequest(time_limit_s=3, deterministic=True)
    with store.reading() as session:
        choice = cities.choose(session, SYSTEM, date=DATE, number=1)
    cities.check(choice, request, "en")
    with store.writing() as session:
        return cities.request_city_plan(session, SYSTEM, choice, request=request).job_id


def finished(store: Store, job_id: str) -> list[tuple[str, int]]:
    """The districts whose plans were kept, each with the attempt that made it."""
    return [
        (e.facts["name"].removesuffix(".planned"), e.attempt)
        for e in events_of(store, job_id)
        if e.kind == "part"
    ]


@contextmanager
def worker(store: Store, niceness: int) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, that plans one district at a time."""
    environment = os.environ | {
        "MASSTEST_DATABASE_URL": store.url.render_as_string(hide_password=False),
        "MASSTEST_JOB_PROCESSES": "1",
        "MASSTEST_JOB_NICENESS": str(niceness),
        "MASSTEST_HEARTBEAT_S": "0.5",
        "MASSTEST_DEAD_AFTER_S": "5",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "masstest.jobs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(reached: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_planned_before_a_worker_is_killed_is_not_planned_again(store: Store) -> None:
    for name in NAMES:
        add_district(store, name)
    job_id = ask(store)
    # it steps back for this test, which is to see the first district before all are planned
    with worker(store, niceness=19) as first:
        wait_until(lambda: finished(store, job_id))
        first.send_signal(signal.SIGKILL)
        first.wait()
    before = finished(store, job_id)
    assert 1 <= len(before) < len(NAMES)
    with worker(store, niceness=0):  # and this one for nothing
        wait_until(lambda: job_of(store, job_id).state == "done")
    made = finished(store, job_id)
    assert Counter(name for name, _ in made) == dict.fromkeys(NAMES, 1), "each was planned once"
    assert made[: len(before)] == before
    assert {attempt for _, attempt in made} == {1, 2}
    with store.reading() as session:
        found = city_outcomes.get(session, SYSTEM, job_id)
        assert [each.district for each in found.districts] == list(NAMES)
        assert [each.plan.number for each in found.districts if each.plan] == [1] * len(NAMES)


def test_asking_is_in_the_audit_with_every_district(store: Store) -> None:
    rosters = [add_district(store, name) for name in NAMES]
    job_id = ask(store)
    with store.reading() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert entry is not None
        assert (entry.action, entry.subject) == ("plan.request", f"job:{job_id}")
        assert entry.facts["districts"] == list(NAMES)
        assert entry.facts["rosters"] == rosters
        assert audit.verify(session).ok


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_districts_go_by_names_that_files_can_have(store: Store) -> None:
    names = ("滨 河", "East/End", "East:End", "x" * 100)
    for name in names:
        add_district(store, name)
    job_id = ask(store)
    assert set(job_of(store, job_id).request["rosters"]) == {
        "滨-河", "East-End", "East-End-2", "x" * 60,
    }  # fmt: skip
    with store.reading() as session:
        found = city_outcomes.get(session, SYSTEM, job_id)
        assert {each.district for each in found.districts} == set(names)
        assert set(found.names.values()) == set(names)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_days_are_those_with_several_districts(store: Store) -> None:
    add_district(store, "East")
    with store.reading() as session:
        assert cities.days(session, SYSTEM) == []
        with pytest.raises(Problem, match="city_of_one"):
            cities.choose(session, SYSTEM, date=DATE, number=1)
    add_district(store, "West")
    with store.reading() as session:
        assert cities.days(session, SYSTEM) == [cities.CityDay(DATE, 1, 2)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_cluster_that_is_set_is_where_districts_are_planned(store: Store) -> None:
    address = "nowhere://scheduler:8786"
    limits = JobLimits.of(Settings(cluster_address=address, _env_file=None))
    for name in NAMES[:2]:
        add_district(store, name)
    job_id = ask(store)
    assert run_waiting_jobs(store, replace(limits, processes=1)) == [(job_id, "failed")]
    problem = job_of(store, job_id).problem
    assert problem is not None
    (found,) = problem["facts"]["problems"]
    assert found["code"] == "city_cluster_unreachable"
    assert found["facts"]["address"] == address
