"""Phones with their queues: each sends what is due, in small lots, until it is acknowledged."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from masstest.rehearsal.playing.clock import PlayClock
from masstest.rehearsal.playing.service import Service
from masstest.rehearsal.script.desk import Phone
from masstest.rehearsal.script.sending import Sending, Sendings

LOT_EVENTS = 25


@dataclass
class Sent:
    """What has been acknowledged so far.

    Attributes
    ----------
    outcomes : how often each status was answered
    held : events that were answered with "held"
    refused : events that the service won't have, with its reason
    """

    events: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    held: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)


class Phones:
    """All phones of a played day."""

    def __init__(
        self,
        service: Service,
        clock: PlayClock,
        sendings: Sendings,
        progress: Callable[[int], None] = lambda sent: None,
    ) -> None:
        self.service, self.clock, self.sendings = service, clock, sendings
        self.sent = Sent()
        self._progress = progress
        self._count = 0
        self._acknowledged = asyncio.Condition()

    async def play(self) -> Sent:
        """Play the day to its end. A refusal of one phone's token ends it for all."""
        async with asyncio.TaskGroup() as group:
            for phone, own in self.sendings.by_phone.items():
                group.create_task(self._phone(phone, own))
        return self.sent

    async def _phone(self, phone: Phone, own: Sequence[Sending]) -> None:
        queue = list(own)
        while queue:
            await self.clock.until(queue[0].due_min)
            lot = self._lot(queue)
            if not lot:
                await self._wait_for_others(queue)
                continue
            await self._send(phone, lot)
            chosen = set(map(id, lot))
            queue = [each for each in queue if id(each) not in chosen]

    def _lot(self, queue: Sequence[Sending]) -> list[Sending]:
        """What is due and has nothing to wait for, the oldest first."""
        now_min = self.clock.now_min
        lot: list[Sending] = []
        for each in queue:
            if each.due_min > now_min or len(lot) == LOT_EVENTS:
                break
            if self._is_free(each):
                lot.append(each)
        return lot

    def _is_free(self, sending: Sending) -> bool:
        return all(
            each in self.sent.events or each in self.sendings.missing
            for each in sending.message.after
        )

    async def _wait_for_others(self, queue: Sequence[Sending]) -> None:
        """Until somebody else has been acknowledged, or something more is due."""
        later = next((s.due_min for s in queue if s.due_min > self.clock.now_min), None)
        wait_s = None if later is None else self.clock.wait_s(later)
        async with self._acknowledged:
            if self._lot(queue):
                return
            try:
                await asyncio.wait_for(self._acknowledged.wait(), wait_s)
            except TimeoutError:
                return  # something more is due now

    async def _send(self, phone: Phone, lot: Sequence[Sending]) -> None:
        outcomes = await self.service.report(phone, [each.message.event for each in lot])
        for sending, outcome in zip(lot, outcomes, strict=True):
            event_id, status = sending.message.event.event_id, outcome["status"]
            self.sent.outcomes[status] += 1
            if status == "held":
                self.sent.held.add(event_id)
            if status == "refused":
                problem = outcome.get("problem") or {}
                self.sent.refused[event_id] = str(problem.get("code") or problem.get("title", ""))
            self.sent.events.add(event_id)
        self._count += len(lot)
        self._progress(self._count)
        async with self._acknowledged:
            self._acknowledged.notify_all()
