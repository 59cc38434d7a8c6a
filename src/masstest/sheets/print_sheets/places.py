"""Places as a sheet names them: what they are called and where they are."""

from __future__ import annotations

from typing import NamedTuple

from masstest.sheets.plan_workbook.book import Book


class Address(NamedTuple):
    """A place to go to: its name, and the street and community in which it is."""

    name: str
    street: str = ""
    community: str = ""

    @property
    def area(self) -> str:
        return " ".join(part for part in (self.street, self.community) if part)


def site_address(book: Book, site_id: str) -> Address:
    site = book.roster.site.get(site_id)
    if site is None:
        return Address(book.site_name(site_id))
    return Address(site.name, site.street, site.community)


def compound_address(book: Book, compound_id: str) -> Address:
    compound = book.roster.compound.get(compound_id)
    if compound is None:
        return Address(compound_id)
    return Address(compound.name, compound.street, compound.community)
