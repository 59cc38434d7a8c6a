"""The option that says which database a command is about, and opening it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from masstest.cli.app import WRONG_INPUT, fail
from masstest.cli.configuration import configured
from masstest.store import migrations
from masstest.store.engine import Store, open_store, shown
from masstest.store.unusable import StoreUnusable
from masstest.text import N_, Lang, translator

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="sqlite:///file or postgresql://…; MASSTEST_DATABASE_URL, or your data folder",
    ),
]

_NOTHING_THERE = N_(
    "{database}: there is no database yet. Call the command as the service's account, with its "
    "MASSTEST_DATA_DIR or MASSTEST_DATABASE_URL, or name its database by --database."
)


def database_url(given: str | None) -> str:
    """The URL that was given, or else that of the settings."""
    return given or configured().database_url


@contextmanager
def opened(given: str | None, lang: Lang, *, begin: bool = False) -> Iterator[Store]:
    """The store of a command; one that can't be used ends the command with one line.

    Where there is no database yet it is begun only if `begin` is set, and that is told: whoever
    calls a command from another account than the service's looks for it in the wrong place.
    """
    url = database_url(given)
    with telling_what_is_wrong(lang):
        if begin and migrations.current(url) is None:
            migrations.upgrade(url)
            told = translator(lang)(N_("{database} is a new database."), database=shown(url))
            print(told, file=sys.stderr)
        must_be_there(url, lang)
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()


def must_be_there(url: str, lang: Lang) -> None:
    """End the command with one line if nothing was ever kept at `url`."""
    if migrations.current(url) is None:
        fail(translator(lang)(_NOTHING_THERE, database=shown(url)), WRONG_INPUT)


@contextmanager
def telling_what_is_wrong(lang: Lang) -> Iterator[None]:
    """End the command with one line where a database can't be used."""
    try:
        yield
    except StoreUnusable as error:
        t = translator(lang)
        fail(t(N_("The database can't be used: {reason}"), reason=error.sentence(t)), WRONG_INPUT)
