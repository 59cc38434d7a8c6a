"""Talking to a running service: sends until it is acknowledged, whatever happens to the service."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import numpy as np

from masstest.live.events import Event
from masstest.rehearsal.script.desk import Phone

CONNECTIONS = 24
PATIENCE_S = 600.0
"""A phone tries that long to have something acknowledged."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0
_PAGE = 200


class PlayRefused(Exception):
    """The service won't have it: a wrong address, round or token. `status` is of HTTP, or 0."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status} {detail}" if status else detail)
        self.status, self.detail = status, detail


@dataclass(frozen=True)
class Tokens:
    """API tokens: of one phone (``point/S001``), of a kind (``point``), or of all (``*``)."""

    by_name: Mapping[str, str]

    def of(self, phone: Phone) -> str | None:
        for name in (f"{phone.kind}/{phone.place}", phone.kind, "*"):
            if name in self.by_name:
                return self.by_name[name]
        return None


@dataclass
class Traffic:
    """What went over the line."""

    requests: int = 0
    retries: int = 0
    seconds: list[float] = field(default_factory=list)

    def percentile_ms(self, share: float) -> float:
        """Of the answered requests, tries that failed left out."""
        if not self.seconds:
            return 0.0
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Service:
    """The API of one round, as phones and a watcher use it."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: Tokens,
        date: dt.date,
        timezone: str,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._client, self._tokens = client, tokens
        self._midnight = dt.datetime.combine(date, dt.time(), ZoneInfo(timezone))
        self._patience_s = patience_s
        self._line = asyncio.Semaphore(CONNECTIONS)
        self._random = np.random.default_rng(1)
        self.round_id = ""
        self.traffic = Traffic()

    async def find_round(self, district: str, date: dt.date) -> str:
        """The id of a district's round on a day.

        Raises
        ------
        PlayRefused
            If there is none.
        """
        async for row in self._pages("/api/v1/rounds"):
            if row["district"] == district and row["date"] == date.isoformat():
                return str(row["round_id"])
        raise PlayRefused(0, f"{district} {date}")

    async def report(self, phone: Phone, events: Sequence[Event]) -> list[dict[str, Any]]:
        """Send events, again and again until they are acknowledged; the outcome of each."""
        body = {"events": [self.wire(event) for event in events]}
        path = f"/api/v1/rounds/{self.round_id}/events"
        answer = await self._call("POST", path, self._tokens.of(phone), json=body)
        outcomes: list[dict[str, Any]] = answer["outcomes"]
        return outcomes

    def wire(self, event: Event) -> dict[str, Any]:
        """An event as it is sent: with the time of a clock."""
        written = event.model_dump(mode="json", exclude={"at_min"})
        at = self._midnight + dt.timedelta(minutes=event.at_min)
        return {"at": at.isoformat(), **written}

    async def board(self) -> dict[str, Any]:
        return await self._call("GET", f"/api/v1/rounds/{self.round_id}/board", self._watcher())

    async def boxes(self) -> list[dict[str, Any]]:
        path = f"/api/v1/rounds/{self.round_id}/boxes"
        return [row async for row in self._pages(path)]

    async def event_ids(self) -> list[str]:
        """The ids of all events that the service has."""
        found: list[str] = []
        after, more = 0, True
        while more:
            answer = await self._call(
                "GET",
                f"/api/v1/rounds/{self.round_id}/events",
                self._watcher(),
                params={"after": after, "limit": _PAGE},
            )
            found.extend(each["event_id"] for each in answer["events"])
            after, more = answer["next"], answer["more"]
        return found

    def _watcher(self) -> str | None:
        return self._tokens.of(Phone("office", ""))

    async def _pages(self, path: str) -> AsyncIterator[dict[str, Any]]:
        cursor = None
        while True:
            params: dict[str, Any] = {"limit": _PAGE}
            if cursor is not None:
                params["cursor"] = cursor
            answer = await self._call("GET", path, self._watcher(), params=params)
            for row in answer["items"]:
                yield row
            cursor = answer.get("next_cursor")
            if cursor is None:
                return

    async def _call(self, method: str, path: str, token: str | None, **more: Any) -> dict[str, Any]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        until, pause_s = time.monotonic() + self._patience_s, _FIRST_PAUSE_S
        while True:
            began = time.monotonic()
            problem = "no answer"
            wait_s = pause_s * (0.5 + self._random.random())
            try:
                async with self._line:
                    began = time.monotonic()
                    answer = await self._client.request(method, path, headers=headers, **more)
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                self.traffic.requests += 1
                if answer.is_success:
                    self.traffic.seconds.append(time.monotonic() - began)
                    found: dict[str, Any] = answer.json()
                    return found
                problem = f"{answer.status_code} {answer.text[:300]}"
                if answer.status_code != 429 and answer.status_code < 500:
                    raise PlayRefused(answer.status_code, answer.text[:300])
                asked = answer.headers.get("Retry-After", "")
                wait_s = max(wait_s, float(asked) if asked.isdecimal() else 0.0)
            if time.monotonic() > until:
                raise PlayRefused(0, problem)
            self.traffic.retries += 1
            await asyncio.sleep(wait_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
