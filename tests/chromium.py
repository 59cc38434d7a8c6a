"""Chromium for tests of pages, driven over a pipe by the DevTools protocol.

Nothing but the browser is needed. Without one these tests fail, and say what is missing: a page
that nobody opened is not tested.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE_S = 60.0


def chromium_path() -> str:
    """The browser's program."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise AssertionError(
        f"these tests open pages in Chromium: install it (none of {', '.join(_NAMES)} is on PATH)"
    )


# What Chromium answers about a page that it is just leaving for another.
_LEAVING = ("Inspected target navigated", "Cannot find context", "Execution context was destroyed")


class PageLeft(Exception):
    """The page went elsewhere while it was asked something."""


class Page:
    """One open page: `run` evaluates JavaScript, `keys` types, `problems` is what went wrong."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.loaded = False

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.call(method, parameters, self._session)

    def open(self, address: str) -> None:
        self.loaded = False
        self.call("Page.navigate", url=address)
        self._browser.wait(lambda: self.loaded)

    def run(self, script: str) -> Any:
        """The value of an expression, as JSON carries it; an exception fails the test."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until a JavaScript condition holds, be it on the page that this one is leaving for."""

        def holds() -> bool:
            try:
                return bool(self.run(condition))
            except PageLeft:
                return False

        self._browser.wait(holds)

    def key(self, name: str, code: int) -> None:
        """Press and release a key, such as ArrowDown, 40."""
        text = {"Enter": "\r"}.get(name)
        pressed = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        for facts in (pressed, {"type": "keyUp"}):
            self.call("Input.dispatchKeyEvent", key=name, windowsVirtualKeyCode=code, **facts)

    def write(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def click(self, x: float, y: float) -> None:
        """Move the mouse to a place of the window and press its left button."""
        for kind, buttons in (("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)):
            self.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=buttons,
                clickCount=1,
            )  # fmt: skip

    def close(self) -> None:
        self.call("Page.close")

    def size(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def hear(self, method: str, facts: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            self.problems.append(str(facts["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and facts["type"] in ("error", "warning"):
            self.problems.append(str(facts["args"]))
        elif method == "Log.entryAdded" and facts["entry"]["level"] in ("error", "warning"):
            self.problems.append(str(facts["entry"]))
        elif method == "Page.javascriptDialogOpening":
            self.problems.append(f"dialog: {facts['message']}")
            self._browser.send("Page.handleJavaScriptDialog", {"accept": True}, self._session)
        elif method == "Network.requestWillBeSent":
            self.requests.append(facts["request"]["url"])


class Browser:
    """A running Chromium. Messages are JSON, ended by a zero byte, on file descriptors 3 and 4."""

    def __init__(self, process: subprocess.Popen[bytes], write_to: int, read_from: int) -> None:
        self._process, self._write_to, self._read_from = process, write_to, read_from
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._rest = b""
        self._pages: dict[str, Page] = {}

    def page(self) -> Page:
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        answer = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        page = Page(self, answer["sessionId"])
        self._pages[answer["sessionId"]] = page
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        return page

    def send(self, method: str, parameters: dict[str, Any], session: str | None = None) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self._write_to, json.dumps(message).encode() + b"\0")
        return self._number

    def call(
        self, method: str, parameters: dict[str, Any], session: str | None = None
    ) -> dict[str, Any]:
        number = self.send(method, parameters, session)
        self.wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if answer.get("error", {}).get("message", "").startswith(_LEAVING):
            raise PageLeft
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def wait(self, condition: Any) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "Chromium does not answer"
            self._listen(0.05)

    def _listen(self, seconds: float) -> None:
        if not select.select([self._read_from], [], [], seconds)[0]:
            assert self._process.poll() is None, "Chromium has ended"
            return
        self._rest += os.read(self._read_from, 1 << 20)
        *messages, self._rest = self._rest.split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self._answers[message["id"]] = message
            elif message.get("sessionId") in self._pages:
                self._pages[message["sessionId"]].hear(message["method"], message["params"])


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium with a profile of its own, ended (it alone) afterwards."""
    to_browser, write_to = os.pipe()
    read_from, from_browser = os.pipe()

    def connect() -> None:  # in the child: the protocol's two descriptors
        # Copies first: a pipe's own number may be 3 or 4.
        source, sink = os.dup(to_browser), os.dup(from_browser)
        high_source, high_sink = os.dup2(source, 63), os.dup2(sink, 64)
        os.dup2(high_source, 3)
        os.dup2(high_sink, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [chromium_path(), *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=connect,
            start_new_session=True,
        )
        os.close(to_browser)
        os.close(from_browser)
        try:
            yield Browser(process, write_to, read_from)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
            os.close(write_to)
            os.close(read_from)


def file_address(path: Path, fragment: str = "") -> str:
    return path.resolve().as_uri() + fragment
