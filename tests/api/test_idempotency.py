"""A POST sent twice with its key is done once."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from masstest.access.roles import Role
from masstest.api.answers import Answer
from masstest.api.idempotency import AnsweredBefore, claim
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import IdempotencyKey, StoredRound
from masstest.store.tables.base import utc_now
from service_cases import Person, as_browser

URL = "/api/v1/rounds"
BODY = {"district": "Weibin", "date": "2022-03-10"}


def rounds_in(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(StoredRound)) or 0


def test_the_same_request_gets_the_same_answer(
    client: TestClient, store: Store, coordinator: Person
) -> None:
    headers = coordinator.headers | {"Idempotency-Key": "a-1"}
    first, second = (client.post(URL, json=BODY, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["location"] == first.headers["location"]
    assert second.headers["idempotency-replayed"] == "true"
    assert rounds_in(store) == 1


def test_another_request_with_the_same_key_is_refused(
    client: TestClient, people: dict[Role, Person]
) -> None:
    headers = people[Role.coordinator].headers | {"Idempotency-Key": "a-1"}
    client.post(URL, json=BODY, headers=headers)
    other = client.post(URL, json=BODY | {"number": 2}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    elsewhere = people[Role.admin].headers | {"Idempotency-Key": "a-1"}
    assert client.post(URL, json=BODY | {"number": 3}, headers=elsewhere).status_code == 201


def test_a_refused_request_leaves_its_key_free(client: TestClient, coordinator: Person) -> None:
    headers = coordinator.headers | {"Idempotency-Key": "a-1"}
    client.post(URL, json=BODY, headers=coordinator.headers)
    assert client.post(URL, json=BODY, headers=headers).status_code == 409
    assert client.post(URL, json=BODY | {"number": 2}, headers=headers).status_code == 201


def test_many_at_once_do_it_once(client: TestClient, store: Store, coordinator: Person) -> None:
    headers = coordinator.headers | {"Idempotency-Key": "a-1"}
    start = threading.Barrier(4)

    def send(_: int) -> int:
        start.wait()
        return int(client.post(URL, json=BODY, headers=headers).status_code)

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(send, range(4)))
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert rounds_in(store) == 1


def test_a_key_is_printable_and_not_long(client: TestClient, coordinator: Person) -> None:
    headers = coordinator.headers | {"Idempotency-Key": "a b"}
    answer = client.post(URL, json=BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")


def test_a_secret_is_not_kept(client: TestClient, store: Store, coordinator: Person) -> None:
    headers = as_browser(store, coordinator) | {"Idempotency-Key": "t-1"}
    url = "/api/v1/me/tokens"
    first, second = (client.post(url, json={"name": "x"}, headers=headers) for _ in range(2))
    assert first.json()["token"].startswith("masstest_")
    assert second.json() == {"token_id": first.json()["token_id"], "token": None}


def test_a_claim_whose_request_died_is_taken_over(store: Store, coordinator: Person) -> None:
    user_id = coordinator.actor.user_id
    assert user_id is not None
    asked = (user_id, "k", "POST", "/x", "0" * 64, 24.0)
    dead = claim(store, *asked)
    with pytest.raises(Problem, match="idempotency_in_progress"):
        claim(store, *asked)
    long_ago = utc_now() - dt.timedelta(minutes=10)
    with store.writing() as session:
        session.execute(update(IdempotencyKey).values(created_at=long_ago))
    alive = claim(store, *asked)
    with pytest.raises(Problem, match="conflict"), store.writing() as session:
        dead.finish(session, Answer())
    with store.writing() as session:
        alive.finish(session, Answer(status=204))
    alive.release(store)
    with pytest.raises(AnsweredBefore) as answered:
        claim(store, *asked)
    assert answered.value.response.status_code == 204


def test_an_old_answer_is_forgotten(store: Store, coordinator: Person) -> None:
    user_id = coordinator.actor.user_id
    assert user_id is not None
    claimed = claim(store, user_id, "k", "POST", "/x", "0" * 64, 24.0)
    with store.writing() as session:
        claimed.finish(session, Answer())
        session.execute(
            update(IdempotencyKey).values(created_at=utc_now() - dt.timedelta(hours=25))
        )
    claim(store, user_id, "k", "POST", "/y", "1" * 64, 24.0)
