from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from databases import database_url, empty_database_url, people, store
from desks import desk_nearby
from masstest.access.roles import Role
from masstest.settings import Settings
from masstest.store.engine import Store
from masstest.web.site import create_site
from service_cases import Person
from web_site import Visitor

__all__ = ["database_url", "empty_database_url", "people", "store"]


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[FastAPI]:
    with desk_nearby(store):
        yield create_site(Settings(data_dir=tmp_path, _env_file=None), store)


@pytest.fixture
def visitor(site: FastAPI, store: Store, people: dict[Role, Person]) -> Callable[..., Visitor]:
    """Somebody of a role with the pages open in a language."""

    def known(role: Role, lang: str = "en") -> Visitor:
        return Visitor(site, lang).known_as(store, people[role])

    return known


@pytest.fixture
def coordinator(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.coordinator)


@pytest.fixture
def admin(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(Role.admin)
