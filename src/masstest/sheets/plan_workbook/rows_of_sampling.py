"""Rows of the sheets about points, compounds, people and doors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from masstest.domain.plan import Coverage, Duty, Point, Readiness, Slot
from masstest.domain.roster import Level, Role
from masstest.domain.units import clock
from masstest.sheets.columns.words import WORDS
from masstest.sheets.plan_workbook.book import Book, Row
from masstest.sheets.plan_workbook.columns import READINESS_ITEMS
from masstest.sheets.plan_workbook.columns.shared import LIST_SEPARATOR, row_key
from masstest.text.sentences import (
    readiness_item_name,
    readiness_note,
    readiness_state_name,
    violation_sentence,
)


def point_rows(book: Book) -> Iterator[Row]:
    """One row per point, by street and community: the one list of points and people."""
    sites = book.roster.site
    problems = _problems_by_point(book)
    for number, site_id in enumerate(book.points_by_area, start=1):
        point = book.plan.point[site_id]
        site = sites.get(point.site_id)
        serving = book.coverage_at.get(point.site_id, ())
        pickups = book.pickups_at.get(point.site_id, ())
        officials = point.officials
        yield {
            "number": number,
            "site_id": point.site_id,
            "name": point.name,
            "street": site.street if site else "",
            "community": site.community if site else "",
            "zone": point.zone,
            "lanes": point.lanes,
            "open_from": point.open_from,
            "finish_at": point.finish_at,
            "slack_min": book.roster.finish_target - point.finish_at,
            "persons": point.persons,
            "key_persons": point.key_persons,
            "tubes": point.tubes,
            "compounds": _compound_lines(book, serving),
            "lead": book.contacts_of_role(point.site_id, Role.lead),
            "samplers": book.contacts_of_role(point.site_id, Role.sampler),
            "registrars": book.contacts_of_role(point.site_id, Role.registrar),
            "ushers": book.contacts_of_role(point.site_id, Role.usher),
            "packers": book.contacts_of_role(point.site_id, Role.packer),
            "disinfectors": book.contacts_of_role(point.site_id, Role.disinfector),
            "vehicles": _vehicle_lines(book, point.site_id),
            "pickups": "\n".join(
                f"{clock(p.stop.arrive)} {book.plate(p.run.vehicle_id)}" for p in pickups
            ),
            "laboratories": "\n".join(
                dict.fromkeys(book.lab_name(p.delivery.lab_id) for p in pickups)
            ),
            "officials": _official_lines(book, point),
            "problems": "\n".join(problems.get(point.site_id, ())),
            "open_until": point.open_until,
            "key_tubes": point.key_tubes,
            "street_official_ids": LIST_SEPARATOR.join(officials.street),
            "community_official_ids": LIST_SEPARATOR.join(officials.community),
            "point_official_ids": LIST_SEPARATOR.join(officials.point),
        }


def coverage_rows(book: Book) -> Iterator[Row]:
    """One row per compound and point; a compound split over points has several."""
    numbered = enumerate(book.plan.coverage)
    for number, row in sorted(numbered, key=lambda item: (item[1].compound_id, item[1].site_id)):
        compound = book.roster.compound.get(row.compound_id)
        over = 0.0 if compound is None else row.walk_m - book.roster.walking_limit_m(compound)
        yield {
            "compound_id": row.compound_id,
            "compound_name": book.compound_name(row.compound_id),
            "street": compound.street if compound else "",
            "community": compound.community if compound else "",
            "kind": compound.kind if compound else None,
            "zone": compound.zone if compound else None,
            "site_id": row.site_id,
            "site_name": book.site_name(row.site_id),
            "persons": row.persons,
            "key_persons": row.key_persons,
            "walk_m": row.walk_m,
            "over_limit_m": round(over) if over > 0 else None,
            "come_from": min((slot.from_ for slot in row.slots), default=None),
            "come_until": max((slot.until for slot in row.slots), default=None),
            "slots": _slots(row.slots),
            "row_key": row_key(number),
        }


def duty_rows(book: Book) -> Iterator[Row]:
    """One row per duty: points by area, then teams, then vehicles; by role, lane and time."""
    places = [*book.points_by_area, *sorted(book.plan.team), *sorted(book.roster.vehicle)]
    place_order = {place_id: number for number, place_id in enumerate(places)}
    role_order = list(Role)

    def order(item: tuple[int, Duty]) -> tuple[int, int, int, int]:
        duty = item[1]
        place = place_order.get(duty.at, len(places))
        return place, role_order.index(duty.role), duty.lane or 0, duty.start

    for number, duty in sorted(enumerate(book.plan.duties), key=order):
        person = book.roster.person.get(duty.staff_id)
        yield {
            "staff_id": duty.staff_id,
            "name": person.name if person else "",
            "organisation": person.organisation if person else "",
            "team": person.team if person else "",
            "phone": person.phone if person else "",
            "pool": person.pool if person else None,
            "role": duty.role,
            "at": duty.at,
            "place": book.duty_place(duty.at),
            "street": book.street_of(duty.at),
            "lane": duty.lane,
            "start": duty.start,
            "end": duty.end,
            "hours": round((duty.end - duty.start) / 60, 2),
            "row_key": row_key(number),
        }


def doorstep_rows(book: Book) -> Iterator[Row]:
    """One row per stop of a doorstep team."""
    numbered = enumerate(book.plan.doorstep)
    for team_number, team in sorted(numbered, key=lambda item: item[1].team_id):
        for number, stop in enumerate(team.stops, start=1):
            compound = book.roster.compound.get(stop.compound_id)
            yield {
                "team_id": team.team_id,
                "zone": team.zone,
                "people": book.contacts(team.staff_ids),
                "stop": number,
                "compound_id": stop.compound_id,
                "compound_name": book.compound_name(stop.compound_id),
                "street": compound.street if compound else "",
                "community": compound.community if compound else "",
                "arrive": stop.arrive,
                "depart": stop.depart,
                "persons": stop.persons,
                "key_persons": stop.key_persons,
                "tubes": stop.tubes,
                "key_tubes": stop.key_tubes,
                "slack_min": book.roster.doorstep_deadline - stop.depart,
                "staff_ids": LIST_SEPARATOR.join(team.staff_ids),
                "row_key": row_key(team_number, number - 1),
            }


def readiness_rows(book: Book) -> Iterator[Row]:
    """One row per point: the eight lights, and what stands beside those that aren't green."""
    lights: dict[str, dict[str, Readiness]] = defaultdict(dict)
    for light in book.plan.readiness:
        lights[light.site_id][light.item] = light
    for site_id in book.points_by_area:
        point = book.plan.point[site_id]
        board = lights.get(point.site_id, {})
        states = {
            item: readiness_state_name(board[item].state, book.t)
            for item, *_ in READINESS_ITEMS
            if item in board
        }
        yield {
            "site_id": point.site_id,
            "name": point.name,
            "street": book.street_of(point.site_id),
            **states,
            "notes": "\n".join(
                _light(book, light) for light in board.values() if light.state != "ok"
            ),
        }


