"""People in front of the site's pages, for tests: each has a browser with a live session."""

from __future__ import annotations

import html
import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from masstest.access import logins
from masstest.store.engine import Store
from masstest.store.tables import User
from masstest.web.rendering import LANG_COOKIE
from service_cases import Person


class Visitor:
    """A browser; `csrf` is what its pages send along with every form."""

    def __init__(self, site: FastAPI, lang: str = "en") -> None:
        self.client = TestClient(site, raise_server_exceptions=False, follow_redirects=False)
        self.client.cookies.set(LANG_COOKIE, lang)
        self.csrf = ""

    def known_as(self, store: Store, person: Person) -> Visitor:
        """The same browser, logged in."""
        with store.writing() as session:
            user = session.get_one(User, person.actor.user_id)
            opened = logins.open_session(session, user)
        self.client.cookies.set(logins.cookie_name(secure=False), opened.token)
        self.csrf = opened.csrf_token
        return self

    def open(self, address: str, **headers: str) -> Response:
        return self.client.get(address, headers=headers)

    def send(self, address: str, **fields: Any) -> Response:
        """Send a form of one of our pages."""
        return self.client.post(address, data={"csrf_token": self.csrf} | fields)

    def upload(self, address: str, content: bytes, name: str = "roster.xlsx") -> Response:
        return self.client.post(
            address, data={"csrf_token": self.csrf}, files={"roster": (name, content)}
        )


def told(answer: Response) -> str:
    """What a page says to its reader: its text without tags, blanks run together."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))
