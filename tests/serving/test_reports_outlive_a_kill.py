"""What a phone was told to be recorded is there after the server was killed."""

from __future__ import annotations

import threading
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from databases import KINDS, fresh_database
from live_round import point_lead, round_on, told
from masstest.store.engine import open_store
from masstest.store.tables import LiveEvent
from serving.running import PATIENCE_S, running

_PHONES = 8


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_outlives_a_kill(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path, migrated=True) as url:
        store = open_store(url)
        round_id = round_on(store).round_id
        person = point_lead(store)
        acknowledged: list[str] = []
        unanswered: list[dict[str, object]] = []
        enough = threading.Event()

        def report(client: httpx.Client) -> None:
            """Report until the server is gone."""
            while True:
                event = told("people_sampled", site_id="S001", persons=7)
                try:
                    answer = put(client, event)
                except httpx.HTTPError:
                    unanswered.append(event)
                    return
                assert answer.status_code == 201
                acknowledged.append(str(event["event_id"]))
                if len(acknowledged) > 150:
                    enough.set()

        def put(client: httpx.Client, event: dict[str, object]) -> httpx.Response:
            body = {name: value for name, value in event.items() if name != "event_id"}
            path = f"/api/v1/rounds/{round_id}/events/{event['event_id']}"
            return client.put(path, json=body, headers=person.headers)

        options = ("--database", url, "--workers", "0")
        limits = {"MASSTEST_REPORTS_PER_S": "1000", "MASSTEST_REPORTS_AT_ONCE": "10000"}
        with running(tmp_path / "data", *options, **limits) as server, server.client() as client:
            phones = [threading.Thread(target=report, args=(client,)) for _ in range(_PHONES)]
            for phone in phones:
                phone.start()
            assert enough.wait(PATIENCE_S)
            server.process.kill()
            for phone in phones:
                phone.join(PATIENCE_S)
        with store.reading() as session:
            stored = set(session.scalars(sa.select(LiveEvent.event_id)))
        assert set(acknowledged) <= stored
        with running(tmp_path / "data", *options, **limits) as server, server.client() as client:
            statuses = {put(client, event).status_code for event in unanswered}
        assert statuses <= {200, 201}
        with store.reading() as session:
            stored = set(session.scalars(sa.select(LiveEvent.event_id)))
        assert stored == {*acknowledged, *(event["event_id"] for event in unanswered)}
        store.close()
