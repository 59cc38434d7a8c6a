"""Logging in and out, and one's own account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access import logins
from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.routes.parameters import TokenId
from masstest.api.schemas.people import (
    Credentials,
    GrantOut,
    LoggedIn,
    Me,
    NewPassword,
    NewToken,
    TokenMade,
    TokenOut,
    Tokens,
)
from masstest.service import people

router = APIRouter(tags=["account"])


@router.post(
    "/sessions", status_code=201, response_model=LoggedIn,
    responses=refusals("wrong_login", "throttled"),
)  # fmt: skip
def log_in(call: Annotated[Call, reads(None)], body: Credentials) -> Response:
    """Log in from a browser: sets the session cookie."""
    lifetime = dt.timedelta(hours=call.settings.session_hours)
    opened = logins.log_in(call.store, body.login, body.password, call.address, lifetime=lifetime)
    made = LoggedIn(
        csrf_token=opened.csrf_token,
        expires_at=opened.expires_at,
        must_change_password=opened.must_change_password,
    )
    response = Answer(made, 201, {"Cache-Control": "no-store"}).response()
    secure = call.settings.secure_cookies
    response.set_cookie(
        logins.cookie_name(secure=secure),
        opened.token,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.delete("/sessions/current", status_code=204, responses=refusals())
def log_out(call: Annotated[Call, reads(Permission.own_account)]) -> Response:
    """Log out: the session ends."""
    secure = call.settings.secure_cookies
    if call.caller is not None and call.caller.session_token is not None:
        with call.store.writing() as session:
            logins.log_out(session, call.caller.session_token)
    response = Response(status_code=204)
    response.delete_cookie(
        logins.cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/me", responses=refusals("user_unknown"))
def me(call: Annotated[Call, reads(Permission.own_account)]) -> Me:
    """Who one is, and what one may do."""
    actor = call.actor
    return Me(
        user_id=actor.user_id or "",
        login=actor.login,
        name=actor.name,
        lang=actor.lang,
        must_change_password=actor.must_change_password,
        grants=[GrantOut(role=g.role, scope=g.scope, value=g.value) for g in actor.grants],
        permissions=[each for each in Permission if actor.may(each)],
    )


@router.put(
    "/me/password", status_code=204,
    responses=refusals(
        "wrong_password", "throttled", "password_short", "password_long", "password_simple"
    ),
)  # fmt: skip
def change_password(
    call: Annotated[Call, reads(Permission.own_account)], body: NewPassword
) -> Response:
    """Change one's own password; all other sessions end."""
    kept = call.caller.session_token if call.caller is not None else None
    logins.change_password(
        call.store, call.actor, body.old, body.new, call.address, keep_token=kept
    )
    return Response(status_code=204)


@router.get("/me/tokens", responses=refusals("not_found"))
def my_tokens(call: Annotated[Call, reads(Permission.own_tokens)]) -> Tokens:
    """One's own keys for programs, oldest first."""
    with call.reading() as session:
        found = people.my_tokens(session, call.actor)
        return Tokens(items=[TokenOut.model_validate(token) for token in found])


@router.post(
    "/me/tokens", status_code=201, response_model=TokenMade,
    responses=refusals("role_not_held", "name_malformed", "idempotency_key_invalid",
                       "idempotency_in_progress", "idempotency_key_reused", "not_found"),
)  # fmt: skip
def make_token(call: Annotated[Call, posts(Permission.own_tokens)], body: NewToken) -> Response:
    """Make a key for a program; it is shown this once."""

    def deed(session: Session) -> Answer:
        made = people.make_token(
            session, call.actor, name=body.name, role=body.role, expires_at=body.expires_at
        )
        return Answer(
            TokenMade(token_id=made.token_id, token=made.token),
            201,
            {"Cache-Control": "no-store"},
            kept=TokenMade(token_id=made.token_id, token=None),
        )

    return call.write(deed)


@router.delete("/me/tokens/{token_id}", status_code=204, responses=refusals("token_unknown"))
def revoke_token(
    call: Annotated[Call, reads(Permission.own_tokens)], token_id: TokenId
) -> Response:
    """Revoke one of one's own keys."""
    with call.store.writing() as session:
        people.revoke_token(session, call.actor, token_id)
    return Response(status_code=204)
