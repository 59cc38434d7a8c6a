"""What a start does before the first request: the first administrator, the demo."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from sqlalchemy import func, select

from masstest.access import logins
from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessDenied, AccessProblem
from masstest.access.roles import Role
from masstest.service import rounds
from masstest.serving.server import allow_connections
from masstest.serving.startup import start_up
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.store.tables import Job, StoredRoster, StoredRound, User
from masstest.store.unusable import StoreUnusable
from support import DATE


def settings(folder: Path, *, demo: bool = False) -> Settings:
    return Settings(data_dir=folder, demo=demo, lang="en", _env_file=None)


def counts(store: Store) -> list[int]:
    with store.reading() as session:
        tables = (StoredRound, StoredRoster, Job, User)
        return [session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


def test_the_administrator_is_made_once(tmp_path: Path) -> None:
    first = start_up(settings(tmp_path / "new"))
    assert first.admin_password is not None
    assert logins.log_in(first.store, "admin", first.admin_password, "::1").must_change_password
    first.store.close()
    again = start_up(settings(tmp_path / "new"))
    assert again.admin_password is None
    assert counts(again.store) == [0, 0, 0, 1]
    again.store.close()


def test_a_demo_is_made_once_and_shut_out_without_it(tmp_path: Path) -> None:
    first = start_up(settings(tmp_path, demo=True))
    assert {user.role for user in first.demo_users} == set(Role)
    before = counts(first.store)
    assert before == [1, 1, 1, len(Role)]
    first.store.close()

    again = start_up(settings(tmp_path, demo=True))
    assert counts(again.store) == before
    user = again.demo_users[0]
    assert user.password != first.demo_users[0].password
    token = logins.log_in(again.store, user.login, user.password, "::1").token
    again.store.close()

    without = start_up(settings(tmp_path))
    assert without.demo_users == ()
    with pytest.raises(AccessDenied, match="wrong"):
        logins.log_in(without.store, user.login, user.password, "::1")
    with without.store.reading() as session:
        assert logins.live_session(session, token) is None
    without.store.close()


def test_a_demo_does_not_stand_beside_real_rounds(tmp_path: Path) -> None:
    real = start_up(settings(tmp_path))
    with real.store.writing() as session:
        rounds.create(session, SYSTEM, district="D", date=DATE, number=1)
    real.store.close()
    with pytest.raises(AccessProblem, match="real rounds"):
        start_up(settings(tmp_path, demo=True))


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="file"):
        start_up(settings(tmp_path / "file" / "masstest"))


def test_there_is_room_for_every_phone() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (900, before[1]))
        allow_connections()
        now, bound = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert now == (65_536 if bound == resource.RLIM_INFINITY else min(bound, 65_536))
        allow_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (now, bound)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
