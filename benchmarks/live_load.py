"""Phones that report at a given rate, whatever the answers: the load of `live_events`.

``python -m benchmarks.live_load SPEC`` runs in a process of its own, on what the file SPEC says,
and prints what it measured as JSON. Each phone keeps one connection. An event is sent when its
time has come (or as soon as its phone is free), and its latency counts from that time on.
"""

from __future__ import annotations

import asyncio
import bisect
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LONGEST_WAIT_S = 60.0


@dataclass
class Measured:
    """Latencies of requests, when what was acknowledged, and how far behind the board was."""

    took_s: list[float] = field(default_factory=list)
    acknowledged_s: list[float] = field(default_factory=list)  # one for each event
    event_ids: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    behind_s: list[float] = field(default_factory=list)
    board_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Sending:
    """A request that is to be sent `at_s` after the start, by phone number `phone`."""

    at_s: float
    phone: int
    event_ids: tuple[str, ...]
    request: bytes


class Phone:
    """A connection that is kept, and what waits to be sent through it."""

    def __init__(self, host: str, port: int, measured: Measured) -> None:
        self._address = (host, port)
        self._measured = measured
        self.ready = asyncio.Event()
        self._waiting: asyncio.Queue[tuple[float, Sending] | None] = asyncio.Queue()

    def send(self, due_s: float, sending: Sending) -> None:
        self._waiting.put_nowait((due_s, sending))

    def hang_up(self) -> None:
        self._waiting.put_nowait(None)

    async def work(self, greeting: bytes, greeted: asyncio.Semaphore) -> None:
        """Log in, as phones do in the morning, and then send what comes."""
        reader, writer = await asyncio.open_connection(*self._address)
        async with greeted:
            writer.write(greeting)
            status, _ = await answer_of(reader)
            assert status == 200, f"the greeting was answered with {status}"
        self.ready.set()
        while (next_one := await self._waiting.get()) is not None:
            due_s, sending = next_one
            while True:
                try:
                    writer.write(sending.request)
                    status, body = await answer_of(reader)
                    break
                except (asyncio.IncompleteReadError, ConnectionError):  # it was idle too long
                    self._measured.statuses["sent again"] += 1
                    reader, writer = await asyncio.open_connection(*self._address)
            now_s = time.perf_counter()
            measured = self._measured
            measured.took_s.append(now_s - due_s)
            for event_id, outcome in outcomes_of(status, body, sending):
                measured.statuses[outcome] += 1
                if outcome in ("recorded", "duplicate", "held", "box_held"):
                    measured.acknowledged_s.append(now_s)
                    measured.event_ids.append(event_id)
        writer.close()


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return status, await reader.readexactly(int(length or 0))


def outcomes_of(status: int, body: bytes, sending: Sending) -> list[tuple[str, str]]:
    """What came of each event of a request."""
    told = json.loads(body)
    if "outcomes" in told:
        return [(each["event_id"], each["status"]) for each in told["outcomes"]]
    outcome = told.get("status") if status < 300 else told.get("code")
    return [(event_id, str(outcome)) for event_id in sending.event_ids]


async def run(spec: dict[str, Any]) -> Measured:
    """Send everything in time, and look at the board once a second meanwhile."""
    measured = Measured()
    host, port = spec["host"], spec["port"]
    sendings = [
        Sending(s["at_s"], s["phone"], tuple(s["event_ids"]), s["request"].encode())
        for s in spec["sendings"]
    ]
    phones = [Phone(host, port, measured) for _ in spec["greetings"]]
    few = asyncio.Semaphore(10)
    at_work = [
        asyncio.create_task(phone.work(greeting.encode(), few))
        for phone, greeting in zip(phones, spec["greetings"], strict=True)
    ]
    over = asyncio.Event()
    board = asyncio.create_task(watch_board(host, port, spec["board"].encode(), measured, over))
    await asyncio.gather(*(phone.ready.wait() for phone in phones))
    await asyncio.sleep(2.0)
    start_s = time.perf_counter() + 0.2
    for sending in sendings:
        due_s = start_s + sending.at_s
        wait_s = due_s - time.perf_counter()
        if wait_s > 0.0005:
            await asyncio.sleep(wait_s)
        phones[sending.phone].send(due_s, sending)
    for phone in phones:
        phone.hang_up()
    await asyncio.wait_for(asyncio.gather(*at_work), _LONGEST_WAIT_S)
    await asyncio.sleep(2.5)
    over.set()
    await board
    return measured


async def watch_board(
    host: str, port: int, request: bytes, measured: Measured, over: asyncio.Event
) -> None:
    """Look at the board every second: how long ago was what it doesn't show yet acknowledged?"""
    reader, writer = await asyncio.open_connection(host, port)
    while not over.is_set():
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        await reader.readexactly(length)
        now_s = time.perf_counter()
        measured.board_s.append(now_s - began)
        if head[9:12] == b"200":
            number = int(lower.partition(b"x-ledger-number:")[2].partition(b"\r\n")[0])
            known = bisect.bisect_right(measured.acknowledged_s, now_s)
            missing = measured.acknowledged_s[number] if number < known else now_s
            measured.behind_s.append(now_s - missing)
        else:
            measured.statuses[f"board {head[9:12].decode()}"] += 1
        await asyncio.sleep(max(0.0, began + 1 - time.perf_counter()))
    writer.close()


def main() -> None:
    """Run on the given file."""
    spec = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    measured = asyncio.run(run(spec))
    json.dump(vars(measured), sys.stdout)


if __name__ == "__main__":
    main()
