"""Phones in front of a running site, for tests: a real browser, emulated as a phone."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chromium import chromium_path
from databases import sqlite_copy
from masstest.access.roles import Role
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.service.live.cards import passes
from masstest.service.live.desk.projection import projections
from masstest.settings import Settings
from masstest.store.engine import Store, open_store
from masstest.web.site import create_site
from plans_in_force import put_in_force
from service_cases import Case, Person, keep_plan, make_case, make_people
from valid_plan import valid_plan, valid_roster

PATIENCE_MS = 60_000
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DAY = "2022-03-10"


@dataclass
class Town:
    """The round worked out by hand, in force on a server that answers at `address`."""

    address: str
    store: Store
    people: dict[Role, Person]
    case: Case

    def card(self, place: str) -> str:
        """The address on a new card of a place, such as ``vehicle/V1``."""
        coordinator = self.people[Role.coordinator].actor
        with self.store.writing() as session:
            (made,) = passes.issue(session, coordinator, self.case.round_id, {place}, "en")
        return f"{self.address}/go/{made.token}"

    def publish(self, roster: Roster, plan: Plan) -> None:
        """Put another plan in force instead of the present one."""
        _, plan_id = keep_plan(self.store, self.case.round_id, roster, plan)
        put_in_force(self.store, self.case.round_id, plan_id)

    def report(self, who: Role, at: str, fact: dict[str, Any], place: str = "") -> dict[str, Any]:
        """Somebody else reports something; the outcome."""
        event = {
            "event_id": uuid.uuid4().hex,
            "at": f"{DAY}T{at}:00+08:00",
            "place": place,
            "fact": fact,
        }
        answer = httpx.post(
            f"{self.address}/api/v1/rounds/{self.case.round_id}/events",
            json={"events": [event]},
            headers=self.people[who].headers,
        )
        assert answer.status_code == 200, answer.text
        (outcome,) = answer.json()["outcomes"]
        self.catch_up()
        return dict(outcome)

    def catch_up(self) -> None:
        """Have the server tell of everything at once that it tells of within a second."""
        projections(self.store).of(self.case.round_id, fresh_s=0.0)

    def seal(self, box_id: str, source: str, tubes: int, at: str, key: bool = False) -> None:
        """A packer seals a box; its seal is called as the box, with an S before."""
        fact = {
            "kind": "box_sealed", "box_id": box_id, "source": source, "seal": f"S{box_id}",
            "tubes_counted": tubes, "tubes_scanned": tubes, "key": key,
        }  # fmt: skip
        assert self.report(Role.coordinator, at, fact, source)["status"] == "recorded"

    def events(self) -> list[dict[str, Any]]:
        """Everything on record, in the order in which it came."""
        answer = httpx.get(
            f"{self.address}/api/v1/rounds/{self.case.round_id}/events",
            headers=self.people[Role.coordinator].headers,
        )
        assert answer.status_code == 200, answer.text
        return list(answer.json()["events"])

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """The facts of a kind that phones have reported."""
        return [each["fact"] for each in self.events() if each["fact"]["kind"] == kind]


@contextlib.contextmanager
def running_town(folder: Path) -> Iterator[Town]:
    """A server with the round of `valid_plan` in force."""
    store = open_store(sqlite_copy(folder))
    people = make_people(store)
    roster = valid_roster()
    case = make_case(store, roster, valid_plan(roster))
    put_in_force(store, case.round_id, case.plan_id)
    site = create_site(Settings(data_dir=folder, _env_file=None), store)
    with serving(site) as address:
        yield Town(address, store, people, case)
    store.close()


@contextlib.contextmanager
def serving(site: FastAPI) -> Iterator[str]:
    """`site` answering at an address of this computer, from a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(site, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE_MS / 1000
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.02)
    try:
        # a name, so that the browser takes it for a place of its own
        yield f"http://localhost:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


@contextlib.contextmanager
def chromium_on_a_phone(camera: Path | None = None) -> Iterator[Browser]:
    """A browser; with a film, its camera sees that, and may be used."""
    with sync_playwright() as playwright:
        # a name that isn't localhost: to browsers a network without encryption
        args = ["--no-sandbox", "--host-resolver-rules=MAP phone.test 127.0.0.1"]
        if camera is not None:
            args += [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ]
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=args)
        yield opened
        opened.close()


class Phone:
    """A phone: one browser context with its own storage. `complaints` are the browser's."""

    def __init__(self, browser: Browser, lang: str = "en", **more: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            **PHONE, locale="en-GB" if lang == "en" else "zh-CN", **more
        )
        self.context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        self.complaints: list[str] = []
        self.page: Page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        return page

    def _heard(self, said: Any) -> None:
        # without a network the browser itself says that nothing came, for the service worker too
        offline = ("resource: net::ERR_", "error occurred when fetching the script")
        if said.type in ("error", "warning") and not any(each in said.text for each in offline):
            self.complaints.append(said.text)

    def enter(self, card: str, person: str) -> Page:
        """Scan a card, and say who one is."""
        self.page.goto(card)
        self.page.get_by_role("button", name=person).click()
        self.page.wait_for_url("**/phone*")
        return self.page

    def enter_named(self, card: str, name: str) -> Page:
        """The same where the plan names nobody: one types one's name."""
        self.page.goto(card)
        self.page.get_by_role("textbox").fill(name)
        self.page.get_by_role("textbox").press("Enter")
        self.page.wait_for_url("**/phone*")
        return self.page

    def kept_by_worker(self) -> None:
        """Wait until the page would open without a network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def outbox(self) -> Any:
        return self.page.locator("#outbox")

    def reload(self) -> None:
        """Load the page again, once the phone keeps what was reported."""
        expect(self.outbox()).not_to_have_text("One moment …")
        self.page.reload()

    def close(self) -> None:
        self.context.close()
        assert not self.complaints, self.complaints


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where MASSTEST_PICTURES says, to be looked at."""
    folder = os.environ.get("MASSTEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
