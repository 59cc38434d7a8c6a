"""How specimens travel: runs, doorstep teams and laboratories."""

from __future__ import annotations

from collections.abc import Iterator

from masstest.domain.plan import Run
from masstest.domain.roster import Zone, ZoneClass
from masstest.sheets.journeys import Call, journeys
from masstest.sheets.map.facts.shared import Fact, position, problems_by_subject, where
from masstest.sheets.plan_workbook.book import Book
from masstest.text.sentences import kind_name, zone_name


def runs(book: Book) -> Iterator[Fact]:
    """All runs: specimens, supplies, waste. `at` of a stop is null if nobody knows the place."""
    problems = problems_by_subject(book)
    for journey in journeys(book.plan, book.roster):
        run = journey.run
        specimen = run if isinstance(run, Run) else None
        yield {
            "id": run.run_id,
            "kind": journey.kind,
            "vehicle": run.vehicle_id,
            "plate": book.plate(run.vehicle_id),
            "sealed": specimen is not None and specimen.zone_class is ZoneClass.sealed,
            "start": run.start,
            "end": run.end,
            "origin": None if journey.origin is None else position(journey.origin),
            "stops": [_stop(call) for call in journey.calls],
            "lab": specimen.stops[-1].lab_id if specimen and specimen.stops else None,
            "tubes": specimen.stops[-1].tubes if specimen and specimen.stops else None,
            "problems": problems.get(run.run_id, []),
        }


def _stop(call: Call) -> Fact:
    stop: Fact = {
        "kind": call.kind,
        "place": call.place_id,
        "at": None if call.place is None else position(call.place),
        "arrive": call.arrive,
        "depart": call.depart,
    }
    more = {
        "team": call.team_id,
        "tubes": call.tubes,
        "key_tubes": call.key_tubes,
        "oldest": call.oldest_sample_at,
    }
    return stop | {name: value for name, value in more.items() if value is not None}


def teams(book: Book) -> Iterator[Fact]:
    """Doorstep teams with their stops, by id."""
    problems = problems_by_subject(book)
    for team in sorted(book.plan.doorstep, key=lambda team: team.team_id):
        yield {
            "id": team.team_id,
            "zone": zone_name(team.zone, book.t),
            "sealed": team.zone is Zone.sealed,
            "stops": [
                {
                    "place": stop.compound_id,
                    "arrive": stop.arrive,
                    "depart": stop.depart,
                    "persons": stop.persons,
                    "key_persons": stop.key_persons,
                    "tubes": stop.tubes,
                    "key_tubes": stop.key_tubes,
                }
                for stop in team.stops
            ],
            "problems": problems.get(team.team_id, []),
        }


def labs(book: Book) -> Iterator[Fact]:
    """The laboratories of the roster, those without tubes too: they are landmarks."""
    problems = problems_by_subject(book)
    loads = {load.lab_id: load for load in book.plan.labs}
    for lab in book.roster.labs:
        load = loads.get(lab.lab_id)
        yield {
            "id": lab.lab_id,
            "name": lab.name,
            "kind": kind_name(lab.kind, book.t),
            "tubes_per_hour": lab.tubes_per_hour,
            "receive_from": lab.receive_from,
            "receive_until": lab.receive_until,
            "tubes": load.tubes if load else 0,
            "key_tubes": load.key_tubes if load else 0,
            "key_results_at": load.key_results_at if load else None,
            "results_at": load.results_at if load else None,
            "problems": problems.get(lab.lab_id, []),
            **where(lab, lab.name),
        }
