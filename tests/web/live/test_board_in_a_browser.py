"""The board in a real browser while the round goes on."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from masstest.access import logins
from masstest.access.roles import Role
from masstest.store.tables import User
from masstest.web.pages.live.board import showing
from phones import PATIENCE_MS, Town, chromium_on_a_phone, running_town

WITHIN_MS = PATIENCE_MS
"""From the report until it is seen: a second or two; how long is measured elsewhere, where nothing
else keeps the computer busy."""

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_on_a_phone() as opened:
        yield opened


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with running_town(tmp_path) as town:
        yield town


@pytest.fixture
def opened(browser: Browser, town: Town) -> Iterator[Opened]:
    """Opens a page of the round's board for a manager; complaints of the browser fail the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def heard(said: Any) -> None:
        others = ("net::ERR_", "GL Driver", "software WebGL", "status of 503")
        ours = not any(each in said.text for each in others)
        if said.type in ("error", "warning") and ours:
            complaints.append(said.text)

    def open_page(page: str = "board", width: int = 1280, height: int = 900) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)  # else five seconds, less than between two looks
        with town.store.writing() as session:
            user = session.get_one(User, town.people[Role.manager].actor.user_id)
            token = logins.open_session(session, user).token
        cookies = {logins.cookie_name(secure=False): token, "masstest_lang": "en"}
        context.add_cookies(
            [{"name": n, "value": v, "url": town.address} for n, v in cookies.items()]
        )
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("console", heard)
        tab.goto(f"{town.address}/rounds/{town.case.round_id}/{page}")
        tab.evaluate("window.neverReloaded = true")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


def sampled(town: Town, at: str, persons: int) -> None:
    fact = {"kind": "people_sampled", "site_id": "P1", "persons": persons}
    assert town.report(Role.coordinator, at, fact, "P1")["status"] == "recorded"


def people(page: Page) -> Any:
    return page.locator(".far .big strong")


def test_figures_change_and_all_else_stays(town: Town, opened: Opened) -> None:
    page = opened()
    expect(people(page)).to_have_text("0")
    expect(page.locator("#chart canvas")).to_be_visible()
    page.get_by_role("button", name="Show what belongs to K").click()
    point = page.locator("tr#place-P1")
    expect(point).to_be_visible()
    find = page.locator("#places-find")
    find.focus()
    page.keyboard.type("p")
    assert page.evaluate("scrollY") > 0
    place = round(find.bounding_box()["y"])
    for at, persons in (("08:10", 41), ("08:20", 77)):
        sampled(town, at, persons)
        expect(people(page)).to_have_text(str(persons), timeout=WITHIN_MS)
        expect(point).to_contain_text(f"{persons} /", timeout=WITHIN_MS)
    expect(page.locator("#clock")).to_have_text("08:20:00")
    assert page.evaluate("[neverReloaded, document.activeElement.id]") == [True, "places-find"]
    assert abs(find.bounding_box()["y"] - place) < 2, "it stays where somebody reads"
    assert find.input_value() == "p"
    expect(point).to_be_visible()


def test_it_says_since_when_there_is_no_connection(town: Town, opened: Opened) -> None:
    page = opened()
    sampled(town, "08:10", 41)
    expect(people(page)).to_have_text("41", timeout=WITHIN_MS)
    page.context.set_offline(True)
    lost = page.locator("#lost")
    expect(lost).to_have_text(re.compile(r"No connection since \d\d:\d\d:\d\d"))
    expect(page.locator("#as-of")).to_be_hidden()
    sampled(town, "08:20", 77)
    expect(people(page)).to_have_text("41")
    page.context.set_offline(False)
    expect(people(page)).to_have_text("77")
    expect(lost).to_be_hidden()
    assert page.evaluate("neverReloaded")


def test_while_the_desk_starts_again_it_says_so(town: Town, opened: Opened) -> None:
    page = opened()
    sampled(town, "08:10", 41)
    expect(people(page)).to_have_text("41", timeout=WITHIN_MS)
    page.route("**/board/now?*", lambda route: route.fulfill(status=503))
    sampled(town, "08:20", 77)  # so that the page asks now
    lost = page.locator("#lost")
    expect(lost).to_have_text(re.compile(r"The board is being put together again, a moment\."))
    expect(people(page)).to_have_text("41")
    page.unroute("**/board/now?*")
    expect(people(page)).to_have_text("77")
    expect(lost).to_be_hidden()
    assert page.evaluate("neverReloaded")