def _slots(slots: Sequence[Slot]) -> str:
    """Two appointments a line: "07:00-07:30 100/20; 07:30-08:00 80/0"."""
    said = [f"{clock(s.from_)}-{clock(s.until)} {s.persons}/{s.key}" for s in slots]
    return ";\n".join("; ".join(said[n : n + 2]) for n in range(0, len(said), 2))


def _compound_lines(book: Book, rows: Sequence[Coverage]) -> str:
    ordered = sorted(rows, key=lambda row: -row.persons)
    return "\n".join(f"{book.compound_name(row.compound_id)} {row.persons}" for row in ordered)


def _vehicle_lines(book: Book, site_id: str) -> str:
    """Each vehicle that calls: its plate and driver, and its courier with phone number."""
    crews: dict[str, list[str]] = defaultdict(list)
    for pickup in book.pickups_at.get(site_id, ()):
        crews[pickup.run.vehicle_id] += pickup.run.crew
    lines = []
    for vehicle_id, crew in crews.items():
        drivers = book.of_role(crew, vehicle_id, Role.driver)
        names = " ".join(book.name(staff_id) for staff_id in drivers)
        lines.append(f"{book.plate(vehicle_id)} {names}".strip())
        lines.append(book.contacts([staff_id for staff_id in crew if staff_id not in drivers]))
    return "\n".join(filter(None, lines))


def _official_lines(book: Book, point: Point) -> str:
    officials = {official.official_id: official for official in book.roster.officials}
    lines = []
    for ids in (point.officials.street, point.officials.community, point.officials.point):
        for official_id in ids:
            official = officials.get(official_id)
            if official is None:
                lines.append(official_id)
            else:
                level = WORDS[Level][official.level][0 if book.t.lang == "zh" else 1]
                lines.append(f"{level}: {official.name} {official.phone}".strip())
    return "\n".join(lines)


def _problems_by_point(book: Book) -> Mapping[str, list[str]]:
    """site_id -> what the checker found there, one sentence each."""
    problems: dict[str, list[str]] = defaultdict(list)
    for violation in book.plan.violations:
        for site_id in set(violation.subjects) & book.plan.point.keys():
            problems[site_id].append(violation_sentence(violation, book.roster, book.t))
    return problems


def _light(book: Book, light: Readiness) -> str:
    item = readiness_item_name(light.item, book.t)
    return book.t("{item}: {note}", item=item, note=readiness_note(light, book.t))
