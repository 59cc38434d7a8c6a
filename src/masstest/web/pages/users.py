"""Users and their roles, for administrators."""

from __future__ import annotations

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from masstest.access import passwords, users
from masstest.access.problems import AccessProblem
from masstest.access.roles import SCOPES_OF_ROLE, GrantedRole, Permission, Role, Scope
from masstest.service import people, rounds
from masstest.service.problems import Problem
from masstest.store.tables import User
from masstest.text import N_, Lang, Translator
from masstest.web.menu import role_name, scope_name
from masstest.web.visits import Visit, visits

router = APIRouter(prefix="/users")
_SHOWN = 50
_GRANTS = tuple((role, scope) for role in Role for scope in Scope if scope in SCOPES_OF_ROLE[role])


class _PlaceMissing(Exception):
    """A role that holds in one place only, without the place."""


@router.get("")
def list_users(visit: Visit = visits(Permission.edit_users), after: str = "") -> Response:
    return _list(visit, after=after)


@router.post("")
def add_user(visit: Visit = visits(Permission.edit_users)) -> Response:
    """A user with a password that is shown on this answer only."""
    password = passwords.one_time()
    try:
        grant = _grant(visit)
        with visit.writing() as session:
            made = people.create(
                session,
                visit.actor,
                login=visit.text("login"),
                name=visit.text("name"),
                password=password,
                grants=[grant],
                lang=_lang(visit),
            )
    except (AccessProblem, _PlaceMissing) as problem:
        return _list(visit, wrong=_told(problem, visit.t))
    return visit.page("password_once", user=made, password=password)


@router.get("/{user_id}")
def one_user(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    return _one(visit, user_id)


@router.post("/{user_id}")
def edit_user(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    return _changed(visit, user_id, name=visit.text("name"), lang=_lang(visit))


@router.post("/{user_id}/grants")
def grant_role(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    try:
        grant = _grant(visit)
    except _PlaceMissing as problem:
        return _one(visit, user_id, wrong=_told(problem, visit.t))
    return _changed(visit, user_id, add=grant)


@router.post("/{user_id}/grants/revocation")
def revoke_role(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    role, scope, value = visit.text("role"), visit.text("scope"), visit.text("value")
    if role not in set(Role) or scope not in set(Scope):
        raise Problem("invalid", count=1)
    return _changed(visit, user_id, remove=GrantedRole(Role(role), Scope(scope), value))


@router.post("/{user_id}/active")
def set_active(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    """Shut a user out, or let them in again."""
    return _changed(visit, user_id, is_active=visit.text("active") == "yes")


@router.post("/{user_id}/password")
def reset_password(user_id: str, visit: Visit = visits(Permission.edit_users)) -> Response:
    """A new password, shown on this answer only; all sessions of the user end."""
    password = passwords.one_time()
    with visit.writing() as session:
        people.set_password(session, visit.actor, user_id, password)
        user = people.get(session, visit.actor, user_id)
    return visit.page("password_once", user=user, password=password)


def _changed(
    visit: Visit,
    user_id: str,
    *,
    name: str | None = None,
    lang: Lang | None = None,
    is_active: bool | None = None,
    add: GrantedRole | None = None,
    remove: GrantedRole | None = None,
) -> Response:
    """Change a user, as long as it is still what the visitor saw."""
    seen = visit.text("version")
    try:
        with visit.writing() as session:
            held = users.grants_of(people.get(session, visit.actor, user_id))
            grants = None
            if add is not None or remove is not None:
                kept = [grant for grant in held if grant != remove]
                grants = [*kept, *([] if add is None or add in kept else [add])]
            people.edit(
                session,
                visit.actor,
                user_id,
                version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                name=name,
                lang=lang,
                is_active=is_active,
                grants=grants,
            )
    except AccessProblem as problem:
        return _one(visit, user_id, wrong=problem.sentence(visit.t))
    return visit.go(f"/users/{user_id}")


def _list(visit: Visit, *, after: str = "", wrong: str = "") -> Response:
    with visit.reading() as session:
        found = people.list_page(session, visit.actor, cursor=after or None, limit=_SHOWN)
        districts = _districts(session, visit)
    return visit.page(
        "users",
        status=422 if wrong else 200,
        found=found,
        first=not after,
        wrong=wrong,
        typed={name: visit.text(name) for name in ("login", "name", "grant", "place")},
        grants=_choices(visit.t),
        districts=districts,
        grants_of=users.grants_of,
    )


def _one(visit: Visit, user_id: str, *, wrong: str = "") -> Response:
    with visit.reading() as session:
        user: User = people.get(session, visit.actor, user_id)
        districts = _districts(session, visit)
    return visit.page(
        "user",
        status=422 if wrong else 200,
        user=user,
        held=users.grants_of(user),
        wrong=wrong,
        grants=_choices(visit.t),
        districts=districts,
    )


def _districts(session: Session, visit: Visit) -> list[str]:
    """Districts that rounds are of, to choose from."""
    latest = rounds.list_page(session, visit.actor, limit=_SHOWN).items
    return sorted({each.district for each in latest})


def _choices(t: Translator) -> list[tuple[str, str]]:
    """Every role with every scope that it can have: what the form sends, and what it says."""
    return [
        (f"{role}:{scope}", f"{t(role_name(role))} – {t(scope_name(scope))}")
        for role, scope in _GRANTS
    ]


def _grant(visit: Visit) -> GrantedRole:
    role, _, scope = visit.text("grant").partition(":")
    if (role, scope) not in _GRANTS:
        raise Problem("invalid", count=1)
    place = "" if scope == Scope.all else visit.text("place")
    grant = GrantedRole(Role(role), Scope(scope), place)
    if grant.scope is not Scope.all and not grant.place:
        raise _PlaceMissing
    if len(place) > 120:  # as long as the longest name of a district
        raise Problem("invalid", count=1)
    return grant


def _told(problem: AccessProblem | _PlaceMissing, t: Translator) -> str:
    if isinstance(problem, AccessProblem):
        return problem.sentence(t)
    return t(N_("Say which district, street, vehicle or laboratory the role holds for."))


def _lang(visit: Visit) -> Lang:
    return "en" if visit.text("lang") == "en" else "zh"
