from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from databases import database_url, empty_database_url, people, store
from desks import desk_nearby
from masstest.access.roles import Role
from masstest.api import create_app
from masstest.settings import Settings
from masstest.store.engine import Store
from service_cases import Person

__all__ = ["database_url", "empty_database_url", "people", "store"]


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Iterator[FastAPI]:
    with desk_nearby(store):
        yield create_app(Settings(data_dir=tmp_path, _env_file=None), store)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def coordinator(people: dict[Role, Person]) -> Person:
    return people[Role.coordinator]
