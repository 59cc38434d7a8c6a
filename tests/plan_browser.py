"""Somebody at a browser, in front of the pages about plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from masstest.access import logins
from masstest.store.engine import Store
from masstest.store.tables import User
from service_cases import Person


@dataclass(frozen=True)
class Browser:
    """Somebody at a browser of ours."""

    client: TestClient
    csrf_token: str

    def get(self, address: str, *, part: bool = False, status: int = 200) -> str:
        return self._text(self.client.get(address, headers=_htmx(part)), status)

    def post(
        self,
        address: str,
        *,
        status: int = 303,
        part: bool = False,
        files: Any = None,
        **fields: Any,
    ) -> Response:
        answer = self.client.post(
            address,
            data={"csrf_token": self.csrf_token} | fields,
            files=files,
            headers=_htmx(part),
            follow_redirects=False,
        )
        self._text(answer, status)
        return answer

    @staticmethod
    def _text(answer: Response, status: int) -> str:
        assert answer.status_code == status, answer.text
        return answer.text


def _htmx(part: bool) -> dict[str, str]:
    return {"HX-Request": "true"} if part else {}


def browser(site: FastAPI, store: Store, person: Person, lang: str = "en") -> Browser:
    assert person.actor.user_id is not None
    with store.writing() as session:
        opened = logins.open_session(session, session.get_one(User, person.actor.user_id))
    client = TestClient(site, base_url="http://localhost")
    client.cookies.set(logins.cookie_name(secure=False), opened.token)
    client.cookies.set("masstest_lang", lang)
    return Browser(client, opened.csrf_token)
