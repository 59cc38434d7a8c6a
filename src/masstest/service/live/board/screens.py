"""Screens on a wall: a browser that watches a round's board until the round is over.

Nobody may be at hand to log in again in the afternoon. So the screen gets a pass of its own, which
sees what a viewer sees, and whoever hung it up is logged out of it.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from masstest.access import logins, passes
from masstest.access.actor import Actor
from masstest.access.logins import LoginResult
from masstest.access.passes import Bearer
from masstest.access.roles import GrantedRole, Permission, Role, Scope
from masstest.access.users import CARD_PREFIX
from masstest.service import rounds
from masstest.service.live.cards.passes import expiry
from masstest.service.live.in_force.areas import own_streets
from masstest.service.live.in_force.plan_in_force import plan_in_force
from masstest.service.problems import Problem, not_found
from masstest.store.tables import PhonePass
from masstest.text import N_, Lang, translator


def hang_up(
    session: Session,
    actor: Actor,
    round_id: str,
    street: str | None,
    *,
    token: str | None,
    lang: Lang,
) -> LoginResult:
    """Let a browser watch a round, or one street of it, until the round is over.

    Parameters
    ----------
    token : of the session that `actor` has in this browser, which ends

    Raises
    ------
    Problem
        ``not_found``, ``no_plan_in_force``; ``forbidden`` for who may not see as much, or is a
        pass already.
    """
    stored = rounds.get(session, actor, round_id, Permission.read_live)
    found = plan_in_force(session, round_id)
    if found is None:
        raise Problem("no_plan_in_force")
    grant = _grant(actor, stored.district, street)
    if street is not None and street not in {site.street for site in found.roster.sites}:
        raise not_found("street")
    name = translator(lang)(N_("Wall screen {place}"), place=grant.place)
    (made,) = passes.issue(
        session,
        actor,
        round_id,
        [Bearer(grant, name)],
        expires_at=expiry(found.plan.round),
        lang=lang,
        is_demo=stored.is_demo,
        beside=True,
    )
    if token is not None:
        logins.log_out(session, token)
    return passes.use(session, made.token, person=actor.login)


def hanging(session: Session, actor: Actor, round_id: str) -> list[PhonePass]:
    """The screens that watch a round, the oldest first; each ends like any other pass."""
    rounds.get(session, actor, round_id, Permission.edit_passes)
    return [each for each in passes.active(session, round_id) if each.role == Role.viewer]


def _grant(actor: Actor, district: str, street: str | None) -> GrantedRole:
    own = own_streets(actor, district, Permission.read_live)
    if own is not None and street is None and len(own) == 1:
        (street,) = own
    allowed = own is None or street in own
    if not allowed or actor.login.startswith(CARD_PREFIX):
        raise Problem("forbidden", permission=Permission.read_live.value)
    if street is None:
        return GrantedRole(Role.viewer, Scope.district, district)
    return GrantedRole(Role.viewer, Scope.street, f"{district}/{street}")
