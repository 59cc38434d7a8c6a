"""Removing what is old. Never the audit, and never a plan that is in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy import CursorResult, Delete
from sqlalchemy.orm import Session

from masstest.store import audit
from masstest.store.tables import (
    Alert,
    AlertRecipient,
    AlertWatch,
    ApiToken,
    Delivery,
    Document,
    IdempotencyKey,
    Job,
    JobEvent,
    LiveEvent,
    LoginAttempt,
    PhonePass,
    Proposal,
    Publication,
    StoredPlan,
    StoredRoster,
    StoredRound,
    UserSession,
    Worker,
)
from masstest.store.tables.base import utc_now

_DAY = dt.timedelta(days=1)
# A document may be kept some time before the row that refers to it is there.
_UNREFERENCED_FOR = dt.timedelta(hours=1)
_FINISHED = ("done", "failed", "cancelled")
PRUNED = "ledger.prune"
"""The audit's word for a round whose reported events were removed by age, all of them."""


class _ByAge:
    """Whoever removes what is old, in the audit."""

    signature = "system"


@dataclass(frozen=True)
class Pruned:
    """How many rows were removed of each table."""

    rounds: int = 0
    rosters: int = 0
    plans: int = 0
    publications: int = 0
    jobs: int = 0
    job_events: int = 0
    documents: int = 0
    sessions: int = 0
    login_attempts: int = 0
    idempotency_keys: int = 0
    api_tokens: int = 0
    workers: int = 0
    live_events: int = 0
    alerts: int = 0
    proposals: int = 0
    phone_passes: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Those that aren't zero."""
        every = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: count for name, count in every.items() if count}


def prune(session: Session, older_than_days: int) -> Pruned:
    """Remove what has served its purpose.

    A round is old when its day, and its creation, are more than `older_than_days` ago and no job
    of it is under way. Of an old round what is in force stays, with the roster it was planned on;
    everything else goes, what was reported on its day as well, and the round itself if nothing is
    left. What concerns nobody any
    more after a day (ended sessions, failed logins, answers kept for idempotency keys) goes
    after a day, and documents when nothing refers to them.

    Parameters
    ----------
    session : Session
    older_than_days : int
        0 leaves rounds, jobs, tokens and workers alone.
    """
    now = utc_now()
    of_the_day = {
        "sessions": _remove(session, sa.delete(UserSession).where(UserSession.expires_at < now)),
        "login_attempts": _remove(
            session, sa.delete(LoginAttempt).where(LoginAttempt.at < now - _DAY)
        ),
        "idempotency_keys": _remove(
            session, sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < now - _DAY)
        ),
    }
    aged = _remove_aged(session, now - older_than_days * _DAY) if older_than_days > 0 else {}
    documents = _remove_unreferenced(session, now - _UNREFERENCED_FOR)
    return Pruned(**of_the_day, **aged, documents=documents)


