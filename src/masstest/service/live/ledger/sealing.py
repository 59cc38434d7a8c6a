"""Seals on the ledger: every few minutes the audit notes the hash of what was added.

The ledger only grows, and the database refuses to change it. Should somebody with the database
in their hands change it all the same, the hashes in the audit's chain no longer fit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.access.actor import SYSTEM
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.retention import PRUNED
from masstest.store.tables import AuditEntry, LiveEvent

ACTION = "ledger.seal"
_ROWS_AT_ONCE = 500
_BREATH_S = 0.002
_NOTHING_SHA256 = "0" * 64
_LOCK = 0x6C65646765727365  # any number of our own

FaultCode = Literal["changed", "seals_broken"]


@dataclass(frozen=True)
class SealFault:
    """What is wrong with the ledger of a round.

    ``changed``: events `first` to `last` aren't what they were when they were sealed: some were
    changed, removed or put between. ``seals_broken``: the seals don't continue each other.
    """

    round_id: str
    first: int
    last: int
    code: FaultCode


@dataclass(frozen=True)
class SealReport:
    """`rows` were compared with their seals."""

    seals: int
    rows: int
    faults: tuple[SealFault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class _Hashed:
    rows: int
    first: int
    last: int
    sha256: str


def seal(store: Store) -> int:
    """Seal what was added to the ledgers since they were last sealed; how many were."""
    with store.reading() as session:
        added = session.execute(
            sa.select(LiveEvent.round_id, sa.func.max(LiveEvent.number)).group_by(
                LiveEvent.round_id
            )
        ).all()
        ends = {round_id: _last_seal(session, round_id) for round_id, _ in added}
    new = [(round_id, last) for round_id, last in added if last > ends[round_id][0]]
    return sum(_seal_round(store, round_id, ends[round_id], last) for round_id, last in new)


def _seal_round(store: Store, round_id: str, end: tuple[int, str], last: int) -> bool:
    # numbers grow in the order of commits: up to one that is seen, nothing can come any more
    with store.reading() as session:
        hashed = _hash(session, round_id, end, last, breath_s=_BREATH_S)
    with store.writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if _last_seal(session, round_id) != end:
            return False  # another server was faster
        audit.record(
            session, SYSTEM, ACTION, f"round:{round_id}",
            first=hashed.first, last=hashed.last, rows=hashed.rows, after=end[0],
            previous_sha256=end[1], sha256=hashed.sha256,
        )  # fmt: skip
    return True


def verify(session: Session) -> SealReport:
    """Compare the ledgers with their seals. The audit itself is verified elsewhere.

    What was removed as a whole by age isn't missed: the audit says when that was.
    """
    noted = session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.action.in_((ACTION, PRUNED)))
        .order_by(AuditEntry.number)
    )
    ends: dict[str, tuple[int, str]] = {}
    entries: dict[str, list[AuditEntry]] = {}
    for entry in noted:
        round_id = entry.subject.removeprefix("round:")
        if entry.action == PRUNED:
            entries.pop(round_id, None)  # what comes later begins anew
        else:
            entries.setdefault(round_id, []).append(entry)
    seals, rows, faults = 0, 0, []
    for round_id, of_round in entries.items():
        for entry in of_round:
            facts = entry.facts
            end = ends.get(round_id, (facts["after"], facts["previous_sha256"]))
            if end != (facts["after"], facts["previous_sha256"]):
                faults.append(SealFault(round_id, facts["first"], facts["last"], "seals_broken"))
            hashed = _hash(session, round_id, (facts["after"], end[1]), facts["last"])
            if (hashed.rows, hashed.sha256) != (facts["rows"], facts["sha256"]):
                faults.append(SealFault(round_id, facts["first"], facts["last"], "changed"))
            ends[round_id] = (facts["last"], facts["sha256"])
            seals, rows = seals + 1, rows + hashed.rows
    return SealReport(seals, rows, tuple(faults))


def _last_seal(session: Session, round_id: str) -> tuple[int, str]:
    """The last number under a seal, and that seal; none of what was removed since."""
    last = session.scalar(
        sa.select(AuditEntry)
        .where(AuditEntry.action.in_((ACTION, PRUNED)), AuditEntry.subject == f"round:{round_id}")
        .order_by(AuditEntry.number.desc())
        .limit(1)
    )
    if last is None or last.action == PRUNED:
        return 0, _NOTHING_SHA256
    return last.facts["last"], last.facts["sha256"]


def _hash(
    session: Session, round_id: str, end: tuple[int, str], last: int, *, breath_s: float = 0.0
) -> _Hashed:
    """The hash of the events after `end`, up to `last`, that continues the seal before."""
    sha256 = hashlib.sha256(end[1].encode())
    rows, first, number = 0, 0, end[0]
    for portion in _portions(session, round_id, end[0], last):
        for row in portion:
            sha256.update(_canonical(row))
        rows += len(portion)
        first, number = first or portion[0].number, portion[-1].number
        time.sleep(breath_s)  # events are taken in meanwhile
    return _Hashed(rows, first, number, sha256.hexdigest())


def _portions(
    session: Session, round_id: str, after: int, last: int
) -> Iterator[list[sa.Row[*tuple[Any, ...]]]]:
    columns = LiveEvent.__table__.c
    while True:
        rows = session.execute(
            sa.select(*columns)
            .where(columns.round_id == round_id, columns.number > after, columns.number <= last)
            .order_by(columns.number)
            .limit(_ROWS_AT_ONCE)
        ).all()
        if rows:
            yield list(rows)
        if len(rows) < _ROWS_AT_ONCE:
            return
        after = rows[-1].number


def _canonical(row: sa.Row[*tuple[Any, ...]]) -> bytes:
    content = dict(row._mapping)
    content["received_at"] = row.received_at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"
