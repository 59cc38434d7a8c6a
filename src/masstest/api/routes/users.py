"""Users and their roles, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from masstest.access.roles import Permission
from masstest.api.answers import Answer, refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.etags import NOT_MODIFIED, IfMatch, etag, not_modified, seen_version
from masstest.api.routes.parameters import Cursor, Limit, UserId
from masstest.api.routes.rounds import CHANGED, ONCE
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.people import NewUser, OneTimePassword, UserEdit, UserOut, user_out
from masstest.service import people

router = APIRouter(tags=["users"])
_PASSWORD = ("password_short", "password_long", "password_simple")


@router.get("/users", responses=refusals())
def list_users(
    call: Annotated[Call, reads(Permission.edit_users)], cursor: Cursor = None, limit: Limit = 50
) -> ListOf[UserOut]:
    """All users, newest first."""
    with call.reading() as session:
        page = people.list_page(session, call.actor, cursor=cursor, limit=limit)
        return ListOf.of(page, user_out)


@router.post(
    "/users", status_code=201, response_model=UserOut,
    responses=refusals("login_taken", "login_malformed", "name_malformed", "grant_malformed",
                       *_PASSWORD, *ONCE),
)  # fmt: skip
def create_user(call: Annotated[Call, posts(Permission.edit_users)], body: NewUser) -> Response:
    """Create a user, who has to change the password at the first login."""

    def deed(session: Session) -> Answer:
        made = people.create(
            session,
            call.actor,
            login=body.login,
            name=body.name,
            password=body.password,
            grants=[grant.granted() for grant in body.grants],
            lang=body.lang,
        )
        headers = {"Location": f"/api/v1/users/{made.user_id}", "ETag": etag(made.version)}
        return Answer(user_out(made), 201, headers)

    return call.write(deed)


@router.get(
    "/users/{user_id}", response_model=UserOut,
    responses=NOT_MODIFIED | refusals("not_found"),
)  # fmt: skip
def get_user(
    request: Request, call: Annotated[Call, reads(Permission.edit_users)], user_id: UserId
) -> Response:
    """A user; the ETag is the version."""
    with call.reading() as session:
        body = user_out(people.get(session, call.actor, user_id))
    tag = etag(body.version)
    return not_modified(request, tag) or Answer(body, headers={"ETag": tag}).response()


@router.patch(
    "/users/{user_id}", response_model=UserOut,
    responses=refusals("not_found", "name_malformed", "grant_malformed", "last_admin", *CHANGED),
)  # fmt: skip
def edit_user(
    call: Annotated[Call, reads(Permission.edit_users)],
    user_id: UserId,
    body: UserEdit,
    if_match: IfMatch = None,
) -> Response:
    """Change a user: name, language, roles, open or closed."""

    def deed(session: Session) -> Answer:
        grants = None if body.grants is None else [grant.granted() for grant in body.grants]
        changed = people.edit(
            session,
            call.actor,
            user_id,
            version=seen_version(if_match),
            name=body.name,
            lang=body.lang,
            is_active=body.is_active,
            grants=grants,
        )
        return Answer(user_out(changed), headers={"ETag": etag(changed.version)})

    return call.write(deed)


@router.put(
    "/users/{user_id}/password", status_code=204, responses=refusals("not_found", *_PASSWORD)
)
def set_password(
    call: Annotated[Call, reads(Permission.edit_users)], user_id: UserId, body: OneTimePassword
) -> Response:
    """Give a user a one-time password; all their sessions end."""
    with call.store.writing() as session:
        people.set_password(session, call.actor, user_id, body.password)
    return Response(status_code=204)
