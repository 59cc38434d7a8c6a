"""Doorstep teams: where to be when, for how many, and who takes the tubes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.plan import DoorstepStop, DoorstepTeam
from masstest.domain.roster import Level, Role
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.goods import Goods, goods_of
from masstest.sheets.print_sheets.handovers import Handover, handovers_at
from masstest.sheets.print_sheets.people import Contact, Post, contact, posts_at
from masstest.sheets.print_sheets.places import Address, compound_address
from masstest.sheets.print_sheets.sheet import Sheet


class DoorVisit(NamedTuple):
    """A stop of a team, and whom it calls in that community."""

    stop: DoorstepStop
    place: Address
    contacts: Sequence[Contact]


@dataclass(frozen=True, kw_only=True)
class TeamSheet(Sheet):
    """What stands on a doorstep team's sheet."""

    team: DoorstepTeam
    posts: Sequence[Post]
    visits: Sequence[DoorVisit]
    handovers: Sequence[Handover]
    kit: Sequence[Goods]

    @property
    def persons(self) -> int:
        return sum(stop.persons for stop in self.team.stops)

    @property
    def tubes(self) -> int:
        return sum(stop.tubes for stop in self.team.stops)


def team_sheets(book: Book) -> Iterator[TeamSheet]:
    """One sheet per doorstep team that visits anybody, by id."""
    for team_id, team in sorted(book.plan.team.items()):
        if not team.stops:
            continue
        visits = [
            DoorVisit(
                stop, compound_address(book, stop.compound_id), _called(book, stop.compound_id)
            )
            for stop in team.stops
        ]
        yield TeamSheet(
            holder_id=team_id,
            name=book.team_name(team_id),
            area=book.t(", ").join(dict.fromkeys(visit.place.street for visit in visits)),
            team=team,
            posts=_members(book, team),
            visits=visits,
            handovers=handovers_at(book, team_id),
            kit=goods_of(book, book.supplies_to.get(team_id, ())),
        )


def _members(book: Book, team: DoorstepTeam) -> list[Post]:
    """Everybody on duty in the team, and its named pair even where they have no duty."""
    posts = posts_at(book, team.team_id)
    known = {duty.staff_id for post in posts for duty in post.duties}
    others = [Post(Role.doorstep, contact(book, s)) for s in team.staff_ids if s not in known]
    return posts + others


def _called(book: Book, compound_id: str) -> list[Contact]:
    """The community officials of a compound, else those of its street."""
    place = compound_address(book, compound_id)
    own = [o for o in book.roster.officials if o.street == place.street]
    community = [o for o in own if o.level is Level.community and o.community == place.community]
    street = [o for o in own if o.level is Level.street]
    return [Contact(official.name, official.phone) for official in community or street[:1]]
