"""Accepting and rejecting: at every moment one plan is in force."""

from __future__ import annotations

from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service import plans, publications, rounds
from masstest.service.existing import existing
from masstest.service.live.proposals.showing import Shown, State, get, shown
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.service.versions import check_version
from masstest.store import audit
from masstest.store.tables import Proposal, Publication
from masstest.store.tables.base import utc_now


def files(session: Session, actor: Actor, proposal_id: str, version: int) -> PlanFiles:
    """The proposed plan, to be checked again (`publications.recheck`) before it is accepted.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``precondition_failed``; ``proposal_not_open`` if there is
        nothing to decide.
    """
    found = get(session, actor, proposal_id, Permission.publish_plans)
    check_version(found.proposal.version, version)
    plan = _open(found).plan
    assert plan is not None, "an open proposal has a plan"
    return plans.files(session, actor, plan.plan_id, Permission.publish_plans)


def accept(
    session: Session, actor: Actor, proposal_id: str, version: int, checked: PlanFiles
) -> Publication:
    """Put the proposed plan in force instead of the one it changes, in one step.

    Parameters
    ----------
    checked : what `files` gave, which `publications.recheck` let pass

    Raises
    ------
    Problem
        As `files`; ``conflict`` if somebody was faster.
    """
    proposal = _held(session, actor, proposal_id)
    check_version(proposal.version, version)
    # held as well, so that two who replace the plan in force don't both succeed
    session.refresh(session.get_one(Publication, proposal.base_publication_id),
                    with_for_update=True)  # fmt: skip
    found = _open(shown(session, proposal))
    if found.plan is None or found.plan.plan_id != checked.plan.plan_id:
        raise Problem("conflict")
    publications.withdraw(
        session, actor, proposal.base_publication_id, reason=f"proposal {proposal.number}"
    )
    made = publications.publish(session, actor, checked)
    proposal.plan_id = checked.plan.plan_id
    _decide(session, actor, proposal, State.accepted)
    audit.record(
        session, actor, "proposal.accept", f"proposal:{proposal_id}",
        publication=made.publication_id, number=made.number,
    )  # fmt: skip
    return made


def reject(
    session: Session, actor: Actor, proposal_id: str, version: int, *, note: str = ""
) -> Shown:
    """Decide against a proposal; it stays on record.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``precondition_failed``, ``proposal_not_open``.
    """
    proposal = _held(session, actor, proposal_id)
    check_version(proposal.version, version)
    found = _open(shown(session, proposal))
    proposal.plan_id = None if found.plan is None else found.plan.plan_id
    proposal.note = note or proposal.note
    _decide(session, actor, proposal, State.rejected)
    audit.record(session, actor, "proposal.reject", f"proposal:{proposal_id}")
    return shown(session, proposal)


def _held(session: Session, actor: Actor, proposal_id: str) -> Proposal:
    """The proposal, held until the end of the transaction."""
    proposal = existing(session, Proposal, proposal_id, "proposal")
    rounds.get(session, actor, proposal.round_id, Permission.publish_plans)
    session.refresh(proposal, with_for_update=True)
    return proposal


def _open(found: Shown) -> Shown:
    if found.state is State.outdated:
        raise Problem("proposal_outdated")
    if found.state is not State.open:
        raise Problem("proposal_not_open", state=found.state.value)
    return found


def _decide(session: Session, actor: Actor, proposal: Proposal, state: State) -> None:
    proposal.state = state.value
    proposal.decided_by = actor.user_id
    proposal.decided_at = utc_now()
    session.flush()
