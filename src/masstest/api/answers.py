"""Answers: what a route sends back, and problems as documents (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from masstest.service.problems import KINDS, Problem
from masstest.text import Lang, translator

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Answer:
    """What is sent back.

    Attributes
    ----------
    kept : what is kept for the same request sent again; `body` unless it holds a secret
    """

    body: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: BaseModel | None = None

    def response(self) -> Response:
        return answered(self.status, self.headers, self._text(self.body))

    def kept_body(self) -> bytes:
        """The content to be sent when the same request comes again."""
        return self._text(self.body if self.kept is None else self.kept)

    @staticmethod
    def _text(body: BaseModel | None) -> bytes:
        return b"" if body is None else body.model_dump_json(by_alias=True).encode()


def answered(status: int, headers: Mapping[str, str], body: bytes) -> Response:
    """The response of an answer, fresh or kept."""
    media_type = PROBLEM if status >= HTTPStatus.BAD_REQUEST else "application/json"
    return Response(body, status, dict(headers), media_type if body else None)


def problem_document(problem: Problem, lang: Lang, path: str) -> dict[str, Any]:
    """A problem as its document: facts and lists stand beside what the RFC names."""
    t = translator(lang)
    return {
        "type": f"/problems/{problem.code}",
        "title": problem.title(t),
        "status": problem.status,
        "detail": problem.detail(t),
        "instance": path,
        "code": problem.code,
        **problem.facts,
        **{name: list(rows) for name, rows in problem.rows.items()},
    }


def problem_response(
    problem: Problem, lang: Lang, request: Request, headers: Mapping[str, str] | None = None
) -> Response:
    """The response that a problem is."""
    document = problem_document(problem, lang, request.url.path)
    sent = dict(headers or {}) | {"Content-Language": lang, "Cache-Control": "no-store"}
    if "retry_after_s" in problem.facts:
        sent["Retry-After"] = str(problem.facts["retry_after_s"])
    if problem.status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    text = json.dumps(document, ensure_ascii=False, default=str)
    # a fact may hold half a character of what somebody sent
    return Response(text.encode("utf-8", "replace"), problem.status, sent, PROBLEM)


def refusals(*codes: str) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, for its description: statuses with examples by code."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in dict.fromkeys((*_EVERYWHERE, *codes)):
        kind = KINDS[code]
        example = {
            "type": f"/problems/{code}",
            "title": kind.title,
            "status": kind.status,
            "detail": kind.detail,
            "instance": "/api/v1/...",
            "code": code,
        }
        entry = found.setdefault(
            kind.status,
            {
                "description": HTTPStatus(kind.status).phrase,
                "content": {PROBLEM: {"schema": _SCHEMA, "examples": {}}},
            },
        )
        entry["content"][PROBLEM]["examples"][code] = {"value": example}
    return found


_EVERYWHERE = (
    "not_logged_in", "forbidden", "password_change_needed", "csrf", "malformed", "invalid",
    "too_large", "rate_limited", "busy",
)  # fmt: skip
_SCHEMA = {"$ref": "#/components/schemas/ProblemDocument"}
