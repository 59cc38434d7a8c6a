"""Several districts planned as one job, through the API."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from city_rounds import add_district, add_roster, add_round, district_roster, plan_waiting
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.api import create_app
from masstest.settings import Settings
from masstest.store.engine import Store
from service_cases import Person, make_person, valid_case
from support import DATE

API = "/api/v1"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(client: TestClient, who: Person, **body: Any) -> Any:
    headers = who.headers | body.pop("headers", {})
    body = {"date": DATE.isoformat()} | body
    return client.post(f"{API}/city-plans", json=body, headers=headers)


def refused(client: TestClient, who: Person, **body: Any) -> tuple[int, str, Any]:
    answer = ask(client, who, **body)
    return answer.status_code, answer.json()["code"], answer.json()


def at(*districts: str, role: Role = Role.coordinator) -> tuple[GrantedRole, ...]:
    return tuple(GrantedRole(role, Scope.district, name) for name in districts)


def test_two_districts_are_planned_together(client: TestClient, store: Store) -> None:
    east, west = add_district(store, "East End"), add_district(store, "West End")
    add_district(store, "Elsewhere", date=DATE)
    who = make_person(store, "east-and-west", *at("East End", "West End"))
    once = {"Idempotency-Key": "tonight"}
    answer = ask(client, who, deterministic=True, headers=once)
    assert answer.status_code == 202, answer.text
    job_id = answer.json()["job_id"]
    assert answer.headers["location"] == f"{API}/jobs/{job_id}"
    assert ask(client, who, deterministic=True, headers=once).json()["job_id"] == job_id

    url = f"{API}/city-plans/{job_id}"
    before = client.get(url, headers=who.headers).json()
    assert (before["state"], before["status"], before["shared_laboratories"]) == (
        "queued", None, [],
    )  # fmt: skip
    assert [(d["district"], d["roster_id"], d["status"]) for d in before["districts"]] == [
        ("East End", east, None),
        ("West End", west, None),
    ]
    assert plan_waiting(store) == ["done"]
    after = client.get(url, headers=who.headers).json()
    assert (after["state"], after["status"] in ("met", "short")) == ("done", True)
    for each in after["districts"]:
        plan = client.get(f"{API}/plans/{each['plan_id']}", headers=who.headers).json()
        assert (plan["round_id"], plan["status"]) == (each["round_id"], each["status"])
    (lab,) = after["shared_laboratories"]
    assert set(lab["shares"]) == {"East End", "West End"}
    assert sum(lab["shares"].values()) <= lab["tubes_per_hour"]
    assert sum(hour["started"] for hour in lab["hours"]) == lab["tubes"] > 0
    for hour in lab["hours"]:
        assert sum(hour["by_district"].values()) == hour["started"] <= hour["capacity"]
        assert hour["hour"].startswith(DATE.isoformat())
    listed = client.get(f"{API}/city-plans", headers=who.headers).json()["items"]
    assert [(each["job_id"], each["districts"]) for each in listed] == [
        (job_id, after["districts"])
    ]
    assert client.get(f"{API}/jobs/{job_id}", headers=who.headers).json()["kind"] == "city"


@SQLITE
def test_rights_are_needed_in_every_district(client: TestClient, store: Store) -> None:
    named = [add_district(store, "East"), add_district(store, "West")]
    both = make_person(store, "both", *at("East", "West"))
    east = make_person(store, "east", *at("East"))
    mixed = make_person(store, "mixed", *at("East"), *at("West", role=Role.manager))
    assert refused(client, east, rosters=named)[:2] == (404, "not_found")
    assert refused(client, mixed, rosters=named)[:2] == (403, "forbidden")
    assert refused(client, east)[1] == "city_of_one", "one's own district is no city"

    job_id = ask(client, both, rosters=named).json()["job_id"]
    for url in (f"/city-plans/{job_id}", f"/jobs/{job_id}"):
        assert client.get(f"{API}{url}", headers=east.headers).status_code == 404
        assert client.get(f"{API}{url}", headers=mixed.headers).status_code == 200
    assert client.get(f"{API}/city-plans", headers=east.headers).json()["items"] == []
    stop = f"{API}/jobs/{job_id}"
    assert client.delete(stop, headers=east.headers).status_code == 404
    assert client.delete(stop, headers=mixed.headers).status_code == 403
    assert client.delete(stop, headers=both.headers).json()["state"] == "cancelled"


def test_what_is_no_city_is_refused(client: TestClient, store: Store, coordinator: Person) -> None:
    assert refused(client, coordinator)[:2] == (409, "city_of_one")
    east, west = add_district(store, "East"), add_round(store, "West")
    status, code, told = refused(client, coordinator)
    assert (status, code, told["districts"]) == (409, "city_without_roster", "West")
    assert refused(client, coordinator, rosters=[east])[:2] == (409, "city_of_one")
    assert refused(client, coordinator, rosters=[east, "0" * 32])[:2] == (404, "not_found")
    assert refused(client, coordinator, rosters=[east, east])[:2] == (422, "city_roster_twice")
    other = add_roster(store, add_round(store, "North", number=2), district_roster("North"))
    assert refused(client, coordinator, rosters=[east, other])[:2] == (409, "other_round")
    add_roster(store, west, district_roster("West"))
    status, code, told = refused(client, coordinator, settings={"colour": 1})
    assert (status, code) == (422, "wrong_settings")
    assert [row["pointer"] for row in told["problems"]] == ["/settings/colour"]


@SQLITE
def test_rosters_that_contradict_each_other_are_told_in_sentences(
    client: TestClient, store: Store, coordinator: Person
) -> None:
    add_district(store, "East")
    west = district_roster("West", result_deadline=1380)
    twice = district_roster("East").vehicles
    add_roster(store, add_round(store, "West"), west.model_copy(update={"vehicles": twice}))
    status, code, told = refused(client, coordinator)
    assert (status, code, told["count"]) == (409, "city_contradicts", 2)
    assert [row["code"] for row in told["problems"]] == ["city_round", "city_vehicle"]
    assert told["problems"][1]["text"] == (
        f"West, sheet vehicles: {twice[0].plate} is also in East. "
        "Leave each vehicle to one district."
    )
    chinese = ask(client, coordinator, headers={"Accept-Language": "zh"}).json()
    assert "每辆车只能归一个区县使用" in chinese["problems"][1]["text"]
    # a setting that makes the deadlines the same mends the one
    told = refused(client, coordinator, settings={"result_deadline": "2022-03-10T23:30"})[2]
    assert [row["code"] for row in told["problems"]] == ["city_vehicle"]


@SQLITE
def test_a_plan_of_one_district_is_no_city_plan(
    client: TestClient, store: Store, coordinator: Person
) -> None:
    case = valid_case(store)
    url = f"{API}/rounds/{case.round_id}/plans"
    job = client.post(url, json={}, headers=coordinator.headers).json()
    answer = client.get(f"{API}/city-plans/{job['job_id']}", headers=coordinator.headers)
    assert answer.status_code == 404


@SQLITE
def test_jobs_are_tried_as_often_as_is_set(store: Store, coordinator: Person) -> None:
    case = valid_case(store)
    for name in ("East", "West"):
        add_roster(store, add_round(store, name, number=2), district_roster(name))
    client = TestClient(create_app(Settings(job_max_attempts=7, _env_file=None), store))
    for path, body in (
        ("/city-plans", {"date": DATE.isoformat(), "number": 2}),
        (f"/rounds/{case.round_id}/plans", {}),
        (f"/plans/{case.plan_id}/replans", {}),
    ):
        answer = client.post(f"{API}{path}", json=body, headers=coordinator.headers)
        assert answer.json()["max_attempts"] == 7, path
