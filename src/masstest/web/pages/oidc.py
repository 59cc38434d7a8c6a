"""Signing in with an account of one's organisation, through its OpenID Connect issuer."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from masstest.access.logins import let_in
from masstest.access.problems import AccessDenied, AccessProblem
from masstest.service.problems import not_found
from masstest.settings import Settings
from masstest.text import N_
from masstest.web.pages.logins import logged_in, login_page
from masstest.web.visits import Visit, inside, visits

if TYPE_CHECKING:  # the extra `oidc` may not be installed
    from masstest.access.oidc import Begun, Issuer

router = APIRouter()
CALLBACK = "/login/oidc/callback"
_UNDER_WAY_S = 600
_EXTRA_MISSING = N_(
    "Signing in this way isn't installed on the server. "
    "The administrator can install it: pip install masstest[oidc]"
)


@router.get("/login/oidc")
def begin(visit: Visit = visits(None), next: str = "/") -> Response:
    """Send the browser to the issuer; what it must bring back lies in a cookie of its own."""
    back = inside(next)
    try:
        begun = _issuer(visit.settings).begin()
    except AccessDenied as denied:
        return login_page(visit, back, status=502, wrong=denied.sentence(visit.t))
    except ModuleNotFoundError:
        return login_page(visit, back, status=501, wrong=visit.t(_EXTRA_MISSING))
    answer = RedirectResponse(begun.url, 303, {"Cache-Control": "no-store"})
    secure = visit.settings.secure_cookies
    answer.set_cookie(
        _cookie_name(secure),
        json.dumps([begun.state, begun.nonce, begun.code_verifier, back]).encode().hex(),
        max_age=_UNDER_WAY_S,
        httponly=True,
        samesite="lax",  # it must come along when the issuer sends the browser back
        secure=secure,
    )
    return answer


@router.get(CALLBACK)
def finish(
    visit: Visit = visits(None), state: str = "", code: str = "", error: str = ""
) -> Response:
    """The browser is back: whoever the issuer says it is, is logged in."""
    back = "/"
    try:
        begun, back = _under_way(visit)
        if error or not code:
            raise AccessDenied("oidc_failed", reason="refused")
        answer = _log_in(visit, begun, state, code, back)
    except AccessProblem as problem:
        answer = login_page(visit, back, status=401, wrong=problem.sentence(visit.t))
    except ModuleNotFoundError:
        answer = login_page(visit, back, status=501, wrong=visit.t(_EXTRA_MISSING))
    secure = visit.settings.secure_cookies
    answer.delete_cookie(_cookie_name(secure), httponly=True, samesite="lax", secure=secure)
    return answer


def _log_in(visit: Visit, begun: Begun, state: str, code: str, back: str) -> Response:
    from masstest.access.oidc import signed_in_user

    settings = visit.settings
    identity = _issuer(settings).finish(begun, state, code)
    with visit.writing() as session:
        user = signed_in_user(session, identity, settings.oidc_role_of_claim)
        lifetime = dt.timedelta(hours=settings.session_hours)
        result = let_in(session, user, visit.address, lifetime=lifetime)
    return logged_in(visit, result, back)


def _under_way(visit: Visit) -> tuple[Begun, str]:
    """What `begin` gave this very browser, and where it wanted to go."""
    from masstest.access.oidc import Begun

    kept = visit.request.cookies.get(_cookie_name(visit.settings.secure_cookies), "")
    try:
        state, nonce, verifier, back = map(str, json.loads(bytes.fromhex(kept)))
    except (ValueError, TypeError):
        raise AccessDenied("oidc_failed", reason="cookie") from None
    return Begun("", state, nonce, verifier), inside(back)


def _issuer(settings: Settings) -> Issuer:
    """The issuer of the settings.

    Raises
    ------
    Problem
        ``not_found`` if there is none.
    ModuleNotFoundError
        Without the extra ``oidc``.
    """
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        raise not_found("page")
    from masstest.access.oidc import Issuer

    secret = settings.oidc_client_secret
    return Issuer(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.public_url.rstrip("/") + CALLBACK,
        client_secret=None if secret is None else secret.get_secret_value(),
        roles_claim=settings.oidc_roles_claim,
    )


def _cookie_name(secure: bool) -> str:
    return "__Host-masstest_oidc" if secure else "masstest_oidc"
