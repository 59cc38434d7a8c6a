"""People: made, changed, let in for the first time; and never without an administrator."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from access.people import PASSWORD, user
from masstest.access import demo_users, logins, passwords, users
from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Permission, Role
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, StoredRound, User
from masstest.text import translator
from store import full_store

ADMIN = GrantedRole(Role.admin)


def problem_of(store: Store, login: str, **more: str) -> str:
    with pytest.raises(AccessProblem) as refused, store.writing() as session:
        users.create_user(session, SYSTEM, login, **({"name": "Li"} | more))
    assert refused.value.sentence(translator("zh")) != refused.value.sentence(translator("en"))
    return refused.value.code


def test_users_are_made_and_listed(store: Store) -> None:
    user(store, "wang", "viewer")
    user(store, "Li.Jing@example", "coordinator:district:A", "driver:vehicle:V1")
    with store.reading() as session:
        assert [found.login for found in users.list_users(session)] == ["li.jing@example", "wang"]
        li = users.find_user(session, "LI.JING@example")
        assert set(map(str, users.grants_of(li))) == {
            "coordinator:district:A",
            "driver:vehicle:V1",
        }
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.subject for entry in entries] == ["user:wang", "user:li.jing@example"]
    assert not any(PASSWORD in str(entry.facts) for entry in entries)


def test_a_user_that_can_not_be_is_refused(store: Store) -> None:
    user(store, "li")
    assert problem_of(store, "LI") == "login_taken"
    assert problem_of(store, "a b") == "login_malformed"
    assert problem_of(store, "wang", name=" ") == "name_malformed"
    assert problem_of(store, "wang", password="short") == "password_short"
    with store.reading() as session, pytest.raises(AccessProblem, match="no user wang"):
        users.find_user(session, "wang")


def test_the_first_start_makes_an_administrator_once(store: Store) -> None:
    with store.writing() as session:
        password = users.first_admin(session)
    assert password is not None
    opened = logins.log_in(store, "admin", password, "::1")
    assert opened.must_change_password
    with store.reading() as session:
        who = logins.actor_of_session(session, opened.token)
    assert who is not None
    assert not who.may(Permission.edit_users)
    logins.change_password(store, who, password, PASSWORD, "::1", keep_token=opened.token)
    with store.reading() as session:
        who = logins.actor_of_session(session, opened.token)
    assert who is not None
    assert who.may(Permission.edit_users)
    with store.writing() as session:
        assert users.first_admin(session) is None


def test_roles_are_granted_and_taken_away(store: Store) -> None:
    user_id = user(store, "li", "viewer")
    driver = GrantedRole.parse("driver:vehicle:V1")
    with store.writing() as session:
        li = session.get_one(User, user_id)
        users.grant_role(session, SYSTEM, li, driver)
        users.grant_role(session, SYSTEM, li, driver)
        users.revoke_role(session, SYSTEM, li, GrantedRole(Role.viewer))
    with store.writing() as session:
        li = session.get_one(User, user_id)
        assert users.grants_of(li) == (driver,)
        with pytest.raises(AccessProblem, match="doesn't have viewer"):
            users.revoke_role(session, SYSTEM, li, GrantedRole(Role.viewer))
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["user.create", "user.grant", "user.revoke"]


def test_the_last_administrator_stays(store: Store) -> None:
    first, second = user(store, "li", "admin"), user(store, "wang", "admin")
    with store.writing() as session:
        users.revoke_role(session, SYSTEM, session.get_one(User, first), ADMIN)
        last = session.get_one(User, second)
        with pytest.raises(AccessProblem, match="last active administrator"):
            users.revoke_role(session, SYSTEM, last, ADMIN)
        with pytest.raises(AccessProblem, match="last active administrator"):
            users.set_active(session, SYSTEM, last, active=False)


def test_a_password_given_by_somebody_else_must_be_changed(store: Store) -> None:
    user_id = user(store, "li", "viewer")
    opened = logins.log_in(store, "li", PASSWORD, "::1")
    with store.writing() as session:
        users.set_password(session, SYSTEM, session.get_one(User, user_id), "given by another")
    with store.reading() as session:
        assert logins.actor_of_session(session, opened.token) is None
    assert logins.log_in(store, "li", "given by another", "::1").must_change_password


def start_demo(store: Store, **more: str) -> tuple[demo_users.DemoUser, ...]:
    with store.writing() as session:
        return demo_users.demo_users(
            session,
            district="清河镇",
            places=demo_users.DemoPlaces("V1", "L1", "S1", "T001"),
            **more,
        )


def test_the_demo_has_a_user_of_each_role_in_its_district(store: Store) -> None:
    made = start_demo(store)
    assert [demo.role for demo in made] == list(Role)
    again = start_demo(store, password=PASSWORD)
    assert [demo.login for demo in again] == [demo.login for demo in made]
    for demo in again:
        opened = logins.log_in(store, demo.login, PASSWORD, "::1")
        with store.reading() as session:
            who = logins.actor_of_session(session, opened.token)
        assert who is not None
        assert who.is_demo
        assert "演示" in who.name
        assert who.may(Permission.read_plan_in_force, district="清河镇")
        elsewhere = who.may(Permission.read_plan_in_force, district="渭滨区")
        assert elsewhere == (demo.role is Role.admin)


def test_the_demo_is_not_started_beside_real_rounds(store: Store) -> None:
    full_store.fill(store)
    with pytest.raises(AccessProblem, match="real rounds"):
        start_demo(store)
    with store.writing() as session:
        session.execute(sa.update(StoredRound).values(is_demo=True))
    assert len(start_demo(store)) == len(Role)


def test_without_the_demo_its_users_are_shut_out(store: Store) -> None:
    (*_, demo) = start_demo(store)
    user(store, "li", "admin")
    with store.writing() as session:
        assert demo_users.shut_out_demo_users(session) == len(Role)
    with pytest.raises(AccessProblem, match="wrong"):
        logins.log_in(store, demo.login, demo.password, "::1")
    logins.log_in(store, "li", PASSWORD, "::1")


# on SQLite one waits for the other before it looks
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_make_the_same_user_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the login free when it looks, and taken when it writes."""
    hashed = passwords.hash_password

    def meanwhile(password: str) -> str:
        monkeypatch.setattr(passwords, "hash_password", hashed)
        user(store, "li")
        return hashed(password)

    monkeypatch.setattr(passwords, "hash_password", meanwhile)
    assert problem_of(store, "li", password=PASSWORD) == "login_taken"


def test_two_administrators_do_not_shut_each_other_out(store: Store) -> None:
    ids = [user(store, login, "admin") for login in ("li", "wang")]

    def shut_out(user_id: str) -> None:
        with store.writing() as session:
            users.set_active(session, SYSTEM, session.get_one(User, user_id), active=False)

    with ThreadPoolExecutor(1) as elsewhere:
        with store.writing() as session:
            users.set_active(session, SYSTEM, session.get_one(User, ids[0]), active=False)
            session.flush()
            late = elsewhere.submit(shut_out, ids[1])
            time.sleep(0.3)  # time enough to look at who is an administrator
        with pytest.raises(AccessProblem, match="last active administrator"):
            late.result()
