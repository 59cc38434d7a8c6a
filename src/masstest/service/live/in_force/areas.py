"""In which part of a district somebody may look: all of it, or streets."""

from __future__ import annotations

from masstest.access.actor import Actor
from masstest.access.roles import Permission, Scope


def own_streets(actor: Actor, district: str, permission: Permission) -> frozenset[str] | None:
    """The streets of a district in which a permission holds; None: in all of it."""
    grants = [g for g in actor.granting(permission) if g.district in (None, district)]
    if any(grant.scope is not Scope.street for grant in grants):
        return None
    return frozenset(grant.place for grant in grants)
