"""Every page, opened by everybody: who is let in is what the table of permissions says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from job_cases import new_job
from masstest.access.roles import PERMITTED, Permission, Role
from masstest.store.engine import Store
from masstest.text import translator
from masstest.web.menu import open_entry
from masstest.web.site import ROUTERS
from masstest.web.visits import Visits
from service_cases import Person, shown_case
from web_site import Visitor, told

NOBODY = "0" * 32

# Pages that need no login; of those, the ones that an empty form doesn't satisfy.
FOR_ANYBODY = {
    "GET /login", "POST /login", "POST /language", "GET /login/oidc", "GET /login/oidc/callback",
    "GET /phone", "GET /phone/worker.js", "GET /phone/manifest.webmanifest",
    "GET /go/{token}", "POST /go/{token}",
}  # fmt: skip
WRONG_LOGINS = {"POST /login", "GET /login/oidc/callback"}


@dataclass(frozen=True)
class PageRoute:
    name: str
    method: str
    url: str
    permission: Permission | None


def test_the_menu_shows_where_a_page_belongs() -> None:
    pages = {
        "/rounds/1": "/rounds", "/rounds/1/reports": "/rounds", "/rounds/1/board": "/board",
        "/rounds/1/board/boxes": "/board", "/rounds/1/alerts/closed": "/alerts",
        "/board": "/board", "/operations/audit": "/operations", "/plans/1": "/rounds",
    }  # fmt: skip
    assert {page: open_entry(page) for page in pages} == pages


def page_routes() -> Iterator[PageRoute]:
    for route in _routes(ROUTERS):
        required = list(_requirements(route.dependant))
        assert len(required) == 1, f"{route.path} must take exactly one visit"
        url = route.path
        for parameter in route.param_convertors:
            url = url.replace(f"{{{parameter}}}", NOBODY)
        for method in sorted(route.methods):
            yield PageRoute(f"{method} {route.path}", method, url, required[0].permission)


def _routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    """The routes of routers, and of routers within them."""
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                yield route
            else:
                yield from _routes([route.original_router])  # type: ignore[attr-defined]


def _requirements(dependant: Dependant) -> Iterator[Visits]:
    for each in dependant.dependencies:
        if isinstance(each.call, Visits):
            yield each.call
        yield from _requirements(each)


ROUTES = list(page_routes())


def test_only_these_pages_need_no_login() -> None:
    assert {route.name for route in ROUTES if route.permission is None} == FOR_ANYBODY
    assert len(ROUTES) > 30


def ask(visitor: Visitor, route: PageRoute) -> int:
    answer = visitor.open(route.url) if route.method == "GET" else visitor.send(route.url)
    if answer.status_code == 303 and answer.headers["location"].startswith("/login?"):
        return 401
    return answer.status_code


def test_everybody_opens_everything(site: FastAPI, visitor: Callable[..., Visitor]) -> None:
    for route in ROUTES:
        status = ask(Visitor(site), route)
        refused = route.permission is not None or route.name in WRONG_LOGINS
        assert (status == 401) == refused, route.name
    for role in Role:
        known = visitor(role)
        for route in ROUTES:
            if route.name == "POST /logout":
                continue
            status = ask(known, route)
            if route.permission is None or role in PERMITTED[route.permission].roles:
                assert status not in (401, 403) or route.permission is None, (route.name, role)
                assert status < 500 or "oidc" in route.name, (route.name, role)
            else:
                assert status == 403, (route.name, role)
        assert known.send("/logout").status_code == 303


class _Words(HTMLParser):
    """The texts of a page that are there to be read, not in another language's element."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        other = facts.get("lang") == "en" or tag in ("script", "style", "code", "datalist")
        other = other or (bool(self._within) and self._within[-1])
        if not other:
            self.texts += [facts[name] or "" for name in ("aria-label", "title") if name in facts]
        if tag not in ("meta", "link", "input", "br", "img"):
            self._within.append(other)

    def handle_endtag(self, tag: str) -> None:
        if self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not (self._within and self._within[-1]):
            self.texts.append(data)


# What stays as it is in Chinese: names of the program and of formats, ids, people's data.
_AS_IT_IS = re.compile(
    r"masstest( \d[\w.]*| worker| backup)?|Excel|SQLite|PostgreSQL|\.?(xlsx|json|geojson|html)"
    r"|\.?zip|MB|[a-z_]+-1|[A-Z]\w*-1|roster|tests?|\w*\d\w*|[A-Z]\b|[ms]\b"
)


def test_chinese_pages_have_no_english_left(
    site: FastAPI, store: Store, people: dict[Role, Person], visitor: Callable[..., Visitor]
) -> None:
    case = shown_case(store)
    job_id = new_job(store)
    user_id = people[Role.viewer].actor.user_id
    admin, anybody = visitor(Role.admin, "zh"), Visitor(site, "zh")
    for known, address in (
        (anybody, "/login"),
        (admin, "/rounds"),
        (admin, f"/rounds/{case.round_id}"),
        (admin, f"/rosters/{case.roster_id}"),
        (admin, f"/jobs/{job_id}"),
        (admin, "/account"),
        (admin, "/users"),
        (admin, f"/users/{user_id}"),
        (admin, "/operations"),
        (admin, "/operations/audit"),
        (admin, "/operations/audit/verification"),
        (admin, "/help"),
        (admin, "/nowhere"),
        (visitor(Role.driver, "zh"), "/users"),
    ):
        answer = known.open(address)
        assert answer.status_code < 500, address
        words = _Words()
        words.feed(answer.text)
        left = [_AS_IT_IS.sub("", text) for text in words.texts]
        english = [text.strip() for text in left if re.search(r"[A-Za-z]{3}", text)]
        assert not english, address


def test_headings_are_in_order_and_fields_have_labels(
    store: Store, people: dict[Role, Person], admin: Visitor
) -> None:
    case = shown_case(store)
    user_id = people[Role.viewer].actor.user_id
    for address in (
        "/rounds", f"/rounds/{case.round_id}", f"/rosters/{case.roster_id}",
        f"/jobs/{new_job(store)}", "/account", "/users", f"/users/{user_id}", "/operations",
        "/operations/audit", "/help",
    ):  # fmt: skip
        answer = admin.open(address)
        assert answer.status_code == 200, address
        page = answer.text
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
        assert levels.count(1) == 1, address
        assert all(b - a <= 1 for a, b in pairwise(levels)), address
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), address
        for field in re.findall(r"<(?:input|select|textarea)\b[^>]*>", page):
            if 'type="hidden"' in field or 'type="file"' in field:  # the file's stands in its label
                continue
            name = re.search(r'\bid="([^"]+)"', field)
            assert name is not None, (address, field)
            assert f'for="{name[1]}"' in page, (address, field)
        assert " style=" not in page, f"{address}: the policy forbids inline styles"
        assert not re.search(r"<script(?![^>]*\bsrc=)", page), address


def test_unknown_pages_are_pages(site: FastAPI) -> None:
    answer = Visitor(site).open("/nowhere")
    assert answer.status_code == 404
    assert translator("en")("There is no such page") in told(answer)
    assert Visitor(site).open("/api/v1/nowhere").headers["content-type"].endswith("problem+json")
