"""Every route, asked by everybody: who is let in is what the table of permissions says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from masstest.access.roles import FOR_PEOPLE_ONLY, PERMITTED, Permission, Role
from masstest.api.calls import Requires
from masstest.api.routes import routers
from masstest.service.uploads import XLSX
from masstest.store.engine import Store
from service_cases import Person, as_browser

NOBODY = "0" * 32

# The declared table: what each route requires; None: nothing.
DECLARED: dict[str, Permission | None] = {
    "POST /sessions": None,
    "DELETE /sessions/current": Permission.own_account,
    "GET /me": Permission.own_account,
    "PUT /me/password": Permission.own_account,
    "GET /me/tokens": Permission.own_tokens,
    "POST /me/tokens": Permission.own_tokens,
    "DELETE /me/tokens/{token_id}": Permission.own_tokens,
    "GET /rounds": Permission.read_rounds,
    "POST /rounds": Permission.edit_rounds,
    "GET /rounds/{round_id}": Permission.read_rounds,
    "PATCH /rounds/{round_id}": Permission.edit_rounds,
    "POST /rounds/{round_id}/rosters": Permission.upload_rosters,
    "GET /rounds/{round_id}/rosters": Permission.read_rosters,
    "GET /rosters/{roster_id}": Permission.read_rosters,
    "GET /rosters/{roster_id}/file": Permission.read_rosters,
    "GET /rosters/{roster_id}/annotated": Permission.read_rosters,
    "GET /rosters/{roster_id}/roster.json": Permission.read_rosters,
    "POST /rounds/{round_id}/plans": Permission.make_plans,
    "GET /rounds/{round_id}/plans": Permission.read_plan_in_force,
    "POST /plans/{plan_id}/replans": Permission.make_plans,
    "GET /plans/{plan_id}": Permission.read_plan_in_force,
    "PATCH /plans/{plan_id}": Permission.make_plans,
    "GET /plans/{plan_id}/diff": Permission.read_plans,
    "GET /plans/{plan_id}/explanation": Permission.read_plans,
    "GET /plans/{plan_id}/plan.json": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/plan.xlsx": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/map.html": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/points.geojson": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/runs.geojson": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/print.zip": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/print.html": Permission.read_plan_in_force,
    "GET /plans/{plan_id}/next-roster.xlsx": Permission.upload_rosters,
    "POST /plans/{plan_id}/edit-checks": Permission.make_plans,
    "POST /plans/{plan_id}/edited-plans": Permission.make_plans,
    "POST /plans/{plan_id}/moves": Permission.make_plans,
    "GET /plans/{plan_id}/shortages": Permission.read_plans,
    "POST /plans/{plan_id}/remedies": Permission.make_plans,
    "POST /plans/{plan_id}/publications": Permission.publish_plans,
    "POST /publications/{publication_id}/withdrawal": Permission.publish_plans,
    "GET /publications/{publication_id}": Permission.read_plan_in_force,
    "GET /rounds/{round_id}/publications": Permission.read_plan_in_force,
    "GET /rounds/{round_id}/publications/in-force": Permission.read_plan_in_force,
    "GET /rounds/{round_id}/jobs": Permission.read_jobs,
    "GET /jobs/{job_id}": Permission.read_jobs,
    "DELETE /jobs/{job_id}": Permission.make_plans,
    "GET /jobs/{job_id}/events": Permission.read_jobs,
    "POST /city-plans": Permission.make_plans,
    "GET /city-plans": Permission.read_plans,
    "GET /city-plans/{job_id}": Permission.read_plans,
    "GET /users": Permission.edit_users,
    "POST /users": Permission.edit_users,
    "GET /users/{user_id}": Permission.edit_users,
    "PATCH /users/{user_id}": Permission.edit_users,
    "PUT /users/{user_id}/password": Permission.edit_users,
    "GET /audit": Permission.read_audit,
    "GET /audit/verification": Permission.read_audit,
    "POST /rounds/{round_id}/events": Permission.report_events,
    "PUT /rounds/{round_id}/events/{event_id}": Permission.report_events,
    "GET /rounds/{round_id}/events": Permission.read_boxes,
    "GET /rounds/{round_id}/boxes": Permission.read_boxes,
    "GET /rounds/{round_id}/box": Permission.read_boxes,
    "GET /rounds/{round_id}/live": Permission.read_live,
    "GET /rounds/{round_id}/board": Permission.read_live,
    "GET /phone": Permission.read_own_task,
    "GET /rounds/{round_id}/task": Permission.read_own_task,
    "GET /rounds/{round_id}/alerts": Permission.acknowledge_alerts,
    "GET /alerts/{alert_id}": Permission.acknowledge_alerts,
    "POST /alerts/{alert_id}/acknowledgement": Permission.acknowledge_alerts,
    "GET /webhooks": Permission.edit_webhooks,
    "POST /webhooks": Permission.edit_webhooks,
    "GET /webhooks/{webhook_id}": Permission.edit_webhooks,
    "PATCH /webhooks/{webhook_id}": Permission.edit_webhooks,
    "DELETE /webhooks/{webhook_id}": Permission.edit_webhooks,
    "POST /webhooks/{webhook_id}/secret": Permission.edit_webhooks,
    "POST /webhooks/{webhook_id}/tests": Permission.edit_webhooks,
    "GET /webhooks/{webhook_id}/deliveries": Permission.edit_webhooks,
    "POST /rounds/{round_id}/proposals": Permission.make_plans,
    "GET /rounds/{round_id}/proposals": Permission.read_live,
    "GET /proposals/{proposal_id}": Permission.read_live,
    "POST /proposals/{proposal_id}/acceptance": Permission.publish_plans,
    "POST /proposals/{proposal_id}/rejection": Permission.publish_plans,
    "GET /rounds/{round_id}/confirmations": Permission.read_live,
    "GET /rounds/{round_id}/summary": Permission.read_reports,
    "GET /rounds/{round_id}/summary.xlsx": Permission.read_reports,
    "GET /rounds/{round_id}/zero-report": Permission.read_reports,
    "GET /rounds/{round_id}/learned": Permission.read_reports,
    "GET /rounds/{round_id}/next-roster.xlsx": Permission.upload_rosters,
    "GET /rounds/{round_id}/readiness": Permission.read_live,
    "GET /rounds/{round_id}/findings": Permission.report_findings,
    "GET /rounds/{round_id}/archive.zip": Permission.read_reports,
    "GET /problems": None,
    "GET /problems/{code}": None,
}

BODIES: dict[str, object] = {
    "POST /sessions": {"login": "nobody", "password": "none"},
    "PUT /me/password": {"old": "a wrong password", "new": "x"},
    "POST /me/tokens": {"name": "t"},
    "POST /rounds": {"district": "D", "date": "2022-03-10"},
    "PATCH /rounds/{round_id}": {"note": ""},
    "PATCH /plans/{plan_id}": {"note": ""},
    "POST /rounds/{round_id}/plans": {},
    "POST /plans/{plan_id}/replans": {},
    "POST /plans/{plan_id}/moves": {"compound_id": "C", "site_id": "S"},
    "POST /plans/{plan_id}/remedies": {"remedies": [{"shortage": 0, "remedy": 0}]},
    "POST /publications/{publication_id}/withdrawal": {},
    "POST /city-plans": {"date": "2022-03-10"},
    "POST /users": {"login": "xy", "name": "X"},
    "POST /rounds/{round_id}/proposals": {},
    "POST /proposals/{proposal_id}/rejection": {},
    "POST /webhooks": {"name": "X", "url": "https://duty.example/hook"},
    "PATCH /webhooks/{webhook_id}": {},
    "PATCH /users/{user_id}": {},
    "PUT /users/{user_id}/password": {"password": "x"},
}
FILES = {"rosters", "edit-checks", "edited-plans"}


@dataclass(frozen=True)
class Route:
    name: str
    method: str
    url: str
    permission: Permission | None


def all_routes() -> Iterator[Route]:
    for router, prefix in routers():
        for route in router.routes:
            assert isinstance(route, APIRoute)
            required = list(_requirements(route.dependant))
            assert len(required) == 1, f"{route.path} must take exactly one call"
            url = prefix + route.path
            for parameter in route.param_convertors:
                value = "forbidden" if parameter == "code" else NOBODY
                url = url.replace(f"{{{parameter}}}", value)
            for method in route.methods:
                yield Route(f"{method} {route.path}", method, url, required[0].permission)


def _requirements(dependant: Dependant) -> Iterator[Requires]:
    for each in dependant.dependencies:
        if isinstance(each.call, Requires):
            yield each.call
        yield from _requirements(each)


ROUTES = list(all_routes())


def test_the_table_is_that_of_the_routes() -> None:
    assert {route.name: route.permission for route in ROUTES} == DECLARED


def test_every_path_of_the_application_is_in_the_table(app: FastAPI) -> None:
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert described == set(DECLARED)


def ask(client: TestClient, route: Route, headers: dict[str, str]) -> int:
    query = {"since": NOBODY} if route.name.endswith("/diff") else {}
    if route.url.rpartition("/")[2] in FILES and route.method == "POST":
        return client.post(
            route.url, content=b"x", headers=headers | {"Content-Type": XLSX}
        ).status_code
    body = BODIES.get(route.name)
    return client.request(
        route.method, route.url, json=body, params=query, headers=headers
    ).status_code


def test_everybody_asks_for_everything(
    client: TestClient, store: Store, people: dict[Role, Person]
) -> None:
    browsers = {role: as_browser(store, person) for role, person in people.items()}
    for route in ROUTES:
        status = ask(client, route, {})
        anonymous = "POST /sessions" if route.name == "POST /sessions" else ""
        if route.permission is not None or anonymous:
            assert status == 401, route.name
        else:
            assert status == 200, route.name
        for role, person in people.items():
            by_program = route.permission not in FOR_PEOPLE_ONLY
            status = ask(client, route, person.headers if by_program else browsers[role])
            allowed = route.permission is None or role in PERMITTED[route.permission].roles
            if route.name == "PUT /me/password":
                assert status == 422, "the new password is too short, whoever asks"
            elif route.name == "POST /sessions":
                assert status in (401, 429)
            elif allowed:
                assert status not in (401, 403), (route.name, role)
                assert status < 500, (route.name, role)
            else:
                assert status == 403, (route.name, role)


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer nonsense", "Basic eA==", "x" * 5000])
def test_a_wrong_key_is_nobody(client: TestClient, authorization: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")
    assert answer.headers["www-authenticate"] == "Bearer"
