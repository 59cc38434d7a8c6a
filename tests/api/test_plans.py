"""Plans: asked for, stopped, looked at by role, edited, published, withdrawn."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from masstest.access.roles import Role
from masstest.domain.plan import Plan
from masstest.jobs import jobs
from masstest.service.uploads import XLSX
from masstest.store.engine import Store
from service_cases import Case, Person, keep_plan, shown_case, valid_case
from valid_plan import edit, valid_plan, valid_roster

API = "/api/v1"


@pytest.fixture
def case(store: Store) -> Case:
    return valid_case(store)


@pytest.fixture
def shown(store: Store) -> Case:
    return shown_case(store)


def get(client: TestClient, who: Person, path: str, **query: Any) -> Any:
    answer = client.get(f"{API}{path}", params=query, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client: TestClient, who: Person, path: str, body: Any = None, *, status: int = 201) -> Any:
    answer = client.post(f"{API}{path}", json=body, headers=who.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def publish(client: TestClient, who: Person, plan_id: str) -> dict[str, Any]:
    return dict(post(client, who, f"/plans/{plan_id}/publications"))


def test_a_plan_is_asked_for_and_stopped(
    client: TestClient, coordinator: Person, case: Case
) -> None:
    answer = client.post(
        f"{API}/rounds/{case.round_id}/plans",
        json={"time_limit_s": 5, "settings": {"pickup_interval_max_min": 90}},
        headers=coordinator.headers,
    )
    assert answer.status_code == 202
    job = get(client, coordinator, answer.headers["location"].removeprefix(API))
    assert job == answer.json()
    assert (job["kind"], job["state"], job["roster_id"]) == ("plan", "queued", case.roster_id)
    listed = get(client, coordinator, f"/rounds/{case.round_id}/jobs")["items"]
    assert listed == [job]
    url = f"{API}/jobs/{job['job_id']}"
    stopped = client.delete(url, headers=coordinator.headers)
    assert (stopped.status_code, stopped.json()["state"]) == (202, "cancelled")
    again = client.delete(url, headers=coordinator.headers)
    assert (again.status_code, again.json()["code"]) == (409, "job_over")


def test_wrong_settings_and_subjects_are_told(
    client: TestClient, coordinator: Person, case: Case
) -> None:
    body: dict[str, Any] = {"settings": {"colour": 1, "pool_fill": 7}}
    refused = post(client, coordinator, f"/rounds/{case.round_id}/plans", body, status=422)
    assert refused["code"] == "wrong_settings"
    assert {row["pointer"] for row in refused["problems"]} == {
        "/settings/colour",
        "/settings/pool_fill",
    }
    body = {"pins": ["site=P9", "lab=L1"], "excludes": ["staff=X"]}
    refused = post(client, coordinator, f"/plans/{case.plan_id}/replans", body, status=422)
    assert [row["pointer"] for row in refused["problems"]] == ["/pins/0", "/pins/1", "/excludes/0"]


def test_a_round_without_roster_is_not_planned(client: TestClient, coordinator: Person) -> None:
    made = post(client, coordinator, "/rounds", {"district": "D", "date": "2022-03-10"})
    refused = post(client, coordinator, f"/rounds/{made['round_id']}/plans", {}, status=409)
    assert refused["code"] == "no_roster"


def test_planning_again_keeps_what_is_asked(
    client: TestClient, store: Store, coordinator: Person, case: Case
) -> None:
    body = {"freeze": "11:30", "pins": ["site=P1"], "excludes": ["lab=L2", "vehicle=V1"]}
    job = post(client, coordinator, f"/plans/{case.plan_id}/replans", body, status=202)
    assert (job["kind"], job["base_plan_id"]) == ("replan", case.plan_id)
    with store.reading() as session:
        stored = jobs.get(session, job["job_id"])
        assert stored is not None
        assert stored.request["freeze"] == 690
        assert stored.request["excludes"] == ["lab=L2", "vehicle=V1"]


def test_a_plan_comes_in_every_form(client: TestClient, coordinator: Person, shown: Case) -> None:
    url = f"{API}/plans/{shown.plan_id}"
    for name, media_type in (
        ("plan.json", "application/json"),
        ("plan.xlsx", XLSX),
        ("map.html", "text/html; charset=utf-8"),
        ("points.geojson", "application/geo+json"),
        ("runs.geojson", "application/geo+json"),
        ("print.zip", "application/zip"),
        ("print.html", "text/html; charset=utf-8"),
        ("next-roster.xlsx", XLSX),
    ):
        answer = client.get(f"{url}/{name}", headers=coordinator.headers)
        assert answer.status_code == 200, name
        assert answer.headers["content-type"] == media_type
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.content
        if "etag" in answer.headers:
            known = {"If-None-Match": answer.headers["etag"]}
            again = client.get(f"{url}/{name}", headers=coordinator.headers | known)
            assert again.status_code == 304, name
    plan = client.get(f"{url}/plan.json", headers=coordinator.headers)
    assert Plan.from_json(plan.content).shortages[0].text, "shortages come in words"
    pages = client.get(f"{url}/print.zip", headers=coordinator.headers)
    assert "print/index.html" in zipfile.ZipFile(io.BytesIO(pages.content)).namelist()


def test_phones_are_for_those_who_need_them(
    client: TestClient, people: dict[Role, Person], shown: Case, store: Store
) -> None:
    """Whoever may not see all plans sees the one in force, and no phone in any form of it."""
    url = f"{API}/plans/{shown.plan_id}"
    for role in (Role.driver, Role.lab, Role.viewer, Role.transport_lead):
        answer = client.get(f"{url}/plan.json", headers=people[role].headers)
        assert answer.status_code == 404, "a draft is none of their business"
    manager = client.get(f"{url}/plan.xlsx", headers=people[Role.manager].headers)
    everything = client.get(f"{url}/plan.xlsx", headers=people[Role.coordinator].headers)
    assert manager.headers["etag"] != everything.headers["etag"]
    assert len(_phones(everything.content)) > len(_phones(manager.content))


def _phones(workbook: bytes) -> set[str]:
    book = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True)
    texts = {
        str(cell)
        for page in book
        if page.sheet_state == "visible"
        for row in page.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    }
    return {text for text in texts if text.isdigit() and len(text) == 11}


def test_an_edited_workbook_is_checked_and_kept(
    client: TestClient, coordinator: Person, shown: Case
) -> None:
    url = f"/plans/{shown.plan_id}"
    ask = coordinator.headers | {"Content-Type": XLSX}
    plain = client.get(f"{API}{url}/plan.xlsx", headers=coordinator.headers).content
    unchanged = client.post(f"{API}{url}/edit-checks", content=plain, headers=ask)
    assert (unchanged.status_code, unchanged.json()["changed"]) == (200, False)
    kept = client.post(f"{API}{url}/edited-plans", content=plain, headers=ask)
    assert (kept.status_code, kept.json()["code"]) == (409, "nothing_changed")
    nonsense = client.post(f"{API}{url}/edit-checks", content=b"PK\x03\x04", headers=ask)
    assert (nonsense.status_code, nonsense.json()["code"]) == (422, "edit_unreadable")
    assert nonsense.json()["problems"][0]["text"]


def test_a_compound_is_moved_and_its_consequences_are_told(
    client: TestClient, coordinator: Person, case: Case
) -> None:
    path = f"/plans/{case.plan_id}/moves"
    move = {"compound_id": "C2", "site_id": "P2"}
    told = post(client, coordinator, path, move, status=200)
    assert told["changed"]
    assert told["plan"] is None
    assert "zone_separation" in {row["rule"] for row in told["broken"] if row["physical"]}
    kept = post(client, coordinator, path, move | {"keep": True, "note": "by hand"})
    plan = get(client, coordinator, f"/plans/{kept['plan']['plan_id']}")
    assert (plan["origin"], plan["base_plan_id"]) == ("edited", case.plan_id)
    assert plan["note"] == "by hand"
    assert plan["kpis"]["rules_broken"] > 0
    refused = post(client, coordinator, f"/plans/{plan['plan_id']}/publications", status=409)
    assert refused["code"] == "breaks_rules"
    assert "zone_separation" in {row["rule"] for row in refused["violations"]}
    same = post(client, coordinator, path, {"compound_id": "C2", "site_id": "P1"}, status=200)
    assert not same["changed"]
    wrong = post(client, coordinator, path, {"compound_id": "C2", "site_id": "P4"}, status=422)
    assert wrong["code"] == "move_impossible"


def test_two_plans_are_compared_and_one_explained(
    client: TestClient, store: Store, coordinator: Person, case: Case
) -> None:
    roster = valid_roster()
    plan = edit(valid_plan(roster), "points", lambda p: p.site_id == "P1", lanes=2)
    _, other = keep_plan(store, case.round_id, roster, plan)
    found = get(client, coordinator, f"/plans/{other}/diff", since=case.plan_id)
    assert found["differences"]["date_before"] == "2022-03-10"
    assert found["lines"]
    told = get(client, coordinator, f"/plans/{case.plan_id}/explanation", subject="C2")
    assert told["explanation"]["found"] == [{"kind": "compound", "id": "C2"}]
    assert told["lines"]


def test_a_remedy_is_applied(
    client: TestClient, store: Store, coordinator: Person, shown: Case
) -> None:
    found = get(client, coordinator, f"/plans/{shown.plan_id}/shortages")["shortages"]
    choices = {
        remedy["applicable"]: {"shortage": row["number"], "remedy": remedy["number"]}
        for row in found
        for remedy in row["remedies"]
    }
    path = f"/plans/{shown.plan_id}/remedies"
    body = {"remedies": [choices[True]]}
    made = post(client, coordinator, path, body, status=202)
    assert made["job"]["kind"] == "replan"
    assert made["job"]["roster_id"] == made["roster_id"] != shown.roster_id
    before, after = (
        client.get(f"{API}/rosters/{each}/roster.json", headers=coordinator.headers).json()
        for each in (shown.roster_id, made["roster_id"])
    )
    assert before != after
    none = {"remedies": [{"shortage": 99, "remedy": 0}]}
    assert post(client, coordinator, path, none, status=422)["code"] == "no_such_remedy"
    if False in choices:
        moved = post(client, coordinator, path, {"remedies": [choices[False]]}, status=409)
        assert moved["code"] == "remedy_not_applicable"


def test_publishing_and_withdrawing(
    client: TestClient, store: Store, people: dict[Role, Person], case: Case
) -> None:
    coordinator, driver = people[Role.coordinator], people[Role.driver]
    url = f"/plans/{case.plan_id}"
    assert get(client, driver, f"/rounds/{case.round_id}/plans")["items"] == []
    made = publish(client, coordinator, case.plan_id)
    assert (made["number"], made["in_force"]) == (1, True)
    plan = client.get(f"{API}{url}", headers=driver.headers)
    assert plan.json()["publication_number"] == 1
    assert plan.headers["etag"] == '"2"', "who looks again sees that it has been published"
    mine = get(client, driver, f"{url}/plan.json")
    assert {run["vehicle_id"] for run in mine["runs"]} == {"V1"}
    again = post(client, coordinator, f"{url}/publications", status=409)
    assert again["code"] == "already_published"
    _, other = keep_plan(store, case.round_id, valid_roster(), valid_plan())
    second = post(client, coordinator, f"/plans/{other}/publications", status=409)
    assert (second["code"], second["number"]) == ("in_force", 1)
    path = f"/publications/{made['publication_id']}/withdrawal"
    gone = post(client, coordinator, path, {"reason": "a point is lost"}, status=200)
    assert not gone["in_force"]
    assert post(client, coordinator, path, {}, status=409)["code"] == "already_withdrawn"
    assert client.get(f"{API}{url}", headers=driver.headers).status_code == 404
    assert publish(client, coordinator, other)["number"] == 2
    listed = get(client, coordinator, f"/rounds/{case.round_id}/publications")["items"]
    assert [row["number"] for row in listed] == [2, 1]
    assert len(get(client, driver, f"/rounds/{case.round_id}/publications")["items"]) == 1
    now = get(client, driver, f"/rounds/{case.round_id}/publications/in-force")
    assert now["plan_id"] == other


def test_everything_that_was_done_is_in_the_audit(
    client: TestClient, people: dict[Role, Person], case: Case
) -> None:
    publish(client, people[Role.coordinator], case.plan_id)
    admin = people[Role.admin]
    entries = get(client, admin, "/audit", limit=3)["items"]
    assert entries[0]["action"] == "plan.publish"
    assert entries[0]["actor"] == "coordinator-1 (tests)"
    assert get(client, admin, "/audit/verification")["ok"]


def test_a_plan_s_note(client: TestClient, coordinator: Person, case: Case) -> None:
    url = f"{API}/plans/{case.plan_id}"
    headers = coordinator.headers | {"If-Match": '"1"'}
    assert client.patch(url, json={"note": "n"}, headers=headers).json()["note"] == "n"
    assert client.patch(url, json={"note": "m"}, headers=headers).status_code == 412
    listed = client.get(f"{API}/rounds/{case.round_id}/plans", headers=coordinator.headers)
    assert [row["note"] for row in listed.json()["items"]] == ["n"]
    assert json.loads(listed.text)["next_cursor"] is None
