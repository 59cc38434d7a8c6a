"""The option that says which database a command is about, and opening it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from masstest.cli.app import WRONG_INPUT, fail
from masstest.cli.configuration import configured
from masstest.store import migrations
from masstest.store.engine import Store, StoreUnusable, open_store
from masstest.text import N_, Lang, translator

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///file or postgresql://…; MASSTEST_DATABASE_URL, or your data folder",
    ),
]


def database_url(given: str | None) -> str:
    """The URL that was given, or else that of the settings."""
    return given or configured().database_url


@contextmanager
def opened(given: str | None, lang: Lang) -> Iterator[Store]:
    """The store of a command. A new database gets its tables; one that can't be used ends the
    command with one line."""
    url = database_url(given)
    with telling_what_is_wrong(lang):
        if migrations.current(url) is None:
            migrations.upgrade(url)
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def telling_what_is_wrong(lang: Lang) -> Iterator[None]:
    """End the command with one line where a database can't be used."""
    try:
        yield
    except StoreUnusable as error:
        fail(
            translator(lang)(N_("The database can't be used: {reason}"), reason=error), WRONG_INPUT
        )
