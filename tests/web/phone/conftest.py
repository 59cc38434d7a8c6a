from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from phones import Phone, Town, chromium_on_a_phone, running_town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium_on_a_phone() as opened:
        yield opened


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with running_town(tmp_path) as town:
        yield town


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Phone]]:
    """Makes phones; what their browsers complain about fails the test."""
    made: list[Phone] = []

    def make(lang: str = "en") -> Phone:
        made.append(Phone(browser, lang))
        return made[-1]

    yield make
    for each in made:
        each.close()
