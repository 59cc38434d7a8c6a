"""The administrator's pages of users."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from masstest.access import users
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.store.engine import Store
from masstest.store.tables import User
from service_cases import Person
from web_site import Visitor, told


def user_of(store: Store, login: str) -> User:
    with store.reading() as session:
        return users.find_user(session, login)


def secret_in(page: str) -> str:
    return page.partition('class="secret" id="secret">')[2].partition("<")[0]


def test_a_user_is_added_with_a_password_for_once(
    store: Store, site: FastAPI, admin: Visitor
) -> None:
    made = admin.send(
        "/users", login="Wang", name="<b>Wang</b>", grant="driver:vehicle", place="D/V7", lang="zh"
    )
    assert made.status_code == 200
    assert "<b>Wang" not in made.text
    password = secret_in(made.text)
    wang = user_of(store, "wang")
    assert users.grants_of(wang) == (GrantedRole(Role.driver, Scope.vehicle, "D/V7"),)
    listed = admin.open("/users")
    assert password not in listed.text
    assert "<b>Wang" not in listed.text
    assert "one-time password" in told(listed)

    answer = Visitor(site).send("/login", login="wang", password=password)
    assert answer.headers["location"] == "/account"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"login": "admin-1"}, "There is a user admin-1 already."),
        ({"login": "a b"}, "A login has"),
        ({"name": ""}, "A name has"),
        ({"grant": "driver:vehicle", "place": " "}, "Say which district"),
        ({"grant": "driver:all"}, "makes no sense"),
        ({"grant": "king"}, "makes no sense"),
        ({"grant": "coordinator:district", "place": "x" * 121}, "makes no sense"),
    ],
)
def test_users_that_are_not_added(
    store: Store, admin: Visitor, fields: dict[str, str], words: str
) -> None:
    good = {"login": "wang", "name": "Wang", "grant": "coordinator:all", "lang": "zh"}
    answer = admin.send("/users", **good | fields)
    assert (answer.status_code, words in told(answer)) == (422, True)
    if fields.get("grant") == "driver:vehicle":  # what was chosen is still chosen
        assert 'value="driver:vehicle" selected' in answer.text
    with store.reading() as session:
        assert session.query(User).count() == len(Role)


def test_a_user_is_changed(store: Store, admin: Visitor, people: dict[Role, Person]) -> None:
    address = f"/users/{people[Role.viewer].actor.user_id}"

    def send(path: str, **fields: str) -> User:
        version = str(user_of(store, "viewer-1").version)
        answer = admin.send(address + path, version=version, **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, address), told(answer)
        return user_of(store, "viewer-1")

    changed = send("", name="Zhao", lang="zh")
    assert (changed.name, changed.lang) == ("Zhao", "zh")
    changed = send("/grants", grant="lab:lab", place="D/L1")
    lab = GrantedRole(Role.lab, Scope.lab, "D/L1")
    assert lab in users.grants_of(changed)
    assert "Take away: Viewer" in admin.open(address).text
    changed = send("/grants/revocation", role="viewer", scope="all", value="")
    assert users.grants_of(changed) == (lab,)
    assert not send("/active", active="no").is_active
    assert "shut out" in told(admin.open(address))
    assert send("/active", active="yes").is_active

    old = admin.send(address, version="1", name="Too late")
    assert (old.status_code, "since you opened the page" in told(old)) == (412, True)
    assert user_of(store, "viewer-1").name == "Zhao"


def test_a_new_password_ends_the_sessions(
    site: FastAPI,
    admin: Visitor,
    visitor: Callable[..., Visitor],
    people: dict[Role, Person],
) -> None:
    viewer = visitor(Role.viewer)
    assert viewer.open("/rounds").status_code == 200
    reset = admin.send(f"/users/{people[Role.viewer].actor.user_id}/password")
    assert viewer.open("/rounds").headers["location"].startswith("/login")
    password = secret_in(reset.text)
    assert Visitor(site).send("/login", login="viewer-1", password=password).status_code == 303


def test_the_last_administrator_stays(
    store: Store, admin: Visitor, people: dict[Role, Person]
) -> None:
    address = f"/users/{people[Role.admin].actor.user_id}"
    assert "/active" not in admin.open(address).text, "nobody shuts themselves out"
    for path, fields in (
        ("/active", {"active": "no"}),
        ("/grants/revocation", {"role": "admin", "scope": "all", "value": ""}),
    ):
        answer = admin.send(address + path, version="1", **fields)
        assert answer.status_code == 422
        assert "is the last active administrator" in told(answer)
    assert users.grants_of(user_of(store, "admin-1")) == (GrantedRole(Role.admin),)