def test_without_the_stream_it_asks(town: Town, opened: Opened) -> None:
    page = opened("alerts")  # a page that doesn't follow by the stream
    page.route("**/live", lambda route: route.abort())
    page.goto(f"{town.address}/rounds/{town.case.round_id}/board")
    sampled(town, "08:10", 41)
    expect(people(page)).to_have_text("41", timeout=WITHIN_MS)


def test_places_are_sorted_filtered_and_found(town: Town, opened: Opened) -> None:
    page = opened()
    shown = page.locator("#places tbody tr:visible .name")
    sampled(town, "08:10", 41)
    expect(people(page)).to_have_text("41", timeout=WITHIN_MS)
    page.get_by_role("button", name="Unfold all").click()
    expect(shown).to_have_text(["S", "K", "P1", "P2", "T1", "T2"])
    page.locator("th[data-sort=share] button").click()
    expect(shown.last).to_have_text("P1")
    expect(page.locator("th[data-sort=share]")).to_have_attribute("aria-sort", "ascending")
    page.locator("th[data-sort=share] button").click()
    expect(shown.nth(2)).to_have_text("P1")
    sampled(town, "08:20", 42)
    expect(people(page)).to_have_text("42", timeout=WITHIN_MS)
    expect(shown.nth(2)).to_have_text("P1")
    page.locator("#places-state").select_option("open")
    expect(shown).to_have_text(["S", "K", "P1", "T2"])
    expect(page.locator("#places-count")).to_have_text("2 shown")
    link = page.locator(".wrong-now a").first
    key = str(link.get_attribute("href")).removeprefix("#place-")
    link.click()
    expect(page.locator(f"tr#place-{key}")).to_be_in_viewport()


def test_on_a_phone_nothing_is_wider_than_the_screen(opened: Opened) -> None:
    page = opened(width=390, height=844)
    expect(page.locator("#chart canvas")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_wall_left_on_says_that_the_day_is_over(
    town: Town, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = dt.datetime(2022, 3, 10, 4, tzinfo=dt.UTC)
    monkeypatch.setattr(showing, "utc_now", lambda: noon)
    page = opened("board/wall", 1920, 1080)
    band, figure = page.locator("#band"), page.locator(".people .big strong")
    expect(figure).to_have_text("0")
    expect(band).to_be_hidden()
    monkeypatch.setattr(showing, "utc_now", lambda: noon + dt.timedelta(days=1))
    sampled(town, "08:10", 41)
    expect(figure).to_have_text("41", timeout=WITHIN_MS)
    expect(band).to_have_text(re.compile(r"This round ended on .* figures of 2022-03-10;"))
    assert page.evaluate("[neverReloaded, document.documentElement.scrollHeight]") == [True, 1080]


def test_the_wall_follows_by_itself(town: Town, opened: Opened) -> None:
    page = opened("board/wall", 1920, 1080)
    figure = page.locator(".people .big strong")
    expect(figure).to_have_text("0")
    sampled(town, "08:10", 41)
    expect(figure).to_have_text("41", timeout=WITHIN_MS)
    assert page.evaluate(
        "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    ) == [1080, 1920]
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && "
        "[...e.childNodes].some(n => n.nodeType === 3 && n.nodeValue.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 24, "read from five metres"
    # a server with a newer version
    page.evaluate("document.getElementById('board').dataset.version = 'older'")
    sampled(town, "08:20", 77)
    page.wait_for_function("!window.neverReloaded")
    expect(figure).to_have_text("77")
    until = time.monotonic() + PATIENCE_MS / 1000
    while page.locator("#slides .slide:visible").get_attribute("data-slide") != "chart":
        assert time.monotonic() < until, "the slides don't turn"
        page.wait_for_timeout(200)
    expect(page.locator("#chart canvas")).to_be_visible()
