"""How the service is doing, and what was done in it, for administrators."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.service import operations, people
from masstest.service.live.desk.questions import DeskState, desk_state
from masstest.store.tables.base import utc_now
from masstest.web.deeds import deed_name, doer_name, fault_name, shortened
from masstest.web.visits import Visit, visits

router = APIRouter(prefix="/operations")
_SHOWN = 50
_SHOWN_FAULTS = 100


@router.get("")
def show_operations(visit: Visit = visits(Permission.read_operations)) -> Response:
    with visit.reading() as session:
        found = operations.overview(session, visit.actor, dead_after_s=visit.settings.dead_after_s)
    boards_wait = desk_state(visit.store) is not DeskState.ready
    return visit.page("operations", found=found, now=utc_now(), boards_wait=boards_wait)


@router.get("/audit")
def show_audit(visit: Visit = visits(Permission.read_audit), after: str = "") -> Response:
    with visit.reading() as session:
        found = people.audit_page(session, visit.actor, cursor=after or None, limit=_SHOWN)
    return visit.page(
        "audit",
        found=found,
        first=not after,
        deed_name=deed_name,
        doer_name=doer_name,
        shortened=shortened,
    )


@router.get("/audit/verification")
def verify_audit(visit: Visit = visits(Permission.read_audit)) -> Response:
    """Walk the whole chain and say what is wrong with it."""
    with visit.reading() as session:
        report = people.verify_audit(session, visit.actor)
    faults = [
        visit.t(fault_name(fault.code), number=fault.number)
        for fault in report.faults[:_SHOWN_FAULTS]
    ]
    return visit.page(
        "audit_verification", report=report, faults=faults, more=len(report.faults) - len(faults)
    )
