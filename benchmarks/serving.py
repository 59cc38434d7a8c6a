"""How soon pages and API answer 50 coordinators while 5 others plan, on one computer.

``python -m benchmarks.serving`` starts `masstest serve` on a SQLite file of its own, as it comes,
with a round of a case and one plan; ``--database postgresql://…`` uses an empty database of a
PostgreSQL server. Then five more plans are asked for, and everybody looks around: list of rounds,
round, plan and its tables, how far a job is, the plan's files with and without knowing them
already. Each coordinator has a session, and thinks for a second or two between two looks.

One CSV row per route, and one over all; what was planned meanwhile and what the server took in
memory is told on stderr.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from masstest.access.actor import SYSTEM
from masstest.access.logins import open_session
from masstest.access.roles import GrantedRole, Role
from masstest.access.users import create_user
from masstest.demo import CASES, CaseName, make_roster
from masstest.jobs.requests import PlanRequest
from masstest.service import plans, rosters, rounds
from masstest.service.plan_views import TABLE_NAMES
from masstest.settings import Settings
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables import Job

COLUMNS = ("route", "requests", "errors", "p50_ms", "p95_ms", "p99_ms", "max_ms")
_PATIENCE_S = 600.0
_MOST_COORDINATORS, _LONGEST_S = 500, 600.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")
# what a coordinator looks at next: address, and how often among all looks
_LOOKS = (
    ("/rounds", 2),
    ("/rounds/{round}", 3),
    ("/plans/{plan}", 4),
    ("/plans/{plan}/tables/{table}", 6),
    ("/jobs/{job}", 2),
    ("/jobs/{job}/progress", 4),
    ("/api/v1/jobs/{job}", 3),
    ("/api/v1/plans/{plan}/plan.json", 2),
    ("/api/v1/plans/{plan}/points.geojson", 2),
    ("/api/v1/plans/{plan}/runs.geojson", 2),
)


@dataclass
class Measured:
    """Times of all requests by route, and how many weren't answered as they should be."""

    took_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)

    def rows(self) -> Iterator[dict[str, object]]:
        """One row per route, then one over all."""
        everything = [took for each in self.took_s.values() for took in each]
        for route, took in (*self.took_s.items(), ("all", everything)):
            cuts = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else []
            yield {
                "route": route,
                "requests": len(took),
                "errors": self.errors.total() if route == "all" else self.errors[route],
                **{f"p{p}_ms": round(1000 * cuts[p - 1]) for p in (50, 95, 99) if cuts},
                "max_ms": round(1000 * max(took)),
            }


@dataclass(frozen=True)
class Office:
    """A round with a plan, and who may look at it."""

    store: Store
    round_id: str
    plan_id: str
    tokens: tuple[str, ...]


def main() -> None:
    """Write one CSV row per route."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", choices=list(CASES), default="weibin")
    parser.add_argument("--coordinators", type=int, default=50)
    parser.add_argument("--planners", type=int, default=5)
    parser.add_argument("--for-s", type=float, default=60.0)
    parser.add_argument("--think-s", type=float, nargs=2, default=(1.0, 2.0))
    parser.add_argument("--time-limit-s", type=float, default=38.0, help="of each plan")
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--log", type=Path, help="keep the server's log")
    asked = parser.parse_args()
    asked.coordinators = min(asked.coordinators, _MOST_COORDINATORS)
    asked.for_s = min(asked.for_s, _LONGEST_S)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = asked.database or Settings(data_dir=folder, _env_file=None).database_url
        migrations.upgrade(url)
        store = open_store(url)
        try:
            measured = _measure(store, folder, asked)
        finally:
            store.close()
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows(measured.rows())


def _measure(store: Store, folder: Path, asked: argparse.Namespace) -> Measured:
    round_id, job_id = _begin(store, asked.case, asked.time_limit_s)
    with _server(folder, store, asked.log) as (process, address):
        began = time.monotonic()
        plan_id = _planned(store, job_id)
        _say(f"the first plan: {time.monotonic() - began:.0f} s")
        office = Office(store, round_id, plan_id, _coordinators(store, asked.coordinators))
        _say(
            f"first look at everything: {asyncio.run(_first_looks(office, address, job_id)):.1f} s"
        )
        job_ids = [_ask(store, round_id, asked.time_limit_s) for _ in range(asked.planners)]
        before = sum(process.cpu_times()[:2])
        measured = asyncio.run(_look_around(office, address, job_ids, asked))
        cpu_s = sum(process.cpu_times()[:2]) - before
        _say(f"processor time of the server: {cpu_s:.1f} s in {asked.for_s:.0f} s")
        with store.reading() as session:
            states = Counter(session.get_one(Job, job_id).state for job_id in job_ids)
        _say(f"plans asked for: {dict(states)} after {asked.for_s:.0f} s")
        server_mb = process.memory_info().rss // 1_000_000
        beside_mb = sum(p.memory_info().rss for p in process.children(recursive=True)) // 1_000_000
        _say(f"memory: server {server_mb} MB, processes beside it {beside_mb} MB")
    return measured


def _begin(store: Store, case: CaseName, time_limit_s: float) -> tuple[str, str]:
    """A round with the case's roster, and a job for its first plan."""
    roster = make_roster(case)
    order = roster.round
    with store.writing() as session:
        made = rounds.create(
            session, SYSTEM, district=order.district, date=order.date, number=order.number
        )
        rosters.make_from_json(
            session, SYSTEM, made.round_id, file_name="roster.json",
            roster_json=roster.to_json().encode(), facts={},
        )  # fmt: skip
    return made.round_id, _ask(store, made.round_id, time_limit_s)


