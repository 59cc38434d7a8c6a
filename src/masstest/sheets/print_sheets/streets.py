"""Streets: what a street's working group answers for, and what it should keep an eye on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from masstest.domain.plan import DoorstepTeam, Point
from masstest.domain.roster import Level, Official
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.people import (
    Contact,
    leads_at,
    officials_in,
    officials_of,
    team_contacts,
)
from masstest.sheets.print_sheets.sheet import Sheet
from masstest.sheets.print_sheets.watching import watch_lines


class StreetPoint(NamedTuple):
    """A point of the street, with whom to call there and the compounds that come."""

    point: Point
    leads: Sequence[Contact]
    officials: Sequence[Contact]
    compounds: Sequence[tuple[str, int]]


class StreetTeam(NamedTuple):
    """A doorstep team that visits the street, and its visits there."""

    team: DoorstepTeam
    members: Sequence[Contact]
    compounds: Sequence[str]
    start: int
    end: int
    persons: int


@dataclass(frozen=True, kw_only=True)
class StreetSheet(Sheet):
    """What stands on a street's sheet."""

    officials: Sequence[Official]
    points: Sequence[StreetPoint]
    teams: Sequence[StreetTeam]
    elsewhere: Sequence[tuple[str, str]]
    watch: Sequence[str]
    compounds: int
    persons: int

    @property
    def lanes(self) -> int:
        return sum(row.point.lanes for row in self.points)


def street_sheets(book: Book) -> Iterator[StreetSheet]:
    """One sheet per street or town that has points, compounds or officials, by name."""
    by_street: dict[str, list[Point]] = {}
    for site_id in book.points_by_area:
        by_street.setdefault(book.street_of(site_id), []).append(book.plan.point[site_id])
    living = {compound.street for compound in book.roster.compounds}
    for street in sorted((by_street.keys() | living) - {""}):
        own = by_street.get(street, [])
        compounds = [c for c in book.roster.compounds if c.street == street]
        demands = [book.roster.demand(compound) for compound in compounds]
        yield StreetSheet(
            holder_id=street,
            name=street,
            officials=officials_in(book, street, (Level.street, Level.community)),
            points=[_street_point(book, point) for point in own],
            teams=list(_street_teams(book, street)),
            elsewhere=_elsewhere(book, street),
            watch=watch_lines(book, street, own),
            compounds=len(compounds),
            persons=sum(demand.walking + demand.doorstep for demand in demands),
        )


def _street_point(book: Book, point: Point) -> StreetPoint:
    responsible = officials_of(book, point)
    return StreetPoint(
        point,
        leads_at(book, point.site_id),
        [r.contact for r in responsible if r.level is Level.point and r.contact is not None],
        [
            (book.compound_name(row.compound_id), row.persons)
            for row in sorted(book.coverage_at.get(point.site_id, ()), key=lambda r: -r.persons)
        ],
    )


def _street_teams(book: Book, street: str) -> Iterator[StreetTeam]:
    for team_id, team in sorted(book.plan.team.items()):
        stops = [stop for stop in team.stops if book.street_of(stop.compound_id) == street]
        if stops:
            yield StreetTeam(
                team,
                team_contacts(book, team_id),
                list(dict.fromkeys(book.compound_name(stop.compound_id) for stop in stops)),
                min(stop.arrive for stop in stops),
                max(stop.depart for stop in stops),
                sum(stop.persons for stop in stops),
            )


def _elsewhere(book: Book, street: str) -> list[tuple[str, str]]:
    """Compounds of the street that go to a point of another one, and that point."""
    return [
        (book.compound_name(row.compound_id), book.site_name(row.site_id))
        for row in book.plan.coverage
        if book.street_of(row.compound_id) == street and book.street_of(row.site_id) != street
    ]
