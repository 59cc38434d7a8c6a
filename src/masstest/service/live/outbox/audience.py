"""Who an alert is for: grants held against the roles and areas that it was told to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Permission, Role, Scope
from masstest.store.tables import AlertRecipient, Grant, User

_OVERSEERS = frozenset({Role.admin, Role.coordinator, Role.manager})
_WHOLE = frozenset({Scope.all, Scope.district})


class Addressed(Protocol):
    """A role in an area, as a recipient names it."""

    @property
    def role(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def place(self) -> str: ...


def is_for(grant: GrantedRole, to: Addressed, district: str) -> bool:
    """Whether who has `grant` is meant by `to`, in a round of `district`.

    The scope ``all`` of a recipient is the whole district with all its streets: everybody with
    the role. ``district`` is those who have the whole of it.
    """
    if grant.role != to.role or grant.district not in (None, district):
        return False
    if to.scope == Scope.all:
        return True
    if to.scope == Scope.district:
        return grant.scope in _WHOLE
    return grant.scope == to.scope and grant.place == to.place


def oversees(actor: Actor, district: str) -> bool:
    """Whether `actor` sees all alerts of the district, whomever they were told to."""
    return any(
        grant.role in _OVERSEERS and grant.scope in _WHOLE and grant.district in (None, district)
        for grant in _grants(actor)
    )


def own_rows(actor: Actor, rows: Iterable[AlertRecipient], district: str) -> list[AlertRecipient]:
    """The recipients among `rows` that `actor` is one of."""
    held = _grants(actor)
    return [row for row in rows if any(is_for(grant, row, district) for grant in held)]


def addressed_to(actor: Actor, district: str) -> sa.ColumnElement[bool]:
    """The same as a condition on `AlertRecipient`, for queries."""
    return sa.or_(sa.false(), *(_clause(g) for g in _grants(actor) if _here(g, district)))


def _clause(grant: GrantedRole) -> sa.ColumnElement[bool]:
    areas = [AlertRecipient.scope == Scope.all]
    if grant.scope in _WHOLE:
        areas.append(AlertRecipient.scope == Scope.district)
    else:
        areas.append(
            sa.and_(AlertRecipient.scope == grant.scope, AlertRecipient.place == grant.place)
        )
    return sa.and_(AlertRecipient.role == grant.role, sa.or_(*areas))


def _here(grant: GrantedRole, district: str) -> bool:
    return grant.district in (None, district)


def _grants(actor: Actor) -> Sequence[GrantedRole]:
    return actor.granting(Permission.acknowledge_alerts)


def has_account(session: Session, rows: Iterable[AlertRecipient], district: str) -> bool:
    """Whether anybody can log in as one of these recipients of a street."""
    for row in rows:
        held = (
            sa.select(Grant.grant_id)
            .join(User)
            .where(
                User.is_active,
                Grant.role == row.role,
                Grant.scope == row.scope,
                Grant.scope_value.in_([row.place, f"{district}/{row.place}"]),
            )
            .limit(1)
        )
        if session.scalar(held) is not None:
            return True
    return False
