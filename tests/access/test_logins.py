"""Logging in: sessions, their end, and how guessing is slowed down."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
import sqlalchemy as sa

from access.people import PASSWORD, user
from masstest.access import logins, passwords, throttle, users
from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessDenied, AccessProblem
from masstest.store.engine import Store
from masstest.store.tables import AuditEntry, LoginAttempt, User, UserSession
from masstest.store.tables.base import utc_now

HOME = "192.0.2.7"
OTHER_PASSWORD = "another long password"


def denied(store: Store, login: str, password: str, address: str = HOME) -> AccessDenied:
    with pytest.raises(AccessDenied) as refused:
        logins.log_in(store, login, password, address)
    return refused.value


def live(store: Store, token: str, **more: dt.timedelta) -> logins.LiveSession | None:
    with store.reading() as session:
        return logins.live_session(session, token, **more)


def shift(store: Store, column: str, by: dt.timedelta) -> None:
    """Move a time of all sessions, as if it had passed."""
    with store.writing() as session:
        for row in session.scalars(sa.select(UserSession)):
            setattr(row, column, getattr(row, column) + by)


def pass_time(store: Store, by: dt.timedelta) -> None:
    with store.writing() as session:
        for row in session.scalars(sa.select(LoginAttempt)):
            row.at -= by


def test_a_session_is_opened_and_closed(store: Store) -> None:
    user_id = user(store, "li", "viewer")
    opened = logins.log_in(store, " LI ", PASSWORD, HOME)
    session_now = live(store, opened.token)
    assert session_now is not None
    assert session_now.actor.user_id == user_id
    assert session_now.csrf_matches(opened.csrf_token)
    assert not session_now.csrf_matches(opened.token)
    assert not session_now.csrf_matches(None)
    with store.reading() as session:
        assert logins.actor_of_session(session, opened.token) == session_now.actor
    with store.writing() as session:
        logins.log_out(session, opened.token)
    assert live(store, opened.token) is None


def test_the_token_itself_is_kept_nowhere(store: Store) -> None:
    user(store)
    opened = logins.log_in(store, "li", PASSWORD, HOME)
    with store.reading() as session:
        row = session.scalars(sa.select(UserSession)).one()
        assert opened.token not in (row.token_sha256, row.csrf_token)
        assert row.token_sha256 == logins.token_sha256(opened.token)
    assert live(store, logins.token_sha256(opened.token)) is None


@pytest.mark.parametrize(
    ("login", "password"), [("li", "wrong password"), ("wang", PASSWORD), ("sso", PASSWORD)]
)
def test_whatever_is_wrong_is_told_the_same_way(store: Store, login: str, password: str) -> None:
    user(store)
    user(store, "sso", password=None)
    problem = denied(store, login, password)
    assert (problem.code, problem.wait_s) == ("wrong_login", 0)


def test_who_is_shut_out_is_out_at_once(store: Store) -> None:
    user_id = user(store)
    opened = logins.log_in(store, "li", PASSWORD, HOME)
    with store.writing() as session:
        users.set_active(session, SYSTEM, session.get_one(User, user_id), active=False)
    assert live(store, opened.token) is None
    assert denied(store, "li", PASSWORD).code == "wrong_login"


def test_a_session_ends_after_its_lifetime(store: Store) -> None:
    user(store)
    opened = logins.log_in(store, "li", PASSWORD, HOME, lifetime=dt.timedelta(hours=1))
    assert opened.expires_at <= utc_now() + dt.timedelta(hours=1)
    assert live(store, opened.token) is not None
    shift(store, "expires_at", dt.timedelta(hours=-1))
    assert live(store, opened.token) is None


def test_a_session_goes_idle_unless_it_is_seen(store: Store) -> None:
    user(store)
    opened = logins.log_in(store, "li", PASSWORD, HOME)
    shift(store, "last_seen_at", dt.timedelta(minutes=-50))
    seen = live(store, opened.token, idle=dt.timedelta(hours=1))
    assert seen is not None
    assert seen.seen_long_ago
    assert live(store, opened.token, idle=dt.timedelta(minutes=50)) is None
    with store.writing() as session:
        logins.seen(session, opened.token)
    again = live(store, opened.token, idle=dt.timedelta(minutes=50))
    assert again is not None
    assert not again.seen_long_ago


def test_guesses_at_a_login_are_slowed_down_more_and_more(store: Store) -> None:
    user(store)
    for _ in range(5):
        assert denied(store, "li", "wrong password").code == "wrong_login"
    waits = []
    for _ in range(4):
        problem = denied(store, "li", PASSWORD)  # the right one doesn't help
        assert problem.code == "throttled"
        waits.append(problem.wait_s)
        pass_time(store, dt.timedelta(seconds=problem.wait_s))
        assert denied(store, "li", "wrong password").code == "wrong_login"
    assert waits == [1, 2, 4, 8]
    assert denied(store, "li", "x", "198.51.100.1").code == "throttled"  # from anywhere
    assert denied(store, "wang", "x").code == "wrong_login"  # somebody else isn't held up
    pass_time(store, throttle.WINDOW)
    logins.log_in(store, "li", PASSWORD, HOME)


def test_guesses_from_an_address_are_slowed_down(store: Store) -> None:
    user(store)
    with store.writing() as session:
        session.add_all(LoginAttempt(subject=f"address:{HOME}") for _ in range(30))
    assert denied(store, "li", PASSWORD).code == "throttled"
    logins.log_in(store, "li", PASSWORD, "198.51.100.1")


def test_a_success_is_forgotten_and_forgives_the_login(store: Store) -> None:
    user(store)
    for _ in range(4):
        denied(store, "li", "wrong password")
    logins.log_in(store, "li", PASSWORD, HOME)
    with store.reading() as session:
        subjects = session.scalars(sa.select(LoginAttempt.subject)).all()
    assert subjects == [f"address:{HOME}"] * 4


def test_guesses_all_at_once_are_counted_as_well(store: Store) -> None:
    user(store)

    def guess(number: int) -> str:
        return denied(store, "li", f"guess number {number}").code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(guess, range(12)))
    assert codes.count("wrong_login") == 5
    assert codes.count("throttled") == 7


def test_a_password_is_hashed_anew_when_parameters_change(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id = user(store)
    with store.reading() as session:
        before = session.get_one(User, user_id).password_hash
    stronger = argon2.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", stronger)
    logins.log_in(store, "li", PASSWORD, HOME)
    with store.reading() as session:
        after = session.get_one(User, user_id).password_hash
    assert after is not None
    assert after != before
    assert "t=2" in after
    logins.log_in(store, "li", PASSWORD, HOME)


def test_a_changed_password_ends_the_other_sessions(store: Store) -> None:
    user(store, "li", "viewer")
    here, there = (logins.log_in(store, "li", PASSWORD, HOME) for _ in range(2))
    session_here = live(store, here.token)
    assert session_here is not None
    who = session_here.actor
    logins.change_password(store, who, PASSWORD, OTHER_PASSWORD, HOME, keep_token=here.token)
    assert live(store, here.token) is not None
    assert live(store, there.token) is None
    assert denied(store, "li", PASSWORD).code == "wrong_login"
    logins.log_in(store, "li", OTHER_PASSWORD, HOME)
    with store.reading() as session:
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == [
        "user.create", "user.log_in", "user.log_in", "user.password", "user.log_in_refused",
        "user.log_in",
    ]  # fmt: skip


def test_who_came_in_and_who_was_refused_stays_on_record(store: Store) -> None:
    user(store, "li", "viewer")
    logins.log_in(store, "li", PASSWORD, HOME)
    assert denied(store, "li", "a wrong one").code == "wrong_login"
    assert denied(store, PASSWORD, "li").code == "wrong_login"  # one field too late
    with store.reading() as session:
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number)).all()[1:]
    assert [(entry.actor, entry.action, entry.subject, entry.facts) for entry in entries] == [
        ("li", "user.log_in", "user:li", {"address": HOME}),
        ("system", "user.log_in_refused", "user:li", {"address": HOME}),
        ("system", "user.log_in_refused", "user", {"address": HOME}),
    ]


def test_a_password_is_changed_by_who_knows_it(store: Store) -> None:
    user(store, "li", "viewer")
    opened = logins.log_in(store, "li", PASSWORD, HOME)
    session_now = live(store, opened.token)
    assert session_now is not None
    for _ in range(5):
        with pytest.raises(AccessDenied, match="present password"):
            logins.change_password(store, session_now.actor, "guess", OTHER_PASSWORD, HOME)
    with pytest.raises(AccessDenied, match="Too many"):
        logins.change_password(store, session_now.actor, PASSWORD, OTHER_PASSWORD, HOME)
    with pytest.raises(AccessProblem, match="at least 10"):
        logins.change_password(store, session_now.actor, PASSWORD, "short", HOME)


def test_the_cookie_is_bound_to_the_host_when_it_can_be() -> None:
    assert logins.cookie_name(secure=True) == "__Host-masstest"
    assert not logins.cookie_name(secure=False).startswith("__")
