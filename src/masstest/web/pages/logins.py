"""Logging in and out, one's own account, the language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from masstest.access import logins
from masstest.access.logins import LoginResult
from masstest.access.passwords import SHORTEST
from masstest.access.problems import AccessDenied, AccessProblem
from masstest.access.roles import Permission, Role
from masstest.access.users import CARD_PREFIX
from masstest.service import people
from masstest.service.live.in_force.rounds_in_force import rounds_in_force
from masstest.store.tables import ApiToken
from masstest.store.tables.base import utc_now
from masstest.text import N_
from masstest.web.rendering import LANG_COOKIE
from masstest.web.todays_round import of_today
from masstest.web.visits import Visit, inside, visits

router = APIRouter()
_A_YEAR_S = 31_536_000
_FOLLOWERS = frozenset({Role.manager, Role.viewer})


@router.get("/")
def start(visit: Visit = visits(Permission.own_account)) -> Response:
    if visit.actor.must_change_password:
        return visit.go("/account")
    watches = Role.viewer in visit.actor.roles  # a screen on a wall
    by_card = visit.actor.login.startswith(CARD_PREFIX) and not watches
    reports_only = visit.actor.may(Permission.read_own_task) and not visit.actor.may(
        Permission.read_live
    )
    if by_card or reports_only:
        return visit.go("/phone")
    return visit.go(_board_of_today(visit) or "/rounds")


def _board_of_today(visit: Visit) -> str | None:
    """Where those begin who follow the day and don't plan it; None unless it is a round's day."""
    actor = visit.actor
    follows = bool(_FOLLOWERS & actor.roles) and actor.may(Permission.read_live)
    if not follows or actor.may(Permission.make_plans):
        return None
    with visit.reading() as session:
        found = of_today(rounds_in_force(session, actor, Permission.read_live))
        return None if found is None else f"/rounds/{found.round_id}/board"


@router.get("/login")
def login_form(visit: Visit = visits(None), next: str = "/") -> Response:
    if visit.live is not None:
        return visit.go(inside(next))
    return login_page(visit, inside(next))


@router.post("/login")
def log_in(visit: Visit = visits(None)) -> Response:
    back, login = inside(visit.text("next", "/")), visit.text("login")
    password = visit.form.get("password", "")
    lifetime = dt.timedelta(hours=visit.settings.session_hours)
    try:
        result = logins.log_in(visit.store, login, str(password), visit.address, lifetime=lifetime)
    except AccessDenied as denied:
        status = 429 if denied.code == "throttled" else 401
        wrong = denied.sentence(visit.t)
        return login_page(visit, back, status=status, login=login[:120], wrong=wrong)
    return logged_in(visit, result, "/account" if result.must_change_password else back)


def login_page(
    visit: Visit, back: str, *, status: int = 200, login: str = "", wrong: str = ""
) -> Response:
    """The form, with the other way in if there is one; `back` is where to go afterwards."""
    settings = visit.settings
    issuer = settings.oidc_issuer is not None and settings.oidc_client_id is not None
    return visit.page("login", status=status, next=back, login=login, wrong=wrong, issuer=issuer)


def logged_in(visit: Visit, result: LoginResult, back: str) -> Response:
    """Go `back` with the session's cookie."""
    answer = RedirectResponse(back, 303)
    secure = visit.settings.secure_cookies
    answer.set_cookie(
        logins.cookie_name(secure=secure),
        result.token,
        expires=result.expires_at,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return answer


@router.post("/logout")
def log_out(visit: Visit = visits(Permission.own_account)) -> Response:
    if visit.token is not None:
        with visit.writing() as session:
            logins.log_out(session, visit.token)
    answer = RedirectResponse("/login", 303)
    secure = visit.settings.secure_cookies
    answer.delete_cookie(
        logins.cookie_name(secure=secure), httponly=True, samesite="lax", secure=secure
    )
    return answer


@router.post("/language")
def choose_language(visit: Visit = visits(None)) -> Response:
    answer = RedirectResponse(inside(visit.text("back", "/")), 303)
    lang = "en" if visit.text("lang") == "en" else "zh"
    answer.set_cookie(
        LANG_COOKIE, lang, max_age=_A_YEAR_S, httponly=True, samesite="lax",
        secure=visit.settings.secure_cookies,
    )  # fmt: skip
    return answer


@router.get("/account")
def account(visit: Visit = visits(Permission.own_account)) -> Response:
    return account_page(visit)


@router.post("/account/password")
def change_password(visit: Visit = visits(Permission.own_account)) -> Response:
    old, new = str(visit.form.get("old", "")), str(visit.form.get("new", ""))
    if new != str(visit.form.get("again", "")):
        wrong = visit.t(N_("The new password was typed in two different ways."))
        return account_page(visit, wrong=wrong)
    try:
        logins.change_password(
            visit.store, visit.actor, old, new, visit.address, keep_token=visit.token
        )
    except AccessProblem as problem:
        return account_page(visit, wrong=problem.sentence(visit.t))
    if visit.actor.must_change_password:
        return visit.go("/")
    done = visit.t(N_("The password is changed. Other browsers were logged out."))
    return account_page(visit, done=done)


def account_page(
    visit: Visit, *, wrong: str = "", done: str = "", wrong_token: str = "", new_token: str = ""
) -> Response:
    """The account with what came of a form on it."""
    keys: Sequence[ApiToken] = ()
    if visit.actor.may(Permission.own_tokens):
        with visit.reading() as session:
            keys = people.my_tokens(session, visit.actor)
    return visit.page(
        "account",
        status=422 if wrong or wrong_token else 200,
        wrong=wrong,
        done=done,
        shortest=SHORTEST,
        keys=keys,
        may_have_keys=visit.actor.may(Permission.own_tokens),
        wrong_token=wrong_token,
        new_token=new_token,
        now=utc_now(),
    )
