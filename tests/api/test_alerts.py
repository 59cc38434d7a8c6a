"""Alerts and webhooks over the API."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from alert_cases import LATE, POSITIVE, help_at, judge
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.store.engine import Store
from masstest.store.tables import StoredRound, Webhook
from sending.receivers import webhook_receiver
from service_cases import Person, make_person

HOOK = {"name": "Duty office", "url": "https://duty.example/hook?key=abc"}


@pytest.fixture
def round_id(store: Store) -> str:
    with store.writing() as session:
        made = StoredRound(district="D", date=dt.date(2022, 3, 10), number=1)
        session.add(made)
        session.flush()
        return made.round_id


def test_an_alert_is_read_and_acknowledged_as_it_was_seen(
    client: TestClient, store: Store, coordinator: Person, round_id: str
) -> None:
    judge(store, round_id, 0, LATE)
    headers = coordinator.headers
    (row,) = client.get(f"/api/v1/rounds/{round_id}/alerts", headers=headers).json()["items"]
    assert row["text"].startswith("P1 School should have opened at 07:00")
    assert row["may_acknowledge"] is True
    address = f"/api/v1/alerts/{row['alert_id']}"
    seen = client.get(address, headers=headers)
    assert seen.json() == row
    acknowledgement = f"{address}/acknowledgement"
    assert client.post(acknowledgement, headers=headers).status_code == 428
    old = client.post(acknowledgement, headers={**headers, "If-Match": '"99"'})
    assert old.status_code == 412
    done = client.post(acknowledgement, headers={**headers, "If-Match": seen.headers["etag"]})
    assert done.status_code == 200
    assert done.json()["acknowledged_at"] is not None
    assert done.json()["may_acknowledge"] is False
    assert "acknowledged_by" not in done.text


def test_alerts_are_told_in_the_readers_language(
    client: TestClient, store: Store, coordinator: Person, round_id: str
) -> None:
    judge(store, round_id, 0, POSITIVE)
    listed = client.get(f"/api/v1/rounds/{round_id}/alerts?lang=zh", headers=coordinator.headers)
    (row,) = listed.json()["items"]
    assert row["title"] == "混管初筛阳性"
    assert "须单管复核，16:00 前确认" in row["text"]
    places = [(each["role"], each["scope"], each["place"]) for each in row["recipients"]]
    assert ("manager", "street", "S") in places
    assert ("manager", "district", "D") in places


def test_states_and_pages_of_the_list(
    client: TestClient, store: Store, coordinator: Person, round_id: str
) -> None:
    judge(store, round_id, 0, LATE, POSITIVE)
    judge(store, round_id, 1, POSITIVE)
    judge(store, round_id, 10, POSITIVE)

    def keys(query: str) -> list[str]:
        answer = client.get(
            f"/api/v1/rounds/{round_id}/alerts?{query}", headers=coordinator.headers
        )
        return [each["key"] for each in answer.json()["items"]]

    assert keys("state=open") == ["pool_positive:T7#1"]
    assert keys("state=closed") == ["late_point:P1#1"]
    assert len(keys("")) == 2
    assert len(keys("limit=1")) == 1


def test_who_is_not_told_sees_nothing(
    client: TestClient, store: Store, people: dict[Role, Person], round_id: str
) -> None:
    judge(store, round_id, 0, POSITIVE, help_at(540))
    elsewhere = make_person(store, "elsewhere", GrantedRole(Role.manager, Scope.street, "D/Other"))
    for person in (elsewhere, people[Role.transport_lead], people[Role.lab]):
        listed = client.get(f"/api/v1/rounds/{round_id}/alerts", headers=person.headers)
        assert listed.json()["items"] == []
    for role in (Role.viewer, Role.driver, Role.point_lead):
        refused = client.get(f"/api/v1/rounds/{round_id}/alerts", headers=people[role].headers)
        assert refused.status_code == 403


def test_a_secret_is_told_once_and_never_again(
    client: TestClient, people: dict[Role, Person]
) -> None:
    headers = people[Role.admin].headers
    once = {**headers, "Idempotency-Key": "k1"}
    made = client.post("/api/v1/webhooks", json=HOOK, headers=once)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert len(secret) >= 40
    assert client.post("/api/v1/webhooks", json=HOOK, headers=once).json()["secret"] is None
    address = made.headers["location"]
    renewed = client.post(f"{address}/secret", headers=headers).json()["secret"]
    assert renewed != secret
    for answer in (
        client.get("/api/v1/webhooks", headers=headers),
        client.get(address, headers=headers),
        client.get(f"{address}/deliveries", headers=headers),
        client.get("/api/v1/audit", headers=headers),
    ):
        assert answer.status_code == 200
        assert secret not in answer.text
        assert renewed not in answer.text
    assert "key=abc" not in client.get("/api/v1/audit", headers=headers).text


def test_a_robots_secret_is_its_own_and_never_told(
    client: TestClient, store: Store, people: dict[Role, Person]
) -> None:
    headers = people[Role.admin].headers
    robot = {**HOOK, "format": "dingtalk", "robot_secret": "SEC-robot"}
    made = client.post("/api/v1/webhooks", json=robot, headers=headers)
    assert (made.status_code, made.json()["format"], made.json()["secret"]) == (
        201, "dingtalk", None
    )  # fmt: skip
    address, etag = made.headers["location"], made.headers["etag"]
    edit = {"robot_secret": "SEC-other"}
    changed = client.patch(address, json=edit, headers={**headers, "If-Match": etag})
    assert changed.status_code == 200
    with store.reading() as session:
        assert session.scalars(sa.select(Webhook.secret)).one() == "SEC-other"
    for answer in (made, changed, client.get("/api/v1/audit", headers=headers)):
        assert "SEC-" not in answer.text
    assert client.post(f"{address}/secret", headers=headers).json()["code"] == "webhook_secret"
    for wrong in ({**robot, "format": "wecom"}, {**HOOK, "robot_secret": "SEC"}):
        refused = client.post("/api/v1/webhooks", json=wrong, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (422, "webhook_secret")


def test_a_webhook_is_changed_put_to_rest_and_removed(
    client: TestClient, store: Store, people: dict[Role, Person], round_id: str
) -> None:
    headers = people[Role.admin].headers
    address = client.post("/api/v1/webhooks", json=HOOK, headers=headers).headers["location"]
    judge(store, round_id, 0, LATE)
    (row,) = client.get(f"{address}/deliveries", headers=headers).json()["items"]
    assert (row["state"], row["attempts"], row["level"]) == ("waiting", 0, 0)
    etag = client.get(address, headers=headers).headers["etag"]
    edit = {"kinds": ["pool_positive"], "is_active": False, "district": "D"}
    changed = client.patch(address, json=edit, headers={**headers, "If-Match": etag})
    assert changed.status_code == 200
    assert changed.json()["kinds"] == ["pool_positive"]
    stale = client.patch(address, json={"name": "X"}, headers={**headers, "If-Match": etag})
    assert stale.status_code == 412
    judge(store, round_id, 1, POSITIVE)
    assert len(client.get(f"{address}/deliveries", headers=headers).json()["items"]) == 1
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get(address, headers=headers).status_code == 404


@pytest.mark.parametrize("url", ["ftp://duty.example", "https://a:b@duty.example", "no address"])
def test_nothing_is_kept_that_nothing_can_be_sent_to(
    client: TestClient, people: dict[Role, Person], url: str
) -> None:
    refused = client.post(
        "/api/v1/webhooks", json={**HOOK, "url": url}, headers=people[Role.admin].headers
    )
    assert refused.status_code == 422
    assert refused.json()["code"] == "webhook_url"


def test_a_test_message_says_why_it_was_not_taken(
    client: TestClient, people: dict[Role, Person]
) -> None:
    headers = people[Role.admin].headers
    with webhook_receiver() as received:
        made = client.post("/api/v1/webhooks", json={**HOOK, "url": received.url}, headers=headers)
        tested = client.post(f"{made.headers['location']}/tests", headers=headers)
    assert tested.json()["sent"] is False
    assert "private address" in tested.json()["problem"]
    assert received.requests == []
