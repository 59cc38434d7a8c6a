"""Where a box is, and who held it when."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.live.custody import PlaceKind
from masstest.live.custody.wording import phase_name, station_name, unaccounted_name
from masstest.service import rounds
from masstest.service.live.board import boxes
from masstest.service.live.board.boxes import KnownBox, Wanted
from masstest.service.live.board.views import People, people_of
from masstest.service.problems import Problem
from masstest.text import N_, Translator
from masstest.web.pages.live.board.words import minute
from masstest.web.visits import Visit, visits

router = APIRouter()
_LONGEST = 64
_PLACES = {
    PlaceKind.source: N_("where it was filled"),
    PlaceKind.vehicle: N_("vehicle"),
    PlaceKind.lab: N_("laboratory"),
    PlaceKind.unknown: N_("somewhere"),
}


@dataclass(frozen=True)
class Traced:
    """A box in words."""

    known: KnownBox
    phase: str
    where: str
    trouble: str


@router.get("/rounds/{round_id}/board/boxes")
def find_box(
    round_id: str, box: str = "", visit: Visit = visits(Permission.read_boxes)
) -> Response:
    """A box with its whole history; boxes whose ids contain what was typed, if there is no such
    one."""
    wanted = box.strip()[:_LONGEST]
    with visit.reading() as session:
        stored = rounds.get(session, visit.actor, round_id, Permission.read_boxes)
    people = people_of(visit.store, visit.actor, round_id)
    found, alike, more = None, [], False
    try:
        found = boxes.get(visit.store, visit.actor, round_id, wanted) if wanted else None
    except Problem as problem:
        if problem.code != "not_found":
            raise
    if wanted and found is None:
        page = boxes.list_page(
            visit.store, visit.actor, round_id, Wanted(containing=wanted), limit=50
        )
        alike, more = page.items, page.next_cursor is not None
    t = visit.t
    return visit.page(
        "live/board/box",
        status=404 if wanted and found is None and not alike else 200,
        round=stored,
        wanted=wanted,
        traced=None if found is None else _traced(found.box, people, t),
        alike=[_traced(each, people, t) for each in alike],
        more=more,
        minute=lambda at_min: minute(at_min, t),
        place_kind=lambda kind: t(_PLACES[kind]),
        place_name=people.place,
        person_name=people.person,
        station_name=lambda station: station_name(station, t),
    )


def _traced(known: KnownBox, people: People, t: Translator) -> Traced:
    holder = known.state.holder
    return Traced(
        known,
        phase_name(known.state.phase, t),
        people.place(holder.place) if holder else "–",
        "" if known.unaccounted is None else unaccounted_name(known.unaccounted.kind, t),
    )
