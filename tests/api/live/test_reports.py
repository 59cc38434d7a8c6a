"""Reports of the day by the API."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from fastapi.testclient import TestClient

from live_round import DISTRICT, SEALED, point_lead, round_on, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.service.live.ledger.recording import record
from masstest.store.engine import Store
from service_cases import Case, Person, make_person


@pytest.fixture
def address(store: Store) -> str:
    """A round on, of which S001 has told a little."""
    case: Case = round_on(store)
    own = [
        sent("point_opened", "08:00", site_id="S001", lanes=2, place="S001"),
        sent("people_sampled", "08:30", site_id="S001", persons=60, place="S001"),
        sent("box_sealed", "08:40", place="S001", **SEALED),
    ]
    record(store, point_lead(store).actor, case.round_id, own)
    return f"/api/v1/rounds/{case.round_id}"


def test_summary_and_zero_report(client: TestClient, coordinator: Person, address: str) -> None:
    answer = client.get(f"{address}/summary", headers=coordinator.headers)
    assert answer.status_code == 200
    found = answer.json()
    assert found["events"] == 3
    whole = found["rows"][0]
    assert (whole["kind"], whole["name"]) == ("district", DISTRICT)
    assert whole["figures"]["sampled"] == 60
    zero = client.get(f"{address}/zero-report?lang=zh", headers=coordinator.headers).json()
    lines = zero["items"]
    assert {line["kind"] for line in lines} == {"street", "community"}
    assert sum(line["figures"]["sampled"] for line in lines if line["kind"] == "street") == 60
    assert "未收到任何上报。" in {line["text"] for line in lines}


def test_one_street_for_who_watches_over_it(
    client: TestClient, store: Store, coordinator: Person, address: str
) -> None:
    zero = client.get(f"{address}/zero-report", headers=coordinator.headers).json()["items"]
    street, other = sorted({line["street"] for line in zero})[:2]
    grant = GrantedRole(Role.manager, Scope.street, f"{DISTRICT}/{street}")
    headers = make_person(store, "street-1", grant).headers
    own = client.get(f"{address}/summary", headers=headers).json()
    assert own["street"] == street
    assert {row["street"] for row in own["rows"]} == {street}
    refused = client.get(f"{address}/summary", params={"street": other}, headers=headers)
    assert refused.status_code == 403
    unknown = client.get(f"{address}/summary?street=Nowhere", headers=coordinator.headers)
    assert unknown.status_code == 422
    assert client.get(f"{address}/archive.zip", headers=headers).status_code == 403


def test_files(client: TestClient, coordinator: Person, address: str) -> None:
    book = client.get(f"{address}/summary.xlsx?lang=en", headers=coordinator.headers)
    assert "Zero report" in openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    archive = client.get(f"{address}/archive.zip", headers=coordinator.headers)
    assert archive.headers["content-type"] == "application/zip"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(archive.content)).namelist()


def test_learned_rates_and_the_next_roster(
    client: TestClient, coordinator: Person, address: str
) -> None:
    rates = client.get(f"{address}/learned", headers=coordinator.headers).json()["items"]
    assert {"stop_min", "L1.turnaround_min"} <= {rate["name"] for rate in rates}
    plain = client.get(f"{address}/next-roster.xlsx", headers=coordinator.headers)
    assert plain.status_code == 200
    refused = client.get(f"{address}/next-roster.xlsx?take=pool_fill", headers=coordinator.headers)
    assert refused.status_code == 422
    assert refused.json()["code"] == "unknown_rate"


def test_readiness_and_findings(client: TestClient, coordinator: Person, address: str) -> None:
    event = {
        "event_id": "confirmed-1", "at": "2022-03-10T06:50:00+08:00", "place": "S002",
        "fact": {"kind": "readiness_confirmed", "site_id": "S002", "item": "order", "ok": False},
    }  # fmt: skip
    sent_ = client.post(f"{address}/events", json={"events": [event]}, headers=coordinator.headers)
    assert sent_.json()["outcomes"][0]["status"] == "recorded"
    points = client.get(f"{address}/readiness", headers=coordinator.headers).json()["items"]
    assert points[0]["site_id"] == "S002"
    assert {light["item"]: light["state"] for light in points[0]["lights"]}["order"] == "refused"
    assert client.get(f"{address}/findings", headers=coordinator.headers).json()["items"] == []