def _remove_aged(session: Session, before: dt.datetime) -> dict[str, int]:
    busy = sa.select(Job.round_id).where(Job.state.not_in(_FINISHED), Job.round_id.is_not(None))
    old = sa.select(StoredRound.round_id).where(
        StoredRound.date < before.date(),
        StoredRound.created_at < before,
        StoredRound.round_id.not_in(busy),
    )
    rounds = session.scalars(old).all()
    of_the_day = _remove_the_day(session, rounds)
    gone_jobs = sa.select(Job.job_id).where(
        sa.or_(
            Job.round_id.in_(rounds),
            sa.and_(Job.round_id.is_(None), Job.state.in_(_FINISHED), Job.finished_at < before),
        )
    )
    events = _remove(session, sa.delete(JobEvent).where(JobEvent.job_id.in_(gone_jobs)))
    jobs = _remove(session, sa.delete(Job).where(Job.job_id.in_(session.scalars(gone_jobs).all())))
    publications = _remove(
        session,
        sa.delete(Publication).where(
            Publication.round_id.in_(rounds), Publication.withdrawn_at.is_not(None)
        ),
    )
    plans = _remove_plans(session, rounds)
    rosters = _remove(
        session,
        sa.delete(StoredRoster).where(
            StoredRoster.round_id.in_(rounds),
            StoredRoster.roster_id.not_in(sa.select(StoredPlan.roster_id)),
            StoredRoster.roster_id.not_in(
                sa.select(Job.roster_id).where(Job.roster_id.is_not(None))
            ),
        ),
    )
    emptied = sa.delete(StoredRound).where(
        StoredRound.round_id.in_(rounds),
        StoredRound.round_id.not_in(sa.select(StoredPlan.round_id)),
        StoredRound.round_id.not_in(sa.select(StoredRoster.round_id)),
    )
    return {
        "job_events": events,
        "jobs": jobs,
        "publications": publications,
        "plans": plans,
        "rosters": rosters,
        "rounds": _remove(session, emptied),
        "api_tokens": _remove(
            session,
            sa.delete(ApiToken).where(
                sa.or_(ApiToken.revoked_at < before, ApiToken.expires_at < before)
            ),
        ),
        "workers": _remove(session, sa.delete(Worker).where(Worker.heartbeat_at < before)),
        **of_the_day,
    }


def _remove_the_day(session: Session, rounds: Sequence[str]) -> dict[str, int]:
    """Remove what was reported in `rounds` and what came of it; the audit says of which."""
    counted = (
        sa.select(LiveEvent.round_id, sa.func.count(), sa.func.max(LiveEvent.number))
        .where(LiveEvent.round_id.in_(rounds))
        .group_by(LiveEvent.round_id)
    )
    for round_id, events, last in session.execute(counted):
        audit.record(session, _ByAge(), PRUNED, f"round:{round_id}", events=events, last=last)
    alerts = sa.select(Alert.alert_id).where(Alert.round_id.in_(rounds))
    for of_alert in (Delivery, AlertRecipient):
        _remove(session, sa.delete(of_alert).where(of_alert.alert_id.in_(alerts)))
    _remove(session, sa.delete(AlertWatch).where(AlertWatch.round_id.in_(rounds)))
    return {
        table.__tablename__: _remove(session, sa.delete(table).where(table.round_id.in_(rounds)))
        for table in (LiveEvent, Alert, Proposal, PhonePass)
    }


def _remove_plans(session: Session, rounds: Sequence[str]) -> int:
    """Remove the plans of `rounds` that aren't in force; what was made from one stands alone."""
    in_force = sa.select(Publication.plan_id)
    gone = session.scalars(
        sa.select(StoredPlan.plan_id).where(
            StoredPlan.round_id.in_(rounds),
            StoredPlan.plan_id.not_in(in_force),
            # a later round's job may still be at it
            StoredPlan.plan_id.not_in(
                sa.select(Job.base_plan_id).where(
                    Job.base_plan_id.is_not(None), Job.state.not_in(_FINISHED)
                )
            ),
        )
    ).all()
    for column in (StoredPlan.base_plan_id, Job.base_plan_id, Job.plan_id):
        session.execute(sa.update(column.class_).where(column.in_(gone)).values({column: None}))
    return _remove(session, sa.delete(StoredPlan).where(StoredPlan.plan_id.in_(gone)))


def _remove_unreferenced(session: Session, before: dt.datetime) -> int:
    # what a running job has kept so far is named in its events
    of_a_job = JobEvent.facts["sha256"].as_string()
    columns = (
        StoredRoster.source_sha256,
        StoredRoster.roster_sha256,
        StoredRoster.annotated_sha256,
        StoredPlan.document_sha256,
        StoredPlan.roster_sha256,
        Publication.document_sha256,
        of_a_job,
    )
    references = sa.union(*(sa.select(column).where(column.is_not(None)) for column in columns))
    return _remove(
        session,
        sa.delete(Document).where(Document.created_at < before, Document.sha256.not_in(references)),
    )


def _remove(session: Session, rows: Delete) -> int:
    result = session.execute(rows, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount
