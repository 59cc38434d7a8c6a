"""The day's reports: summary, zero report, learned rates, readiness and findings."""

from __future__ import annotations

import sqlalchemy as sa

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.plan import PlanRound
from masstest.live.learned import LearnedRate
from masstest.live.learned import learned as learned_of
from masstest.live.readiness import PointLights
from masstest.live.readiness import readiness as readiness_of
from masstest.live.summary import AlertNote, DailySummary
from masstest.live.summary import summary as summary_of
from masstest.service import rounds
from masstest.service.apart import run_apart
from masstest.service.kept import LastParsed
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.areas import own_streets
from masstest.service.live.in_force.place_names import place_names
from masstest.service.live.in_force.plan_in_force import latest_publication
from masstest.service.next_round import next_roster_workbook
from masstest.service.plans import PlanFiles
from masstest.service.problems import Problem
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Alert, StoredPlan, StoredRound
from masstest.text import Lang

_made = LastParsed(16)  # summaries, until something new is reported or a minute has gone by


def seen_street(
    store: Store, actor: Actor, round_id: str, permission: Permission, street: str | None = None
) -> tuple[StoredRound, str | None, tuple[str, ...]]:
    """The round, the street that is shown (None: all of it), and those that may be chosen.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden`` for a street that isn't theirs, ``unknown_place``,
        ``no_plan_in_force``.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, permission)
    streets = place_names(store, round_id).streets
    own = own_streets(actor, stored.district, permission)
    if own is not None:
        street = min(own) if street is None else street
        if street not in own:
            raise Problem("forbidden", permission=permission.value)
    if street is not None and street not in streets:
        raise Problem("unknown_place", kind="street", name=street)
    return stored, street, tuple(s for s in streets if own is None or s in own)


def sees_district(
    actor: Actor, district: str, permission: Permission = Permission.read_reports
) -> bool:
    """Whether a permission holds in all of the district, and not only in streets of it."""
    return own_streets(actor, district, permission) is None


@at_the_desk
def summary(store: Store, actor: Actor, round_id: str, street: str | None = None) -> DailySummary:
    """The daily summary as it stands now, of the district or of a street that `actor` may see.

    Raises
    ------
    Problem
        As `seen_street`.
    """
    _, street, _ = seen_street(store, actor, round_id, Permission.read_reports, street)
    alerts = alert_notes(store, round_id)
    projection = projections(store).of(round_id)
    with projection.lock:
        day, ledger, now_min = projection.day, projection.ledger, projection.now_min
        key = (
            projection.publication.publication_id, projection.number, int(now_min), street, alerts,
        )  # fmt: skip
        made: DailySummary = _made.get(
            key, lambda: summary_of(day, ledger, now_min, alerts=alerts, street=street)
        )
    return made


def alert_notes(store: Store, round_id: str) -> tuple[AlertNote, ...]:
    """All alerts of a round, as far as a summary counts them."""
    query = sa.select(
        Alert.street, Alert.community, Alert.subject, Alert.acknowledged_at.is_not(None)
    ).where(Alert.round_id == round_id)
    with store.reading() as session:
        rows = session.execute(query.order_by(Alert.alert_id)).all()
    return tuple(AlertNote(*row) for row in rows)


def summary_workbook(found: DailySummary, lang: Lang) -> bytes:
    """The summary as a workbook."""
    content: bytes = run_apart("reporting.summary_workbook", found.model_dump_json(), lang)
    return content


@at_the_desk
def learned(store: Store, actor: Actor, round_id: str) -> tuple[LearnedRate, ...]:
    """What the round teaches about rates.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force``.
    """
    with store.reading() as session:
        rounds.get(session, actor, round_id, Permission.read_reports)
    projection = projections(store).of(round_id)
    with projection.lock:
        key = ("learned", projection.publication.publication_id, projection.number)
        day, ledger, now_min = projection.day, projection.ledger, projection.now_min
        found: tuple[LearnedRate, ...] = _made.get(key, lambda: learned_of(day, ledger, now_min))
    return found


def next_roster(
    store: Store, actor: Actor, round_id: str, taken: tuple[str, ...], lang: Lang
) -> tuple[PlanFiles, bytes]:
    """The next round's roster as a workbook, with the learned rates that somebody has chosen.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``, ``no_plan_in_force``; ``unknown_rate`` for a name that is
        not among the rates that can be taken.
    """
    with store.reading() as session:
        rounds.get(session, actor, round_id, Permission.upload_rosters)
    offered = {r.name: r.learned for r in learned(store, actor, round_id) if r.can_be_taken}
    chosen: dict[str, float] = {}
    for name in taken:
        value = offered.get(name)
        if value is None:
            raise Problem("unknown_rate", name=name)
        chosen[name] = value
    with store.reading() as session:
        plan = session.get_one(StoredPlan, latest_publication(session, round_id).plan_id)
        found = PlanFiles(
            plan=plan,
            round=rounds.get(session, actor, round_id),
            plan_json=documents.read(session, plan.document_sha256),
            roster_json=documents.read(session, plan.roster_sha256),
        )
    return found, next_roster_workbook(found, lang, learned=chosen)


@at_the_desk
def readiness(
    store: Store, actor: Actor, round_id: str, street: str | None = None
) -> tuple[PointLights, ...]:
    """The eight lights of the points that `actor` may see, those with most to see to first.

    Raises
    ------
    Problem
        As `seen_street`.
    """
    _, street, _ = seen_street(store, actor, round_id, Permission.read_live, street)
    projection = projections(store).of(round_id)
    with projection.lock:
        return readiness_of(projection.day, projection.ledger, street=street)


@at_the_desk
def round_time(store: Store, round_id: str) -> tuple[PlanRound, float]:
    """The round as the plan in force has it, and the minute that it is in it."""
    projection = projections(store).of(round_id)
    with projection.lock:
        return projection.plan.round, projection.now_min
