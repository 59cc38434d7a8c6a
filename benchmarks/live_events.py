"""How soon reported events are safe, at a given rate, and how far behind the board is.

``python -m benchmarks.live_events --package DIR`` starts `masstest serve` on a SQLite file of its
own (``--database postgresql://…`` uses an empty database of a PostgreSQL server), puts the plan of
a package in force, and has phones at each point, vehicle and laboratory report: a scan for each
tube, and for each box that it is sealed, handed over, delivered, received and has its result. Boxes
are at different steps at any moment, and a place has so many phones that none of them reports more
than twice a second: a phone sends one request after the other.
Events are sent at the given rate whatever the answers (open loop), from another process; a
latency counts from the time at which an event was to be sent. Once a second somebody looks at
the board. In the end, what is stored is compared with what was acknowledged.

One CSV row for each variant: single events, and phones that send ten at a time.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import datetime as dt
import itertools
import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import sqlalchemy as sa

from benchmarks.plan_in_force import keys, put_in_force
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.domain.plan import Plan
from masstest.settings import Settings
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables import LiveEvent

COLUMNS = (
    "variant", "database", "phones", "rate_per_s", "for_s", "requests", "events", "p50_ms",
    "p95_ms", "p99_ms", "max_ms", "not_recorded", "lost", "board_p50_ms", "board_max_ms",
    "behind_max_s", "server_cpu_share", "desk_cpu_share",
)  # fmt: skip
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+")
_TUBES = 20
_REPORTS_PER_S = 2.0  # of one phone: nobody scans faster for long
_BATCH = 10
_LONGEST_S = 900.0


@dataclass(frozen=True)
class Phones:
    """A round with its plan in force, and the key of a phone at each of its places."""

    round_id: str
    plan: Plan
    tokens: dict[str, str]  # by place
    manager: str


def main() -> None:
    """Write one CSV row for each variant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="with plan.json, roster.xlsx")
    parser.add_argument("--rate", type=float, default=500.0, help="events a second")
    parser.add_argument("--for-s", type=float, default=60.0)
    parser.add_argument("--variants", nargs="+", default=["single", "batch"])
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--log", type=Path, help="keep the server's log")
    parser.add_argument("--profile", type=Path, help="have cProfile write the server's profile")
    asked = parser.parse_args()
    asked.for_s = min(asked.for_s, _LONGEST_S)
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = asked.database or Settings(data_dir=folder, _env_file=None).database_url
        migrations.upgrade(url)
        store = open_store(url)
        try:
            for variant in asked.variants:
                phones = _phones(store, asked.package)
                writer.writerow(_measured(store, phones, folder, variant, asked))
                sys.stdout.flush()
        finally:
            store.close()


def _phones(store: Store, package: Path) -> Phones:
    """A new round of the package's plan, and a key for a phone at each place."""
    round_id, plan, _ = put_in_force(store, package)
    places = {
        **{point.site_id: (Role.point_lead, Scope.point) for point in plan.points},
        **{run.vehicle_id: (Role.driver, Scope.vehicle) for run in plan.runs},
        **{lab.lab_id: (Role.lab, Scope.lab) for lab in plan.labs},
    }
    grants = {place: GrantedRole(role, scope, place) for place, (role, scope) in places.items()}
    tokens = keys(store, grants | {"": GrantedRole(Role.manager)})
    return Phones(round_id, plan, tokens, tokens.pop(""))


Step = tuple[str, str, dict[str, Any]]


def _boxes(plan: Plan, first: int) -> Iterator[list[Step]]:
    """What happens to one box after the other: (box, who reports it, the fact).

    The `first` ones hold fewer tubes, each another number of them.
    """
    sources = [point.site_id for point in plan.points]
    vehicles = sorted({run.vehicle_id for run in plan.runs})
    labs = [lab.lab_id for lab in plan.labs]
    for number in itertools.count():
        tubes = _TUBES - (number % _TUBES if number < first else 0)
        box, site = f"B{number:06d}", sources[number % len(sources)]
        vehicle, lab = vehicles[number % len(vehicles)], labs[number % len(labs)]
        counted = {"box_id": box, "seal": f"X{number:06d}", "tubes_counted": tubes}
        scans: list[Step] = [
            (box, site, {"kind": "tubes_scanned", "box_id": box,
                         "tubes": [{"tube_id": f"T{number:06d}-{n:02d}", "persons": 10}]})
            for n in range(tubes)
        ]  # fmt: skip
        yield [
            *scans,
            (box, site, {"kind": "box_sealed", "source": site, "tubes_scanned": tubes, **counted}),
            (box, vehicle, {"kind": "box_handed_over", "vehicle_id": vehicle, **counted}),
            (box, vehicle,
             {"kind": "box_delivered", "vehicle_id": vehicle, "lab_id": lab, **counted}),
            (box, lab, {"kind": "lab_received", "lab_id": lab, **counted}),
            (box, lab, {"kind": "result", "lab_id": lab, "box_id": box, "outcome": "negative",
                        "tubes": tubes}),
        ]  # fmt: skip


def _in_turn(plan: Plan, most: int) -> Iterator[Step]:
    """(box, who reports it, the fact), of `most` boxes at a time, each at another step."""
    boxes = _boxes(plan, most)
    under_way = [iter(next(boxes)) for _ in range(most)]
    while True:
        for number, steps in enumerate(under_way):
            step = next(steps, None)
            if step is None:
                under_way[number] = steps = iter(next(boxes))
                step = next(steps)
            yield step


