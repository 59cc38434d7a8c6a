"""Logging in from a browser, CSRF, passwords, keys, users."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from masstest.access import users
from masstest.access.actor import SYSTEM
from masstest.access.roles import GrantedRole, Role
from masstest.store.engine import Store
from service_cases import Person, as_browser

API = "/api/v1"
PASSWORD, NEW = "green-lamp-9-rivers", "blue-kite-7-meadows"


@pytest.fixture
def ann(store: Store) -> str:
    with store.writing() as session:
        users.create_user(
            session,
            SYSTEM,
            "ann",
            "Ann",
            password=PASSWORD,
            grants=[GrantedRole(Role.coordinator)],
            must_change_password=False,
        )
    return "ann"


def log_in(client: TestClient, login: str, password: str) -> dict[str, str]:
    """Headers of a browser that has logged in; the client keeps its cookie."""
    answer = client.post(f"{API}/sessions", json={"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"
    return {"X-CSRF-Token": answer.json()["csrf_token"]}


def test_a_browser_logs_in_and_out(client: TestClient, ann: str) -> None:
    headers = log_in(client, ann, PASSWORD)
    me = client.get(f"{API}/me").json()
    assert (me["login"], me["lang"]) == ("ann", "zh")
    assert "make_plans" in me["permissions"]
    assert "edit_users" not in me["permissions"]
    body = {"district": "D", "date": "2022-03-10"}
    forged = client.post(f"{API}/rounds", json=body)
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    wrong = client.post(f"{API}/rounds", json=body, headers={"X-CSRF-Token": "x"})
    assert wrong.status_code == 403
    assert client.post(f"{API}/rounds", json=body, headers=headers).status_code == 201
    assert client.delete(f"{API}/sessions/current", headers=headers).status_code == 204
    assert client.get(f"{API}/me").status_code == 401


def test_guessing_is_slowed_down(client: TestClient, ann: str) -> None:
    body = {"login": ann, "password": "wrong"}
    answers = [client.post(f"{API}/sessions", json=body) for _ in range(7)]
    assert (answers[0].status_code, answers[0].json()["code"]) == (401, "wrong_login")
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "throttled")
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_password_is_changed(client: TestClient, ann: str) -> None:
    headers = log_in(client, ann, PASSWORD)
    url = f"{API}/me/password"
    short = client.put(url, json={"old": PASSWORD, "new": "short"}, headers=headers)
    assert (short.status_code, short.json()["code"]) == (422, "password_short")
    wrong = client.put(url, json={"old": "x", "new": NEW}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    assert client.put(url, json={"old": PASSWORD, "new": NEW}, headers=headers).status_code == 204
    assert client.get(f"{API}/me").status_code == 200, "this session goes on"
    log_in(client, ann, NEW)


def test_a_key_for_a_program(client: TestClient, store: Store, people: dict[Role, Person]) -> None:
    browser = as_browser(store, people[Role.admin])
    body = {"name": "display", "role": "viewer"}
    made = client.post(f"{API}/me/tokens", json=body, headers=browser)
    assert made.status_code == 201
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert client.get(f"{API}/me", headers=bearer).json()["grants"] == [
        {"role": "viewer", "scope": "all", "value": ""}
    ]
    assert client.get(f"{API}/users", headers=bearer).status_code == 403
    listed = client.get(f"{API}/me/tokens", headers=browser).json()["items"]
    assert {row["name"] for row in listed} == {"tests", "display"}
    assert all("token" not in row for row in listed)
    url = f"{API}/me/tokens/{made.json()['token_id']}"
    assert client.delete(url, headers=browser).status_code == 204
    assert client.delete(url, headers=browser).json()["code"] == "token_unknown"
    assert client.get(f"{API}/me", headers=bearer).status_code == 401


def test_a_key_makes_no_keys(client: TestClient, people: dict[Role, Person]) -> None:
    """One with a role would make one with all its user's roles, one that ends one that doesn't."""
    program = people[Role.admin].headers
    for ask in (
        client.get(f"{API}/me/tokens", headers=program),
        client.post(f"{API}/me/tokens", json={"name": "more"}, headers=program),
        client.delete(f"{API}/me/tokens/{'0' * 32}", headers=program),
    ):
        assert (ask.status_code, ask.json()["permission"]) == (403, "own_tokens")
    assert "own_tokens" not in client.get(f"{API}/me", headers=program).json()["permissions"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_key_ends_at_a_moment_that_there_is(
    client: TestClient, store: Store, people: dict[Role, Person], moment: str
) -> None:
    answer = client.post(
        f"{API}/me/tokens",
        json={"name": "x", "expires_at": moment},
        headers=as_browser(store, people[Role.viewer]),
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_an_administrator_and_users(client: TestClient, people: dict[Role, Person]) -> None:
    ask = people[Role.admin].headers
    body = {
        "login": "Bob",
        "name": "Bob",
        "password": PASSWORD,
        "grants": [{"role": "driver", "scope": "vehicle", "value": "Weibin/V1"}],
    }
    made = client.post(f"{API}/users", json=body, headers=ask)
    assert made.status_code == 201, made.text
    assert made.json()["login"] == "bob"
    assert client.post(f"{API}/users", json=body, headers=ask).json()["code"] == "login_taken"
    no_vehicle = body | {"login": "carl", "grants": [{"role": "driver"}]}
    refused = client.post(f"{API}/users", json=no_vehicle, headers=ask)
    assert (refused.status_code, refused.json()["code"]) == (422, "grant_malformed")
    url = f"{API}/users/{made.json()['user_id']}"
    seen = {"If-Match": made.headers["etag"]}
    grants = {"grants": [{"role": "viewer"}], "name": "Robert"}
    edited = client.patch(url, json=grants, headers=ask | seen)
    assert edited.status_code == 200
    assert edited.json()["grants"] == [{"role": "viewer", "scope": "all", "value": ""}]
    assert edited.json()["name"] == "Robert"
    late = client.patch(url, json={"is_active": False}, headers=ask | seen)
    assert late.status_code == 412
    now = {"If-Match": edited.headers["etag"]}
    assert client.patch(url, json={"is_active": False}, headers=ask | now).status_code == 200
    login = client.post(f"{API}/sessions", json={"login": "bob", "password": PASSWORD})
    assert login.status_code == 401
    given = client.put(f"{url}/password", json={"password": NEW}, headers=ask)
    assert given.status_code == 204


def test_the_last_administrator_stays(client: TestClient, people: dict[Role, Person]) -> None:
    admin = people[Role.admin]
    url = f"{API}/users/{admin.actor.user_id}"
    seen = {"If-Match": client.get(url, headers=admin.headers).headers["etag"]}
    for change in ({"is_active": False}, {"grants": []}):
        answer = client.patch(url, json=change, headers=admin.headers | seen)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


def test_a_password_given_out_must_be_changed_first(client: TestClient, store: Store) -> None:
    with store.writing() as session:
        grants = [GrantedRole(Role.coordinator)]
        users.create_user(session, SYSTEM, "dora", "Dora", password=PASSWORD, grants=grants)
    headers = log_in(client, "dora", PASSWORD)
    refused = client.get(f"{API}/rounds")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_needed")
    assert client.get(f"{API}/me").json()["must_change_password"]
    body = {"old": PASSWORD, "new": NEW}
    assert client.put(f"{API}/me/password", json=body, headers=headers).status_code == 204
    assert client.get(f"{API}/rounds").status_code == 200
