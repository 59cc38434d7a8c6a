"""Asking whether somebody may do something, and refusing in one way."""

from __future__ import annotations

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service.problems import Problem


def require(actor: Actor, permission: Permission, district: str | None = None) -> None:
    """Raise ``forbidden`` unless `actor` has `permission` (in `district`).

    Raises
    ------
    Problem
        ``forbidden``, or ``password_change_needed``.
    """
    if actor.may(permission, district=district):
        return
    if actor.must_change_password:
        raise Problem("password_change_needed")
    raise Problem("forbidden", permission=permission.value)
