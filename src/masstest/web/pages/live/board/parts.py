"""The changing parts of the board, rendered once for all who see the same."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from masstest import __version__
from masstest.access.actor import Actor
from masstest.live.board.sentences import place_name
from masstest.live.custody import UnaccountedKind
from masstest.live.custody.wording import unaccounted_name
from masstest.live.shapes import Area, Signal
from masstest.service.live.board.views import BoardView
from masstest.service.live.desk.of_store import OfStore
from masstest.store.engine import Store
from masstest.text import Lang, Translator, translator
from masstest.web.pages.live.board import words
from masstest.web.pages.live.board.band import band
from masstest.web.pages.live.board.rows import Place, places, troubles
from masstest.web.rendering import static_address, templates

BOARD = (
    "glance", "wrong", "course", "places", "clocks", "labs", "vehicles", "boxes", "retests",
    "missed",
)  # fmt: skip
WALL = ("wall_head", "wall_tubes", "wall_wrong", "wall_streets")
_FILES = (
    "style/board.css", "style/wall.css", "script/live/board.mjs", "script/live/wall.mjs",
    "script/live/following.mjs", "script/live/morph.mjs", "script/live/chart.mjs",
    "script/live/map.mjs", "script/live/map_signs.mjs", "script/live/tree.mjs",
)  # fmt: skip
_MOST_KEPT = 100


@dataclass(frozen=True)
class Part:
    """A part of the page as HTML; `look` is the same as long as the HTML is."""

    name: str
    html: str
    look: str


_PlaceRows = dict[str, tuple[Place, str]]
"""By key: the row of a place, and its HTML, which is the same as long as the row is."""


class _Rendered:
    """Parts of the boards that somebody looks at."""

    def __init__(self, _: Store) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[BoardView, dict[str, Part]]] = OrderedDict()
        self._rows: dict[tuple[str, Lang], _PlaceRows] = {}

    def get(self, view: BoardView, lang: Lang, actor: Actor, names: Iterable[str]) -> list[Part]:
        key = (view.round.round_id, view.board.street, lang, actor.grants)
        with self._lock:
            seen, parts = self._kept.get(key) or (view, {})
            if _stamp(seen) != _stamp(view):
                parts = {}
            self._kept[key] = (view, parts)
            self._kept.move_to_end(key)
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        wanted = [name for name in names if name not in parts]
        if wanted:
            rows = self._rows_of(view.round.round_id, lang)
            parts |= {part.name: part for part in _render(view, lang, wanted, rows)}
        return [parts[name] for name in names]

    def _rows_of(self, round_id: str, lang: Lang) -> _PlaceRows:
        with self._lock:
            rows = self._rows.setdefault((round_id, lang), {})
            if len(self._rows) > _MOST_KEPT:
                self._rows = {(round_id, lang): rows}
        return rows


def _stamp(view: BoardView) -> tuple[object, ...]:
    """Views of the same are the same, whichever process they come from."""
    return view.stamp, view.people


def parts_of(
    store: Store, view: BoardView, lang: Lang, actor: Actor, names: Iterable[str]
) -> list[Part]:
    """Some parts of a board in the reader's language."""
    return _rendered(store).get(view, lang, actor, names)


def facts_of(view: BoardView, t: Translator) -> dict[str, Any]:
    """What the templates of the board work with."""
    return {
        "t": t,
        "lang": t.lang,
        "view": view,
        "board": view.board,
        "words": words,
        "minute": lambda at_min: words.minute(at_min, t),
        "coming": lambda at_min: words.coming(at_min, t),
        "span": lambda minutes: words.span(minutes, t),
        "unaccounted_name": lambda kind: unaccounted_name(UnaccountedKind(kind), t),
        "troubles": lambda: troubles(view, t),
        "half_hours": lambda: half_hours(view),
        "deciding": lambda ids: words.listed((place_name(each, t, view.names) for each in ids), t),
        "worst_first": lambda areas: sorted(areas, key=_trouble),
        "called": lambda place_id: place_name(place_id, t, view.names),
        "names_listed": lambda ids: words.listed((view.names(each) for each in ids), t),
    }


def _trouble(area: Area) -> tuple[bool, bool, int]:
    """The later and the more people behind, the sooner it is shown."""
    signal = area.signal
    return signal is not Signal.red, signal is not Signal.amber, area.progress.ahead_persons


def half_hours(view: BoardView) -> list[tuple[float, int, int, int, int, int, int]]:
    """Minute, then planned and actual people, tubes at laboratories, and results, by half hours
    until now."""
    planned, actual = view.curves.planned, view.curves.actual
    now = dict(zip(actual.minutes, range(len(actual.minutes)), strict=True))
    rows = []
    for i, at_min in enumerate(planned.minutes):
        j = now.get(at_min)
        if at_min % 30 or j is None:
            continue
        rows.append((
            at_min, planned.persons[i], actual.persons[j], planned.received[i],
            actual.received[j], planned.resulted[i], actual.resulted[j],
        ))  # fmt: skip
    return rows


def shown_version() -> str:
    """Changes whenever a page that was opened before should be opened anew."""
    addresses = " ".join(static_address(name) for name in _FILES)
    return hashlib.sha256(f"{__version__} {addresses}".encode()).hexdigest()[:12]


def head_of(view: BoardView, moment: dt.datetime, t: Translator) -> dict[str, Any]:
    """What a page has to know of the state that it shows at `moment`."""
    return {
        "number": view.number,
        "as_of": words.second(view.board.now_min, t),
        "band": band(view, moment, t),
        "version": shown_version(),
    }


def _render(
    view: BoardView, lang: Lang, names: Iterable[str], rows: _PlaceRows | None = None
) -> list[Part]:
    facts = facts_of(view, translator(lang)) | {"static": static_address}
    facts["place_rows"] = lambda: _place_rows(view, facts, {} if rows is None else rows)
    made = []
    for name in names:
        template = templates().get_template(f"live/board/parts/{name}.html.jinja")
        html = template.render(facts)
        made.append(Part(name, html, hashlib.sha256(html.encode()).hexdigest()[:8]))
    return made


def _place_rows(view: BoardView, facts: dict[str, Any], kept: _PlaceRows) -> Iterator[Markup]:
    """The rows of the places, most of which are as they were a second ago."""
    template: Any = templates().get_template("live/board/place_row.html.jinja").make_module(facts)
    for place in places(view.board):
        known = kept.get(place.key)
        if known is None or known[0] != place:
            known = kept[place.key] = place, str(template.row(place))
        yield Markup(known[1])  # nosec B704: its template escapes


_rendered = OfStore("board_parts", _Rendered)
