"""Routes for drivers' devices as GPX 1.1: one file per vehicle, one route per run.

Coordinates are WGS-84, as the format demands. The places' names carry the planned times, because
that is what a device shows.

References
----------
GPX 1.1 schema, https://www.topografix.com/GPX/1/1/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path

from masstest import __version__
from masstest.domain.plan import Plan, Run
from masstest.domain.roster import Roster
from masstest.domain.units import clock
from masstest.sheets.journeys import Call, Journey, Located, journeys
from masstest.sheets.plan_workbook.book import Book
from masstest.text import N_, Lang, translator

_TASKS = {
    "pickup": N_("pick up {n} tubes, leave {depart}"),
    "deliver": N_("deliver {n} tubes, leave {depart}"),
    "supply": N_("bring supplies, leave {depart}"),
    "waste": N_("collect medical waste, leave {depart}"),
}
_DECIMALS = 6  # about a tenth of a metre

# What XML 1.0 has no characters for.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Names that Windows keeps for devices, whatever follows their first dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST_NAME = 80
_CREATOR = 'creator="masstest '  # by which our own files are known
_HEAD = 300  # characters in which it stands


def write_gpx(plan: Plan, roster: Roster, folder: Path, lang: Lang = "zh") -> tuple[Path, ...]:
    """Write `gpx/<vehicle_id>.gpx` into `folder` for every vehicle that has a run.

    Characters that a file name cannot have become ``_``; names that would then be the same,
    also where capitals don't count, get a number. Files of an earlier plan are removed, so that
    no vehicle that stays at home finds a route.

    Returns
    -------
    tuple of Path
        The files, by vehicle id.
    """
    book = Book(plan, roster, translator(lang))
    trips: dict[str, list[Journey]] = defaultdict(list)
    for journey in journeys(plan, roster):
        trips[journey.run.vehicle_id].append(journey)
    target = folder / "gpx"
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.gpx"):
        if _CREATOR in old.read_text(encoding="utf-8", errors="replace")[:_HEAD]:
            old.unlink()
    names = _file_names(sorted(trips))
    for vehicle_id, name in names.items():
        by_time = sorted(trips[vehicle_id], key=lambda journey: journey.run.start)
        text = "\n".join(_document(vehicle_id, by_time, book)) + "\n"
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(target / name for name in names.values())


def _file_names(vehicle_ids: list[str]) -> dict[str, str]:
    """A name for each vehicle's file that is allowed on every system, and used only once."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for vehicle_id in vehicle_ids:
        stem = re.sub(r"[^\w.\-·]", "_", vehicle_id)[:_LONGEST_NAME].strip(". ") or "_"
        if _DEVICES.match(stem):
            stem = f"_{stem}"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        names[vehicle_id] = f"{name}.gpx"
    return names


def _document(vehicle_id: str, trips: list[Journey], book: Book) -> Iterator[str]:
    about = book.plan.round
    title = f"{book.plate(vehicle_id)} {about.district} {about.date.isoformat()}"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<gpx version="1.1" {_CREATOR}{__version__}" xmlns="http://www.topografix.com/GPX/1/1">'
    )
    yield f"<metadata><name>{_text(title)}</name></metadata>"
    for journey in trips:
        yield from _route(journey, book)
    yield "</gpx>"


def _route(journey: Journey, book: Book) -> Iterator[str]:
    run = journey.run
    plate = book.plate(run.vehicle_id)
    yield "<rte>"
    yield f"<name>{_text(f'{run.run_id} {clock(run.start)}-{clock(run.end)}')}</name>"
    if journey.origin is not None:
        yield _point(journey.origin, f"{clock(run.start)} {plate}")
    for number, call in enumerate(journey.calls, start=1):
        if call.place is not None:
            name = f"{number}. {clock(call.arrive)} {_place(journey, number, book)}"
            yield _point(call.place, name, _task(call, book))
    yield "</rte>"


def _place(journey: Journey, number: int, book: Book) -> str:
    if isinstance(journey.run, Run):
        return book.stop_place(journey.run.stops[number - 1])
    return book.site_name(journey.calls[number - 1].place_id)


def _task(call: Call, book: Book) -> str:
    return book.t(_TASKS[call.kind], n=call.tubes, depart=clock(call.depart))


def _point(place: Located, name: str, task: str = "") -> str:
    where = f'lat="{place.lat:.{_DECIMALS}f}" lon="{place.lon:.{_DECIMALS}f}"'
    description = f"<desc>{_text(task)}</desc>" if task else ""
    return f"<rtept {where}><name>{_text(name)}</name>{description}</rtept>"


def _text(text: str) -> str:
    """`text` on one line of XML: escaped, without characters that XML has no place for."""
    return escape(" ".join(_NOT_XML.sub("", text).split()), quote=False)
