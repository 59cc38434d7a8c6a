"""Every way a request can fail, turned into a problem in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from masstest.access.problems import AccessProblem
from masstest.api.answers import problem_response
from masstest.api.idempotency import AnsweredBefore
from masstest.api.languages import language_of
from masstest.service.problems import AccessRefused, Problem
from masstest.store.documents import DocumentMissing

_log = structlog.get_logger("masstest.api")
_MOST_ERRORS = 50


def add_handlers(app: FastAPI) -> None:
    """Have `app` answer with problems only."""
    app.add_exception_handler(AnsweredBefore, _answered_before)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(AccessProblem, _access)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(DocumentMissing, _gone)
    app.add_exception_handler(DataError, _unstorable)
    for unavailable in (OperationalError, InterfaceError, NoConnectionFree):
        app.add_exception_handler(unavailable, _database)
    app.add_exception_handler(Exception, _unforeseen)


def _answer(
    request: Request, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    return problem_response(problem, language_of(request), request, headers)


def _answered_before(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnsweredBefore)
    return error.response


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _answer(request, error)


def _access(request: Request, error: Exception) -> Response:
    assert isinstance(error, AccessProblem)
    return _answer(request, AccessRefused(error))


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(e["type"] == "json_invalid" for e in found):
        return _answer(request, Problem("malformed", reason="JSON"))
    rows = [
        {
            "in": str(e["loc"][0]) if e["loc"] else "body",
            "pointer": "".join(f"/{part}" for part in e["loc"][1:])[:200],
            "reason": str(e["msg"])[:200],
        }
        for e in found[:_MOST_ERRORS]
    ]
    return _answer(request, Problem("invalid", count=len(found), rows={"errors": rows}))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        problem = Problem("not_found", subject="page")
    elif error.status_code == 405:
        problem = Problem("method_not_allowed", method=request.method)
    elif error.status_code == 413:
        problem = Problem("too_large", limit_bytes=error.detail)
    else:
        problem = Problem("malformed", reason=str(error.detail))
    return _answer(request, problem, error.headers)


def _stale(request: Request, error: Exception) -> Response:
    """Somebody changed the same row between our reading and our writing."""
    return _answer(request, Problem("precondition_failed"))


def _gone(request: Request, error: Exception) -> Response:
    """A document that was removed by age."""
    return _answer(request, Problem("not_found", subject="document"))


def _unstorable(request: Request, error: Exception) -> Response:
    """A value that PostgreSQL has no room for: a NUL character, a text that is too long."""
    _log.warning("value refused by the database", path=request.url.path, error=str(error))
    return _answer(request, Problem("malformed", reason="a value can't be stored"))


def _database(request: Request, error: Exception) -> Response:
    _log.error("database unavailable", path=request.url.path, error=str(error))
    return _answer(request, Problem("busy", retry_after_s=5))


def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    request_id = getattr(request.state, "request_id", "-")
    return _answer(request, Problem("internal", request_id=request_id))
