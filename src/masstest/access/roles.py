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
    point_lead = "point_lead"
    doorstep = "doorstep"
    inspector = "inspector"


class Scope(StrEnum):
    """Where a role holds: everywhere, or in one district, street, vehicle, laboratory, point or
    doorstep team."""

    all = "all"
    district = "district"
    street = "street"
    vehicle = "vehicle"
    lab = "lab"
    point = "point"
    team = "team"


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
    report_events = "report_events"  # report at all: each kind needs one of these as well
    report_point = "report_point"  # what happens at a point
    report_doorstep = "report_doorstep"
    report_transport = "report_transport"  # stops of a vehicle, boxes in a courier's hands
    report_lab = "report_lab"  # boxes received, batches, results
    release_boxes = "release_boxes"  # let go what was held for its count or seal
    report_findings = "report_findings"  # an inspector's findings
    correct_reports = "correct_reports"  # put right what others have reported
    read_own_task = "read_own_task"  # the day of one's own vehicle, point, team or laboratory
    read_live = "read_live"  # the board, alerts, completion
    read_boxes = "read_boxes"  # where every box is, and who had it
    acknowledge_alerts = "acknowledge_alerts"
    edit_passes = "edit_passes"  # cards that let phones act for a place
    edit_webhooks = "edit_webhooks"
    read_reports = "read_reports"  # daily summary, archive, learned rates


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
_WATCHERS = _OVERSEERS | {Role.transport_lead, Role.viewer, Role.inspector}
_REPORTERS = frozenset(
    {
        Role.point_lead, Role.doorstep, Role.driver, Role.lab, Role.coordinator,
        Role.transport_lead, Role.inspector, Role.manager,
    }
)  # fmt: skip
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
        Permission.report_events: PermissionRule(_REPORTERS, _ANYWHERE),
        Permission.report_point: PermissionRule(
            frozenset({Role.point_lead, Role.coordinator}), _DISTRICT | {Scope.point}
        ),
        Permission.report_doorstep: PermissionRule(
            frozenset({Role.doorstep, Role.coordinator}), _DISTRICT | {Scope.team}
        ),
        Permission.report_transport: PermissionRule(
            frozenset({Role.driver, Role.transport_lead, Role.coordinator}),
            _DISTRICT | {Scope.vehicle},
        ),
        Permission.report_lab: PermissionRule(
            frozenset({Role.lab, Role.coordinator}), _DISTRICT | {Scope.lab}
        ),
        Permission.release_boxes: PermissionRule(frozenset({Role.transport_lead}), _DISTRICT),
        Permission.report_findings: PermissionRule(
            frozenset({Role.inspector, Role.coordinator, Role.manager}),
            _DISTRICT | {Scope.street},
        ),
        Permission.correct_reports: PermissionRule(
            frozenset({Role.coordinator, Role.transport_lead}), _DISTRICT
        ),
        Permission.read_own_task: PermissionRule(
            frozenset({Role.driver, Role.lab, Role.point_lead, Role.doorstep}),
            frozenset({Scope.vehicle, Scope.lab, Scope.point, Scope.team}),
        ),
        Permission.read_live: PermissionRule(_WATCHERS, _DISTRICT | {Scope.street}),
        Permission.read_boxes: PermissionRule(
            _OVERSEERS | {Role.transport_lead}, _DISTRICT | {Scope.street}
        ),
        Permission.acknowledge_alerts: PermissionRule(
            _OVERSEERS | {Role.transport_lead, Role.lab},
            _DISTRICT | {Scope.street, Scope.lab},
        ),
        Permission.edit_passes: PermissionRule(_STAFF | {Role.transport_lead}, _DISTRICT),
        Permission.edit_webhooks: PermissionRule(_ADMIN, _ALL),
        Permission.read_reports: PermissionRule(_OVERSEERS, _DISTRICT | {Scope.street}),
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
        Role.point_lead: frozenset({Scope.point}),
        Role.doorstep: frozenset({Scope.team}),
        Role.inspector: _OFFICE,
    }
)


class GrantedRole(NamedTuple):
    """A role and where it holds.

    `value` is empty for the scope ``all``, the district's name for ``district``, and otherwise
    ``district/name`` of the street, vehicle, laboratory, point or team, or only its ``name``
    where one service plans one district.
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
        """The street, vehicle, laboratory, point or team, without its district."""
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
