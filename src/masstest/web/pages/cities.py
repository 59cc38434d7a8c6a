"""Several districts planned together: which, and what came of it."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Response
from pydantic import ValidationError

from masstest.access.roles import Permission
from masstest.domain.city import Fate
from masstest.jobs.requests import PlanRequest
from masstest.service import cities, city_outcomes
from masstest.service.cities import CityDay
from masstest.service.city_outcomes import CityOutcome
from masstest.service.problems import Problem
from masstest.text import N_, Translator
from masstest.text.city_sentences import city_status_sentence, fate_name
from masstest.text.sentences import rule_name
from masstest.web.progress import state_name
from masstest.web.visits import Visit, visits

router = APIRouter()
_EARLIER = 10
_MOST_NUMBER = 999


@router.get("/cities")
def choose(
    visit: Visit = visits(Permission.make_plans), date: str = "", number: str = "1"
) -> Response:
    """The newest day with a round of several districts, or the one asked for."""
    with visit.reading() as session:
        days = cities.days(session, visit.actor)
        asked = _day(date, number) if date else None
        day = next((d for d in days if asked in (None, (d.date, d.number))), None)
        if day is None and asked is not None:
            day = CityDay(*asked, districts=0)
        found = (
            cities.districts(session, visit.actor, date=day.date, number=day.number) if day else []
        )
        earlier = city_outcomes.list_page(session, visit.actor, limit=_EARLIER).items
    ready = sum(each.roster is not None for each in found)
    return visit.page(
        "cities", days=days, day=day, found=found, ready=ready, earlier=earlier,
        state_name=state_name,
    )  # fmt: skip


@router.post("/cities")
def ask_for_plans(visit: Visit = visits(Permission.make_plans)) -> Response:
    """Plan the districts whose rosters are ticked."""
    date, number = _day(visit.text("date"), visit.text("number"))
    seconds = visit.text("time_limit_s")
    try:
        request = PlanRequest.model_validate({"time_limit_s": seconds} if seconds else {})
    except ValidationError:
        raise Problem("time_limit_wrong") from None
    chosen = [value for value in visit.form.getlist("roster_id") if isinstance(value, str)]
    with visit.reading() as session:
        choice = cities.choose(session, visit.actor, date=date, number=number, roster_ids=chosen)
    cities.check(choice, request, visit.lang)
    with visit.writing() as session:
        job = cities.request_city_plan(
            session,
            visit.actor,
            choice,
            request=request,
            max_attempts=visit.settings.job_max_attempts,
        )
    return visit.go(f"/jobs/{job.job_id}")


@router.get("/cities/{job_id}")
def one_city(job_id: str, visit: Visit = visits(Permission.read_plans)) -> Response:
    """What came of it: the districts' plans, and the laboratories over all of them."""
    with visit.reading() as session:
        found = city_outcomes.get(session, visit.actor, job_id)
    t, document = visit.t, found.document
    return visit.page(
        "city",
        found=found,
        verdict="" if document is None else city_status_sentence(document["status"], t),
        late=_late(found, t),
        fates={fate.value: fate_name(fate, t) for fate in Fate},
    )


def _late(found: CityOutcome, t: Translator) -> list[str]:
    """What the city misses at its laboratories, in sentences."""
    if found.document is None:
        return []
    names = {lab["lab_id"]: lab["name"] for lab in found.document["labs"]}
    return [
        t(
            N_("{lab}: {rule}, {minutes} min late."),
            lab=names.get(row["subjects"][0]) or row["subjects"][0],
            rule=rule_name(row["rule"], t),
            minutes=round(row["amount"] - row["limit"]),
        )
        for row in found.document["violations"]
    ]


def _day(date: str, number: str) -> tuple[dt.date, int]:
    try:
        day, count = dt.date.fromisoformat(date), int(number)
    except ValueError:
        raise Problem("invalid", count=1) from None
    if not 1 <= count <= _MOST_NUMBER:
        raise Problem("invalid", count=1)
    return day, count
