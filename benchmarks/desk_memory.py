"""What the desk keeps in memory when one round after the other passes through it: a row for each.

A package's plan is in force in a new round, its day is on record, and for some seconds somebody
looks at the board, a street, the summary and the boxes, as on the day; then nobody asks for this
round any more. `resident_mb` is what the desk, a process of its own as always, has by then, and
`let_go_mb` what is left when the round has been idle. It lets go of rounds after `--idle-s`, not
after half an hour; longer than reading one takes.

    python -m benchmarks.desk_memory --package FOLDER    (with plan.json and roster.xlsx)
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks.plan_in_force import put_in_force
from masstest.access.actor import SYSTEM
from masstest.live.events import Event
from masstest.rehearsal.script import Faults, scripted_day
from masstest.service.live import reports
from masstest.service.live.board import boxes
from masstest.service.live.board.views import view_since
from masstest.service.live.desk.questions import DeskState, seat
from masstest.service.live.ledger import inserting
from masstest.service.live.ledger.rows import box_column
from masstest.service.problems import Problem
from masstest.serving import desk as desk_module
from masstest.serving.desk import DeskBeside
from masstest.serving.watch import JUDGE_EVERY_S
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from masstest.store.tables.base import utc_now

_DESK = """
from masstest.serving import desk_process
from masstest.service.live.desk import projection
projection._IDLE_S = {idle_s}
desk_process.main()
"""
_AT_ONCE = 2000
_LOOKS = 5
_MB = 1e6
COLUMNS = ("round", "events", "resident_mb", "let_go_mb", "first_board_s")


def main() -> None:
    """Measure, and write a row for each round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="with plan.json, roster.xlsx")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-s", type=float, default=15.0)
    asked = parser.parse_args()
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/masstest.db"
        migrations.upgrade(url)
        store = open_store(url)
        desk_module._DESK = (sys.executable, "-c", _DESK.format(idle_s=asked.idle_s))
        with DeskBeside({"MASSTEST_DATABASE_URL": url}) as desk:
            seat(store, desk)
            while desk.state is DeskState.starting:
                time.sleep(0.1)
            assert desk.process_id is not None
            process = psutil.Process(desk.process_id)
            for number in range(1, asked.rounds + 1):
                round_id, events = _told(store, asked.package, seed=number)
                first_board_s = _looked_at(store, round_id)
                resident = process.memory_info().rss
                time.sleep(asked.idle_s + 2 * JUDGE_EVERY_S)  # then the desk has looked
                row = number, events, resident, process.memory_info().rss, first_board_s
                writer.writerow(dict(zip(COLUMNS, _rounded(row), strict=True)))
                sys.stdout.flush()
        store.close()


def _rounded(row: tuple[int, int, int, int, float]) -> Iterator[float]:
    number, events, resident, let_go, first_board_s = row
    yield from (number, events, round(resident / _MB), round(let_go / _MB), round(first_board_s, 1))


def _told(store: Store, package: Path, seed: int) -> tuple[str, int]:
    """A round, all of whose day is on record, since long; how many events."""
    round_id, plan, roster = put_in_force(store, package)
    events = scripted_day(plan, roster, seed=seed, faults=Faults()).events
    received_at = utc_now() - dt.timedelta(days=3)
    for i in range(0, len(events), _AT_ONCE):
        with store.writing() as session:
            rows = [_row(round_id, event, received_at) for event in events[i : i + _AT_ONCE]]
            inserting.insert(session, rows)
    return round_id, len(events)


def _row(round_id: str, event: Event, received_at: dt.datetime) -> dict[str, object]:
    fact = event.fact
    return {
        "round_id": round_id, "event_id": event.event_id, "at_min": event.at_min,
        "kind": fact.kind, "place": event.place, "person": event.person,
        "box_id": box_column(fact), "fact": fact.model_dump(mode="json"), "user_id": None,
        "received_at": received_at,
    }  # fmt: skip


def _looked_at(store: Store, round_id: str) -> float:
    """Look at all of it some times; seconds until the first board was there."""
    began = time.monotonic()
    while True:
        try:
            view = view_since(store, SYSTEM, round_id, None, None)
            break
        except Problem as problem:
            if problem.code != "being_read":
                raise
            time.sleep(0.2)
    took = time.monotonic() - began
    assert view is not None
    for _ in range(_LOOKS):
        view_since(store, SYSTEM, round_id, view.streets[0], None)
        reports.summary(store, SYSTEM, round_id)
        boxes.list_page(store, SYSTEM, round_id, boxes.Wanted())
        time.sleep(1.1)
        view_since(store, SYSTEM, round_id, None, None)
    return took


if __name__ == "__main__":
    main()
