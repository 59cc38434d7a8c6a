"""Changing a plan by planning again: what must be open, what is lost, what a remedy adds."""

from __future__ import annotations

import re

from fastapi import APIRouter, Response

from masstest.access.roles import Permission
from masstest.api.routes.parameters import PlanId
from masstest.jobs.requests import PlanRequest
from masstest.service import plans, remedies
from masstest.service.problems import Problem
from masstest.text import N_
from masstest.web.pages.plans.opened import files
from masstest.web.visits import Visit, visits

router = APIRouter()

_REMEDY_S = 18.0  # a remedied roster leaves most of the plan as it is
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_CHOICE = re.compile(r"(\d{1,4})\.(\d{1,2})")


@router.post("/plans/{plan_id}/replans")
def plan_again(plan_id: PlanId, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Have the plan changed as little as possible so that it meets what was collected."""
    request = PlanRequest(
        freeze=_minute(visit),
        pins=_subjects(visit, "pins"),
        excludes=_subjects(visit, "excludes"),
    )
    try:
        with visit.writing() as session:
            job = plans.request_replan(
                session,
                visit.actor,
                plan_id,
                request=request,
                max_attempts=visit.settings.job_max_attempts,
            )
    except Problem as problem:
        raise _in_words(problem, visit) from None
    return visit.go(f"/jobs/{job.job_id}")


@router.post("/plans/{plan_id}/remedies")
def apply_remedies(plan_id: PlanId, visit: Visit = visits(Permission.make_plans)) -> Response:
    """Carry out the chosen remedies on the roster, and have the plan changed to fit it."""
    found = files(visit, plan_id, Permission.make_plans)
    choices = [match for value in _texts(visit, "remedy") if (match := _CHOICE.fullmatch(value))]
    if not choices:
        raise Problem("no_such_remedy", shortage="–", remedy="–")
    roster_json = remedies.remedied_roster(found, [(int(m[1]), int(m[2])) for m in choices])
    request = PlanRequest(time_limit_s=_REMEDY_S)
    with visit.writing() as session:
        _, job = remedies.apply(
            session,
            visit.actor,
            found,
            roster_json,
            request=request,
            max_attempts=visit.settings.job_max_attempts,
        )
    return visit.go(f"/jobs/{job.job_id}")


def _texts(visit: Visit, name: str) -> list[str]:
    return [value.strip() for value in visit.form.getlist(name) if isinstance(value, str)]


def _subjects(visit: Visit, name: str) -> tuple[str, ...]:
    """Everything collected under a name, once; a list entry says the subject's name behind it."""
    found = (value.partition(" ")[0] for value in _texts(visit, name))
    return tuple(dict.fromkeys(value[:200] for value in found if value))


def _in_words(problem: Problem, visit: Visit) -> Problem:
    """The problem with a sentence for each subject that isn't there."""
    rows = [
        row
        | {
            "text": visit.t(
                N_("“{subject}” is not in the roster: check the id."), subject=row["subject"]
            )
        }
        for row in problem.rows.get("problems", ())
        if "subject" in row
    ]
    return Problem(problem.code, rows={"problems": rows}, **problem.facts) if rows else problem


def _minute(visit: Visit) -> int | None:
    text = visit.text("freeze")
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None:
        said = visit.t(N_("“{text}” is no time; write it as 11:30."), text=text)
        raise Problem("wrong_request", rows={"problems": [{"text": said}]})
    return 60 * int(match[1]) + int(match[2])
