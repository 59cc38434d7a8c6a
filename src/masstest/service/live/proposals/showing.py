"""Proposals as they stand: their states follow from their jobs and from what is in force.

Nobody has to be there when a job ends: what a proposal is, is worked out when it is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.day_so_far import Approximation, Unfinished
from masstest.jobs.states import JobState
from masstest.service import rounds
from masstest.service.existing import existing
from masstest.service.paging import Page, page_of
from masstest.service.plans import publication_in_force
from masstest.store.tables import Job, Proposal, Publication, StoredPlan


class State(StrEnum):
    """`outdated`: another plan came into force before anybody decided."""

    planning = "planning"
    open = "open"
    failed = "failed"
    accepted = "accepted"
    rejected = "rejected"
    outdated = "outdated"


DECIDED = frozenset({State.accepted, State.rejected})


@dataclass(frozen=True)
class Shown:
    """A proposal with what it came to.

    Attributes
    ----------
    state : what it is now
    plan : the plan proposed, once there is one
    base : the plan that it changes
    """

    proposal: Proposal
    state: State
    job: Job | None
    plan: StoredPlan | None
    base: StoredPlan

    @property
    def changes(self) -> Mapping[str, int]:
        """Whom the change concerns, counted; empty while it is being planned."""
        return {} if self.plan is None else dict(self.plan.kpis.get("changes", {}))

    @property
    def is_needed(self) -> bool | None:
        """Whether anything changes at all; None while that isn't known."""
        return None if self.plan is None else any(self.changes.values())

    @property
    def approximations(self) -> tuple[Approximation, ...]:
        """What the proposed plan says otherwise than the reports."""
        if self.plan is None:
            return ()
        told = self.plan.kpis.get("carried_out", {}).get("approximations", ())
        return tuple(Approximation.model_validate(each) for each in told)

    @property
    def unfinished(self) -> tuple[Unfinished, ...]:
        """Who won't be sampled by the deadline even so."""
        if self.plan is None:
            return ()
        left = self.plan.kpis.get("carried_out", {}).get("unfinished", ())
        return tuple(Unfinished.model_validate(each) for each in left)

    @property
    def problem(self) -> Mapping[str, Any] | None:
        """Why there is no plan, if there will be none."""
        return self.job.problem if self.job is not None else None


def shown(session: Session, proposal: Proposal) -> Shown:
    """A proposal as it stands now."""
    job = session.get(Job, proposal.job_id) if proposal.job_id else None
    plan_id = proposal.plan_id or (job.plan_id if job is not None else None)
    base = session.get_one(Publication, proposal.base_publication_id)
    return Shown(
        proposal=proposal,
        state=_state(session, proposal, job, plan_id),
        job=job,
        plan=session.get(StoredPlan, plan_id) if plan_id else None,
        base=session.get_one(StoredPlan, base.plan_id),
    )


def _state(session: Session, proposal: Proposal, job: Job | None, plan_id: str | None) -> State:
    kept = State(proposal.state)
    if kept in DECIDED or kept is State.outdated:
        return kept
    in_force = publication_in_force(session, proposal.round_id)
    if in_force is None or in_force.publication_id != proposal.base_publication_id:
        return State.outdated
    if plan_id is not None:
        return State.open
    if job is None or JobState(job.state).final:
        return State.failed
    return State.planning


def get(
    session: Session,
    actor: Actor,
    proposal_id: str,
    permission: Permission = Permission.read_live,
) -> Shown:
    """A proposal of a round whose day `actor` may see.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``.
    """
    found = existing(session, Proposal, proposal_id, "proposal")
    rounds.get(session, actor, found.round_id, permission)
    return shown(session, found)


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Shown]:
    """The proposals of a round, newest first."""
    rounds.get(session, actor, round_id, Permission.read_live)
    query = select(Proposal).where(Proposal.round_id == round_id)
    page = page_of(session, query, Proposal.proposal_id, cursor, limit)
    return Page([shown(session, each) for each in page.items], page.next_cursor)
