"""Rounds: made, listed in pages, changed by one person at a time."""

from __future__ import annotations

from fastapi.testclient import TestClient

from masstest.access.roles import GrantedRole, Role, Scope
from masstest.store.engine import Store
from service_cases import Person, make_person

API = "/api/v1"


def new_round(client: TestClient, who: Person, **more: object) -> dict[str, object]:
    body = {"district": "Weibin", "date": "2022-03-10"} | more
    answer = client.post(f"{API}/rounds", json=body, headers=who.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_round_is_made_and_found(client: TestClient, coordinator: Person) -> None:
    made = new_round(client, coordinator, note="first")
    answer = client.get(f"{API}/rounds/{made['round_id']}", headers=coordinator.headers)
    assert answer.json() == made
    assert answer.headers["etag"] == '"1"'
    assert made["district"] == "Weibin"
    assert made["note"] == "first"


def test_the_same_round_twice_is_a_conflict(client: TestClient, coordinator: Person) -> None:
    new_round(client, coordinator)
    body = {"district": "Weibin", "date": "2022-03-10"}
    answer = client.post(
        f"{API}/rounds", json=body, headers=coordinator.headers | {"Accept-Language": "zh-CN"}
    )
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/round_exists"
    assert "Weibin" in answer.json()["detail"]
    assert answer.json()["title"] == "该轮次已存在"


def test_lists_come_in_pages_newest_first(client: TestClient, coordinator: Person) -> None:
    made = [new_round(client, coordinator, number=n)["round_id"] for n in range(1, 6)]
    seen: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{API}/rounds", params=query, headers=coordinator.headers).json()
        assert len(page["items"]) <= 2
        seen += [row["round_id"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]


def test_a_district_s_people_see_their_district_only(
    client: TestClient, store: Store, coordinator: Person
) -> None:
    here = new_round(client, coordinator, district="Weibin")
    there = new_round(client, coordinator, district="Jintai")
    theirs = make_person(store, "c2", GrantedRole(Role.coordinator, Scope.district, "Weibin"))
    listed = client.get(f"{API}/rounds", headers=theirs.headers).json()["items"]
    assert [row["round_id"] for row in listed] == [here["round_id"]]
    hidden = client.get(f"{API}/rounds/{there['round_id']}", headers=theirs.headers)
    assert hidden.status_code == 404
    body = {"district": "Jintai", "date": "2022-03-11"}
    refused = client.post(f"{API}/rounds", json=body, headers=theirs.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_note_is_changed_by_who_has_seen_the_last_version(
    client: TestClient, coordinator: Person
) -> None:
    url = f"{API}/rounds/{new_round(client, coordinator)['round_id']}"
    ask = coordinator.headers
    assert client.patch(url, json={"note": "a"}, headers=ask).status_code == 428
    changed = client.patch(url, json={"note": "a"}, headers=ask | {"If-Match": '"1"'})
    assert changed.status_code == 200
    assert changed.headers["etag"] == '"2"'
    late = client.patch(url, json={"note": "b"}, headers=ask | {"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert client.get(url, headers=ask).json()["note"] == "a"


def test_what_is_known_is_not_sent_again(client: TestClient, coordinator: Person) -> None:
    url = f"{API}/rounds/{new_round(client, coordinator)['round_id']}"
    answer = client.get(url, headers=coordinator.headers | {"If-None-Match": '"1"'})
    assert answer.status_code == 304
    assert answer.content == b""


def test_wrong_values_are_told_with_their_place(client: TestClient, coordinator: Person) -> None:
    body = {"district": "", "date": "tomorrow", "colour": "red"}
    answer = client.post(f"{API}/rounds", json=body, headers=coordinator.headers)
    assert answer.status_code == 422
    assert {row["pointer"] for row in answer.json()["errors"]} == {"/district", "/date", "/colour"}
    broken = client.post(
        f"{API}/rounds",
        content=b"{",
        headers=coordinator.headers | {"Content-Type": "application/json"},
    )
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed")


def test_too_much_json_is_refused(client: TestClient, coordinator: Person) -> None:
    answer = client.post(
        f"{API}/rounds", json={"note": "x" * 1_100_000}, headers=coordinator.headers
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    deep = b"[" * 100_000 + b"]" * 100_000
    answer = client.post(
        f"{API}/rounds",
        content=deep,
        headers=coordinator.headers | {"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422)
