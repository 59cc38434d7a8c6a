"""Users of the demonstration: one for each role, marked as such, with rights in its district."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access import passwords
from masstest.access.actor import SYSTEM
from masstest.access.problems import AccessProblem
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.access.users import create_user, set_active, set_password
from masstest.store.tables import StoredRound, User
from masstest.text import N_, Lang, translator

_NAMES = {
    Role.admin: N_("Demo administrator"),
    Role.coordinator: N_("Demo coordinator"),
    Role.transport_lead: N_("Demo transport lead"),
    Role.driver: N_("Demo driver"),
    Role.lab: N_("Demo laboratory"),
    Role.manager: N_("Demo manager"),
    Role.viewer: N_("Demo viewer"),
    Role.point_lead: N_("Demo point leader"),
    Role.doorstep: N_("Demo doorstep team"),
    Role.inspector: N_("Demo inspector"),
}


class DemoPlaces(NamedTuple):
    """Where those who have one place each belong to."""

    vehicle_id: str
    lab_id: str
    site_id: str
    team_id: str


class DemoUser(NamedTuple):
    login: str
    password: str
    role: Role


def demo_users(
    session: Session,
    *,
    district: str,
    places: DemoPlaces,
    lang: Lang = "zh",
    password: str | None = None,
) -> tuple[DemoUser, ...]:
    """Make the demo's users, or give those that are there a new password.

    Parameters
    ----------
    session : Session
    district : str
        Of the demo's round: all but the administrator have rights there only.
    places : DemoPlaces
    lang : Lang
    password : str, optional
        For all of them; a random one otherwise.

    Raises
    ------
    AccessProblem
        ``demo_beside_real``, if the database holds rounds that aren't the demo's.
    """
    if session.scalar(sa.select(StoredRound.round_id).where(~StoredRound.is_demo).limit(1)):
        raise AccessProblem("demo_beside_real")
    password = password or passwords.one_time()
    return tuple(
        _demo_user(session, _demo_grant(role, district, places), password, lang) for role in Role
    )


def shut_out_demo_users(session: Session) -> int:
    """Deactivate the demo's users, when the service is started without the demo."""
    found = session.scalars(sa.select(User).where(User.is_demo, User.is_active)).all()
    for user in found:
        set_active(session, SYSTEM, user, active=False)
    return len(found)


def _demo_grant(role: Role, district: str, places: DemoPlaces) -> GrantedRole:
    if role is Role.admin:
        return GrantedRole(role)
    own = {
        Role.driver: (Scope.vehicle, places.vehicle_id),
        Role.lab: (Scope.lab, places.lab_id),
        Role.point_lead: (Scope.point, places.site_id),
        Role.doorstep: (Scope.team, places.team_id),
    }
    if role in own:
        scope, place = own[role]
        return GrantedRole(role, scope, f"{district}/{place}")
    return GrantedRole(role, Scope.district, district)


def _demo_user(session: Session, grant: GrantedRole, password: str, lang: Lang) -> DemoUser:
    login = f"demo-{grant.role.replace('_', '-')}"
    user = session.scalar(sa.select(User).where(User.login == login, User.is_demo))
    if user is None:
        create_user(
            session,
            SYSTEM,
            login,
            translator(lang)(_NAMES[grant.role]),
            password=password,
            grants=[grant],
            lang=lang,
            must_change_password=False,
            is_demo=True,
        )
    else:
        set_active(session, SYSTEM, user, active=True)
        set_password(session, SYSTEM, user, password, must_change=False)
    return DemoUser(login, password, grant.role)
