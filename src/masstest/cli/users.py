"""Commands about the people who use the service: `user add`, `list`, `password`, `grant` …"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from masstest.access import passwords, tokens, users
from masstest.access.actor import COMMAND_LINE, Actor
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Role
from masstest.cli.app import WRONG_INPUT, AsJson, LangOption, Language, app, fail, print_json
from masstest.cli.databases import DatabaseOption, opened
from masstest.store.tables import User
from masstest.text import N_, Lang, translator

user_app = typer.Typer(no_args_is_help=True, help="The people who use the service.")
app.add_typer(user_app, name="user")

Login = Annotated[str, typer.Argument(metavar="LOGIN")]
RoleArgument = Annotated[
    str, typer.Argument(metavar="ROLE", help="coordinator, driver:vehicle:V007, …")
]


@user_app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="as others see it; the login otherwise")] = "",
    role: Annotated[
        list[str] | None, typer.Option("--role", help="coordinator, driver:vehicle:V007, …")
    ] = None,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Add a user, and print their one-time password."""
    password = passwords.one_time()
    with _changing(database, lang.value, begin=True) as session:
        grants = [_grant(text) for text in role or ()]
        users.create_user(
            session,
            COMMAND_LINE,
            login,
            name or login,
            password=password,
            grants=grants,
            lang=lang.value,
        )
    t = translator(lang.value)
    print(t(N_("{login} is added. One-time password: {password}"), login=login, password=password))


@user_app.command(name="list")
def list_(
    as_json: AsJson = False, database: DatabaseOption = None, lang: LangOption = Language.zh
) -> None:
    """List all users with their roles."""
    t = translator(lang.value)
    with opened(database, lang.value) as store, store.reading() as session:
        rows: list[dict[str, Any]] = [
            {
                "login": user.login,
                "name": user.name,
                "roles": [str(grant) for grant in users.grants_of(user)],
                "active": user.is_active,
                "demo": user.is_demo,
            }
            for user in users.list_users(session)
        ]
    if as_json:
        print_json({"users": rows})
        return
    table = Table(t(N_("Login")), t(N_("Name")), t(N_("Roles")), t(N_("State")))
    for row in rows:
        state = t(N_("active")) if row["active"] else t(N_("shut out"))
        table.add_row(row["login"], row["name"], ", ".join(row["roles"]), state)
    Console().print(table)


@user_app.command()
def password(login: Login, database: DatabaseOption = None, lang: LangOption = Language.zh) -> None:
    """Give a user a new one-time password, and end their sessions."""
    new = passwords.one_time()
    with _changing(database, lang.value) as session:
        users.set_password(session, COMMAND_LINE, users.find_user(session, login), new)
    t = translator(lang.value)
    print(t(N_("One-time password of {login}: {password}"), login=login, password=new))


@user_app.command()
def grant(
    login: Login,
    role: RoleArgument,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Grant a role: everywhere, or as role:scope:value in a district, street, vehicle or lab."""
    _change_role(users.grant_role, login, role, database, lang.value)


@user_app.command()
def revoke(
    login: Login,
    role: RoleArgument,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Take a role away."""
    _change_role(users.revoke_role, login, role, database, lang.value)


@user_app.command(name="shut-out")
def shut_out(login: Login, database: DatabaseOption = None, lang: LangOption = Language.zh) -> None:
    """Let a user in no longer; `let-in` undoes it."""
    _set_active(login, database, lang.value, active=False)


@user_app.command(name="let-in")
def let_in(login: Login, database: DatabaseOption = None, lang: LangOption = Language.zh) -> None:
    """Let a user in again."""
    _set_active(login, database, lang.value, active=True)


@user_app.command()
def token(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="what the key is for")],
    role: Annotated[Role | None, typer.Option("--role", help="act with this role only")] = None,
    database: DatabaseOption = None,
    lang: LangOption = Language.zh,
) -> None:
    """Make a key for a program that acts as a user, and print it once."""
    with _changing(database, lang.value) as session:
        user = users.find_user(session, login)
        made = tokens.make_token(session, COMMAND_LINE, user, name, role=role)
    t = translator(lang.value)
    print(t(N_("Key {name} of {login}: {token}"), name=name, login=login, token=made.token))


@contextmanager
def _changing(database: str | None, lang: Lang, *, begin: bool = False) -> Iterator[Session]:
    """A transaction; what can't be done ends the command with one line."""
    try:
        with opened(database, lang, begin=begin) as store, store.writing() as session:
            yield session
    except AccessProblem as problem:
        fail(problem.sentence(translator(lang)), WRONG_INPUT)


def _change_role(
    change: Callable[[Session, Actor, User, GrantedRole], None],
    login: str,
    role: str,
    database: str | None,
    lang: Lang,
) -> None:
    with _changing(database, lang) as session:
        user = users.find_user(session, login)
        change(session, COMMAND_LINE, user, _grant(role))
        roles = ", ".join(map(str, users.grants_of(user))) or "-"
        print(translator(lang)(N_("{login} now has: {roles}"), login=user.login, roles=roles))


def _set_active(login: str, database: str | None, lang: Lang, *, active: bool) -> None:
    with _changing(database, lang) as session:
        users.set_active(session, COMMAND_LINE, users.find_user(session, login), active=active)
    t = translator(lang)
    said = N_("{login} is let in again.") if active else N_("{login} is shut out.")
    print(t(said, login=login))


def _grant(text: str) -> GrantedRole:
    try:
        return GrantedRole.parse(text)
    except ValueError as error:
        raise AccessProblem("grant_malformed", grant=text, reason=error) from error
