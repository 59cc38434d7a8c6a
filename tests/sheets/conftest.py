"""What tests of files in a browser share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chromium import Browser, Page, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that complains of nothing and asks no server for anything."""
    opened = browser.page()
    opened.size(1366, 768)
    yield opened
    opened.close()
    assert opened.problems == []
    assert [r for r in opened.requests if not r.startswith("file://")] == []
