"""Where people are sampled: points and the compounds that go there or are visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from masstest.domain.plan import Coverage, Point
from masstest.domain.roster import Compound, Role
from masstest.sheets.map.colours import spread_colours
from masstest.sheets.map.facts.shared import Fact, problems_by_subject, where, zone_mark
from masstest.sheets.plan_workbook.book import Book
from masstest.text.sentences import kind_name, people_of_role, readiness_item_name, zone_name


def points(book: Book) -> Iterator[Fact]:
    """The points, in the order and with the numbers of the workbook's list of points."""
    problems, lights = problems_by_subject(book), _lights(book)
    sites = book.roster.site
    placed = [
        (number, book.plan.point[site_id], sites[site_id])
        for number, site_id in enumerate(book.points_by_area, start=1)
        if site_id in sites
    ]
    colours = spread_colours([(site.lon, site.lat) for _, _, site in placed])
    for (number, point, site), colour in zip(placed, colours, strict=True):
        yield {
            "id": point.site_id,
            "number": number,
            "name": point.name,
            "street": site.street,
            "community": site.community,
            "kind": kind_name(site.kind, book.t),
            "zone": zone_name(point.zone, book.t),
            "mark": zone_mark(point.zone),
            "colour": colour,
            "lanes": point.lanes,
            "open_from": point.open_from,
            "finish_at": point.finish_at,
            "slack_min": book.roster.finish_target - point.finish_at,
            "persons": point.persons,
            "key_persons": point.key_persons,
            "tubes": point.tubes,
            "key_tubes": point.key_tubes,
            "staff": _staff_counts(point, book),
            "lights": lights.get(point.site_id, {}),
            "problems": problems.get(point.site_id, []),
            **where(site, point.name),
        }


def _staff_counts(point: Point, book: Book) -> list[str]:
    """How many people serve in each role over the day, in words: "4 samplers"."""
    people: dict[Role, set[str]] = defaultdict(set)
    for duty in book.duties_at.get(point.site_id, ()):
        people[duty.role].add(duty.staff_id)
    return [people_of_role(len(people[role]), role, book.t) for role in Role if role in people]


def _lights(book: Book) -> Mapping[str, Mapping[str, list[str]]]:
    """site_id -> state -> the items of the readiness board that are in it, but for `ok`."""
    lights: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for light in book.plan.readiness:
        if light.state != "ok":
            lights[light.site_id][light.state].append(readiness_item_name(light.item, book.t))
    return lights


def compounds(book: Book) -> Iterator[Fact]:
    """The compounds whose people are sampled this round, with their points.

    Visits by doorstep teams stand with the teams. `missing`: persons for whom there is neither
    a point nor a visit.
    """
    roster = book.roster
    problems = problems_by_subject(book)
    rows: dict[str, list[Coverage]] = defaultdict(list)
    for row in book.plan.coverage:
        rows[row.compound_id].append(row)
    visited: dict[str, int] = defaultdict(int)
    for _, stop in book.doorstep_stops:
        visited[stop.compound_id] += stop.persons
    for compound in roster.compounds:
        demand = roster.demand(compound)
        persons = demand.walking + demand.doorstep
        if not persons:
            continue
        going = sum(row.persons for row in rows[compound.compound_id])
        yield {
            "id": compound.compound_id,
            "name": compound.name,
            "street": compound.street,
            "community": compound.community,
            "kind": kind_name(compound.kind, book.t),
            "zone": zone_name(compound.zone, book.t),
            "mark": zone_mark(compound.zone),
            "persons": persons,
            "key_persons": demand.walking_key + demand.doorstep_key,
            "doorstep": demand.doorstep,
            "missing": max(0, persons - going - visited[compound.compound_id]),
            "places": [_place(row, compound, book) for row in rows[compound.compound_id]],
            "problems": problems.get(compound.compound_id, []),
            **where(compound, compound.name),
        }


def _place(row: Coverage, compound: Compound, book: Book) -> Fact:
    return {
        "point": row.site_id,
        "persons": row.persons,
        "key_persons": row.key_persons,
        "walk_m": row.walk_m,
        "too_far": row.walk_m > book.roster.walking_limit_m(compound),
        "slots": [[slot.from_, slot.until, slot.persons, slot.key] for slot in row.slots],
    }
