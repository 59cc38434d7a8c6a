"""Roles, scopes and permissions, and the one table that says who may what, and where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Role(StrEnum):
    admin = "admin"
    coordinator = "coordinator"
    transport_lead = "transport_lead"
    driver = "driver"
    lab = "lab"
    manager = "manager"
    viewer = "viewer"


class Scope(StrEnum):
    """Where a role holds: everywhere, or in one district, street, vehicle or laboratory."""

    all = "all"
    district = "district"
    street = "street"
    vehicle = "vehicle"
    lab = "lab"


class Permission(StrEnum):
    own_account = "own_account"  # see oneself, change one's password, end one's sessions
    own_tokens = "own_tokens"  # make and revoke keys for programs that act as oneself
    read_rounds = "read_rounds"
    edit_rounds = "edit_rounds"  # create a round, edit its note
    read_rosters = "read_rosters"
    upload_rosters = "upload_rosters"
    read_plan_in_force = "read_plan_in_force"  # the published plan, masked by role
    read_plans = "read_plans"  # drafts and withdrawn plans as well
    make_plans = "make_plans"  # plan, re-plan, edit, stop a job
    publish_plans = "publish_plans"
    read_jobs = "read_jobs"
    read_audit = "read_audit"
    edit_users = "edit_users"
    read_operations = "read_operations"  # workers, queue, storage


class PermissionRule(NamedTuple):
    """`roles` have the permission; a grant counts only if its scope is among `scopes`.

    A grant of a narrower scope than a whole district sees its part of a plan only, which
    `access.masking` cuts out.
    """

    roles: frozenset[Role]
    scopes: frozenset[Scope]


_EVERYONE = frozenset(Role)
_STAFF = frozenset({Role.admin, Role.coordinator})
_OVERSEERS = _STAFF | {Role.manager}
_ANYWHERE = frozenset(Scope)
_DISTRICT = frozenset({Scope.all, Scope.district})
_ALL = frozenset({Scope.all})
_ADMIN = frozenset({Role.admin})

PERMITTED: Mapping[Permission, PermissionRule] = MappingProxyType(
    {
        Permission.own_account: PermissionRule(_EVERYONE, _ANYWHERE),
        Permission.own_tokens: PermissionRule(_EVERYONE, _ANYWHERE),
        Permission.read_rounds: PermissionRule(_EVERYONE, _ANYWHERE),
        Permission.edit_rounds: PermissionRule(_STAFF, _DISTRICT),
        Permission.read_rosters: PermissionRule(_STAFF, _DISTRICT),
        Permission.upload_rosters: PermissionRule(_STAFF, _DISTRICT),
        Permission.read_plan_in_force: PermissionRule(_EVERYONE, _ANYWHERE),
        Permission.read_plans: PermissionRule(_OVERSEERS, _DISTRICT),
        Permission.make_plans: PermissionRule(_STAFF, _DISTRICT),
        Permission.publish_plans: PermissionRule(_STAFF, _DISTRICT),
        Permission.read_jobs: PermissionRule(_OVERSEERS, _DISTRICT),
        Permission.read_audit: PermissionRule(_ADMIN, _ALL),
        Permission.edit_users: PermissionRule(_ADMIN, _ALL),
        Permission.read_operations: PermissionRule(_ADMIN, _ALL),
    }
)

# What a program with a key may not do for its user: a key of less would make itself one of more,
# and one that ends would make its successor.
FOR_PEOPLE_ONLY = frozenset({Permission.own_tokens})

_OFFICE = frozenset({Scope.all, Scope.district, Scope.street})

# Where each role can be granted. A driver without a vehicle would see nothing, or everything.
SCOPES_OF_ROLE: Mapping[Role, frozenset[Scope]] = MappingProxyType(
    {
        Role.admin: _ALL,
        Role.coordinator: _OFFICE,
        Role.transport_lead: _DISTRICT,
        Role.driver: frozenset({Scope.vehicle}),
        Role.lab: frozenset({Scope.lab}),
        Role.manager: _OFFICE,
        Role.viewer: _OFFICE,
    }
)


class GrantedRole(NamedTuple):
    """A role and where it holds.

    `value` is empty for the scope ``all``, the district's name for ``district``, and otherwise
    ``district/name`` of the street, vehicle or laboratory, or only its ``name`` where one
    service plans one district.
    """

    role: Role
    scope: Scope = Scope.all
    value: str = ""

    @property
    def district(self) -> str | None:
        """The district it is limited to, if it names one."""
        if self.scope is Scope.district:
            return self.value
        district, slash, _ = self.value.rpartition("/")
        return district if slash else None

    @property
    def place(self) -> str:
        """The street, vehicle or laboratory, without its district."""
        return self.value.rpartition("/")[2]

    @classmethod
    def parse(cls, text: str) -> GrantedRole:
        """Read ``role``, or ``role:scope:value``, as the command line and OIDC settings write it.

        Raises
        ------
        ValueError
            If there is no such role or scope, or the role can't be granted there.
        """
        role, _, rest = text.partition(":")
        scope, _, value = rest.partition(":")
        return cls.checked(role, scope or Scope.all, value)

    @classmethod
    def checked(cls, role: str, scope: str = Scope.all, value: str = "") -> GrantedRole:
        """A grant that makes sense.

        Raises
        ------
        ValueError
            If there is no such role or scope, the role can't be granted there, or a scope
            lacks its place.
        """
        grant = cls(Role(role), Scope(scope), value.strip())
        if grant.scope not in SCOPES_OF_ROLE[grant.role]:
            possible = ", ".join(sorted(SCOPES_OF_ROLE[grant.role]))
            raise ValueError(f"the role {role} is granted for: {possible}")
        if (grant.scope is Scope.all) != (not grant.place):
            raise ValueError(f"the scope {scope} needs {'no' if grant.place else 'a'} value")
        return grant

    def __str__(self) -> str:
        return f"{self.role}:{self.scope}:{self.value}" if self.value else str(self.role)
