"""`masstest serve` as a process of its own, for tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

PATIENCE_S = 90.0
# planning goes on whatever else a busy computer does
SETTINGS = {"MASSTEST_LANG": "en", "MASSTEST_JOB_NICENESS": "0"}
_ADDRESS = re.compile(r"https?://\S+:[0-9]+")


def eventually(holds: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    until = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < until, "it never came to hold"
        time.sleep(0.05)


@dataclass(frozen=True)
class Running:
    """A server that runs, and what it has said so far."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def told(self) -> str:
        """What is on stdout, for whoever started it."""
        return (self.folder / "told").read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        found = _ADDRESS.search(self.told)
        assert found
        return found[0]

    @property
    def one_time_passwords(self) -> list[str]:
        return re.findall(r"\b\w{4}(?:-\w{4}){3}\b", self.told)

    @property
    def below(self) -> list[psutil.Process]:
        """The processes that it started, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def client(self, **more: object) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=PATIENCE_S, trust_env=False, **more)  # type: ignore[arg-type]

    def has_begun(self) -> bool:
        assert self.process.poll() is None, self.log
        if not _ADDRESS.search(self.told):
            return False
        return "Application startup complete" in self.log


@contextmanager
def running(folder: Path, *options: str, **environment: str) -> Iterator[Running]:
    """Serve from `folder` at a free port, until the end of the block."""
    folder.mkdir(exist_ok=True)
    clean = {name: value for name, value in os.environ.items() if "MASSTEST" not in name}
    with (folder / "told").open("wb") as told, (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "masstest", "serve", "--port", "0", "--data-dir", str(folder),
             *options],
            stdout=told, stderr=log, cwd=folder,
            env=clean | SETTINGS | environment,
        )  # fmt: skip
    server = Running(process, folder)
    try:
        eventually(server.has_begun)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
