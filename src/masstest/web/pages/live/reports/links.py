"""Which of the report pages somebody may open."""

from __future__ import annotations

from masstest.access.actor import Actor
from masstest.access.roles import Permission

_NEEDED = {
    "reports": Permission.read_reports,
    "readiness": Permission.read_live,
    "findings": Permission.report_findings,
    "learned": Permission.read_reports,
}


def report_pages(actor: Actor, district: str) -> frozenset[str]:
    """Names of the pages that `actor` may open of a round in `district`."""
    return frozenset(
        name for name, needed in _NEEDED.items() if actor.may(needed, district=district)
    )
