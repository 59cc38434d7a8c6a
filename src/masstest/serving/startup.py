"""What happens once before the first request: tables, the first administrator, the demo."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from masstest.access.demo_users import DemoUser, shut_out_demo_users
from masstest.access.users import first_admin
from masstest.serving.demo_round import begin_demo
from masstest.settings import Settings
from masstest.store import migrations
from masstest.store.engine import Store, open_store
from masstest.store.unusable import StoreUnusable
from masstest.text import N_

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Startup:
    """An open store, and what whoever started the service must be told, once."""

    store: Store
    admin_password: str | None
    demo_users: tuple[DemoUser, ...]


def start_up(settings: Settings) -> Startup:
    """Bring the database to this version and open it.

    Without users, `admin` is made with a password that is told once. With `settings.demo`
    there is a made-up round and a user for each role; without it, such users are shut out.

    Raises
    ------
    StoreUnusable
        If the database or its folder can't be reached, or it is newer than this version.
    AccessProblem
        ``demo_beside_real``.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnusable(
            N_("The folder {folder} can't be used: {reason}"),
            folder=settings.data_dir,
            reason=error.strerror,
        ) from error
    before = migrations.current(settings.database_url)
    migrations.upgrade(settings.database_url)
    if before != migrations.head():
        _log.info("database_upgraded", before=before, now=migrations.head())
    store = open_store(settings.database_url)
    if settings.demo:
        return Startup(store, None, begin_demo(store, settings.lang))
    with store.writing() as session:
        password = first_admin(session)  # first: somebody must be left who can administer
        shut_out_demo_users(session)
    return Startup(store, password, ())
