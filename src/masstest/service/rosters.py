"""Rosters: uploaded, read, told what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.service import rounds
from masstest.service.apart import run_apart
from masstest.service.kept import rendered
from masstest.service.paging import Page, page_of
from masstest.service.permits import require
from masstest.service.problems import Problem, not_found
from masstest.service.uploads import JSON, XLSX, Reading, told_problems
from masstest.store import audit, documents
from masstest.store.tables import StoredRoster, StoredRound
from masstest.text import Lang

_FILE_NAME_LENGTH = 200


def read_upload(content: bytes, media_type: str = XLSX) -> Reading:
    """Read an uploaded roster, a workbook or JSON, in a process of its own.

    It may take seconds: not to be called within a transaction.

    Raises
    ------
    Problem
        ``roster_unreadable`` with `problems` if it can't be opened at all; ``too_heavy``; ``busy``.
    """
    if media_type == JSON:
        reading: Reading = run_apart("reading.read_json", content)
    else:
        reading = run_apart("reading.read_workbook", content, {})
    if not reading.readable:
        raise Problem("roster_unreadable", rows={"problems": reading.report["problems"]})
    return reading


def upload(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    file_name: str,
    content: bytes,
    media_type: str,
    reading: Reading,
) -> StoredRoster:
    """Keep an upload that was read, good or with errors: its report is there to be looked at.

    Raises
    ------
    Problem
        ``other_round`` if it says that it is of another district, date or number.
    """
    found = rounds.get(session, actor, round_id, Permission.upload_rosters)
    _same_round(found, reading)
    roster_sha256 = None
    if reading.roster_json is not None:
        roster_sha256 = documents.keep(session, reading.roster_json, JSON)
    made = StoredRoster(
        round_id=round_id,
        number=next_number(session, StoredRoster, round_id),
        file_name=file_name[:_FILE_NAME_LENGTH] or "roster.xlsx",
        source_sha256=documents.keep(session, content, media_type),
        roster_sha256=roster_sha256,
        status=reading.status,
        report=reading.report,
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "roster.upload", f"roster:{made.roster_id}",
        round=round_id, number=made.number, status=made.status, sha256=made.source_sha256,
    )  # fmt: skip
    return made


def next_number(session: Session, table: Any, round_id: str) -> int:
    """The next number of something within its round, whose row is held until the end."""
    session.execute(
        select(StoredRound.round_id).where(StoredRound.round_id == round_id).with_for_update()
    )
    last = session.scalar(select(func.max(table.number)).where(table.round_id == round_id))
    return (last or 0) + 1


def _same_round(found: StoredRound, reading: Reading) -> None:
    if reading.date is None:
        return
    expected = (found.district, found.date.isoformat(), found.number)
    if (reading.district, reading.date, reading.number) != expected:
        raise Problem(
            "other_round",
            found=f"{reading.district} {reading.date} ({reading.number})",
            expected=f"{found.district} {found.date.isoformat()} ({found.number})",
        )


def get(session: Session, actor: Actor, roster_id: str) -> StoredRoster:
    """The roster with its report."""
    found = session.get(StoredRoster, roster_id)
    if found is None:
        require(actor, Permission.read_rosters)
        raise not_found("roster")
    rounds.get(session, actor, found.round_id, Permission.read_rosters)
    return found


def list_page(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[StoredRoster]:
    """The rosters of a round, newest first."""
    rounds.get(session, actor, round_id, Permission.read_rosters)
    query = select(StoredRoster).where(StoredRoster.round_id == round_id)
    return page_of(session, query, StoredRoster.roster_id, cursor, limit)


def latest_usable(session: Session, round_id: str) -> StoredRoster | None:
    """The newest roster of a round that can be planned."""
    return session.scalar(
        select(StoredRoster)
        .where(StoredRoster.round_id == round_id, StoredRoster.roster_sha256.is_not(None))
        .order_by(StoredRoster.number.desc())
        .limit(1)
    )


def problems(roster: StoredRoster, lang: Lang) -> list[dict[str, Any]]:
    """What is wrong with a roster: code, severity, sheet, cell or pointer, value, text."""
    return told_problems(roster.report["problems"], lang)


def source(session: Session, roster: StoredRoster) -> bytes:
    """The file as it was uploaded."""
    return documents.read(session, roster.source_sha256)


def as_json(session: Session, roster: StoredRoster) -> bytes:
    """The validated roster as JSON.

    Raises
    ------
    Problem
        ``roster_unusable`` if the upload has errors.
    """
    if roster.roster_sha256 is None:
        raise Problem("roster_unusable")
    return documents.read(session, roster.roster_sha256)


def annotated(content: bytes, file_name: str, sha256: str, lang: Lang) -> bytes:
    """An uploaded workbook with every problem beside its row, in `lang`.

    It may take seconds: not to be called within a transaction.

    Raises
    ------
    Problem
        ``not_found`` for a roster that was uploaded as JSON.
    """
    if not content.startswith(b"PK"):
        raise not_found("annotated workbook")
    key = ("annotated", sha256, file_name, lang)
    return rendered(key, "reading.annotate", lambda: (content, file_name, lang))


def template(lang: Lang) -> bytes:
    """The empty roster workbook in `lang`, with pick-lists, notes and example rows (slow)."""
    return rendered(("template", lang), "reading.template", lambda: (lang,))


def make_from_json(
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    file_name: str,
    roster_json: bytes,
    facts: Mapping[str, Any],
) -> StoredRoster:
    """A new roster of a round that the service itself worked out from another one."""
    found = rounds.get(session, actor, round_id, Permission.upload_rosters)
    sha256 = documents.keep(session, roster_json, JSON)
    made = StoredRoster(
        round_id=found.round_id,
        number=next_number(session, StoredRoster, round_id),
        file_name=file_name[:_FILE_NAME_LENGTH],
        source_sha256=sha256,
        roster_sha256=sha256,
        status="ok",
        report={"read": [], "problems": [], "ignored": [], "errors": 0, "warnings": 0},
        created_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "roster.derive", f"roster:{made.roster_id}",
        round=round_id, number=made.number, sha256=sha256, **facts,
    )  # fmt: skip
    return made