def _events(
    phones: Phones, rate_per_s: float, count: int
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(event's id, box, who reports it, the event), spread over six hours of the day."""
    zone = dt.timezone(dt.timedelta(hours=8))
    seven = dt.datetime.combine(phones.plan.round.date, dt.time(7), zone)
    step = dt.timedelta(hours=6) / count
    # two things that happen to a box are at least a second apart
    in_turn = _in_turn(phones.plan, max(len(phones.plan.points), int(rate_per_s)))
    for number, (box, place, fact) in enumerate(itertools.islice(in_turn, count)):
        event_id = uuid.uuid4().hex
        sent = {"at": (seven + number * step).isoformat(), "place": place, "fact": fact}
        yield event_id, box, place, sent


def _sendings(
    phones: Phones, variant: str, rate_per_s: float, for_s: float
) -> tuple[list[str], list[Any]]:
    """The place of each phone, and the requests in the order of their times."""
    base = f"/api/v1/rounds/{phones.round_id}/events"
    events = list(_events(phones, rate_per_s, int(rate_per_s * for_s)))
    reports = Counter(place for _, _, place, _ in events)
    beside = {place: math.ceil(n / for_s / _REPORTS_PER_S) for place, n in reports.items()}
    # what one place tells of a box is told by one phone, in its order
    number_of: dict[tuple[str, int], int] = {}
    kept: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    sendings = []
    for number, (event_id, box, place, sent) in enumerate(events):
        phone = number_of.setdefault((place, hash(box) % beside[place]), len(number_of))
        kept[phone].append((event_id, sent))
        if variant == "single":
            request = _request("PUT", f"{base}/{event_id}", phones.tokens[place], sent)
        elif len(kept[phone]) == _BATCH:
            batch = [{"event_id": name, **event} for name, event in kept[phone]]
            request = _request("POST", base, phones.tokens[place], {"events": batch})
        else:
            continue
        names = [name for name, _ in kept.pop(phone)]
        at_s = number / rate_per_s
        sendings.append({"at_s": at_s, "phone": phone, "event_ids": names, "request": request})
    return [place for place, _ in number_of], sendings


def _request(method: str, path: str, token: str, body: Any = None) -> str:
    content = "" if body is None else json.dumps(body)
    return (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n{content}"
    )


def _measured(
    store: Store, phones: Phones, folder: Path, variant: str, asked: argparse.Namespace
) -> dict[str, Any]:
    with _server(folder, store, asked) as (process, address):
        host, _, port = address.removeprefix("http://").partition(":")
        board = _request("GET", f"/api/v1/rounds/{phones.round_id}/board", phones.manager)
        places, sendings = _sendings(phones, variant, asked.rate, asked.for_s)
        greetings = [_request("GET", "/api/v1/phone", phones.tokens[place]) for place in places]
        spec = {
            "host": host, "port": int(port), "board": board, "greetings": greetings,
            "sendings": sendings,
        }  # fmt: skip
        path = folder / "load.json"
        path.write_text(json.dumps(spec), encoding="utf-8")
        before_s, before_desk_s = _cpu_s(process)
        load = subprocess.run(
            [sys.executable, "-m", "benchmarks.live_load", str(path)],
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        cpu_s, desk_s = _cpu_s(process)
    told = json.loads(load.stdout)
    with store.reading() as session:
        stored = set(
            session.scalars(
                sa.select(LiveEvent.event_id).where(LiveEvent.round_id == phones.round_id)
            )
        )
    cuts = statistics.quantiles(told["took_s"], n=100, method="inclusive")
    print(f"{variant}: {told['statuses']}", file=sys.stderr)
    recorded, again = (told["statuses"].get(name, 0) for name in ("recorded", "sent again"))
    refused = sum(told["statuses"].values()) - again - len(told["event_ids"])
    return {
        "variant": variant,
        "database": store.engine.dialect.name,
        "phones": len(places),
        "rate_per_s": asked.rate,
        "for_s": asked.for_s,
        "requests": len(told["took_s"]),
        "events": recorded,
        **{f"p{p}_ms": round(1000 * cuts[p - 1], 1) for p in (50, 95, 99)},
        "max_ms": round(1000 * max(told["took_s"]), 1),
        "not_recorded": len(told["event_ids"]) - recorded + refused,
        "lost": len(set(told["event_ids"]) - stored),
        "board_p50_ms": round(1000 * statistics.median(told["board_s"])),
        "board_max_ms": round(1000 * max(told["board_s"])),
        "behind_max_s": round(max(told["behind_s"], default=-1.0), 2),
        "server_cpu_share": round((cpu_s - before_s) / (asked.for_s + 3), 2),
        "desk_cpu_share": round((desk_s - before_desk_s) / (asked.for_s + 3), 2),
    }


def _cpu_s(server: psutil.Process) -> tuple[float, float]:
    """Processor seconds of the server, and of the processes beside it."""
    beside = [sum(child.cpu_times()[:2]) for child in server.children(recursive=True)]
    return sum(server.cpu_times()[:2]), sum(beside)


@contextlib.contextmanager
def _server(
    folder: Path, store: Store, asked: argparse.Namespace
) -> Iterator[tuple[psutil.Process, str]]:
    """`masstest serve` at a free port, with its settings as they come."""
    url = store.url.render_as_string(hide_password=False)
    profile = ["-m", "cProfile", "-o", str(asked.profile)] if asked.profile else []
    command = [sys.executable, *profile, "-m", "masstest", "serve", "--port", "0"]
    options = ["--data-dir", str(folder), "--database", url, "--workers", "0"]
    with (asked.log or folder / "log").open("wb") as errors:
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


if __name__ == "__main__":
    main()
