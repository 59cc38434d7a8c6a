"""Being told that there is something new: one look for all who listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

from live_round import round_on, sent
from masstest.access.roles import GrantedRole, Role
from masstest.api.live_stream import LiveStreams
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from service_cases import make_person


async def next_told(stream: AsyncIterator[str]) -> dict[str, object]:
    """What the next event says; heartbeats aside."""
    async for message in stream:
        if "data: " in message:
            found: dict[str, object] = json.loads(message.partition("data: ")[2])
            return found
    raise AssertionError("the stream ended")


def test_every_listener_hears_of_what_is_new(store: Store) -> None:
    round_id = round_on(store).round_id
    chief = make_person(store, "chief", GrantedRole(Role.coordinator)).actor

    async def listen() -> None:
        stopping = asyncio.Event()
        streams = LiveStreams(store, stopping, poll_s=0.2)
        listeners = [streams.follow(round_id) for _ in range(10)]
        first = await asyncio.gather(*map(next_told, listeners))
        assert first == [{"number": 0, "at": None, "publication": 1}] * 10
        (watched,) = streams._watched.values()
        assert watched.listeners == 10, "one looks for all of them"
        await asyncio.to_thread(
            record, store, chief, round_id, [sent("point_opened", site_id="S001", lanes=2)]
        )
        second = await asyncio.gather(*map(next_told, listeners))
        assert all(told["number"] == second[0]["number"] != 0 for told in second)
        late = streams.follow(round_id)
        assert await next_told(late) == second[0], "who comes later is told at once"
        stopping.set()
        for listener in (*listeners, late):
            async with aclosing(listener):  # type: ignore[type-var]
                assert [m async for m in listener if "data" in m] == []
        assert streams._watched == {}, "nobody listens: nobody looks"

    asyncio.run(asyncio.wait_for(listen(), 30))
