"""A store with something in every table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.store import audit, documents
from masstest.store.engine import Store
from masstest.store.tables import (
    Alert,
    AlertRecipient,
    AlertWatch,
    ApiToken,
    Base,
    Delivery,
    Grant,
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
    User,
    UserSession,
    Webhook,
    Worker,
)
from masstest.store.tables.base import utc_now

ROSTER, ROSTER_JSON, PLAN = b"a workbook " * 50, b'{"staff": []}', b'{"points": []}'


@dataclass(frozen=True)
class Somebody:
    signature: str = "li"


LI = Somebody()


def fill(store: Store, *, date: dt.date = dt.date(2022, 3, 10), age_days: float = 0) -> str:
    """Fill every table; the round is as old as asked. Returns its id."""
    with store.writing() as session:
        return _fill(session, date, utc_now() - dt.timedelta(days=age_days))


def _fill(session: Session, date: dt.date, at: dt.datetime) -> str:
    number = (session.scalar(sa.select(sa.func.count()).select_from(StoredRound)) or 0) + 1
    user = User(login=f"li{number}", name="李静", password_hash="$argon2id$...", created_at=at)
    user.grants = [Grant(role="coordinator", scope="district", scope_value="渭滨区")]
    session.add(user)
    session.flush()
    who = user.user_id
    session.add_all(
        [
            UserSession(
                token_sha256=f"{number:064x}", user_id=who, csrf_token="c", created_at=at,
                last_seen_at=at, expires_at=at + dt.timedelta(hours=12),
            ),
            ApiToken(
                token_sha256=f"{number:064x}", user_id=who, name="report", created_at=at,
                revoked_at=at,
            ),
            LoginAttempt(subject="login:wang", at=at),
            IdempotencyKey(
                user_id=who, key="k", method="POST", path="/api/v1/rounds", status=201,
                request_sha256="0" * 64, headers={"etag": '"1"'}, body=b"\x00{}\xff", created_at=at,
            ),
            Worker(
                worker_id=f"w{number}", host="h", process_id=1, version="0", started_at=at,
                heartbeat_at=at,
            ),
        ]
    )  # fmt: skip
    sha = documents.keep(session, ROSTER, "application/octet-stream")
    roster_sha = documents.keep(session, ROSTER_JSON, "application/json")
    plan_sha = documents.keep(session, PLAN, "application/json")
    draft_sha = documents.keep(session, b"draft %d" % number, "application/json")
    day = StoredRound(
        district="渭滨区", date=date, number=number, note="第一轮", created_by=who, created_at=at
    )
    session.add(day)
    session.flush()
    rosters = [
        StoredRoster(
            round_id=day.round_id, number=n, file_name="名单.xlsx", source_sha256=sha,
            roster_sha256=roster_sha, status="ok", report={"problems": []}, created_at=at,
        )
        for n in (1, 2)
    ]  # fmt: skip
    session.add_all(rosters)
    session.flush()

    def plan(n: int, base: str | None, document: str) -> str:
        row = StoredPlan(
            round_id=day.round_id, number=n, roster_id=rosters[0].roster_id, base_plan_id=base,
            origin="planned", status="met", document_sha256=document, roster_sha256=roster_sha,
            kpis={"people": 12_000, "mean_walk_m": 183.6, "名": None}, created_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.plan_id

    draft = plan(1, None, draft_sha)
    final = plan(2, draft, plan_sha)
    session.add_all(
        [
            Publication(
                round_id=day.round_id, plan_id=draft, number=1, document_sha256=draft_sha,
                published_at=at, withdrawn_at=at, reason="改了",
            ),
            Publication(
                round_id=day.round_id, plan_id=final, number=2, document_sha256=plan_sha,
                published_at=at,
            ),
        ]
    )  # fmt: skip
    job = Job(
        kind="replan", round_id=day.round_id, roster_id=rosters[1].roster_id, base_plan_id=draft,
        request={"seed": 1}, state="done", plan_id=final, created_by=who, created_at=at,
        finished_at=at,
    )  # fmt: skip
    session.add(job)
    session.flush()
    session.add_all(
        JobEvent(job_id=job.job_id, number=n, attempt=1, kind="stage", facts={"gap": 0.1 / n})
        for n in (1, 2, 3)
    )
    _fill_the_day(session, day.round_id, job.job_id, who, at)
    audit.record(session, LI, "round.create", f"round:{day.round_id}", day=date.isoformat())
    audit.record(session, LI, "plan.publish", f"plan:{final}", sha256=plan_sha)
    return day.round_id


def _fill_the_day(session: Session, round_id: str, job_id: str, who: str, at: dt.datetime) -> None:
    """What was reported while the round ran, and what came of it."""
    in_force = session.scalars(
        sa.select(Publication).where(
            Publication.round_id == round_id, Publication.withdrawn_at.is_(None)
        )
    ).one()
    alert = Alert(
        round_id=round_id,
        key="late_point:S012",
        kind="late_point",
        severity="red",
        subject="S012",
        facts={"late_min": 25},
        opened_at=at,
    )
    hook = Webhook(
        name="值班室",
        url="https://duty.example/hook",
        secret="s",
        kinds=[],
        created_by=who,
        created_at=at,
    )
    session.add_all([alert, hook])
    session.flush()
    session.add_all(
        [
            LiveEvent(
                round_id=round_id, event_id="opened-S012", at_min=421.5, kind="point_opened",
                place="S012", person="P1", fact={"kind": "point_opened", "site_id": "S012"},
                user_id=who, received_at=at,
            ),
            PhonePass(
                token_sha256=round_id * 2, round_id=round_id, user_id=who, role="driver",
                place="V011", expires_at=at + dt.timedelta(hours=36), created_by=who, created_at=at,
            ),
            AlertWatch(round_id=round_id, event_number=1, judged_at=at),
            AlertRecipient(
                alert_id=alert.alert_id, role="manager", scope="street", place="金陵街道"
            ),
            Delivery(
                alert_id=alert.alert_id, channel="webhook", receiver=hook.webhook_id, next_at=at,
                state="sent", attempts=1, sent_at=at,
            ),
            Proposal(
                round_id=round_id, number=1, base_publication_id=in_force.publication_id,
                job_id=job_id, plan_id=in_force.plan_id, state="accepted",
                reason={"labs": ["L02"]}, created_by=who, created_at=at, decided_by=who,
                decided_at=at,
            ),
        ]
    )  # fmt: skip


def rows(store: Store, *, without: frozenset[str] = frozenset()) -> dict[str, list[object]]:
    """All rows of all tables, as plain values."""
    with store.reading() as session:
        return {
            table.name: [
                tuple(row)
                for row in session.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }
