"""Whoever does something: a person, a program with a key, the command line, the service itself."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.access.roles import (
    FOR_PEOPLE_ONLY,
    PERMITTED,
    GrantedRole,
    Permission,
    Role,
    Scope,
)
from masstest.text import Lang


@dataclass(frozen=True)
class Actor:
    """Who acts, and what they were granted. `user_id` is none for the service itself.

    A person who still has the password that somebody else knows may do nothing but change it.
    """

    user_id: str | None
    login: str
    name: str
    lang: Lang
    grants: tuple[GrantedRole, ...]
    token_name: str | None = None  # a program acts, with this key of the user's
    must_change_password: bool = False
    is_demo: bool = False

    @property
    def signature(self) -> str:
        """How the audit names this actor."""
        return f"{self.login} ({self.token_name})" if self.token_name else self.login

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(
        self,
        permission: Permission,
        *,
        district: str | None = None,
        street: str | None = None,
        vehicle: str | None = None,
        lab: str | None = None,
        point: str | None = None,
        team: str | None = None,
    ) -> bool:
        """Whether any grant gives `permission` at the place asked about.

        What isn't asked about is left open: without a district the question is "in any
        district?", and a driver may read the plan in force of "any vehicle?", namely theirs.
        """
        asked = {
            Scope.street: street,
            Scope.vehicle: vehicle,
            Scope.lab: lab,
            Scope.point: point,
            Scope.team: team,
        }
        return any(
            grant.district in (None, district) or district is None
            for grant in self.granting(permission)
            if asked.get(grant.scope) in (None, grant.place)
        )

    def granting(self, permission: Permission) -> tuple[GrantedRole, ...]:
        """The grants that give `permission` somewhere."""
        if self.must_change_password and permission is not Permission.own_account:
            return ()
        if self.token_name is not None and permission in FOR_PEOPLE_ONLY:
            return ()
        rule = PERMITTED[permission]
        return tuple(g for g in self.grants if g.role in rule.roles and g.scope in rule.scopes)

    def districts(self, permission: Permission) -> frozenset[str] | None:
        """The districts in which `permission` holds; none: in all of them."""
        names = {grant.district for grant in self.granting(permission)}
        return None if None in names else frozenset(name for name in names if name is not None)


_EVERYTHING = (GrantedRole(Role.admin),)
SYSTEM = Actor(None, "system", "masstest", "zh", _EVERYTHING)
COMMAND_LINE = Actor(None, "command line", "command line", "zh", _EVERYTHING)
