"""How a round goes, and the empty workbook to begin one with."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.service import rosters
from masstest.service.uploads import XLSX
from masstest.text import N_
from masstest.web.downloads import download
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.get("/help")
def how_a_round_goes(visit: Visit = visits(Permission.read_rounds)) -> Response:
    return visit.page("help", may_edit=visit.actor.may(Permission.edit_rounds))


@router.get("/template.xlsx")
def template(visit: Visit = visits(Permission.read_rounds)) -> Response:
    """The empty roster workbook, in the reader's language."""
    return download(rosters.template(visit.lang), XLSX, visit.t(N_("roster.xlsx")))
