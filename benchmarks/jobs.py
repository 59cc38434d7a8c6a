"""`kill -9` of servers and workers while they plan a case: what is lost, and how soon it goes on.

``python -m benchmarks.jobs --case town --kills 20`` uses a SQLite file of its own; with
``--database postgresql://…`` an empty database of a PostgreSQL server. The server here is what a
server is to jobs: a process that creates them, each in a transaction. One CSV row per database.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.demo import CASES, make_roster
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.jobs.states import EventKind, JobKind, JobState
from masstest.store import documents, migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables import Job, JobEvent, StoredPlan, StoredRoster, StoredRound, Worker

COLUMNS = (
    "database",
    "case",
    "workers",
    "seed",
    "kills_of_server",
    "kills_of_worker",
    "jobs",
    "attempts",
    "done",
    "lost",
    "doubled",
    "stuck",
    "events_out_of_order",
    "median_on_again_s",
    "max_on_again_s",
    "wall_s",
)
_AHEAD = 3  # jobs that wait or run
_PATIENCE_S = 600.0
_MAX_ATTEMPTS = 50
_DATE = dt.date(2022, 3, 10)


def main() -> None:
    """Write one CSV row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=list(CASES), default="town")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--serve", metavar="FILE", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.database, asked.case, Path(asked.serve))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{folder}/masstest.db"
        migrations.upgrade(url)
        row = measure(url, asked, Path(folder) / "promised")
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerow(row)


def serve(url: str, case: str, promised: Path) -> None:
    """Create jobs for ever, a few ahead of the workers; note those that are committed."""
    store = open_store(url)
    roster = make_roster(case).to_json().encode()  # type: ignore[arg-type]
    with promised.open("a") as promises:
        while True:
            with store.writing() as session:
                ahead = session.scalar(select(func.count()).where(Job.finished_at.is_(None))) or 0
                job_id = _new_job(session, roster) if ahead < _AHEAD else None
            if job_id is not None:
                promises.write(f"{job_id}\n")
                promises.flush()
            time.sleep(0.2)


def _new_job(session: Session, content: bytes) -> str:
    sha256 = documents.keep(session, content, "application/json")
    number = (session.scalar(select(func.max(StoredRound.number))) or 0) + 1
    round_ = StoredRound(district="D", date=_DATE, number=number)
    session.add(round_)
    session.flush()
    roster = StoredRoster(
        round_id=round_.round_id,
        number=1,
        file_name="roster.json",
        source_sha256=sha256,
        roster_sha256=sha256,
        status="ok",
        report={},
    )
    session.add(roster)
    session.flush()
    return jobs.create(
        session,
        JobKind.plan,
        round_id=round_.round_id,
        roster_id=roster.roster_id,
        request=PlanRequest(),
        max_attempts=_MAX_ATTEMPTS,
    ).job_id


