"""Users for tests, made in a line."""

from __future__ import annotations

from masstest.access import users
from masstest.access.actor import SYSTEM, Actor
from masstest.access.roles import GrantedRole
from masstest.store.engine import Store

PASSWORD = "a long enough password"


def user(store: Store, login: str = "li", *roles: str, password: str | None = PASSWORD) -> str:
    """Make a user who needn't change their password; returns their id."""
    with store.writing() as session:
        made = users.create_user(
            session,
            SYSTEM,
            login,
            login.title(),
            password=password,
            grants=map(GrantedRole.parse, roles),
            must_change_password=False,
        )
        return made.user_id


def actor(*roles: str, login: str = "li") -> Actor:
    return Actor("1", login, login, "zh", tuple(map(GrantedRole.parse, roles)))
