"""Streets and communities: the map's ground, by which people find their way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from masstest.domain.roster import Compound, Site
from masstest.sheets.map.facts.shared import Fact
from masstest.sheets.map.outlines import LonLat, middle, outline
from masstest.sheets.plan_workbook.book import Book

_DECIMALS = 5  # about a metre: outlines are drawn, not driven to


def streets(book: Book) -> Iterator[Fact]:
    """Each street's outline and label, with the labels of its communities, by name."""
    places: dict[str, list[LonLat]] = defaultdict(list)
    communities: dict[str, dict[str, list[LonLat]]] = defaultdict(lambda: defaultdict(list))
    everywhere: tuple[Compound | Site, ...] = (*book.roster.compounds, *book.roster.sites)
    for place in everywhere:
        places[place.street].append((place.lon, place.lat))
        communities[place.street][place.community].append((place.lon, place.lat))
    for street in sorted(places):
        yield {
            "name": street,
            "label": _rounded(middle(places[street])),
            "outline": [_rounded(corner) for corner in outline(places[street])],
            "communities": [
                {"name": name, "label": _rounded(middle(communities[street][name]))}
                for name in sorted(communities[street])
                if name
            ],
        }


def _rounded(corner: LonLat) -> list[float]:
    """Latitude and longitude, in Leaflet's order."""
    lon, lat = corner
    return [round(lat, _DECIMALS), round(lon, _DECIMALS)]
