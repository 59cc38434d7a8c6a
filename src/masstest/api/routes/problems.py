"""What the types of problems mean: the pages that their URIs lead to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from masstest.api.answers import refusals
from masstest.api.calls import Call, reads
from masstest.api.schemas.common import Out
from masstest.service.problems import KINDS, not_found
from masstest.text import translator

router = APIRouter(tags=["problems"])


class ProblemKindOut(Out):
    """A kind of problem; `detail` names its facts in braces."""

    code: str
    status: int
    title: str
    detail: str


class ProblemKinds(Out):
    items: list[ProblemKindOut]


@router.get("/problems", responses=refusals())
def list_kinds(call: Annotated[Call, reads(None)]) -> ProblemKinds:
    """Every kind of problem that the service answers with."""
    return ProblemKinds(items=[_kind(code, call) for code in KINDS])


@router.get("/problems/{code}", responses=refusals("not_found"))
def get_kind(
    call: Annotated[Call, reads(None)], code: Annotated[str, Path(max_length=60)]
) -> ProblemKindOut:
    """One kind of problem."""
    if code not in KINDS:
        raise not_found("problem")
    return _kind(code, call)


def _kind(code: str, call: Call) -> ProblemKindOut:
    kind, t = KINDS[code], translator(call.lang)
    detail = t(kind.detail) if kind.detail else ""
    return ProblemKindOut(code=code, status=kind.status, title=t(kind.title), detail=detail)
