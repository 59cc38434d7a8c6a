"""Remedies: what a plan advises against its shortages, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.service import plans, rosters
from masstest.service.apart import run_apart
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.store.tables import Job, StoredRoster
from masstest.text import Lang


def shortages(found: PlanFiles, actor: Actor, lang: Lang) -> list[dict[str, Any]]:
    """The plan's shortages as `actor` may see them: number, rule, amount ..., text, and remedies,
    each with its number, text and whether it is ``applicable`` to the roster."""
    return list(run_apart("remedying.shortages", found.plan_json, found.roster_json, lang, actor))


def remedied_roster(found: PlanFiles, choices: Sequence[tuple[int, int]]) -> bytes:
    """The plan's roster with remedies carried out, each named by the numbers of its shortage and
    of itself.

    Raises
    ------
    Problem
        ``no_such_remedy``, ``remedy_not_applicable``.
    """
    answer = run_apart(
        "remedying.remedied_roster", found.plan_json, found.roster_json, list(choices)
    )
    if isinstance(answer, tuple):
        code, shortage, remedy = answer
        raise Problem(code, shortage=shortage, remedy=remedy)
    made: bytes = answer
    return made


def apply(
    session: Session,
    actor: Actor,
    found: PlanFiles,
    roster_json: bytes,
    *,
    request: PlanRequest,
    max_attempts: int = jobs.MAX_ATTEMPTS,
) -> tuple[StoredRoster, Job]:
    """Keep a remedied roster as the round's newest, and ask for the plan changed to fit it."""
    plan = plans.get(session, actor, found.plan.plan_id, Permission.make_plans)
    roster = rosters.make_from_json(
        session,
        actor,
        plan.round_id,
        file_name=f"plan-{plan.number}-remedied.json",
        roster_json=roster_json,
        facts={"plan": plan.plan_id},
    )
    job = plans.request_replan(
        session,
        actor,
        plan.plan_id,
        request=request,
        roster_id=roster.roster_id,
        max_attempts=max_attempts,
    )
    return roster, job
