"""A service for phones, small enough to be seen through: the ledger behind three addresses.

It can fail in every way that a network and a killed server do: no answer before or after an event
was kept, errors, and "too many requests".
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import TypeAdapter

from masstest.domain.plan import Plan
from masstest.live.custody import Ledger, Verdict, boxes_of, standing
from masstest.live.events import Event

ROUND_ID = "round-1"
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@dataclass
class FakeService:
    """`failing`: share of requests that fail; half of them after their events were kept."""

    plan: Plan
    failing: float = 0.0
    forgets: frozenset[str] = frozenset()  # events that it acknowledges and loses
    ignores_gate: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    kept: list[str] = field(default_factory=list)
    seen_tokens: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        self.seen_tokens[request.headers.get("Authorization", "")] += 1
        fails = self.chance.random() < self.failing
        if fails and self.chance.random() < 0.5:
            return self._fail(request)
        answer = self._route(request)
        return self._fail(request) if fails else answer

    def _fail(self, request: httpx.Request) -> httpx.Response:
        how = self.chance.randrange(3)
        if how == 0:
            raise httpx.ReadError("connection lost", request=request)
        if how == 1:
            return httpx.Response(429, headers={"Retry-After": "0"})
        return httpx.Response(503, text="busy")

    def _route(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.headers.get("Authorization") == "Bearer wrong":
            return httpx.Response(401, json={"code": "not_signed_in"})
        if path == "/api/v1/rounds":
            order = self.plan.round
            row = {
                "round_id": ROUND_ID,
                "district": order.district,
                "date": order.date.isoformat(),
            }
            return httpx.Response(200, json={"items": [row], "next_cursor": None})
        if path == f"/api/v1/rounds/{ROUND_ID}/events":
            return self._take(request) if request.method == "POST" else self._tell(request)
        if path == f"/api/v1/rounds/{ROUND_ID}/board":
            return httpx.Response(200, json=self._board())
        if path == f"/api/v1/rounds/{ROUND_ID}/boxes":
            return self._boxes(request)
        return httpx.Response(404, json={"code": "not_found"})

    def _take(self, request: httpx.Request) -> httpx.Response:
        outcomes = []
        for sent in json.loads(request.content)["events"]:
            event = self._event(sent)
            status = "recorded"
            if event.event_id in self.kept:
                status = "duplicate"
            elif event.event_id not in self.forgets:
                self.kept.append(event.event_id)
                self.ledger.add([event])
            if self._stands(event) is Verdict.held and not self.ignores_gate:
                status = "held"
            outcomes.append({"event_id": event.event_id, "status": status})
        return httpx.Response(200, json={"server_time": "now", "outcomes": outcomes})

    def _event(self, sent: dict[str, Any]) -> Event:
        order = self.plan.round
        midnight = dt.datetime.combine(order.date, dt.time(), ZoneInfo(order.timezone))
        at = dt.datetime.fromisoformat(sent.pop("at"))
        return _EVENT.validate_python({**sent, "at_min": (at - midnight).total_seconds() / 60})

    def _stands(self, event: Event) -> Verdict:
        boxes = self.ledger.boxes
        return standing(event, {b: boxes[b] for b in boxes_of(event.fact) if b in boxes}).verdict

    def _tell(self, request: httpx.Request) -> httpx.Response:
        after = int(request.url.params["after"])
        until = after + int(request.url.params["limit"])
        page = self.kept[after:until]
        answer = {
            "events": [{"event_id": event_id} for event_id in page],
            "next": until,
            "more": until < len(self.kept),
        }
        return httpx.Response(200, json=answer)

    def _boxes(self, request: httpx.Request) -> httpx.Response:
        limit, cursor = int(request.url.params["limit"]), request.url.params.get("cursor", "")
        missing = {each.box_id: each.kind for each in self.ledger.unaccounted(10_000)}
        rows = [
            {
                "box_id": box.box_id,
                "phase": box.phase,
                "source": box.source,
                "seal": box.seal,
                "tubes": box.tubes,
                "key": box.key,
                "vehicle_id": box.vehicle_id,
                "unaccounted": missing.get(box.box_id),
                "counts": [{"station": c.station, "agreed": c.agreed} for c in box.counts],
            }
            for box in sorted(self.ledger.boxes.values(), key=lambda box: box.box_id)
            if box.box_id > cursor
        ]
        more = rows[limit - 1]["box_id"] if len(rows) > limit else None
        return httpx.Response(200, json={"items": rows[:limit], "next_cursor": more})

    def _board(self) -> dict[str, Any]:
        persons = {s: p.persons for s, p in (*self.ledger.points.items(),)}
        persons |= {s: t.persons for s, t in self.ledger.teams.items()}
        made: Counter[str] = Counter()
        resulted: Counter[str] = Counter()
        for box in self.ledger.boxes.values():
            made[box.source] += box.tubes
            resulted[box.source] += box.resulted_tubes

        def progress(sampled: int, tubes: int, done: int) -> dict[str, int]:
            return {
                "persons_sampled": sampled,
                "tubes_made": tubes,
                "tubes_resulted": done,
                "tubes_loose": 0,
                "tubes_lost": 0,
            }

        return {
            "totals": {"progress": progress(sum(persons.values()), made.total(), resulted.total())},
            "sources": [
                {"source_id": s, "progress": progress(persons[s], made[s], resulted[s])}
                for s in sorted(persons)
            ],
            "held": [{"box_id": b.box_id} for b in self.ledger.boxes.values() if b.held],
            "unaccounted": [{"box_id": u.box_id} for u in self.ledger.unaccounted(10_000)],
        }
