"""Labels for boxes, to be printed before the day: one or more sheets for each point and team."""

from __future__ import annotations

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.service import rounds
from masstest.service.live.cards.labels import label_sheets
from masstest.service.live.cards.passes import NAMES
from masstest.sheets.print_sheets.codes import drawn
from masstest.web.visits import Visit, visits

router = APIRouter()


@router.get("/rounds/{round_id}/box-labels")
def box_labels(
    round_id: str,
    visit: Visit = visits(Permission.edit_passes),
    kind: str = "",
    street: str = "",
    place: str = "",
) -> Response:
    """All labels, or those of a kind of place, a street, one place."""
    with visit.reading() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.edit_passes)
        every = label_sheets(session, visit.actor, round_id)
    shown = [
        sheet
        for sheet in every
        if kind in ("", sheet.place.scope.value)
        and street in ("", sheet.place.street)
        and place in ("", sheet.place.key)
    ]
    return visit.page(
        "phone/labels",
        round=stored,
        sheets=[
            {
                "place": sheet.place,
                "title": visit.t(NAMES[sheet.place.scope], place=sheet.place.place_id),
                "boxes": sheet.boxes,
                "spare": sheet.spare,
                "labels": [{"code": code, "picture": drawn(code)} for code in sheet.codes],
            }
            for sheet in shown
        ],
        labels=sum(len(sheet.codes) for sheet in shown),
    )
