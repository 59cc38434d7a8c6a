"""The kinds of sheets, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.labs import lab_sheets
from masstest.sheets.print_sheets.points import point_cards
from masstest.sheets.print_sheets.posters import posters
from masstest.sheets.print_sheets.sheet import Sheet
from masstest.sheets.print_sheets.streets import street_sheets
from masstest.sheets.print_sheets.teams import team_sheets
from masstest.sheets.print_sheets.vehicles import run_sheets


class Kind(NamedTuple):
    """A kind of sheet. `name` is that of its file and template; `one`, `many` are words."""

    name: str
    one: str
    many: str
    sheets: Callable[[Book], Iterator[Sheet]]
    shows_id: bool = True

    @property
    def file(self) -> str:
        return f"{self.name}.html"


KINDS = (
    Kind("points", "point", "points", point_cards),
    Kind("vehicles", "vehicle", "vehicles", run_sheets),
    Kind("labs", "lab", "labs", lab_sheets),
    Kind("teams", "team", "teams", team_sheets, shows_id=False),
    Kind("streets", "street", "streets", street_sheets, shows_id=False),
    Kind("posters", "poster", "posters", posters, shows_id=False),
)
