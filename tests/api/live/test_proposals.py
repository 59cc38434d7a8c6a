"""Changing the plan in the day over HTTP."""

from __future__ import annotations

from fastapi.testclient import TestClient

from live_proposals import day_under_way
from masstest.access.roles import Role
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.store.engine import Store
from service_cases import Person


def test_asked_for_looked_at_and_accepted(
    client: TestClient, store: Store, people: dict[Role, Person]
) -> None:
    headers = people[Role.coordinator].headers
    case = day_under_way(store, people[Role.coordinator])
    url = f"/api/v1/rounds/{case.round_id}/proposals"
    asked = client.post(url, json={"excludes": ["lab=L1"], "lead_min": 10}, headers=headers)
    assert asked.status_code == 202
    address = asked.headers["location"]
    assert client.get(address, headers=headers).json()["state"] == "planning"
    early = client.post(f"{address}/acceptance", headers=headers | {"If-Match": '"1"'})
    assert (early.status_code, early.json()["code"]) == (409, "proposal_not_open")
    run_waiting_jobs(store)

    found = client.get(address, headers=people[Role.viewer].headers)
    assert found.json()["state"] == "open"
    assert found.json()["changes"]["runs_changed"] == 2
    texts = [each["text"] for each in found.json()["approximations"]]
    assert any("V2" in text for text in texts), "V2 has reported nothing"
    unseen = client.post(f"{address}/acceptance", headers=headers)
    assert unseen.status_code == 428
    version = {"If-Match": found.headers["etag"]}
    made = client.post(f"{address}/acceptance", headers=headers | version)
    assert (made.status_code, made.json()["number"]) == (201, 2)
    again = client.post(f"{address}/acceptance", headers=headers | version)
    assert again.status_code == 412
    now = client.get(f"/api/v1/rounds/{case.round_id}/publications/in-force", headers=headers)
    assert now.json()["plan_id"] == found.json()["plan_id"]
    told = client.get(f"/api/v1/rounds/{case.round_id}/confirmations", headers=headers).json()
    assert (told["publication"], told["waiting"]) == (2, 1)
    assert [run["run_id"] for run in told["vehicles"][0]["runs"]] == ["R1", "R2"]
    assert len(client.get(url, headers=headers).json()["items"]) == 1


def test_rejected(client: TestClient, store: Store, people: dict[Role, Person]) -> None:
    headers = people[Role.coordinator].headers
    case = day_under_way(store, people[Role.coordinator])
    asked = client.post(f"/api/v1/rounds/{case.round_id}/proposals", json={}, headers=headers)
    run_waiting_jobs(store)
    address = asked.headers["location"]
    found = client.get(address, headers=headers)
    assert found.json()["is_needed"] is False
    answer = client.post(
        f"{address}/rejection",
        json={"note": "nothing to do"},
        headers=headers | {"If-Match": found.headers["etag"]},
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")
