"""Signing in with one's organisation's account, page by page."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from databases import sqlite_copy
from fake_issuer import URL, FakeIssuer
from masstest.settings import Settings
from masstest.store.engine import open_store
from masstest.web.pages import oidc
from masstest.web.site import create_site

BACK = "http://office.example:8000/login/oidc/callback"


def site(folder: Path, **more: Any) -> TestClient:
    """A browser that looks at a site with an issuer, in English."""
    settings = Settings(
        database_url=sqlite_copy(folder),
        public_url="http://office.example:8000/",
        _env_file=None,
        **{
            "oidc_issuer": URL,
            "oidc_client_id": "masstest",
            "oidc_client_secret": "s/ecret",
            "oidc_role_of_claim": {"tc-plan": "coordinator"},
            **more,
        },
    )
    app = create_site(settings, open_store(settings.database_url))
    return TestClient(
        app, base_url="http://office.example:8000", follow_redirects=False,
        headers={"Accept-Language": "en"},
    )  # fmt: skip


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeIssuer:
    issuer, made = FakeIssuer(BACK), oidc._issuer

    def connected(settings: Settings) -> Any:
        return replace(made(settings), transport=httpx.MockTransport(issuer))

    monkeypatch.setattr(oidc, "_issuer", connected)
    return issuer


def begun(client: TestClient, fake: FakeIssuer, back: str = "/rounds") -> str:
    """Go to the issuer and log in there; the state to come back with."""
    sent = client.get("/login/oidc", params={"next": back})
    assert sent.status_code == 303
    fake.visit(sent.headers["Location"])
    return httpx.URL(sent.headers["Location"]).params["state"]


def test_there_and_back(tmp_path: Path, fake: FakeIssuer) -> None:
    client = site(tmp_path)
    assert "/login/oidc?next=/rounds" in client.get("/login?next=/rounds").text
    state = begun(client, fake)
    home = client.get("/login/oidc/callback", params={"state": state, "code": "c0de"})
    assert (home.status_code, home.headers["Location"]) == (303, "/rounds")
    assert "masstest_oidc" not in client.cookies
    page = client.get("/rounds")
    assert page.status_code == 200
    assert "李静" in page.text


def test_nobody_is_sent_to_another_site(tmp_path: Path, fake: FakeIssuer) -> None:
    client = site(tmp_path)
    state = begun(client, fake, "https://other.example/")
    home = client.get("/login/oidc/callback", params={"state": state, "code": "c0de"})
    assert home.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"state": "other", "code": "c0de"}, "state"),
        ({"code": "other"}, "token"),
        ({"error": "access_denied"}, "refused"),
    ],
)
def test_an_answer_that_is_not_ours_logs_nobody_in(
    tmp_path: Path, fake: FakeIssuer, query: dict[str, str], reason: str
) -> None:
    client = site(tmp_path)
    state = begun(client, fake)
    answer = client.get("/login/oidc/callback", params={"state": state} | query)
    assert answer.status_code == 401
    assert reason in answer.text
    assert "masstest" not in client.cookies


def test_another_browser_can_not_finish_it(tmp_path: Path, fake: FakeIssuer) -> None:
    client = site(tmp_path)
    state = begun(client, fake)
    client.cookies.clear()
    answer = client.get("/login/oidc/callback", params={"state": state, "code": "c0de"})
    assert answer.status_code == 401
    assert "cookie" in answer.text


def test_who_has_no_role_stays_out(tmp_path: Path, fake: FakeIssuer) -> None:
    client = site(tmp_path, oidc_role_of_claim={"others": "viewer"})
    state = begun(client, fake)
    answer = client.get("/login/oidc/callback", params={"state": state, "code": "c0de"})
    assert answer.status_code == 401
    assert "no role" in answer.text


def test_without_the_extra_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "masstest.access.oidc", None)
    client = site(tmp_path)
    for address in ("/login/oidc", "/login/oidc/callback?state=a&code=b"):
        answer = client.get(address)
        assert answer.status_code == 501
        assert "masstest[oidc]" in answer.text


def test_without_an_issuer_there_is_no_such_way(tmp_path: Path) -> None:
    client = site(tmp_path, oidc_issuer=None)
    assert "/login/oidc" not in client.get("/login").text
    assert client.get("/login/oidc").status_code == 404
