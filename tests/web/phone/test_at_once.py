"""The page goes on with a tap, not with the phone's storage: slow, full, or without any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page, expect

from phones import Phone, Town, picture

# Another tab is at the events until `released` is true: nothing is written before.
SLOW = """async () => {
  const opening = indexedDB.open("masstest-phone");
  await new Promise((done) => { opening.onsuccess = done; });
  const events = opening.result.transaction("events", "readwrite").objectStore("events");
  const wait = () => { if (!window.released) events.count().onsuccess = wait; };
  wait();
}"""

# A phone whose storage is full, until photos are deleted.
FULL = """() => {
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  const asked = put.apply(this, given);
  if (!window.released) this.transaction.abort();
  return asked;
};
}"""


def kinds(town: Town) -> Counter[str]:
    return Counter(event["fact"]["kind"] for event in town.events())


def test_a_tap_shows_before_it_is_written_and_is_sent_once(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.evaluate(SLOW)
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Depart, boxes: 0").click()
    page.get_by_role("button", name="Leave without a box").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("P1")
    # it says neither that it is kept nor that it is sent
    expect(driver.outbox()).to_have_text("One moment …")
    assert not town.events()
    page.evaluate("window.released = true")
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert kinds(town) == {"vehicle_arrived": 1, "vehicle_departed": 1}


def twice(page: Page, name: str) -> None:
    """As a wet glove taps: where the finger is, whatever is there by then."""
    page.get_by_role("button", name=name).dblclick()


def test_who_taps_twice_meant_once(town: Town, phone: Callable[..., Phone]) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    town.seal("B1", "T1", 1, "08:30")
    twice(page, "Arrived")
    expect(page.get_by_role("button", name="Depart, boxes: 0")).to_be_visible()
    twice(page, "Depart, boxes: 0")
    twice(page, "Leave without a box")
    # the next stop isn't said to be reached by the second tap
    expect(page.get_by_role("button", name="Arrived")).to_be_visible()
    expect(driver.outbox()).to_have_text("Everything is sent")
    assert kinds(town) == {"box_sealed": 1, "vehicle_arrived": 1, "vehicle_departed": 1}


def test_a_phone_without_room_sends_what_it_cannot_keep(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(page.get_by_role("button", name="Arrived")).to_be_visible()
    driver.kept_by_worker()
    driver.context.set_offline(True)
    page.evaluate(FULL)
    page.get_by_role("button", name="Arrived").click()
    warning = page.get_by_role("alert").filter(has_text="no room left")
    expect(warning).to_contain_text("Don't close this page")
    expect(driver.outbox()).to_have_text("Waiting to send: 1")
    picture(page, "phone_full")
    driver.context.set_offline(False)
    expect(driver.outbox()).to_have_text("Everything is sent")
    expect(warning).to_contain_text("delete photos")
    assert kinds(town) == {"vehicle_arrived": 1}
    # there is room again: what had none is kept, and not sent a second time
    page.evaluate("window.released = true")
    page.get_by_role("button", name="Depart, boxes: 0").click()
    page.get_by_role("button", name="Leave without a box").click()
    expect(warning).to_have_count(0)
    expect(driver.outbox()).to_have_text("Everything is sent")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("P1")
    assert kinds(town) == {"vehicle_arrived": 1, "vehicle_departed": 1}


def test_a_browser_that_keeps_nothing_says_so(town: Town, phone: Callable[..., Phone]) -> None:
    driver = phone()
    driver.page.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
    )
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("This browser can't keep reports")
