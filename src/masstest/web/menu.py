"""The main menu: what somebody may open."""

from __future__ import annotations

import re

from masstest.access.actor import Actor
from masstest.access.roles import Permission, Role, Scope
from masstest.text import N_

_ENTRIES = (
    ("/phone", N_("My tasks"), Permission.read_own_task),
    ("/rounds", N_("Rounds"), Permission.read_rounds),
    ("/board", N_("Board"), Permission.read_live),
    ("/cities", N_("Several districts"), Permission.make_plans),
    ("/alerts", N_("Alerts"), Permission.acknowledge_alerts),
    ("/users", N_("Users"), Permission.edit_users),
    ("/webhooks", N_("Webhooks"), Permission.edit_webhooks),
    ("/operations", N_("Operations"), Permission.read_operations),
)
_OF_ROUNDS = frozenset({"/rosters", "/plans", "/jobs", "/compare"})

_ROLES = {
    Role.admin: N_("Administrator"),
    Role.coordinator: N_("Testing coordinator"),
    Role.transport_lead: N_("Transport lead"),
    Role.driver: N_("Driver"),
    Role.lab: N_("Laboratory"),
    Role.manager: N_("Manager"),
    Role.viewer: N_("Viewer"),
    Role.point_lead: N_("Point leader"),
    Role.doorstep: N_("Doorstep team"),
    Role.inspector: N_("Inspector"),
}
_SCOPES = {
    Scope.all: N_("everywhere"),
    Scope.district: N_("in one district"),
    Scope.street: N_("in one street"),
    Scope.vehicle: N_("for one vehicle"),
    Scope.lab: N_("for one laboratory"),
    Scope.point: N_("for one point"),
    Scope.team: N_("for one doorstep team"),
}


def menu(actor: Actor) -> list[tuple[str, str]]:
    """Address and (untranslated) name of every entry that `actor` may open."""
    return [
        (address, name)
        for address, name, needed in _ENTRIES
        if actor.may(needed) and (address != "/cities" or _has_several_districts(actor))
    ]


def open_entry(path: str) -> str:
    """The entry that a page belongs to: a round's board and alerts have entries of their own."""
    found = re.fullmatch(r"/rounds/[^/]+(/board|/alerts)(/.*)?", path)
    entry = found[1] if found else "/" + path.split("/")[1]
    return "/rounds" if entry in _OF_ROUNDS else entry


def _has_several_districts(actor: Actor) -> bool:
    """Whether `actor` may plan more districts than one."""
    districts = actor.districts(Permission.make_plans)
    return districts is None or len(districts) > 1


def role_name(role: Role | str) -> str:
    """What a role is called, untranslated."""
    return _ROLES[Role(role)]


def scope_name(scope: Scope) -> str:
    """Where a role holds, untranslated."""
    return _SCOPES[scope]
