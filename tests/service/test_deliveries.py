"""What is due is sent by one of those who could, again if it wasn't taken, and never too often."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from alert_cases import LATE, NINE, POSITIVE, alerts, help_at, judge, outbox
from masstest.sending import MailServer, Outcome, Pace, Sent
from masstest.service.live.outbox import deliveries
from masstest.service.live.outbox.deliveries import CLAIM_LASTS, MOST_ATTEMPTS, Parcel, wait_before
from masstest.service.live.outbox.mail_receivers import mail_receivers
from masstest.service.live.outbox.outgoing import Outgoing, mail_of, message_of, send_due
from masstest.store.engine import Store
from masstest.store.tables import Delivery, StoredRound, Webhook
from masstest.store.tables.base import utc_now
from sending.receivers import LOOPBACK, mail_server, webhook_receiver

DUTY = mail_receivers({"duty@d.example": "coordinator:district:D"})
HERE = Outgoing("http://masstest.example/", "en", LOOPBACK)


@pytest.fixture
def round_id(store: Store) -> str:
    with store.writing() as session:
        made = StoredRound(district="D", date=dt.date(2022, 3, 10), number=1)
        session.add(made)
        session.flush()
        return made.round_id


def add_webhook(store: Store, url: str = "https://duty.example/") -> str:
    with store.writing() as session:
        hook = Webhook(name="Duty", url=url, secret="s3cret", kinds=[], created_at=utc_now())
        session.add(hook)
        session.flush()
        return hook.webhook_id


def states(store: Store) -> list[str]:
    return [row["state"] for row in outbox(store)]


def due_now(store: Store) -> None:
    """As if the waiting time were over."""
    with store.writing() as session:
        session.execute(sa.update(Delivery).values(next_at=utc_now()))


def test_it_is_tried_again_under_the_same_number_until_it_is_taken(
    store: Store, round_id: str
) -> None:
    with webhook_receiver(500, 404, 200) as received:
        add_webhook(store, received.url)
        judge(store, round_id, 0, LATE)
        for expected in ("waiting", "waiting", "sent"):
            assert send_due(store, HERE, "me") == 1
            assert states(store) == [expected]
            assert send_due(store, HERE, "me") == 0  # not before its time
            due_now(store)
        assert send_due(store, HERE, "me") == 0
    assert len(received.requests) == 3
    (row,) = outbox(store)
    assert {headers["masstest-delivery"] for headers, _ in received.requests} == {
        row["delivery_id"]
    }
    assert row["attempts"] == 3
    assert row["sent_at"] is not None


def test_the_waits_grow_to_an_hour_and_end_after_six() -> None:
    waits = [wait_before(n, spread=1.0) for n in range(2, MOST_ATTEMPTS + 2)]
    seconds = [wait.total_seconds() for wait in waits if wait is not None]
    assert waits[-1] is None
    assert waits[:-1].count(None) == 0
    assert seconds[:3] == [30, 60, 120]
    assert max(seconds) == 3600
    assert 6 <= sum(seconds) / 3600 < 6.5
    spread = {wait_before(5) for _ in range(20)}
    assert len(spread) > 1
    assert all(192 <= wait.total_seconds() <= 288 for wait in spread if wait is not None)


def test_it_fails_in_the_end(store: Store, round_id: str) -> None:
    add_webhook(store)
    judge(store, round_id, 0, LATE)
    now = utc_now()
    for _ in range(MOST_ATTEMPTS):
        (parcel,) = deliveries.claim(store, "me", now)
        state = deliveries.finish(store, parcel, "me", Outcome(Sent.again, "HTTP 500"), now)
        now += dt.timedelta(hours=2)
    assert state == "failed"
    assert states(store) == ["failed"]
    assert deliveries.claim(store, "me", now + dt.timedelta(days=1)) == []


def test_several_servers_never_send_the_same(store: Store, round_id: str) -> None:
    for _ in range(10):
        add_webhook(store)
    judge(store, round_id, 0, LATE, POSITIVE)
    taken: list[str] = []

    def take(name: str) -> None:
        while parcels := deliveries.claim(store, name, utc_now(), most=3):
            taken.extend(each.delivery_id for each in parcels)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(take, "abcd"))
    assert len(taken) == len(set(taken)) == 20


def test_what_a_dead_server_left_is_sent_again_as_a_webhook_and_not_as_a_mail(
    store: Store, round_id: str
) -> None:
    """A process is killed between taking its deliveries and saying that they were sent."""
    with webhook_receiver() as received:
        add_webhook(store, received.url)
        judge(store, round_id, 0, LATE, mail_to=DUTY)
        victim = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_VICTIM)],
            env={**os.environ, "STORE_URL": store.url.render_as_string(hide_password=False)},
            stdout=subprocess.PIPE,
        )
        assert victim.stdout is not None
        assert victim.stdout.readline() == b"2 taken\n"
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        victim.stdout.close()
        with mail_server() as box:
            server = MailServer("127.0.0.1", box.port, "none", "m@d.example")
            both = Outgoing("http://masstest.example", "en", LOOPBACK, server)
            assert send_due(store, both, "me") == 0  # it may only be slow
            with store.writing() as session:
                session.execute(
                    sa.update(Delivery).values(claimed_at=utc_now() - 1.1 * CLAIM_LASTS)
                )
            assert send_due(store, both, "me") == 1
            assert send_due(store, both, "me") == 0
        assert box.mails == []
    assert {(row["channel"], row["state"]) for row in outbox(store)} == {
        ("webhook", "sent"),
        ("mail", "unconfirmed"),
    }
    assert len(received.requests) == 1


_VICTIM = """
    import os, sys, time
    from masstest.service.live.outbox import deliveries
    from masstest.store.engine import open_store
    from masstest.store.tables.base import utc_now
    taken = deliveries.claim(open_store(os.environ["STORE_URL"]), "victim", utc_now())
    print(len(taken), "taken", flush=True)
    time.sleep(60)
