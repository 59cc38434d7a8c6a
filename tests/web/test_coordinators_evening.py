"""A coordinator's evening in a real browser, against the service as it is really started."""

from __future__ import annotations

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chromium import chromium_path
from masstest.demo import make_roster
from masstest.domain.plan import Plan
from masstest.sheets import write_roster
from masstest.sheets.edited import read_plan_workbook

PATIENCE_MS = 90_000
NEW_PASSWORD = "the river is calm tonight"


class Service:
    """`masstest serve` with its worker, and what it told whoever started it."""

    def __init__(self, address: str, password: str) -> None:
        self.address = address
        self.password = password


@pytest.fixture
def service(empty_database_url: str, tmp_path: Path) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    out = tmp_path / "serve.log"
    with out.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "masstest", "serve", "--port", str(port),
             "--data-dir", str(tmp_path / "data"), "--database", empty_database_url],
            stdout=log, stderr=subprocess.STDOUT,
            # planning goes on whatever else a busy computer does
            env=os.environ | {"MASSTEST_LANG": "en", "MASSTEST_JOB_NICENESS": "0"},
        )  # fmt: skip
    try:
        yield Service(f"http://127.0.0.1:{port}", _password(process, out, port))
    finally:
        process.terminate()
        process.wait(30)


def _password(process: subprocess.Popen[bytes], out: Path, port: int) -> str:
    """The one-time password, once the port answers."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        assert process.poll() is None, out.read_text()
        found = re.search(r"with this password, once: (\S+)", out.read_text())
        if found:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(out.read_text())


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in English; anything that the browser complains about fails the test."""
    context = browser.new_context(locale="en-GB", accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    yield opened
    context.close()
    # a computer without graphics draws the map slowly, and says so
    assert not [each for each in complaints if "WebGL" not in each and "GL Driver" not in each]


def _town(folder: Path) -> tuple[Path, Path]:
    """The town's workbook, and one with an error in it."""
    good, spoilt = folder / "town.xlsx", folder / "town-evening.xlsx"
    write_roster(make_roster("town"), good, "en")
    book = openpyxl.load_workbook(good)
    book["Compounds"]["J4"] = "about 700"
    book.save(spoilt)
    return good, spoilt


def test_from_the_password_to_the_published_plan(
    service: Service, page: Page, tmp_path: Path
) -> None:
    good, spoilt = _town(tmp_path)

    # in, with the password that was printed, and one of one's own
    page.goto(service.address)
    page.get_by_label("Login").fill("admin")
    page.get_by_label("Password").fill(service.password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="English").click()  # the account itself is Chinese
    expect(page.get_by_text("choose one of your own")).to_be_visible()
    page.get_by_label("Present password").fill(service.password)
    page.get_by_label(re.compile("^New password( \\*)?$")).fill(NEW_PASSWORD)
    page.get_by_label("New password, once more").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("heading", name="How a round goes")).to_be_visible()

    # another file altogether isn't even sent: a proxy in between would refuse it without words
    (tmp_path / "film.xlsx").touch()
    os.truncate(tmp_path / "film.xlsx", 20_000_001)
    page.get_by_label("Drop the workbook here").set_input_files(tmp_path / "film.xlsx")
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#messages")).to_contain_text("larger than 20 MB")

    # a workbook with an error, which is shown with its cell; then the mended one
    page.get_by_label("Drop the workbook here").set_input_files(spoilt)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("Errors to mend")
    row = page.get_by_role("row").filter(has_text="Compounds!J4")
    expect(row).to_contain_text("about 700")
    page.get_by_label("Drop the workbook here").set_input_files(good)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("button", name="Plan this roster")).to_be_visible()

    # planned with a short search, from the round's page
    page.get_by_role("main").get_by_role("link", name=re.compile("^←")).click()
    page.get_by_label("Seconds that the search may take").fill("4")
    page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_role("heading", name="Progress of the plan")).to_be_visible()
    expect(page.get_by_role("region", name="Stages")).to_contain_text("Transport and laboratories")
    page.wait_for_url("**/plans/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan 1")

    # a compound is moved; the rest is planned around it, and what comes of it is published
    compound_id, site_id = _move_a_compound(page)
    page.wait_for_url("**/plans/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan 3")
    page.get_by_role("button", name="Publish …").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in force, no. 1")

    # what is downloaded is the plan that was published
    plan = Plan.from_json(_download(page, "Plan as data (.json)"))
    assert [r.site_id for r in plan.coverage if r.compound_id == compound_id] == [site_id]
    read = read_plan_workbook(_download(page, "Workbook (.xlsx)"), make_roster("town"))
    assert read.problems == ()
    assert read.changes == ()
    assert read.plan.coverage == plan.coverage
    assert read.plan.points == plan.points
    assert read.plan.duties == plan.duties


def _move_a_compound(page: Page) -> tuple[str, str]:
    """Move a compound to the next point of its zone, with the rest planned around it."""
    page.goto(f"{page.url}?tab=coverage")
    page.get_by_role("button", name=re.compile("^Move")).or_(
        page.get_by_role("link", name=re.compile("^Move"))
    ).nth(5).click()
    points = page.get_by_label("Point", exact=True)
    expect(points).to_be_visible()
    points.select_option(index=_nearest_other(points.locator("option").all_inner_texts()))
    follows = page.locator("#move section")
    expect(follows).to_contain_text("What it breaks")
    compound_id = follows.locator("input[name=compound_id]").input_value()
    site_id = follows.locator("input[name=site_id]").input_value()
    follows.get_by_role("button", name="Keep this, and plan the rest around it").click()
    page.wait_for_url("**/jobs/*")
    return compound_id, site_id


def _nearest_other(options: list[str]) -> int:
    """The nearest point of the same zone as the one that the compound goes to now."""
    zone = next(words for words in options if "goes there now" in words).split(" · ")[1]
    return next(
        number
        for number, words in enumerate(options)
        if f" · {zone} · " in words and "goes there now" not in words
    )


def _download(page: Page, name: str) -> bytes:
    menu = page.get_by_role("link", name=name)
    if not menu.is_visible():
        page.get_by_text("Download", exact=True).click()
    with page.expect_download() as started:
        menu.click()
    return io.FileIO(started.value.path()).readall()
