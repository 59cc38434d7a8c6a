"""Pages of points, teams and laboratories in both languages; labels for boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from masstest.access import logins
from masstest.access.roles import Role
from masstest.service.live.cards.box_codes import box_prefix
from masstest.service.live.cards.labels import label_sheets
from masstest.store.tables import User
from masstest.web.rendering import LANG_COOKIE
from phones import Phone, Town, picture

ENGLISH = re.compile(r"\b(Box|Boxes|Seal|Tubes|tubes|Open|Report|Scan|People|people|Retests)\b")


def looked_over(page: Page, lang: str, name: str) -> None:
    """Nothing sticks out, targets are large, and every word is of the language."""
    for width in (360, 390):
        page.set_viewport_size({"width": width, "height": 844})
        sizes = page.evaluate(
            """[...document.querySelectorAll("button, input, a.button, summary")]
            .filter((each) => each.offsetParent && !each.matches(".sr-only, .outbox, .check input"))
            .map((each) => [each.textContent || each.id, each.getBoundingClientRect().height])"""
        )
        assert sizes
        assert not [each for each in sizes if each[1] < 63.5]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    words = page.locator("body").inner_text()
    if lang == "zh":
        assert not ENGLISH.search(words), ENGLISH.search(words)
    else:
        assert not re.search(r"[一-鿿]", words.replace("中文", ""))
    picture(page, f"{name}_{lang}")


def opened(page: Page, selector: str) -> None:
    page.locator(selector).last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_speaks_one_language(town: Town, phone: Callable[..., Phone], lang: str) -> None:
    town.seal("B1", "P1", 3, "08:40")
    handed = {
        "kind": "box_handed_over", "box_id": "B1", "seal": "SB1", "tubes_counted": 2,
        "vehicle_id": "V1", "run_id": "R1",
    }  # fmt: skip
    assert town.report(Role.coordinator, "09:02", handed, "V1")["status"] == "held"
    town.report(Role.coordinator, "09:03", {"kind": "help_needed", "text": ""}, "P1")

    point = phone(lang)
    page = point.enter(town.card("point/P1"), "lead-P1")
    expect(page.get_by_role("alert").filter(has_text="B1")).to_be_visible()
    looked_over(page, lang, "point")
    opened(page, "#foot button.main")
    looked_over(page, lang, "point_open")
    page.locator("#sheet button.main").click()
    opened(page, "#foot button.main")
    looked_over(page, lang, "point_count")
    page.keyboard.press("Escape")
    page.locator("button.help").click()
    looked_over(page, lang, "point_help")
    page.keyboard.press("Escape")
    opened(page, ".boxes + button.wide")
    looked_over(page, lang, "point_new_box")
    page.locator("#sheet .sheet-body > button").click()
    page.locator("#sheet button.main").click()
    looked_over(page, lang, "point_seal")

    team = phone(lang)
    page = team.enter(town.card("team/T1"), "doorstep-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("C2")
    looked_over(page, lang, "team")
    opened(page, "#foot button.main")
    looked_over(page, lang, "team_done")

    for outcome, tube in (("positive", "T9"), ("invalid", "T8")):
        fact = {"kind": "result", "lab_id": "L1", "box_id": "B7", "outcome": outcome}
        town.report(Role.coordinator, "11:00", {**fact, "tube_id": tube}, "L1")
    received = {"kind": "lab_received", "box_id": "B5", "seal": "X", "tubes_counted": 9}
    town.report(Role.coordinator, "10:00", {**received, "lab_id": "L1"}, "L1")
    lab = phone(lang)
    page = lab.enter_named(town.card("lab/L1"), "A")
    expect(page.get_by_text("T9")).to_be_visible()
    looked_over(page, lang, "lab")
    opened(page, "#foot button.main")
    looked_over(page, lang, "lab_receive")


def test_labels_are_enough_for_every_pickup(town: Town) -> None:
    with town.store.reading() as session:
        coordinator = town.people[Role.coordinator].actor
        sheets = {s.place.key: s for s in label_sheets(session, coordinator, town.case.round_id)}
    assert sheets.keys() == {"point/P1", "point/P2", "team/T1", "team/T2"}
    # 36 tubes fit into one box, but two vehicles come
    assert sheets["point/P1"].codes == ("P1-01", "P1-02", "P1-03")
    assert (sheets["point/P1"].boxes, sheets["point/P1"].spare) == (2, 1)
    assert box_prefix("东1") == "4e1c1"
    assert box_prefix("S012") == "S012"


@pytest.mark.parametrize(("lang", "title"), [("en", "Box labels"), ("zh", "样本箱标签")])
def test_labels_are_printed_on_a4(
    town: Town, phone: Callable[..., Phone], lang: str, title: str
) -> None:
    office = phone(lang)
    page = office.page
    with town.store.writing() as session:
        user = session.get_one(User, town.people[Role.coordinator].actor.user_id)
        token = logins.open_session(session, user).token
    cookies = {logins.cookie_name(secure=False): token, LANG_COOKIE: lang}
    office.context.add_cookies(
        [{"name": name, "value": value, "url": town.address} for name, value in cookies.items()]
    )
    page.goto(f"{town.address}/rounds/{town.case.round_id}/box-labels?place=point/P1")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("listitem").filter(has_text="P1-0")).to_have_count(3)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    picture(page, f"labels_{lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
    page.goto(f"{town.address}/rounds/{town.case.round_id}/box-labels")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(sheets.pages) == 4  # two points and two teams, each on a sheet of its own
