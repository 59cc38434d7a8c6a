"""A phone's other moments: two tabs, a changed run, a lost card, what the server refuses."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable

import httpx
import pytest
import segno
from playwright.sync_api import FilePayload, expect

from masstest.access import passes
from masstest.access.roles import Role
from masstest.api import known_callers
from masstest.service.live.cards import passes as cards
from phones import Phone, Town
from valid_plan import edit, edit_stop, valid_plan, valid_roster, without


@pytest.mark.parametrize("host", ["localhost", "phone.test"])
def test_two_tabs_send_once_and_show_the_same(
    town: Town, phone: Callable[..., Phone], host: str
) -> None:
    """Also where there is no encryption, and so no locks and no service worker."""
    driver = phone()
    first = driver.enter(town.card("vehicle/V1").replace("localhost", host), "driver-1")
    expect(first.get_by_role("button", name="Arrived")).to_be_visible()
    assert first.evaluate("Boolean(navigator.locks)") == (host == "localhost")
    second = driver.tab()
    second.goto(first.url)
    expect(second.get_by_role("button", name="Arrived")).to_be_visible()
    driver.context.set_offline(True)
    first.get_by_role("button", name="Arrived").click()
    first.get_by_role("button", name=re.compile("Depart, boxes: 0")).click()
    first.get_by_role("button", name="Leave without a box").click()
    # the other tab knows, goes on from there, and both send when the network is back
    expect(second.get_by_role("heading", level=1)).to_have_text("P1")
    second.get_by_role("button", name="Arrived").click()
    expect(first.locator("#outbox")).to_have_text("Waiting to send: 3")
    driver.context.set_offline(False)
    for page in (first, second):
        expect(page.locator("#outbox")).to_have_text("Everything is sent")
    kinds = Counter(event["fact"]["kind"] for event in town.events())
    assert kinds == {"vehicle_arrived": 2, "vehicle_departed": 1}


def test_an_answer_that_got_lost_costs_nothing(town: Town, phone: Callable[..., Phone]) -> None:
    """The server records, its answer never comes: sent again, it is on record once."""
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    lost = []

    def lose(route, request):  # type: ignore[no-untyped-def]
        if request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    driver.context.route("**/events?*", lose)
    page.get_by_role("button", name="Arrived").click()
    expect(driver.outbox()).to_have_text("Waiting to send: 1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert lost == [200]
    assert len(town.facts("vehicle_arrived")) == 1
    driver.complaints.clear()  # the browser says that the answer didn't come


def test_an_answer_that_stops_in_the_middle_is_asked_for_again(
    town: Town, phone: Callable[..., Phone]
) -> None:
    """The network ends after an answer's head: the phone doesn't wait for the rest forever."""
    driver = phone()
    driver.page.clock.install()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.evaluate("""() => {
        const real = window.fetch;
        window.fetch = (address, options) => {
            if (window.isWhole || options.method !== "POST") return real(address, options);
            window.isHalf = true;
            const json = { headers: { "Content-Type": "application/json" } };
            return Promise.resolve(new Response(new ReadableStream({}), json));
        };
    }""")
    page.get_by_role("button", name="Arrived").click()
    page.wait_for_function("window.isHalf")
    expect(driver.outbox()).to_have_text("Waiting to send: 1")
    page.evaluate("window.isWhole = true")
    page.clock.fast_forward("00:30")
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert [fact["stop"] for fact in town.facts("vehicle_arrived")] == [0]


def test_a_server_that_says_when_to_ask_again_is_no_lost_network(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    said = []

    def busy(route, request):  # type: ignore[no-untyped-def]
        if len(said) < 2:
            said.append(driver.outbox().text_content())
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"code": "being_read"})
        else:
            said.append("answered")
            route.continue_()

    driver.context.route("**/task", busy)
    with page.expect_response(lambda it: it.url.endswith("/task") and it.status in (200, 304)):
        driver.outbox().click()  # asked at once, and again after a second, not after thirty
    assert said == ["Everything is sent", "Everything is sent", "answered"]
    driver.complaints.clear()  # the browser tells of each 503


def test_a_changed_run_is_marked_and_confirmed(town: Town, phone: Callable[..., Phone]) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("Your runs of today")).to_have_count(0)

    roster = valid_roster()
    plan = edit_stop(valid_plan(roster), "R1", 1, arrive=585, depart=593)
    plan = without(plan, "runs", lambda run: run.run_id == "R2")
    town.publish(roster, plan)
    driver.outbox().click()
    banner = page.get_by_role("alert").filter(has_text="Your run has changed")
    expect(banner.get_by_role("listitem").filter(has_text="Was 09:00")).to_contain_text("09:45 P1")
    expect(banner.get_by_role("listitem").filter(has_text="Dropped")).to_have_count(2)
    banner.get_by_role("button", name="I have seen it").click()
    expect(banner).to_have_count(0)
    expect(driver.outbox()).to_have_text("Everything is sent")
    seen = [(fact["run_id"], fact["publication"]) for fact in town.facts("run_confirmed")]
    assert seen == [("R1", 1), ("R2", 1), ("R1", 2)]


def test_stops_that_are_numbered_anew_stay_done(town: Town, phone: Callable[..., Phone]) -> None:
    """The plan in force leaves out a stop; those after it have other numbers now."""
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    for place in ("C2", "P1"):
        expect(page.get_by_role("heading", level=1)).to_have_text(place)
        page.get_by_role("button", name="Arrived").click()
        page.get_by_role("button", name="Depart, boxes: 0").click()
        page.get_by_role("button", name="Leave without a box").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("P2")
    expect(driver.outbox()).to_have_text("Everything is sent")

    roster = valid_roster()
    plan = valid_plan(roster)
    (run,) = (run for run in plan.runs if run.run_id == "R1")
    town.publish(roster, edit(plan, "runs", lambda each: each is run, stops=run.stops[1:]))
    driver.outbox().click()
    expect(page.get_by_text("Your run has changed")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("P2")
    town.catch_up()
    state = httpx.get(
        f"{town.address}/api/v1/rounds/{town.case.round_id}/board",
        headers=town.people[Role.manager].headers,
    ).json()
    (vehicle,) = (each for each in state["vehicles"] if each["vehicle_id"] == "V1")
    assert (vehicle["place"], vehicle["next_place"]) == ("P1", "P2")


def test_a_card_that_ends_keeps_what_was_not_sent(
    town: Town, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_callers, "REMEMBERED_S", 0.0)  # as some seconds later
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(page.get_by_role("button", name="Arrived")).to_be_visible()
    with town.store.writing() as session:
        (held,) = passes.active(session, town.case.round_id)
        cards.revoke(session, town.people[Role.transport_lead].actor, held.pass_id)
    page.get_by_role("button", name="Arrived").click()
    expect(driver.outbox()).to_have_text("Waiting to send: 1. Scan your card again.")
    driver.enter(town.card("vehicle/V1"), "courier-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    (event,) = town.events()
    assert event["person"] == "driver-1"
    driver.complaints.clear()  # 401 is an error to the browser


def test_another_card_doesnt_send_what_the_first_left(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    driver.context.route("**/events?*", lambda route: route.abort())
    page.get_by_role("button", name="Arrived").click()
    expect(driver.outbox()).to_have_text("Waiting to send: 1")
    driver.enter(town.card("vehicle/V2"), "driver-2")
    # only now: until the first card was left, its page would rightly have sent
    driver.context.unroute("**/events?*")
    expect(page.get_by_text("another card that wait here: 1")).to_be_visible()
    with page.expect_response("**/events?*"):
        page.get_by_role("button", name="Arrived").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert [event["person"] for event in town.events()] == ["driver-2"]
    expect(page.get_by_text("another card that wait here: 1")).to_be_visible()
    driver.complaints.clear()


def test_what_the_server_refuses_is_shown_with_its_reason(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    reason = {"title": "No", "detail": "This can't have happened yet."}

    def refuse(route, request):  # type: ignore[no-untyped-def]
        sent = request.post_data_json["events"]
        outcomes = [
            {"event_id": each["event_id"], "status": "refused", "problem": reason} for each in sent
        ]
        route.fulfill(json={"server_time": "2022-03-10T01:00:00Z", "outcomes": outcomes})

    driver.context.route("**/events?*", refuse)
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Not accepted: 1").click()
    expect(page.get_by_role("dialog")).to_contain_text("This can't have happened yet.")
    driver.context.unroute("**/events?*")
    page.get_by_role("button", name="Report it again").click()
    expect(page.get_by_role("button", name="Not accepted: 1")).to_have_count(0)
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert len(town.facts("vehicle_arrived")) == 1


def test_help_is_one_tap_and_the_language_another(town: Town, phone: Callable[..., Phone]) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="I am courier-1").click()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="I need help").click()
    page.get_by_role("button", name="Breakdown").click()
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="中文").click()
    expect(driver.outbox()).to_have_text("已全部发送")
    page.reload()
    expect(driver.outbox()).to_have_text("已全部发送")
    (event,) = town.events()
    assert (event["person"], event["place"]) == ("courier-1", "V1")
    assert event["fact"] == {"kind": "help_needed", "text": "Breakdown"}


def test_a_code_is_read_from_a_photo(town: Town, phone: Callable[..., Phone]) -> None:
    town.seal("QH-0001", "T1", 1, "08:30")
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Scan a box").click()
    box = page.get_by_label("Box", exact=True)
    page.locator("#box-photo").set_input_files(photo_of("masstest:point:2022-03-10:1:P1"))
    expect(page.get_by_text("the code of a point or a run, not of a box")).to_be_visible()
    page.locator("#box-photo").set_input_files(photo_of("QH-0001"))
    expect(box).to_have_value("QH-0001")
    box.fill("盒子")
    box.press("Tab")
    expect(page.get_by_text("This can't be a code: 盒子")).to_be_visible()
    box.fill("ＱＨ-0001")  # as a Chinese keyboard writes it
    box.press("Tab")
    expect(box).to_have_value("QH-0001")


def photo_of(code: str) -> FilePayload:
    image = io.BytesIO()
    segno.make_qr(code).save(image, kind="png", scale=6, border=4)
    return {"name": "photo.png", "mimeType": "image/png", "buffer": image.getvalue()}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_sticks_out_and_targets_are_large(
    town: Town, phone: Callable[..., Phone], lang: str
) -> None:
    town.seal("B1", "T1", 1, "08:30")
    driver = phone(lang)
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    arrived = "Arrived" if lang == "en" else "到达"
    page.get_by_role("button", name=arrived).click()
    page.get_by_role("button", name="B1").click()
    for width in (360, 430):
        page.set_viewport_size({"width": width, "height": 740})
        sizes = page.evaluate(
            """[...document.querySelectorAll("button, input, a.button, summary")]
            .filter((each) => each.offsetParent && !each.matches(".sr-only, .outbox"))
            .map((each) => [each.textContent || each.id, each.getBoundingClientRect().height])"""
        )
        assert sizes
        assert not [each for each in sizes if each[1] < 63.5]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    words = page.locator("body").inner_text()
    if lang == "zh":
        assert not re.search(r"\b(Box|Seal|Tubes|Arrived|Depart|Scan)\b", words)
    else:
        assert not re.search(r"[一-鿿]", words.replace("中文", ""))
