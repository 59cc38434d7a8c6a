"""The audit: who did what, and whether its chain is whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.routes.parameters import Cursor, Limit
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.people import AuditFaultOut, AuditOut, AuditReportOut
from masstest.service import people

router = APIRouter(tags=["audit"])


@router.get("/audit", responses=refusals())
def list_audit(
    call: Annotated[Call, reads(Permission.read_audit)], cursor: Cursor = None, limit: Limit = 50
) -> ListOf[AuditOut]:
    """What was done, the latest first."""
    with call.reading() as session:
        page = people.audit_page(session, call.actor, cursor=cursor, limit=limit)
        return ListOf.of(page, AuditOut.model_validate)


@router.get("/audit/verification", responses=refusals())
def verify_audit(call: Annotated[Call, reads(Permission.read_audit)]) -> AuditReportOut:
    """Walk the whole chain of the audit."""
    with call.reading() as session:
        found = people.verify_audit(session, call.actor)
    return AuditReportOut(
        ok=found.ok,
        entries=found.entries,
        head_number=found.head_number,
        head_sha256=found.head_sha256,
        faults=[AuditFaultOut(number=f.number, code=f.code) for f in found.faults],
    )
