"""Asking for a change of the plan in force, from what the ledger says of the day."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.day_so_far import DaySoFar
from masstest.jobs import jobs
from masstest.jobs.requests import PlanRequest
from masstest.service import plans, rounds
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.proposals.day_so_far import day_so_far
from masstest.service.live.proposals.lost_labs import Lying, lying_at_labs
from masstest.service.plans import publication_in_force
from masstest.service.problems import Problem
from masstest.service.rosters import next_number
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Job, Proposal, StoredPlan

LEAD_MIN = 15
"""Unless somebody says otherwise nothing changes sooner: people must hear of it."""
LONGEST_LEAD_MIN = 12 * 60
TIME_LIMIT_S = 14.0
"""Of planning: whoever waits wants to decide within half a minute."""


@dataclass(frozen=True)
class Asked:
    """What was lost, and what the change may touch.

    Attributes
    ----------
    excludes : ``lab=L02``, ``vehicle=V11``, ``site=S007``, ``staff=P0815``: lost from the freeze on
    lead_min : minutes from now in which nothing changes any more
    weather : points among the excludes were closed by the weather; it is only said
    """

    excludes: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    lead_min: int = LEAD_MIN
    weather: bool = False
    note: str = ""


@dataclass(frozen=True)
class State:
    """The day at one moment, by the plan that was in force then, and what lies at laboratories."""

    day: DaySoFar
    publication_id: str
    lying: tuple[Lying, ...] = ()


@at_the_desk
def read_state(store: Store, actor: Actor, round_id: str) -> State:
    """What the ledger says now. It may take a second: not to be called within a transaction.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force``.
    """
    with store.reading() as session:
        rounds.get(session, actor, round_id, Permission.make_plans)
    projection = projections(store).of(round_id, fresh_s=0.0)
    with projection.lock:
        publication = projection.publication
        lying = lying_at_labs(projection.ledger)
        day = day_so_far(
            projection.day,
            projection.ledger,
            projection.now_min,
            ledger_number=projection.number,
        )
    return State(day, publication.publication_id, lying)


def propose(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    state: State,
    asked: Asked,
    max_attempts: int = jobs.MAX_ATTEMPTS,
) -> tuple[Proposal, Job]:
    """Ask for the least change of the plan in force that fits the day as `state` has it.

    Nothing is published: the proposal waits for somebody who accepts it.

    Raises
    ------
    Problem
        ``no_plan_in_force``; ``conflict`` if another plan has come into force since `state` was
        read; ``wrong_request`` if `asked` names what isn't there.
    """
    rounds.get(session, actor, round_id, Permission.make_plans)
    in_force = publication_in_force(session, round_id)
    if in_force is None:
        raise Problem("no_plan_in_force")
    if in_force.publication_id != state.publication_id:
        raise Problem("conflict")
    freeze = math.ceil(state.day.now_min) + asked.lead_min
    base = session.get_one(StoredPlan, in_force.plan_id)
    job = plans.request_replan(
        session,
        actor,
        base.plan_id,
        request=PlanRequest(
            time_limit_s=TIME_LIMIT_S,
            freeze=freeze,
            pins=asked.pins,
            excludes=asked.excludes,
            day_so_far=state.day,
        ),
        max_attempts=max_attempts,
    )
    made = Proposal(
        round_id=round_id,
        number=next_number(session, Proposal, round_id),
        base_publication_id=in_force.publication_id,
        job_id=job.job_id,
        reason={
            "now_min": state.day.now_min,
            "freeze_min": freeze,
            "excludes": list(asked.excludes),
            "pins": list(asked.pins),
            "weather": asked.weather,
            "lying": [
                asdict(each) for each in state.lying if f"lab={each.lab_id}" in asked.excludes
            ],
            "closed": list(state.day.closed_sites),
            "rate": state.day.rate,
            "reported": {
                "points": len(state.day.points),
                "stops": len(state.day.stops),
                "visits": len(state.day.visits),
            },
        },
        ledger_number=state.day.ledger_number,
        created_by=actor.user_id,
        note=asked.note,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "proposal.ask", f"proposal:{made.proposal_id}",
        round=round_id, number=made.number, job=job.job_id, base=in_force.publication_id,
        excludes=list(asked.excludes), freeze_min=freeze,
    )  # fmt: skip
    return made, job
