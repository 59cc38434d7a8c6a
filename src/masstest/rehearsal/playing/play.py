"""One simulated day against a running service, and the verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from masstest.domain.plan import Plan
from masstest.rehearsal.playing.clock import PlayClock
from masstest.rehearsal.playing.comparison import Answered, Check, compare
from masstest.rehearsal.playing.phones import Phones, Sent
from masstest.rehearsal.playing.service import CONNECTIONS, Service, Tokens, Traffic
from masstest.rehearsal.script.day import Script
from masstest.rehearsal.script.sending import Sendings

SETTLING_S = 20.0
"""The board is this long behind at most, once everything has been sent."""
_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Played:
    """A played day: what was sent, what came of it, and whether the service tells the truth."""

    checks: tuple[Check, ...]
    sent: Sent
    traffic: Traffic
    phones: int
    events: int
    duplicates: int
    late: int
    missing: int
    wall_s: float

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)


async def play(
    script: Script,
    sendings: Sendings,
    plan: Plan,
    url: str,
    tokens: Tokens,
    *,
    round_id: str | None = None,
    speed: float = 0.0,
    patience_s: float = 600.0,
    settling_s: float = SETTLING_S,
    transport: httpx.AsyncBaseTransport | None = None,
    progress: Callable[[int], None] = lambda sent: None,
) -> Played:
    """Play a scripted day as its phones would, then hold the service against the truth.

    Parameters
    ----------
    round_id : by default the round of the plan's district and date
    speed : minutes of the day in one minute; 0: as fast as it goes
    patience_s : a phone tries that long to have something acknowledged
    transport : another way to the service than the network

    Raises
    ------
    PlayRefused
        If the service can't be reached, or won't have a phone.
    """
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=_TIMEOUT_S, transport=transport, trust_env=False
    ) as client:
        service = Service(
            client, tokens, plan.round.date, plan.round.timezone, patience_s=patience_s
        )
        service.round_id = round_id or await service.find_round(
            plan.round.district, plan.round.date
        )
        began = time.monotonic()
        first = min((own[0].due_min for own in sendings.by_phone.values()), default=0.0)
        phones = Phones(service, PlayClock(first, speed), sendings, progress)
        sent = await phones.play()
        wall_s = time.monotonic() - began
        checks = await _verdict(service, script, sendings, sent, settling_s)
    return Played(
        checks=tuple(checks),
        sent=sent,
        traffic=service.traffic,
        phones=len(sendings.by_phone),
        events=len(script.events),
        duplicates=sendings.duplicates,
        late=sendings.late,
        missing=len(sendings.missing),
        wall_s=wall_s,
    )


async def _verdict(
    service: Service, script: Script, sendings: Sendings, sent: Sent, settling_s: float
) -> list[Check]:
    """Ask until everything holds, or the board has had time enough."""
    until = time.monotonic() + settling_s
    while True:
        answered = Answered(await service.board(), await service.boxes(), await service.event_ids())
        checks = compare(script, sent, sendings.missing, answered)
        if all(check.holds for check in checks) or time.monotonic() > until:
            return checks
        await asyncio.sleep(1.0)
