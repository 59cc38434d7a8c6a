"""Whatever goes wrong on a page, as a page: what, and what to do next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from masstest.access.problems import AccessProblem
from masstest.edge.request_log import route_of
from masstest.jobs.faults import PROBLEM_CODES, problem_sentence
from masstest.service.problems import KINDS, Problem
from masstest.service.uploads import told_problems
from masstest.store.documents import DocumentMissing
from masstest.text import N_, Translator, translator
from masstest.web.rendering import language, page
from masstest.web.visits import LoginNeeded, login_address

_log = structlog.get_logger("masstest.web")
_API = "/api/"
_SHOWN_ROWS = 50
Handler = Callable[[Request, Any], Response | Awaitable[Response]]

# What a person is told where the API's sentence is for programs.
_SENTENCES: Mapping[str, str] = {
    "csrf": N_("This page was too old to be sent. Open it again, and repeat what you did."),
    "forbidden": N_("Your role doesn't include this. Ask the administrator if you need it."),
    "not_found": N_("There is nothing at this address, or it isn't yours to see."),
    "invalid": N_("Something in the address or the form makes no sense. Go back and try again."),
    "malformed": N_("Something in the address or the form makes no sense. Go back and try again."),
    "job_over": N_("It is over already; there is nothing to stop."),
    "precondition_failed": N_(
        "Somebody has changed it since you opened the page. Open it again, then repeat."
    ),
    "being_read": N_(
        "The board is being put together again, a moment. What was reported is all there, and "
        "more is taken in meanwhile. This page comes by itself."
    ),
    "roster_unreadable": N_("Nothing could be read of this file. Nothing was kept."),
    "wrong_settings": N_("The settings can't be used:"),
    "wrong_request": N_("The request doesn't fit plan and roster:"),
    "edit_unreadable": N_("Nothing was read of it:"),
    "edit_has_errors": N_("{errors} edits make no sense. Mend them, and try again."),
    "city_contradicts": N_("{count} things must be mended before they can be planned together:"),
    "breaks_rules": N_("{count} rules that must hold would be broken:"),
}
_TOO_LARGE = N_("The file is larger than {limit_mb} MB, far more than any district's workbook.")


def add_page_handlers(app: FastAPI) -> None:
    """Have `app` answer pages with pages; the API keeps its own answers."""
    for kind, answer in (
        (LoginNeeded, _login),
        (Problem, _problem),
        (AccessProblem, _access),
        (HTTPException, _http),
        (RequestValidationError, _invalid),
        (StaleDataError, _stale),
        (DocumentMissing, _gone),
        (DataError, _unstorable),
        (OperationalError, _database),
        (InterfaceError, _database),
        (NoConnectionFree, _database),
        (Exception, _broken),
    ):
        app.add_exception_handler(kind, _by_path(app.exception_handlers.get(kind), answer))


def _by_path(of_api: Any, of_page: Handler) -> Any:
    async def answer(request: Request, error: Exception) -> Response:
        wanted = of_page if of_api is None or not request.url.path.startswith(_API) else of_api
        response = wanted(request, error)
        return response if isinstance(response, Response) else await response

    return answer


def _login(request: Request, _: LoginNeeded) -> Response:
    return _elsewhere(request, login_address(request))


def _elsewhere(request: Request, address: str) -> Response:
    if _wants_part(request):
        return Response("", 200, {"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _problem(request: Request, problem: Problem) -> Response:
    if problem.code == "password_change_needed":
        return _elsewhere(request, "/account")
    t = translator(language(request))
    detail = (
        t(_SENTENCES[problem.code], **problem.facts)
        if problem.code in _SENTENCES
        else problem.detail(t)
    )
    lines = [_line(row, t) for rows in problem.rows.values() for row in rows]
    answer = _told(request, problem.status, problem.title(t), detail, lines)
    if problem.code == "being_read":
        answer.headers["Retry-After"] = str(problem.facts["retry_after_s"])
        if request.method == "GET":
            answer.headers["Refresh"] = str(problem.facts["retry_after_s"])
    return answer


def _line(row: Any, t: Translator) -> str:
    """What a row of a problem says: its own text, or the sentence of its code."""
    if row.get("text"):
        text = row["text"]
    elif row.get("code") in PROBLEM_CODES:
        facts = {k: v for k, v in row.items() if k not in ("code", "pointer")}
        return problem_sentence(row["code"], facts, t)
    elif "facts" in row:
        text = told_problems([row], t.lang)[0]["text"]
    else:
        text = str(row.get("reason") or row.get("rule") or row.get("code", ""))
    return f"{row['cell']}: {text}" if row.get("cell") else str(text)


def _access(request: Request, problem: AccessProblem) -> Response:
    t = translator(language(request))
    kind = KINDS[problem.code]
    return _told(request, kind.status, t(kind.title), problem.sentence(t))


def _http(request: Request, error: HTTPException) -> Response:
    t = translator(language(request))
    title, detail = t(N_("This isn't possible")), t(N_("The address may be mistyped."))
    if error.status_code == 404:
        title = t(N_("There is no such page"))
    elif error.status_code == 413:
        limit_mb = request.app.state.settings.max_upload_bytes // 1_000_000
        title, detail = t(KINDS["too_large"].title), t(_TOO_LARGE, limit_mb=limit_mb)
    return _told(request, error.status_code, title, detail)


def _invalid(request: Request, _: RequestValidationError) -> Response:
    t = translator(language(request))
    return _told(request, 422, t(KINDS["invalid"].title), t(_SENTENCES["invalid"]))


def _stale(request: Request, _: StaleDataError) -> Response:
    return _problem(request, Problem("precondition_failed"))


def _gone(request: Request, _: DocumentMissing) -> Response:
    return _problem(request, Problem("not_found", subject="document"))


def _unstorable(request: Request, error: DataError) -> Response:
    """A value that PostgreSQL has no room for: a NUL character, a text that is too long."""
    _log.warning("value refused by the database", route=route_of(request.scope), error=str(error))
    return _problem(request, Problem("malformed", reason="a value can't be stored"))


def _database(request: Request, error: Exception) -> Response:
    _log.error("database unavailable", route=route_of(request.scope), error=str(error))
    return _problem(request, Problem("busy", retry_after_s=5))


def _broken(request: Request, error: Exception) -> Response:
    _log.error("page failed", route=route_of(request.scope), exc_info=error)
    request_id = getattr(request.state, "request_id", "–")
    return _problem(request, Problem("internal", request_id=request_id))


def _wants_part(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _told(
    request: Request, status: int, title: str, detail: str, lines: list[str] | None = None
) -> Response:
    """The whole page, or a note if only a part of a page was asked for."""
    template = "problem_note" if _wants_part(request) else "problem"
    found = lines or []
    return page(
        request, template, status=status, title=title, detail=detail,
        lines=found[:_SHOWN_ROWS], more=max(0, len(found) - _SHOWN_ROWS),
    )  # fmt: skip