@dataclass
class Site:
    """The processes, started by command and killed by number."""

    url: str
    case: str
    promised: Path
    server: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_server(self) -> None:
        command = ["-m", "benchmarks.jobs", "--case", self.case, "--database", self.url]
        command += ["--serve", str(self.promised)]
        self.server = subprocess.Popen([sys.executable, *command])

    def start_worker(self) -> None:
        self.workers.append(
            subprocess.Popen(
                [sys.executable, "-m", "masstest.jobs"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"MASSTEST_DATABASE_URL": self.url},
            )
        )

    def kill_server(self) -> None:
        assert self.server is not None
        kill(self.server)

    def kill_worker(self, process_id: int) -> None:
        for process in [p for p in self.workers if p.pid == process_id]:
            kill(process)
            self.workers.remove(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@contextmanager
def site(url: str, case: str, workers: int, promised: Path) -> Iterator[Site]:
    """A server and workers, all gone at the end."""
    opened = Site(url, case, promised)
    opened.start_server()
    for _ in range(workers):
        opened.start_worker()
    try:
        yield opened
    finally:
        opened.kill_server()
        for process in list(opened.workers):
            opened.kill_worker(process.pid)


def measure(url: str, asked: argparse.Namespace, promised: Path) -> dict[str, object]:
    """Kill, wait until everything is over, and count."""
    chance, began = random.Random(asked.seed), time.monotonic()
    store = open_store(url)
    hits: list[tuple[str, int]] = []  # (job, attempt) whose worker was killed
    kills = {"server": 0, "worker": 0}
    with site(url, asked.case, asked.workers, promised) as processes:
        for _ in range(asked.kills):
            await_planning(store, {p.pid for p in processes.workers})
            time.sleep(chance.uniform(0, 5))
            victim = chance.choice(["server", "worker", "worker"])
            kills[victim] += 1
            if victim == "server":
                processes.kill_server()
                processes.start_server()
            else:
                process_id = chance.choice([p.pid for p in processes.workers])
                processes.kill_worker(process_id)
                hits += jobs_of(store, process_id)
                processes.start_worker()
        processes.kill_server()
        await_end(store)
    again = [waited_s(store, *hit) for hit in hits]
    return {
        "database": store.url.get_backend_name(),
        "case": asked.case,
        "workers": asked.workers,
        "seed": asked.seed,
        "kills_of_server": kills["server"],
        "kills_of_worker": kills["worker"],
        **counted(store, set(promised.read_text().split())),
        "median_on_again_s": round(statistics.median(again), 1) if again else "",
        "max_on_again_s": round(max(again), 1) if again else "",
        "wall_s": round(time.monotonic() - began),
    }


def await_planning(store: Store, processes: set[int]) -> None:
    """Until a living worker is in the midst of planning."""
    until = time.monotonic() + _PATIENCE_S
    planning = (
        select(Job.job_id)
        .join(Worker, Worker.worker_id == Job.worker_id)
        .join(JobEvent, JobEvent.job_id == Job.job_id)
        .where(
            Job.state == JobState.running.value,
            Worker.process_id.in_(processes),
            JobEvent.kind == EventKind.stage.value,
            JobEvent.attempt == Job.attempt,
        )
    )
    while time.monotonic() < until:
        with store.reading() as session:
            if session.scalars(planning).first():
                return
        time.sleep(0.2)
    raise SystemExit("nobody plans anything")


def await_end(store: Store) -> None:
    """Until no job waits or runs, or patience is at its end: then they are stuck."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with store.reading() as session:
            if not session.scalar(select(func.count()).where(Job.finished_at.is_(None))):
                return
        time.sleep(0.5)


def jobs_of(store: Store, process_id: int) -> list[tuple[str, int]]:
    """What a process that was killed was working on."""
    with store.reading() as session:
        found = session.execute(
            select(Job.job_id, Job.attempt)
            .join(Worker, Worker.worker_id == Job.worker_id)
            .where(Job.state == JobState.running.value, Worker.process_id == process_id)
        )
        return [(job_id, attempt) for job_id, attempt in found]


def waited_s(store: Store, job_id: str, attempt: int) -> float:
    """From the last sign of an attempt that was killed until the next one began."""
    with store.reading() as session:
        events = session.scalars(
            select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.number)
        ).all()
    signs = (EventKind.stage.value, EventKind.state.value)
    last = [e for e in events if e.attempt == attempt and e.kind in signs]
    last = [e for e in last if e.facts.get("state") != JobState.queued.value]
    first = next(e for e in events if e.attempt == attempt + 1)
    return (first.created_at - last[-1].created_at).total_seconds()


def counted(store: Store, promised: set[str]) -> dict[str, int]:
    """Jobs by what became of them; all but `done` should be nothing."""
    with store.reading() as session:
        rows = session.scalars(select(Job)).all()
        plans = session.scalars(select(StoredPlan.round_id)).all()
        events = session.execute(
            select(JobEvent.job_id, JobEvent.number).order_by(JobEvent.job_id, JobEvent.number)
        ).all()
    numbers: dict[str, list[int]] = {}
    for job_id, number in events:
        numbers.setdefault(job_id, []).append(number)
    return {
        "jobs": len(rows),
        "attempts": sum(job.attempt for job in rows),
        "done": sum(job.state == JobState.done for job in rows),
        "lost": len(promised - {job.job_id for job in rows}),
        "doubled": len(plans) - len(set(plans)),
        "stuck": sum(job.finished_at is None for job in rows),
        "events_out_of_order": sum(
            found != list(range(1, len(found) + 1)) for found in numbers.values()
        ),
    }


if __name__ == "__main__":
    main()
