"""How long after a report the figure on a manager's open page changes: one row of CSV.

A package's plan is in force on a server of its own, nothing else happens, and a manager has the
board open in Chromium. A point reports one person more, at odd moments; the delay is from just
before it is sent until the page shows the new total. `accepted_ms` of it is until the server had
answered the phone.

    python -m benchmarks.board_page --package FOLDER    (with plan.json and roster.xlsx)
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.plan_in_force import keys, put_in_force
from benchmarks.played_day import Server
from masstest.access import logins
from masstest.access.actor import SYSTEM
from masstest.access.roles import GrantedRole, Role
from masstest.access.users import create_user
from masstest.domain.plan import Plan
from masstest.live.events import Event, PeopleSampled
from masstest.rehearsal.script import Faults, scripted_day
from masstest.service.live.ledger.wire import sent_form
from masstest.store import migrations
from masstest.store.engine import Store, open_store

_BETWEEN_S = (1.5, 4.5)  # the stream and the page have come to rest by then
_SHOWN = """total => document.querySelector(".far .big strong").textContent.replace(/\\D/g, "")
    === String(total)"""


def main() -> None:
    """Measure, and write one CSV row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="with plan.json, roster.xlsx")
    parser.add_argument("--database", metavar="URL", help="an empty one; SQLite if not given")
    parser.add_argument("--reports", type=int, default=60)
    parser.add_argument("--until", default="11:00", help="so much of the day is told before")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        url = asked.database or f"sqlite:///{name}/masstest.db"
        migrations.upgrade(url)
        store = open_store(url)
        round_id, plan, roster = put_in_force(store, asked.package)
        key = keys(store, {"coordinator": GrantedRole(Role.coordinator)})["coordinator"]
        cookie = _cookie(store)
        store.close()
        hours, _, minutes = asked.until.partition(":")
        now_min = 60.0 * int(hours) + int(minutes)
        script = scripted_day(plan, roster, seed=1, faults=Faults(wrong_counts=0.0))
        server = Server(Path(name), url)
        server.start()
        try:
            address = f"http://127.0.0.1:{server.port}"
            with httpx.Client(
                base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=120
            ) as client:
                phone = _Phone(client, round_id, plan)
                total = phone.tell_day(script.until(now_min))
                accepted_s, shown_s = _measured(
                    phone, f"{address}/rounds/{round_id}/board", cookie, total, now_min,
                    asked.reports,
                )  # fmt: skip
        finally:
            server.kill()
    row = {
        "database": url.partition(":")[0],
        "points": len(plan.points),
        "until": asked.until,
        "reports": asked.reports,
        "accepted_ms": round(1000 * float(np.median(accepted_s))),
        "shown_ms": round(1000 * float(np.median(shown_s))),
        "shown_p95_ms": round(1000 * float(np.percentile(shown_s, 95))),
        "shown_max_ms": round(1000 * max(shown_s)),
    }
    writer = csv.DictWriter(sys.stdout, row)
    writer.writeheader()
    writer.writerow(row)


def _cookie(store: Store) -> dict[str, str]:
    """Of a manager who has logged in."""
    with store.writing() as session:
        user = create_user(
            session, SYSTEM, "manager", "manager", grants=[GrantedRole(Role.manager)]
        )
        return {logins.cookie_name(secure=False): logins.open_session(session, user).token}


class _Phone:
    """Reports for anybody."""

    def __init__(self, client: httpx.Client, round_id: str, plan: Plan) -> None:
        self._client, self._day = client, plan.round
        self._path = f"/api/v1/rounds/{round_id}"
        self._persons: dict[str, int] = {}

    def tell(self, events: Sequence[Event]) -> None:
        """Send events, and see that they are taken."""
        zone = ZoneInfo(self._day.timezone)
        sent = [sent_form(event, self._day.date, zone) for event in events]
        answer = self._client.post(f"{self._path}/events", json={"events": sent})
        outcomes = answer.raise_for_status().json()["outcomes"]
        refused = [each for each in outcomes if each["status"] == "refused"]
        assert not refused, refused[:3]

    def tell_day(self, events: Sequence[Event]) -> int:
        """Everything so far; how many people the board shows as sampled then."""
        for i in range(0, len(events), 1000):
            self.tell(events[i : i + 1000])
        answer = self._client.get(f"{self._path}/board")
        while answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:  # the ledger is being read
            time.sleep(1.0)
            answer = self._client.get(f"{self._path}/board")
        board = answer.raise_for_status().json()
        self._persons = {
            source["source_id"]: source["progress"]["persons_sampled"]
            for source in board["sources"]
            if source["kind"] == "point" and source["state"] == "open"
        }
        return int(board["totals"]["progress"]["persons_sampled"])

    def tell_one_more(self, at_min: float, chance: random.Random) -> None:
        """A point has sampled one person more."""
        site_id = chance.choice(sorted(self._persons))
        self._persons[site_id] += 1
        fact = PeopleSampled(site_id=site_id, persons=self._persons[site_id])
        self.tell([Event(event_id=str(uuid.uuid4()), at_min=at_min, place=site_id, fact=fact)])


def _measured(
    phone: _Phone, address: str, cookie: dict[str, str], total: int, now_min: float, reports: int
) -> tuple[list[float], list[float]]:
    """Seconds from each report until it was answered, and until it was seen."""
    chance = random.Random(1)
    accepted_s, shown_s = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        origin = address.partition("/rounds")[0]
        page.context.add_cookies(
            [{"name": name, "value": value, "url": origin} for name, value in cookie.items()]
        )
        page.goto(address)
        _see(page, total)
        for number in range(1, reports + 1):
            time.sleep(chance.uniform(*_BETWEEN_S))
            began = time.perf_counter()
            phone.tell_one_more(now_min + number / 60, chance)
            accepted_s.append(time.perf_counter() - began)
            _see(page, total + number)
            shown_s.append(time.perf_counter() - began)
        browser.close()
    return accepted_s, shown_s


def _see(page: Page, total: int) -> None:
    page.wait_for_function(_SHOWN, arg=total, timeout=60_000)


if __name__ == "__main__":
    main()
