"""Rosters: uploaded as a workbook or as JSON, and told what is wrong with them."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from masstest.domain.roster import Roster
from masstest.service.uploads import JSON, XLSX
from roster_book import good_book, good_roster, spoilt
from service_cases import Person

API = "/api/v1"


@pytest.fixture
def url(client: TestClient, coordinator: Person) -> str:
    order = good_roster().round
    body = {
        "district": order.district,
        "date": order.date.isoformat(),
        "number": order.number,
    }
    made = client.post(f"{API}/rounds", json=body, headers=coordinator.headers)
    return f"{API}/rounds/{made.json()['round_id']}/rosters"


def upload(
    client: TestClient, who: Person, url: str, content: bytes, kind: str = XLSX, **query: str
) -> Any:
    headers = who.headers | {"Content-Type": kind}
    return client.post(url, content=content, params=query, headers=headers)


def test_a_good_workbook(client: TestClient, coordinator: Person, url: str) -> None:
    answer = upload(client, coordinator, url, good_book(), file_name="../名册.xlsx")
    assert answer.status_code == 201, answer.text
    report = answer.json()
    assert (report["status"], report["number"], report["problems"]) == ("ok", 1, [])
    assert report["file_name"] == "名册.xlsx"
    assert {row["sheet"] for row in report["read"]} >= {"round", "compounds", "sites"}
    where = answer.headers["location"]
    assert client.get(where, headers=coordinator.headers).json() == report
    source = client.get(f"{where}/file", headers=coordinator.headers)
    assert source.content == good_book()
    read = client.get(f"{where}/roster.json", headers=coordinator.headers)
    assert Roster.from_json(read.content) == good_roster()
    listed = client.get(url, headers=coordinator.headers).json()["items"]
    assert [row["roster_id"] for row in listed] == [report["roster_id"]]


def test_a_workbook_with_errors_is_kept_with_its_cells(
    client: TestClient, coordinator: Person, url: str
) -> None:
    def spoil(book: Any) -> None:
        book["Compounds"]["J5"] = "620人"

    answer = upload(client, coordinator, url, spoilt(spoil), lang="zh")
    assert (answer.status_code, answer.json()["code"]) == (422, "roster_has_errors")
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["cell"]) == ("not_a_number", "compounds!J5")
    assert "620人" in problem["text"]
    where = answer.headers["location"]
    assert client.get(where, headers=coordinator.headers).json()["status"] == "errors"
    annotated = client.get(f"{where}/annotated", params={"lang": "en"}, headers=coordinator.headers)
    book = openpyxl.load_workbook(io.BytesIO(annotated.content))
    assert book.sheetnames[0] == "Check result"
    unusable = client.get(f"{where}/roster.json", headers=coordinator.headers)
    assert (unusable.status_code, unusable.json()["code"]) == (409, "roster_unusable")
    round_url = url.rpartition("/")[0]
    body = {"roster_id": answer.json()["roster_id"]}
    refused = client.post(f"{round_url}/plans", json=body, headers=coordinator.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "roster_unusable")


def test_json_is_read_by_the_same_rules(client: TestClient, coordinator: Person, url: str) -> None:
    good = json.loads(good_roster().to_json())
    answer = upload(client, coordinator, url, json.dumps(good).encode(), JSON)
    assert answer.status_code == 201, answer.text
    read = client.get(f"{answer.headers['location']}/roster.json", headers=coordinator.headers)
    assert Roster.from_json(read.content) == good_roster()
    none = client.get(f"{answer.headers['location']}/annotated", headers=coordinator.headers)
    assert none.status_code == 404
    good["vehicles"][0]["driver_id"] = "W999"
    answer = upload(client, coordinator, url, json.dumps(good).encode(), JSON)
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["pointer"]) == ("unknown_id", "/vehicles/0/driver_id")
    assert "W999" in problem["text"]


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b"", ""),
        (b"{", ""),
        (b"[]", ""),
        (b'{"round": {"district": "D", "date": "never"}}', "/round/date"),
        (b'{"round": {"district": "D", "date": "2022-03-10"}, "compounds": 3}', "/compounds"),
        (
            b'{"round": {"district": "D", "date": "2022-03-10"}, "compounds": [{}]}',
            "/compounds/0/compound_id",
        ),
        (b'{"round": {"district": "D", "date": "2022-03-10"}, "colour": 1}', "/colour"),
    ],
)
def test_json_that_is_no_roster(
    client: TestClient, coordinator: Person, url: str, content: bytes, pointer: str
) -> None:
    answer = upload(client, coordinator, url, content, JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "roster_unreadable")
    assert answer.json()["problems"][0]["pointer"] == pointer
    assert answer.json()["problems"][0]["text"]


def test_a_roster_of_another_round(client: TestClient, coordinator: Person) -> None:
    body = {"district": "Elsewhere", "date": "2022-03-10"}
    made = client.post(f"{API}/rounds", json=body, headers=coordinator.headers).json()
    url = f"{API}/rounds/{made['round_id']}/rosters"
    answer = upload(client, coordinator, url, good_book())
    assert (answer.status_code, answer.json()["code"]) == (409, "other_round")


def test_other_kinds_of_content_are_refused(
    client: TestClient, coordinator: Person, url: str
) -> None:
    answer = upload(client, coordinator, url, b"x", "image/png")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_an_upload_sent_twice_is_kept_once(
    client: TestClient, coordinator: Person, url: str
) -> None:
    headers = coordinator.headers | {"Content-Type": XLSX, "Idempotency-Key": "u1"}
    first, second = (client.post(url, content=good_book(), headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert len(client.get(url, headers=coordinator.headers).json()["items"]) == 1
    other = client.post(url, content=good_book("zh"), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
