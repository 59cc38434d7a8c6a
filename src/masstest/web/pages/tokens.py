"""One's own keys for programs."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Response

from masstest.access.problems import AccessProblem
from masstest.access.roles import Permission, Role
from masstest.service import people
from masstest.service.problems import Problem
from masstest.store.tables.base import utc_now
from masstest.web.pages.logins import account_page
from masstest.web.visits import Visit, visits

router = APIRouter(prefix="/account/tokens")
LIFETIMES_DAYS = (30, 90, 365)


@router.post("")
def make_token(visit: Visit = visits(Permission.own_tokens)) -> Response:
    """A new key, shown on this answer only."""
    role, days = visit.text("role"), visit.text("days")
    if role not in ("", *Role) or days not in map(str, LIFETIMES_DAYS):
        raise Problem("invalid", count=1)
    try:
        with visit.writing() as session:
            made = people.make_token(
                session,
                visit.actor,
                name=visit.text("name"),
                role=Role(role) if role else None,
                expires_at=utc_now() + dt.timedelta(days=int(days)),
            )
    except AccessProblem as problem:
        return account_page(visit, wrong_token=problem.sentence(visit.t))
    return account_page(visit, new_token=made.token)


@router.post("/{token_id}/revocation")
def revoke_token(token_id: str, visit: Visit = visits(Permission.own_tokens)) -> Response:
    with visit.writing() as session:
        people.revoke_token(session, visit.actor, token_id)
    return visit.go("/account")
