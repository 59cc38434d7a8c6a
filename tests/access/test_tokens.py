"""Keys for programs: as much as their user may, or less; never more, and never after the end."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from access.people import user
from masstest.access import tokens, users
from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Permission, Role
from masstest.service import people
from masstest.service.problems import Problem
from masstest.store.engine import Store
from masstest.store.tables import ApiToken, User
from masstest.store.tables.base import utc_now


def made(
    store: Store,
    user_id: str,
    role: Role | None = None,
    expires_at: dt.datetime | None = None,
) -> tokens.NewToken:
    with store.writing() as session:
        return tokens.make_token(
            session,
            SYSTEM,
            session.get_one(User, user_id),
            "report",
            role=role,
            expires_at=expires_at,
        )


def live(store: Store, token: str) -> tokens.LiveToken | None:
    with store.reading() as session:
        return tokens.live_token(session, token)


def test_a_key_acts_as_its_user(store: Store) -> None:
    user_id = user(store, "li", "coordinator:district:A", "viewer")
    key = made(store, user_id)
    found = live(store, key.token)
    assert found is not None
    assert found.actor.user_id == user_id
    assert found.actor.signature == "li (report)"
    assert found.actor.may(Permission.publish_plans, district="A")
    with store.reading() as session:
        assert tokens.actor_of_token(session, key.token) == found.actor
        row = session.scalars(sa.select(ApiToken)).one()
        assert key.token.startswith(tokens.PREFIX)
        assert row.token_sha256 != key.token


def test_a_key_with_a_role_has_that_role_only(store: Store) -> None:
    user_id = user(store, "li", "coordinator:district:A", "viewer")
    found = live(store, made(store, user_id, Role.viewer).token)
    assert found is not None
    assert found.actor.grants == (GrantedRole(Role.viewer),)
    with pytest.raises(AccessProblem, match="role admin"):
        made(store, user_id, Role.admin)


def test_a_key_loses_the_role_that_its_user_loses(store: Store) -> None:
    user_id = user(store, "li", "coordinator", "viewer")
    key = made(store, user_id, Role.coordinator)
    with store.writing() as session:
        li = session.get_one(User, user_id)
        users.revoke_role(session, SYSTEM, li, GrantedRole(Role.coordinator))
    found = live(store, key.token)
    assert found is not None
    assert found.actor.grants == ()


def test_an_administrator_makes_keys_of_less(store: Store) -> None:
    user_id = user(store, "li", "admin")
    found = live(store, made(store, user_id, Role.viewer).token)
    assert found is not None
    assert found.actor.roles == {Role.viewer}
    with pytest.raises(AccessProblem, match="role driver"):
        made(store, user_id, Role.driver)


def test_a_key_ends(store: Store) -> None:
    user_id = user(store, "li", "viewer")
    expired = made(store, user_id, expires_at=utc_now() - dt.timedelta(seconds=1))
    assert live(store, expired.token) is None
    revoked = made(store, user_id)
    with store.writing() as session:
        li = session.get_one(User, user_id)
        tokens.revoke_token(session, SYSTEM, li, revoked.token_id)
        with pytest.raises(AccessProblem, match="no such key"):
            tokens.revoke_token(session, SYSTEM, li, revoked.token_id)
        assert [row.token_id for row in tokens.list_tokens(session, li)] == [expired.token_id]
    assert live(store, revoked.token) is None
    kept = made(store, user_id)
    user(store, "wang", "admin")
    with store.writing() as session:
        users.set_active(session, SYSTEM, session.get_one(User, user_id), active=False)
    assert live(store, kept.token) is None


def test_another_users_key_can_not_be_revoked(store: Store) -> None:
    key = made(store, user(store, "li", "viewer"))
    wang = user(store, "wang", "viewer")
    with store.writing() as session, pytest.raises(AccessProblem, match="no such key"):
        tokens.revoke_token(session, SYSTEM, session.get_one(User, wang), key.token_id)
    assert live(store, key.token) is not None


def test_the_use_of_a_key_is_noted_now_and_then(store: Store) -> None:
    key = made(store, user(store, "li", "viewer"))
    found = live(store, key.token)
    assert found is not None
    assert found.used_long_ago
    with store.writing() as session:
        tokens.used(session, key.token_id)
    found = live(store, key.token)
    assert found is not None
    assert not found.used_long_ago


def test_a_key_makes_no_other_keys(store: Store) -> None:
    """Else one with a role would make itself one with all of its user's."""
    key = made(store, user(store, "li", "admin", "viewer"), Role.viewer)
    found = live(store, key.token)
    assert found is not None
    assert not found.actor.may(Permission.own_tokens)
    with store.writing() as session, pytest.raises(Problem, match="forbidden"):
        people.make_token(session, found.actor, name="more", role=None, expires_at=None)