"""


def test_a_server_that_was_thought_dead_changes_nothing_when_it_comes_back(
    store: Store, round_id: str
) -> None:
    add_webhook(store)
    judge(store, round_id, 0, LATE)
    now = utc_now()
    (slow,) = deliveries.claim(store, "slow", now)
    later = now + 1.1 * CLAIM_LASTS
    (again,) = deliveries.claim(store, "other", later)
    deliveries.finish(store, again, "other", Outcome(Sent.sent), later)
    deliveries.finish(store, slow, "slow", Outcome(Sent.again, "HTTP 500"), later)
    assert states(store) == ["sent"]


def test_a_mail_of_which_nobody_knows_is_not_sent_again(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE, mail_to=DUTY)
    with mail_server(text_reply=None) as box:
        both = Outgoing("http://x", "en", (), MailServer("127.0.0.1", box.port, "none", "m@d"))
        assert send_due(store, both, "me") == 1
        due_now(store)
        assert send_due(store, both, "me") == 0
    assert states(store) == ["unconfirmed"]


def test_mails_wait_until_there_is_a_server(store: Store, round_id: str) -> None:
    judge(store, round_id, 0, LATE, mail_to=DUTY)
    assert send_due(store, HERE, "me") == 1
    assert states(store) == ["waiting"]
    due_now(store)
    with mail_server() as box:
        server = MailServer("127.0.0.1", box.port, "none", "m@d.example")
        send_due(store, Outgoing("http://x", "zh", (), server), "me")
    assert states(store) == ["sent"]
    assert "duty@d.example" in box.mails[0]


def test_a_webhook_that_is_gone_or_at_rest_gets_nothing(store: Store, round_id: str) -> None:
    add_webhook(store)
    add_webhook(store)
    judge(store, round_id, 0, LATE)
    with store.writing() as session:
        first, second = session.scalars(sa.select(Webhook))
        session.delete(first)
        second.is_active = False
    assert send_due(store, HERE, "me") == 2
    assert states(store) == ["failed", "failed"]


def test_a_receiver_that_is_not_there_keeps_nothing_from_the_others(
    store: Store, round_id: str
) -> None:
    with webhook_receiver() as received:
        for _ in range(3):
            add_webhook(store, received.url)
        add_webhook(store, "http://127.0.0.1:1/")
        judge(store, round_id, 0, LATE)
        assert send_due(store, HERE, "me") == 4
    assert sorted(states(store)) == ["sent", "sent", "sent", "waiting"]


def parcel_of(store: Store, round_id: str) -> Parcel:
    add_webhook(store)
    judge(store, round_id, 0, help_at(540))
    (parcel,) = deliveries.claim(store, "me", utc_now())
    return parcel


def test_messages_say_what_and_where_but_not_what_people_wrote(store: Store, round_id: str) -> None:
    parcel = parcel_of(store, round_id)
    message = message_of(parcel, HERE)
    assert message["event"] == "alert.opened"
    assert message["alert"]["text"] == {
        "en": "P1 called for help at 09:00.",
        "zh": "P1 于 09:00 求助。",
    }
    assert message["round"]["district"] == "D"
    assert message["url"] == f"http://masstest.example/rounds/{round_id}/alerts"
    subject, text = mail_of(parcel, HERE)
    assert subject == "[URGENT] Help needed P1 (D 2022-03-10)"
    for sent in (json.dumps(message, ensure_ascii=False), subject + text):
        assert "Wang" not in sent
        assert "13900000000" not in sent
        assert "s3cret" not in sent


def test_a_robot_says_it_in_the_services_language_and_not_too_often(
    store: Store, round_id: str
) -> None:
    here = replace(HERE, lang="zh", pace=Pace(most=0, most_urgent=1))
    with webhook_receiver(200, says=b'{"errcode": 0, "errmsg": "ok"}') as received:
        with store.writing() as session:
            session.add(Webhook(name="群", url=received.url, format="wecom", secret="", kinds=[]))
        judge(store, round_id, 0, LATE, POSITIVE, help_at(540))
        assert send_due(store, here, "me") == 3
    assert sorted(states(store)) == ["sent", "waiting", "waiting"]
    ((_, body),) = received.requests
    said = json.loads(body)["text"]["content"]
    assert "D 2022-03-10" in said
    assert f"http://masstest.example/rounds/{round_id}/alerts" in said
    assert "Wang" not in said


def test_secrets_are_in_no_log(
    store: Store, round_id: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with webhook_receiver(500) as received:
        add_webhook(store, received.url)
        judge(store, round_id, 0, LATE)
        send_due(store, HERE, "me")
    told = "".join(capfd.readouterr())
    assert "HTTP 500" in told
    assert "s3cret" not in told
    assert "of=duty" not in told  # some services put a key into the address
    assert alerts(store)[0].opened_at == NINE
