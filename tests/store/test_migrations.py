"""The tables' history goes up and down, with data in the tables, and ends at the models."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from masstest.store import audit, migrations
from masstest.store.engine import Store, new_engine, normalised, open_store
from masstest.store.tables import Base
from masstest.store.unusable import StoreUnusable
from store import full_store


def tables_of(url: str) -> set[str]:
    engine = new_engine(normalised(url))
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_models_are_what_the_migrations_make(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_new_database_goes_up_and_down(empty_database_url: str) -> None:
    url = empty_database_url
    assert migrations.current(url) is None
    migrations.upgrade(url)
    assert migrations.current(url) == migrations.head()
    assert tables_of(url) == {*Base.metadata.tables, "alembic_version"}
    migrations.downgrade(url, "base")
    assert tables_of(url) == {"alembic_version"}
    migrations.upgrade(url)
    open_store(url).close()


def test_a_database_without_tables_is_not_opened(empty_database_url: str) -> None:
    with pytest.raises(StoreUnusable, match="masstest serve"):
        open_store(empty_database_url)


def test_a_full_database_goes_down_and_up(store: Store) -> None:
    full_store.fill(store)
    assert all(full_store.rows(store).values())
    url = store.url.render_as_string(hide_password=False)
    migrations.upgrade(url)  # nothing to do
    assert all(full_store.rows(store).values())
    store.close()
    migrations.downgrade(url, "base")
    assert tables_of(url) == {"alembic_version"}
    migrations.upgrade(url)
    again = open_store(url)
    full_store.fill(again)
    with again.reading() as session:
        assert audit.verify(session).ok
    again.close()


def test_every_revision_goes_up_and_down_again(empty_database_url: str) -> None:
    """Each revision on its own, with the tables left by the one before it."""
    for revision in migrations.revisions():
        migrations.upgrade(empty_database_url, revision)
        before = tables_of(empty_database_url)
        migrations.downgrade(empty_database_url, "-1")
        migrations.upgrade(empty_database_url, revision)
        assert tables_of(empty_database_url) == before
    assert migrations.current(empty_database_url) == migrations.head()


def test_a_failed_change_leaves_everything_as_it_was(store: Store) -> None:
    full_store.fill(store)
    before = full_store.rows(store)
    url = store.url.render_as_string(hide_password=False)
    store.close()

    def half_done() -> None:
        with migrations.changing(url) as change:
            change.down("base")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_done()
    assert full_store.rows(store) == before


def test_two_who_upgrade_at_once_do_it_once(empty_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrations.upgrade, [empty_database_url] * 4))
    open_store(empty_database_url).close()
