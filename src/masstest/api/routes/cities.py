"""The rounds of several districts, planned together."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.answers import refusals
from masstest.api.calls import Call, posts, reads
from masstest.api.routes.parameters import Cursor, JobId, Limit
from masstest.api.routes.plans import accepted
from masstest.api.routes.rounds import ONCE
from masstest.api.schemas.cities import (
    CityPlanning,
    CityPlanOut,
    CityPlanWhole,
    city_plan_out,
    city_plan_whole,
)
from masstest.api.schemas.common import ListOf
from masstest.api.schemas.plans import JobOut
from masstest.service import cities, city_outcomes

router = APIRouter(tags=["cities"])


@router.post(
    "/city-plans", status_code=202, response_model=JobOut,
    responses=refusals(
        "not_found", "city_of_one", "city_without_roster", "city_roster_twice", "city_contradicts",
        "other_round", "roster_unusable", "wrong_settings", "too_heavy", *ONCE,
    ),
)  # fmt: skip
def request_city_plan(
    call: Annotated[Call, posts(Permission.make_plans)], body: CityPlanning
) -> Response:
    """Ask for the plans of several districts at once: laboratories are shared out among them.

    Every district must be one's own to plan. Answered at once with the job to look at.
    """
    request = body.request()
    with call.reading() as session:
        choice = cities.choose(
            session, call.actor, date=body.date, number=body.number, roster_ids=body.rosters
        )
    cities.check(choice, request, call.lang)
    return call.write(
        lambda session: accepted(
            cities.request_city_plan(
                session,
                call.actor,
                choice,
                request=request,
                max_attempts=call.settings.job_max_attempts,
            )
        )
    )


@router.get("/city-plans", responses=refusals())
def list_city_plans(
    call: Annotated[Call, reads(Permission.read_plans)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOf[CityPlanOut]:
    """The cities' plans whose districts one may all see, newest first.

    A page may hold fewer than `limit`, or none, and yet have a `next_cursor`.
    """
    with call.reading() as session:
        page = city_outcomes.list_page(session, call.actor, cursor=cursor, limit=limit)
        return ListOf.of(page, city_plan_out)


@router.get("/city-plans/{job_id}", responses=refusals("not_found"))
def get_city_plan(
    call: Annotated[Call, reads(Permission.read_plans)], job_id: JobId
) -> CityPlanWhole:
    """A city's plan: per district its round, plan and status; shared laboratories hour by hour."""
    with call.reading() as session:
        return city_plan_whole(city_outcomes.get(session, call.actor, job_id))
