"""Task cards: all that a point's people need, on one card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from masstest.domain.plan import Coverage, Point
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.codes import drawn, point_payload
from masstest.sheets.print_sheets.goods import Goods, Visit, goods_of, kit_visits, waste_visits
from masstest.sheets.print_sheets.handovers import Handover, handovers_at
from masstest.sheets.print_sheets.people import Post, Responsible, officials_of, posts_at
from masstest.sheets.print_sheets.places import site_address
from masstest.sheets.print_sheets.sheet import Sheet


class Comers(NamedTuple):
    """People of one compound in one slot."""

    compound: str
    persons: int
    key: int


class Appointment(NamedTuple):
    """A slot and everybody who comes in it, or `slots` in a row that are all alike."""

    start: int
    end: int
    comers: Sequence[Comers]
    slots: int = 1

    @property
    def persons(self) -> int:
        return self.slots * sum(comers.persons for comers in self.comers)

    @property
    def slot_min(self) -> int:
        return (self.end - self.start) // self.slots


@dataclass(frozen=True, kw_only=True)
class PointCard(Sheet):
    """What stands on the task card of a point."""

    point: Point
    code: Markup
    appointments: Sequence[Appointment]
    posts: Sequence[Post]
    handovers: Sequence[Handover]
    kit: Sequence[Goods]
    kit_visits: Sequence[Visit]
    waste_visits: Sequence[Visit]
    officials: Sequence[Responsible]


def point_cards(book: Book) -> Iterator[PointCard]:
    """One card per point, by street and community."""
    supplies, waste = kit_visits(book), waste_visits(book)
    for site_id in book.points_by_area:
        point = book.plan.point[site_id]
        yield PointCard(
            holder_id=site_id,
            name=point.name,
            area=site_address(book, site_id).area,
            point=point,
            code=drawn(point_payload(book.plan.round, site_id)),
            appointments=appointments(book, book.coverage_at.get(site_id, ())),
            posts=posts_at(book, site_id),
            handovers=handovers_at(book, site_id),
            kit=goods_of(book, book.supplies_to.get(site_id, ())),
            kit_visits=supplies.get(site_id, ()),
            waste_visits=waste.get(site_id, ()),
            officials=officials_of(book, point),
        )


def appointments(book: Book, coverage: Sequence[Coverage]) -> list[Appointment]:
    """The slots of a point by time, with the compounds that come in each; like slots as one."""
    slots: dict[tuple[int, int], list[Comers]] = {}
    for row in coverage:
        for slot in row.slots:
            group = Comers(book.compound_name(row.compound_id), slot.persons, slot.key)
            slots.setdefault((slot.from_, slot.until), []).append(group)
    rows: list[Appointment] = []
    for start, end in sorted(slots):
        comers = slots[start, end]
        before = rows[-1] if rows else None
        if (
            before is not None
            and (before.comers, before.end, before.slot_min) == (comers, start, end - start)
            and not any(group.key for group in comers)
        ):
            rows[-1] = before._replace(end=end, slots=before.slots + 1)
        else:
            rows.append(Appointment(start, end, comers))
    return rows
