"""Codes read by a camera: one label once, a wrong one is said, and the camera is off after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import segno
from playwright.sync_api import Page, expect

from phones import Phone, Town, chromium_on_a_phone

WIDTH, HEIGHT = 640, 480

# A camera in front of which a test holds labels; `cameras` are all that were ever on.
CAMERA = """
window.cameras = [];
const canvas = document.createElement("canvas");
canvas.width = 640; canvas.height = 480;
const pen = canvas.getContext("2d");
let label = null;
const paint = () => {
    pen.fillStyle = "white"; pen.fillRect(0, 0, 640, 480);
    if (label) label.forEach((row, y) => row.forEach((dark, x) => {
        if (dark) { pen.fillStyle = "black"; pen.fillRect(100 + x * 10, 40 + y * 10, 10, 10); }
    }));
};
setInterval(paint, 100);
window.hold = (shown) => { label = shown; };
navigator.mediaDevices.getUserMedia = async () => {
    paint();
    await new Promise((done) => { window.allow = done; if (!window.asks) done(); });
    const stream = canvas.captureStream(10);
    window.cameras.push(stream.getTracks()[0]);
    return stream;
};
"""


def modules(code: str) -> list[list[int]]:
    return [[int(cell) for cell in row] for row in segno.make_qr(code).matrix_iter(border=2)]


def hold(page: Page, code: str) -> None:
    page.evaluate("label => hold(label)", modules(code))


def cameras_on(page: Page) -> int:
    return int(page.evaluate("cameras.filter(each => each.readyState === 'live').length"))


def test_a_box_is_read_by_the_camera(town: Town, tmp_path: Path) -> None:
    """With the browser's own camera, which shows a film of a label."""
    with chromium_on_a_phone(camera=film_of("QH-0001", tmp_path)) as browser:
        driver = Phone(browser)
        page = driver.enter(town.card("vehicle/V1"), "driver-1")
        page.get_by_role("button", name="Arrived").click()
        page.get_by_role("button", name="Scan a box").click()
        page.get_by_role("button", name="Scan", exact=True).first.click()
        expect(page.get_by_label("Box", exact=True)).to_have_value("QH-0001")
        expect(page.locator(".viewfinder").first).to_be_hidden()
        driver.close()


def test_a_wrong_label_is_said_and_the_right_one_read(
    town: Town, phone: Callable[..., Phone]
) -> None:
    driver = phone()
    driver.page.add_init_script(CAMERA)
    page = driver.enter(town.card("vehicle/V1"), "driver-1")
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("button", name="Scan a box").click()
    hold(page, "masstest:point:2022-03-10:1:P1")
    # tapped twice while the browser asks whether the camera may be used
    page.evaluate("window.asks = true")
    scan = page.get_by_role("button", name="Scan", exact=True).first
    scan.click()
    page.evaluate("{ window.asks = false; window.first = allow; 0 }")
    scan.click()
    page.evaluate("first()")
    expect(page.get_by_text("the code of a point or a run, not of a box")).to_be_visible()
    hold(page, "QH-0001")
    expect(page.get_by_label("Box", exact=True)).to_have_value("QH-0001")
    page.wait_for_function("cameras.length === 2")
    assert cameras_on(page) == 0


def test_a_label_counts_once_and_a_closed_sheet_ends_the_camera(
    town: Town, phone: Callable[..., Phone]
) -> None:
    leader = phone()
    leader.page.add_init_script(CAMERA)
    page = leader.enter(town.card("point/P1"), "lead-P1")
    page.get_by_role("button", name="New box").click()
    page.get_by_role("button", name="No label? Write P1-01").click()
    page.get_by_role("button", name="Scan", exact=True).click()
    for tube in ("T001", "T002"):
        hold(page, tube)
        expect(page.get_by_text(f"Tube {tube}: in")).to_be_visible()
    expect(page.locator(".counter .count").last).to_contain_text("2 of at most")
    assert cameras_on(page) == 1
    page.get_by_role("button", name="Close").click()
    assert cameras_on(page) == 0
    expect(leader.outbox()).to_have_text("Everything is sent")
    assert len(town.facts("tubes_scanned")) == 2


def film_of(code: str, folder: Path) -> Path:
    """A film of one picture, as Chromium takes it for what a camera sees (YUV4MPEG2)."""
    rows = modules(code)
    scale = HEIGHT // (len(rows) + 2)
    light = bytearray(b"\xff" * (WIDTH * HEIGHT))
    for y, row in enumerate(rows):
        line = b"".join((b"\x00" if dark else b"\xff") * scale for dark in row)
        for each in range(scale):
            start = (y * scale + each + scale) * WIDTH + scale
            light[start : start + len(line)] = line
    film = folder / "camera.y4m"
    grey = b"\x80" * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    film.write_bytes(head + (b"FRAME\n" + bytes(light) + grey) * 2)
    return film
