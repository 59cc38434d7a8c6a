"""Rounds: one day's testing of one district each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.service.versions import check_version
from masstest.store import audit
from masstest.store.tables import StoredRound


def create(
    session: Session,
    actor: Actor,
    *,
    district: str,
    date: dt.date,
    number: int = 1,
    note: str = "",
) -> StoredRound:
    """A new round.

    Raises
    ------
    Problem
        ``round_exists`` if the district has a round of this number on this day.
    """
    require(actor, Permission.edit_rounds, district)
    made = StoredRound(
        district=district,
        date=date,
        number=number,
        note=note,
        is_demo=actor.is_demo,
        created_by=actor.user_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise Problem(
            "round_exists", district=district, date=date.isoformat(), number=number
        ) from None
    audit.record(
        session, actor, "round.create", f"round:{made.round_id}",
        district=district, date=date.isoformat(), number=number,
    )  # fmt: skip
    return made


def get(
    session: Session,
    actor: Actor,
    round_id: str,
    permission: Permission = Permission.read_rounds,
) -> StoredRound:
    """The round, if `actor` has `permission` in its district.

    Raises
    ------
    Problem
        ``not_found``, also for who may not know that it exists; ``forbidden``.
    """
    require(actor, permission)
    found = session.get(StoredRound, round_id)
    if found is None or not actor.may(Permission.read_rounds, district=found.district):
        raise not_found("round")
    require(actor, permission, found.district)
    return found


def find(
    session: Session, actor: Actor, district: str, date: dt.date, number: int
) -> StoredRound | None:
    """The round of a district, day and number, if there is one."""
    require(actor, Permission.read_rounds, district)
    return session.scalar(
        select(StoredRound).where(
            StoredRound.district == district,
            StoredRound.date == date,
            StoredRound.number == number,
        )
    )


def list_page(
    session: Session,
    actor: Actor,
    *,
    district: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[StoredRound]:
    """The rounds that `actor` may see, newest first."""
    require(actor, Permission.read_rounds)
    query = select(StoredRound)
    districts = actor.districts(Permission.read_rounds)
    if districts is not None:
        query = query.where(StoredRound.district.in_(districts))
    if district is not None:
        query = query.where(StoredRound.district == district)
    return page_of(session, query, StoredRound.round_id, cursor, limit)


def edit_note(
    session: Session, actor: Actor, round_id: str, *, note: str, version: int
) -> StoredRound:
    """Change a round's note; `version` is the one that was seen.

    Raises
    ------
    Problem
        ``precondition_failed`` if somebody else was faster.
    """
    found = get(session, actor, round_id, Permission.edit_rounds)
    check_version(found.version, version)
    found.note = note
    session.flush()
    audit.record(session, actor, "round.edit_note", f"round:{round_id}")
    return found
