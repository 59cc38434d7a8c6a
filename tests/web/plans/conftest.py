from __future__ import annotations

import pytest
from fastapi import FastAPI

from masstest.access.roles import Role
from masstest.store.engine import Store
from plan_browser import Browser, browser
from service_cases import Case, Person, shown_case, valid_case


@pytest.fixture
def coordinator(site: FastAPI, store: Store, people: dict[Role, Person]) -> Browser:
    return browser(site, store, people[Role.coordinator])


@pytest.fixture
def shown(store: Store) -> Case:
    return shown_case(store)


@pytest.fixture
def case(store: Store) -> Case:
    return valid_case(store)
