"""Cards that let phones in: which places have one, making them, printing them, ending one."""

from __future__ import annotations

from fastapi import APIRouter, Response
from markupsafe import Markup

from masstest.access.roles import Permission
from masstest.service import rounds
from masstest.service.live.board import screens
from masstest.service.live.cards import passes
from masstest.service.live.cards.passes import NAMES, PlaceRow
from masstest.service.plans import publication_in_force
from masstest.sheets.print_sheets.codes import code_of
from masstest.text import N_
from masstest.web.visits import Visit, visits

router = APIRouter()

_KINDS = {
    "vehicle": N_("Vehicles"),
    "point": N_("Points"),
    "team": N_("Doorstep teams"),
    "lab": N_("Laboratories"),
}


@router.get("/rounds/{round_id}/passes")
def list_passes(
    round_id: str,
    visit: Visit = visits(Permission.edit_passes),
    kind: str = "",
    street: str = "",
) -> Response:
    """Every place of the plan in force, and whether its phone has a card."""
    with visit.reading() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.edit_passes)
        if publication_in_force(session, round_id) is None:
            return visit.page("phone/no_passes", status=409, round=stored)
        every = passes.rows(session, visit.actor, round_id)
        hanging = screens.hanging(session, visit.actor, round_id)
    shown = [row for row in every if _fits(row, kind, street)]
    return visit.page(
        "phone/passes",
        round=stored,
        rows=shown,
        screens=hanging,
        kinds={name: visit.t(words) for name, words in _KINDS.items()},
        kind=kind,
        street=street,
        streets=sorted({row.place.street for row in every} - {""}),
        without=sum(row.held is None for row in shown),
    )


@router.post("/rounds/{round_id}/passes")
def make_passes(round_id: str, visit: Visit = visits(Permission.edit_passes)) -> Response:
    """Make cards and show them, this once, to be printed."""
    kind, street, only = visit.text("kind"), visit.text("street"), visit.text("place")
    again = visit.text("again") == "yes"
    with visit.writing() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.edit_passes)
        every = passes.rows(session, visit.actor, round_id)
        wanted = {
            row.place.key
            for row in every
            if (row.place.key == only if only else _fits(row, kind, street))
            and (again or only or row.held is None)
        }
        made = passes.issue(session, visit.actor, round_id, wanted, visit.lang)
    base = visit.settings.public_url.rstrip("/")
    return visit.page(
        "phone/cards",
        round=stored,
        cards=[
            {
                "place": card.place,
                "title": visit.t(NAMES[card.place.scope], place=card.place.place_id),
                "code": code_of_card(f"{base}/go/{card.token}"),
                "expires_at": card.expires_at,
            }
            for card in made
        ],
        streets=sorted({card.place.street for card in made} - {""}),
    )


@router.post("/passes/{pass_id}/revocation")
def revoke_pass(pass_id: str, visit: Visit = visits(Permission.edit_passes)) -> Response:
    with visit.writing() as session:
        round_id = passes.revoke(session, visit.actor, pass_id).round_id
    return visit.go(f"/rounds/{round_id}/passes")


def _fits(row: PlaceRow, kind: str, street: str) -> bool:
    return kind in ("", row.place.scope.value) and street in ("", row.place.street)


def code_of_card(address: str) -> Markup:
    """The QR code of a card's address. It is kept nowhere, not even in memory."""
    # segno draws modules and numbers, nothing of the text
    svg = code_of(address).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    return Markup(svg)  # nosec B704
