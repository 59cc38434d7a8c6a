"""While the service runs rounds are judged, and what is due is sent, whatever happens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from alert_cases import alerts, outbox
from databases import fresh_database, sqlite_copy
from live_round import DISTRICT, point_lead, round_on, sent
from masstest.service.live.alerts.rounds_on import rounds_to_watch
from masstest.service.live.ledger import recording
from masstest.service.live.outbox.mail_receivers import mail_receivers
from masstest.service.live.outbox.outgoing import Outgoing
from masstest.serving.watch import Watch
from masstest.settings import Settings
from masstest.store.engine import Store, open_store
from masstest.store.tables import LiveEvent, Publication, Webhook
from masstest.store.tables.base import utc_now
from sending.receivers import LOOPBACK, webhook_receiver
from serving.running import eventually

HERE = Outgoing("http://masstest.example", "zh", LOOPBACK)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(sqlite_copy(tmp_path))
    yield opened
    opened.close()


def quickly(store: Store) -> Watch:
    return Watch(store, HERE, judge_every_s=0.05, send_every_s=0.05)


def begin_day(store: Store, clock: str = "08:40") -> str:
    """A round with its plan in force, in which one point has opened by then."""
    case = round_on(store)
    opened = sent("point_opened", clock, site_id="S001", lanes=2)
    outcomes = recording.record(store, point_lead(store).actor, case.round_id, [opened])
    assert [each.status.value for each in outcomes] == ["recorded"]
    return case.round_id


def late_points(store: Store) -> set[str]:
    return {alert.subject for alert in alerts(store) if alert.kind == "late_point"}


def test_a_late_point_is_found_and_sent(store: Store) -> None:
    with webhook_receiver() as received:
        with store.writing() as session:
            session.add(
                Webhook(
                    name="Duty", url=received.url, secret="s", kinds=["late_point"],
                    district=DISTRICT, created_at=utc_now(),
                )
            )  # fmt: skip
        begin_day(store)
        with quickly(store):
            eventually(lambda: bool(late_points(store)))
            eventually(lambda: {row["state"] for row in outbox(store)} == {"sent"})
    assert "S001" not in late_points(store)
    assert len(received.requests) == len(late_points(store))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_servers_open_and_send_everything_once(kind: str, tmp_path: Path) -> None:
    """Each has a store of its own, as processes have, and its own idea of what has come."""
    with fresh_database(kind, tmp_path, migrated=True) as url, webhook_receiver() as received:
        first, second = open_store(url), open_store(url)
        with first.writing() as session:
            session.add(Webhook(name="Duty", url=received.url, secret="s", kinds=[]))
        round_id = begin_day(first)
        with quickly(first), quickly(second):
            eventually(lambda: bool(late_points(first)))
            leader = point_lead(first, "S002").actor
            recording.record(
                first, leader, round_id,
                [sent("help_needed", "08:41", place="S002"),
                 sent("supplies_short", "08:41", place="S002", item="swab")],
            )  # fmt: skip
            eventually(lambda: {"help_needed", "supplies_short"} <= {a.kind for a in alerts(first)})
            eventually(lambda: {row["state"] for row in outbox(first)} == {"sent"})
        keys = [alert.key for alert in alerts(first)]
        assert len(keys) == len(set(keys)) == len(received.requests)
        assert all(key.endswith("#1") for key in keys)
        numbers = [headers["masstest-delivery"] for headers, _ in received.requests]
        assert len(numbers) == len(set(numbers))
        first.close()
        second.close()


def test_it_goes_on_when_the_database_comes_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_day(store)
    away = threading.Event()
    away.set()

    def hiccup(*given: object) -> object:
        if away.is_set():
            raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))
        return rounds_to_watch(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("masstest.serving.watch.rounds_to_watch", hiccup)
    with quickly(store):
        threading.Event().wait(0.3)
        assert alerts(store) == []
        away.clear()
        eventually(lambda: bool(late_points(store)))


def test_a_round_that_cannot_be_judged_does_not_stop_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = begin_day(store)
    monkeypatch.setattr(
        "masstest.serving.watch.rounds_to_watch", lambda *_: ["of no round", round_id]
    )
    with quickly(store):
        eventually(lambda: bool(late_points(store)))


def test_rounds_are_watched_while_something_comes(store: Store) -> None:
    case = round_on(store)
    now = utc_now()
    assert rounds_to_watch(store, now) == []
    begin = sent("point_opened", "07:20", site_id="S001", lanes=2)
    recording.record(store, point_lead(store).actor, case.round_id, [begin])
    assert rounds_to_watch(store, now) == [case.round_id]
    with store.reading() as session:
        came = session.scalars(sa.select(LiveEvent.received_at)).one()
    assert rounds_to_watch(store, came.replace(year=came.year + 1)) == []
    assert rounds_to_watch(store, came.replace(year=2022, month=3, day=10)) == [case.round_id]
    with store.writing() as session:
        session.execute(sa.update(Publication).values(withdrawn_at=now))
    assert rounds_to_watch(store, now) == []


def test_the_settings_say_how_it_is_sent(store: Store) -> None:
    settings = Settings(
        _env_file=None, webhook_networks="192.168.1.0/24, 10.0.0.0/8", smtp_host="mail.d.example",
        smtp_user="office", smtp_password="geheim", outbound_proxy="http://u:geheim@proxy:8080",
        alert_mail_to={"duty@d.example": "manager:district:D"},
    )  # fmt: skip
    found = Outgoing.of(settings)
    assert [str(each) for each in found.networks] == ["192.168.1.0/24", "10.0.0.0/8"]
    assert found.proxy is not None
    assert (found.proxy.host, found.proxy.port) == ("proxy", 8080)
    assert found.mail_server is not None
    assert (found.mail_server.port, found.mail_server.security) == (587, "starttls")
    assert "geheim" not in repr(settings) + repr(found)
    assert mail_receivers(settings.alert_mail_to)[0].address == "duty@d.example"
    Watch.of(settings, store)
    with pytest.raises(ValueError, match="no mail address"):
        Watch.of(settings.model_copy(update={"alert_mail_to": {"x": "manager"}}), store)
