"""Problems: documents in the reader's language, and the pages that explain their codes."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from masstest.api.answers import problem_document
from masstest.service.problems import KINDS, Problem
from service_cases import Person


@pytest.mark.parametrize(
    ("headers", "query", "title"),
    [
        ({}, "", "找不到"),
        ({"Accept-Language": "en-GB,en;q=0.8"}, "", "Not found"),
        ({"Accept-Language": "de, zh-CN;q=0.5, en;q=0.7"}, "", "Not found"),
        ({"Accept-Language": "zh"}, "?lang=en", "Not found"),
        ({"Accept-Language": "en;q=x"}, "", "找不到"),
    ],
)
def test_the_language_is_the_reader_s(
    client: TestClient, headers: dict[str, str], query: str, title: str
) -> None:
    answer = client.get(f"/problems/nothing{query}", headers=headers)
    assert answer.status_code == 404
    assert answer.json()["title"] == title
    assert answer.headers["content-language"] == ("zh" if title == "找不到" else "en")


def test_every_code_has_its_page(client: TestClient) -> None:
    listed = client.get("/problems", params={"lang": "zh"}).json()["items"]
    assert [row["code"] for row in listed] == list(KINDS)
    for row in listed:
        assert re.search("[\u4e00-\u9fff]", row["title"]), row
        page = client.get(f"/problems/{row['code']}", params={"lang": "zh"})
        assert page.json() == row


def test_a_document_has_what_the_rfc_names_and_its_facts() -> None:
    problem = Problem("in_force", number=3)
    assert problem_document(problem, "en", "/api/v1/x") == {
        "type": "/problems/in_force",
        "title": "Another plan is in force",
        "status": 409,
        "detail": "Plan 3 of this round is published. Withdraw it first.",
        "instance": "/api/v1/x",
        "code": "in_force",
        "number": 3,
    }


def test_what_isn_t_there_is_a_problem_as_well(client: TestClient) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = client.put("/api/v1/rounds")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_an_error_of_ours_tells_nothing_of_itself(
    app: FastAPI, client: TestClient, coordinator: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret path")

    monkeypatch.setattr("masstest.api.routes.rounds.rounds.list_page", fail)
    answer = client.get("/api/v1/rounds", headers=coordinator.headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


def test_every_route_says_what_it_refuses(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            documents = [
                content
                for status, answer in operation["responses"].items()
                if status.startswith(("4", "5"))
                for content in answer["content"]
            ]
            assert documents, (method, path)
            assert set(documents) == {"application/problem+json"}, (method, path)