def _ask(store: Store, round_id: str, time_limit_s: float) -> str:
    request = PlanRequest(time_limit_s=time_limit_s)
    with store.writing() as session:
        return plans.request_plan(session, SYSTEM, round_id, request=request).job_id


def _planned(store: Store, job_id: str) -> str:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with store.reading() as session:
            job = session.get_one(Job, job_id)
            if job.plan_id is not None:
                return job.plan_id
        time.sleep(0.5)
    raise SystemExit(f"no plan within {_PATIENCE_S} s")


def _coordinators(store: Store, count: int) -> tuple[str, ...]:
    """The session tokens of coordinators who have logged in."""
    with store.writing() as session:
        people = [
            create_user(
                session, SYSTEM, f"coordinator-{number}", f"Coordinator {number}",
                grants=[GrantedRole(Role.coordinator)],
            )
            for number in range(count)
        ]  # fmt: skip
        session.flush()
        return tuple(open_session(session, each).token for each in people)


@contextlib.contextmanager
def _server(folder: Path, store: Store, log: Path | None) -> Iterator[tuple[psutil.Process, str]]:
    """`masstest serve` at a free port, with its settings as they come."""
    url = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "masstest", "serve", "--port", "0"]
    options = ["--data-dir", str(folder), "--database", url]
    with (log or folder / "log").open("wb") as errors:
        server = subprocess.Popen(
            [*command, *options], stdout=subprocess.PIPE, stderr=errors, cwd=folder
        )
    assert server.stdout is not None
    try:
        found = _ADDRESS.search(server.stdout.readline().decode())
        if found is None:
            raise SystemExit("the server didn't start")
        yield psutil.Process(server.pid), found[0]
    finally:
        server.terminate()
        server.wait()


async def _first_looks(office: Office, address: str, job_id: str) -> float:
    """One coordinator looks at everything, before the others come."""
    began = time.perf_counter()
    async with _browser(address, office.tokens[0]) as browser:
        for route, _ in _LOOKS:
            for table in TABLE_NAMES if "{table}" in route else ("",):
                path = route.format(
                    round=office.round_id, plan=office.plan_id, job=job_id, table=table
                )
                answer = await browser.get(path)
                answer.raise_for_status()
    return time.perf_counter() - began


async def _look_around(
    office: Office, address: str, job_ids: list[str], asked: argparse.Namespace
) -> Measured:
    measured = Measured()
    until = time.perf_counter() + asked.for_s
    await asyncio.gather(
        *(
            _coordinate(office, address, number, job_ids, measured, until, asked.think_s)
            for number in range(len(office.tokens))
        )
    )
    return measured


async def _coordinate(
    office: Office,
    address: str,
    number: int,
    job_ids: list[str],
    measured: Measured,
    until: float,
    think_s: tuple[float, float],
) -> None:
    chance = random.Random(number)
    known: dict[str, str] = {}  # ETags of what this browser has
    routes, weights = zip(*_LOOKS, strict=True)
    async with _browser(address, office.tokens[number]) as browser:
        await asyncio.sleep(chance.uniform(0, think_s[1]))
        while time.perf_counter() < until:
            (route,) = chance.choices(routes, weights)
            path = route.format(
                round=office.round_id,
                plan=office.plan_id,
                job=chance.choice(job_ids),
                table=chance.choice(TABLE_NAMES),
            )
            headers = {"If-None-Match": known[path]} if path in known else {}
            began = time.perf_counter()
            try:
                answer = await browser.get(path, headers=headers)
                right = answer.status_code == (304 if headers else 200)
                if "ETag" in answer.headers:
                    known[path] = answer.headers["ETag"]
            except httpx.HTTPError:
                right = False
            shown = f"{route} (known)" if headers else route
            measured.took_s[shown].append(time.perf_counter() - began)
            measured.errors[shown] += not right
            await asyncio.sleep(chance.uniform(*think_s))


def _browser(address: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address, cookies={"masstest": token}, timeout=60, trust_env=False
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
