from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from databases import sqlite_copy
from masstest.access.roles import Role
from masstest.store.engine import Store, open_store
from plan_browser import Browser, browser
from service_cases import Case, Person, shown_case, valid_case


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """SQLite alone: what pages ask of the store, the API's tests ask of both databases."""
    opened = open_store(sqlite_copy(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def coordinator(site: FastAPI, store: Store, people: dict[Role, Person]) -> Browser:
    return browser(site, store, people[Role.coordinator])


@pytest.fixture
def shown(store: Store) -> Case:
    return shown_case(store)


@pytest.fixture
def case(store: Store) -> Case:
    return valid_case(store)
