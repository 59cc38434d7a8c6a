"""Coming in, going out, one's own account, the language."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from masstest.access import users
from masstest.access.actor import SYSTEM
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.store.engine import Store
from masstest.store.tables import StoredRound
from masstest.store.tables.base import utc_now
from masstest.web.moments import HERE
from plans_in_force import put_in_force
from service_cases import Person, make_person, valid_case
from web_site import Visitor, told

PASSWORD = "a quiet lake at noon"


@pytest.fixture
def newcomer(store: Store) -> str:
    """A login whose password somebody else has chosen."""
    with store.writing() as session:
        users.create_user(
            session, SYSTEM, "li", "Li Na", password=PASSWORD, grants=[GrantedRole(Role.admin)]
        )
    return "li"


def log_in(visitor: Visitor, **fields: Any) -> Any:
    return visitor.send("/login", login="li", password=PASSWORD, **fields)


def test_the_way_in_and_back(site: FastAPI, newcomer: str) -> None:
    visitor = Visitor(site)
    away = visitor.open("/rounds/1?x=2")
    assert (away.status_code, away.headers["location"]) == (303, "/login?next=/rounds/1%3Fx%3D2")
    form = visitor.open(away.headers["location"])
    assert 'name="next" value="/rounds/1?x=2"' in form.text

    answer = log_in(visitor, next="/rounds/1?x=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert "httponly" in answer.headers["set-cookie"].lower()
    # until the password is one's own, every page leads to where it is changed
    away = visitor.open("/rounds")
    assert (away.status_code, away.headers["location"]) == (303, "/account")
    page = visitor.open("/account")
    assert "choose one of your own" in told(page)
    assert "Keys for programs" not in told(page)

    visitor.csrf = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    new = {"new": "a louder lake at night", "again": "a louder lake at night"}
    wrong = visitor.send("/account/password", old="not it", **new)
    assert (wrong.status_code, "present password is wrong" in told(wrong)) == (422, True)
    wrong = visitor.send("/account/password", old=PASSWORD, new=new["new"], again="other")
    assert "in two different ways" in told(wrong)
    changed = visitor.send("/account/password", old=PASSWORD, **new)
    assert (changed.status_code, changed.headers["location"]) == (303, "/")
    assert visitor.open("/rounds").status_code == 200

    assert visitor.send("/logout").headers["location"] == "/login"
    assert visitor.open("/rounds").headers["location"].startswith("/login")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "rounds", "/a\nb"]
)
def test_nobody_is_sent_to_another_site(site: FastAPI, newcomer: str, elsewhere: str) -> None:
    visitor = Visitor(site)
    form = visitor.client.get("/login", params={"next": elsewhere})
    assert 'name="next" value="/"' in form.text
    back = visitor.send("/language", lang="en", back=elsewhere)
    assert back.headers["location"] == "/"


def test_a_wrong_password_says_neither_what_nor_who(site: FastAPI, newcomer: str) -> None:
    visitor = Visitor(site)
    answers = [
        visitor.send("/login", login=login, password="wrong")
        for login in ("li", "nobody", "<b>x</b>")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert all("The login or the password is wrong." in told(answer) for answer in answers)
    assert "<b>x</b>" not in answers[-1].text


def test_a_form_of_another_site_is_refused(coordinator: Visitor) -> None:
    own = dict(coordinator.client.cookies)
    for headers, fields in (
        ({}, {}),
        ({}, {"csrf_token": "guessed"}),
        ({"Sec-Fetch-Site": "cross-site"}, {"csrf_token": coordinator.csrf}),
    ):
        answer = coordinator.client.post("/logout", data=fields, headers=headers)
        assert answer.status_code == 403
        assert "too old to be sent" in told(answer)
    assert dict(coordinator.client.cookies) == own


def test_the_language_is_kept_and_the_page_comes_back(coordinator: Visitor) -> None:
    assert '<html lang="en">' in coordinator.open("/rounds").text
    answer = coordinator.send("/language", lang="zh", back="/rounds?after=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/rounds?after=x")
    assert '<html lang="zh-CN">' in coordinator.open("/rounds").text


def test_a_key_is_shown_once(coordinator: Visitor) -> None:
    made = coordinator.send("/account/tokens", name="Script <1>", role="", days="30")
    assert made.status_code == 200
    assert "shown this once" in told(made)
    key = made.text.partition('<span class="secret">')[2].partition("<")[0]
    headers = {"Authorization": f"Bearer {key}"}
    me = coordinator.client.get("/api/v1/me", headers=headers)
    assert me.json()["login"] == "coordinator-1"

    page = coordinator.open("/account")
    assert key not in page.text
    assert "Script &lt;1&gt;" in page.text
    revocations = page.text.split('action="/account/tokens/')[1:]
    assert len(revocations) == 2  # the tests' own key, and this one
    for each in revocations:
        token_id = each.partition("/")[0]
        assert coordinator.send(f"/account/tokens/{token_id}/revocation").status_code == 303
    assert coordinator.client.get("/api/v1/me", headers=headers).status_code == 401
    again = coordinator.send(f"/account/tokens/{token_id}/revocation")
    assert (again.status_code, "There is no such key" in told(again)) == (404, True)


def test_who_was_logged_out_comes_back_to_the_page_and_not_to_a_part_of_it(site: FastAPI) -> None:
    part = {"HX-Request": "true", "Referer": "http://testserver/rounds/1/alerts?x=2"}
    away = Visitor(site).open("/rounds/1/alerts/open?seen=1", **part)
    assert away.headers["hx-redirect"] == "/login?next=/rounds/1/alerts%3Fx%3D2"
    part["Referer"] = "http://elsewhere/rounds/1"
    away = Visitor(site).open("/rounds/1/alerts/open?seen=1", **part)
    assert away.headers["hx-redirect"] == "/login?next=/"


def test_who_only_reports_begins_with_their_tasks(site: FastAPI, store: Store) -> None:
    driver = make_person(store, "dai", GrantedRole(Role.driver, Scope.vehicle, "D/V1"))
    start = Visitor(site).known_as(store, driver).open("/")
    assert (start.status_code, start.headers["location"]) == (303, "/phone")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "", "days": "30"}, 422),
        ({"name": "x", "days": "9999"}, 422),
        ({"name": "x", "days": "30", "role": "king"}, 422),
        ({"name": "x", "days": "30", "role": "admin"}, 422),
    ],
)
def test_keys_that_are_not_made(coordinator: Visitor, fields: dict[str, str], status: int) -> None:
    assert coordinator.send("/account/tokens", **fields).status_code == status


def test_who_follows_the_day_begins_on_its_board(
    site: FastAPI, store: Store, people: dict[Role, Person]
) -> None:
    case = valid_case(store)
    put_in_force(store, case.round_id, case.plan_id)

    def start(role: Role) -> str:
        return str(Visitor(site).known_as(store, people[role]).open("/").headers["location"])

    assert {start(role) for role in (Role.manager, Role.viewer)} == {"/rounds"}
    with store.writing() as session:  # it is the day of the round
        session.get_one(StoredRound, case.round_id).date = utc_now().astimezone(HERE).date()
    assert {start(role) for role in (Role.manager, Role.viewer)} == {
        f"/rounds/{case.round_id}/board"
    }
    assert start(Role.coordinator) == "/rounds"
