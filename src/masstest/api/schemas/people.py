"""Users, logins, keys, audit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Permission, Role, Scope
from masstest.access.users import grants_of
from masstest.api.schemas.common import Body, Id, Line, Moment, Out
from masstest.store.tables import User
from masstest.text import Lang

Login = Annotated[Line, Field(min_length=1, max_length=120, examples=["wang.li"])]
Password = Annotated[str, Field(max_length=1000, examples=["green-lamp-9-rivers"])]


class Credentials(Body):
    login: Login
    password: Password


class LoggedIn(Out):
    """A new session. The cookie holds its token; send `csrf_token` as X-CSRF-Token."""

    csrf_token: str
    expires_at: Moment
    must_change_password: bool


class GrantIn(Body):
    role: Role
    scope: Scope = Scope.all
    value: Annotated[Line, Field(max_length=120)] = Field(
        default="",
        description="district, or district/name of a street, vehicle or laboratory",
        examples=["Weibin/V11"],
    )

    def granted(self) -> GrantedRole:
        """The grant that it is.

        Raises
        ------
        AccessProblem
            ``grant_malformed``.
        """
        try:
            return GrantedRole.checked(self.role, self.scope, self.value)
        except ValueError as error:
            text = f"{self.role}:{self.scope}:{self.value}"
            raise AccessProblem("grant_malformed", grant=text, reason=str(error)) from None


class GrantOut(Out):
    role: Role
    scope: Scope
    value: str


class Me(Out):
    user_id: Id
    login: str
    name: str
    lang: Lang
    must_change_password: bool
    grants: list[GrantOut]
    permissions: list[Permission]


class NewPassword(Body):
    old: Password
    new: Password


class OneTimePassword(Body):
    password: Password


class NewUser(Body):
    login: Login
    name: Annotated[Line, Field(min_length=1, max_length=120, examples=["王丽"])]
    password: Password | None = Field(
        default=None, description="to be changed at the first login; none: OIDC only"
    )
    lang: Literal["zh", "en"] = "zh"
    grants: list[GrantIn] = Field(default_factory=list, max_length=100)


class UserEdit(Body):
    """What is given is changed."""

    name: Annotated[Line, Field(min_length=1, max_length=120)] | None = None
    lang: Literal["zh", "en"] | None = None
    is_active: bool | None = None
    grants: Annotated[list[GrantIn], Field(max_length=100)] | None = Field(
        default=None, description="all that the user shall have"
    )


class UserOut(Out):
    user_id: Id
    login: str
    name: str
    lang: Lang
    is_active: bool
    is_demo: bool
    must_change_password: bool
    grants: list[GrantOut]
    version: int = Field(description="also the ETag")
    created_at: Moment


def user_out(user: User) -> UserOut:
    """A user as it is answered."""
    return UserOut(
        user_id=user.user_id,
        login=user.login,
        name=user.name,
        lang="en" if user.lang == "en" else "zh",
        is_active=user.is_active,
        is_demo=user.is_demo,
        must_change_password=user.must_change_password,
        grants=[GrantOut(role=g.role, scope=g.scope, value=g.value) for g in grants_of(user)],
        version=user.version,
        created_at=user.created_at,
    )


def _in_utc(moment: dt.datetime) -> dt.datetime:
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("there is no such moment in UTC") from None


class NewToken(Body):
    name: Annotated[Line, Field(min_length=1, max_length=50, examples=["hospital system"])]
    role: Role | None = Field(default=None, description="none: all that its user may")
    expires_at: Annotated[AwareDatetime, AfterValidator(_in_utc)] | None = None


class TokenMade(Out):
    """`token` is shown this once; null when the same request is answered again."""

    token_id: Id
    token: str | None


class TokenOut(Out):
    token_id: Id
    name: str
    role: Role | None
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None


class Tokens(Out):
    items: list[TokenOut]


class AuditOut(Out):
    number: int
    at: Moment
    actor: str
    action: str = Field(examples=["plan.publish"])
    subject: str
    facts: dict[str, Any]
    sha256: str


class AuditFaultOut(Out):
    number: int
    code: str


class AuditReportOut(Out):
    """Whether the chain of the audit is whole."""

    ok: bool
    entries: int
    head_number: int
    head_sha256: str
    faults: list[AuditFaultOut]
