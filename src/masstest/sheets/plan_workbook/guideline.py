"""The national guide's ratios beside the plan's own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.domain.roster import Role
from masstest.sheets.plan_workbook.book import Book
from masstest.text import N_
from masstest.text.sentences import number

# NHC guide, 3rd edition, 2022: 2,000-3,000 people per point and 600-800 per lane, around the
# parameters' 2,500 and 700.
_POINT_SPAN = (0.8, 1.2)
_LANE_SPAN = (6 / 7, 8 / 7)


@dataclass(frozen=True)
class Measure:
    """A number of the plan against the guide's range; `high` None: no upper end."""

    name: str
    plan: int
    low: int
    high: int | None
    per_unit: str
    guide_per_unit: str

    @property
    def verdict(self) -> str:
        """Message id: where the number lies."""
        if self.plan < self.low:
            return N_("below the guide")
        if self.high is not None and self.plan > self.high:
            return N_("above the guide")
        return N_("within the guide")


def guideline_check(book: Book) -> list[Measure]:
    """Points, lanes and samplers on the roster, for the people in scope."""
    people, par = people_in_scope(book), book.roster.parameters
    samplers = sum(Role.sampler in person.roles for person in book.roster.staff)
    return [
        _spanned(
            book, N_("Sampling points"), N_("{n} people per point"), len(book.plan.points),
            people, par.people_per_point_urban, _POINT_SPAN,
        ),
        _spanned(
            book, N_("Lanes"), N_("{n} people per lane"), sum(p.lanes for p in book.plan.points),
            people, par.people_per_lane, _LANE_SPAN,
        ),
        Measure(
            N_("Samplers on the roster"),
            samplers,
            -(-people // par.roster_people_per_sampler),
            None,
            _per(book, N_("{n} people per sampler"), people, samplers),
            book.t("at most {n}", n=number(par.roster_people_per_sampler)),
        ),
    ]  # fmt: skip


def people_in_scope(book: Book) -> int:
    """Everybody to be sampled this round, walking or at the door."""
    demands = [book.roster.demand(compound) for compound in book.roster.compounds]
    return sum(demand.walking + demand.doorstep for demand in demands)


def _spanned(
    book: Book,
    name: str,
    per_unit: str,
    found: int,
    people: int,
    people_per_unit: int,
    span: tuple[float, float],
) -> Measure:
    fewest, most = (people_per_unit * edge for edge in span)
    return Measure(
        name,
        found,
        round(people / most),
        round(people / fewest),
        _per(book, per_unit, people, found),
        f"{number(round(fewest))}–{number(round(most))}",
    )


def _per(book: Book, message: str, people: int, found: int) -> str:
    return book.t(message, n=number(round(people / found))) if found else ""
