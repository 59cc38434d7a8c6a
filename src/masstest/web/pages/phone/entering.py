"""A card's code was scanned: whose card it is, who holds the phone, and in."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from masstest.access import passes
from masstest.access.problems import AccessDenied
from masstest.service.live.cards import passes as cards
from masstest.service.live.cards.passes import NAMES, Shown
from masstest.web.pages.logins import logged_in
from masstest.web.visits import Visit, visits

router = APIRouter()

_LONGEST_NAME = 60
Token = Path(min_length=20, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


@router.get("/go/{token}")
def whose(token: str = Token, visit: Visit = visits(None)) -> Response:
    """Whose card it is; nothing happens until somebody says “this is me”."""
    try:
        return _asking(visit, cards.shown(visit.store, token, visit.address))
    except AccessDenied as denied:
        return _denied(visit, denied)


@router.post("/go/{token}")
def enter(token: str = Token, visit: Visit = visits(None)) -> Response:
    """Log the phone in, for the place of the card, until the card ends."""
    person = visit.text("person") or visit.text("name")
    try:
        shown = cards.shown(visit.store, token, visit.address)
        known = {each["staff_id"] for each in shown.people}
        if not person or len(person) > _LONGEST_NAME or (known and person not in known):
            return _asking(visit, shown, status=422)
        with visit.writing() as session:
            opened = passes.use(session, token, person=person)
    except AccessDenied as denied:
        return _denied(visit, denied)
    # behind the #: it stays on the phone
    return logged_in(visit, opened, f"/phone#lang={visit.lang}&person={quote(person, safe='')}")


def _asking(visit: Visit, shown: Shown, status: int = 200) -> Response:
    title = visit.t(NAMES[shown.place.scope], place=shown.place.place_id)
    return _without_referrer(
        visit.page("phone/enter", status=status, shown=shown, title=title, wrong=status != 200)
    )


def _denied(visit: Visit, denied: AccessDenied) -> Response:
    status = 429 if denied.code == "throttled" else 404
    return _without_referrer(
        visit.page("phone/denied", status=status, words=denied.sentence(visit.t))
    )


def _without_referrer(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return answer
