"""The audit: one row for each deed, chained by hashes, which the database refuses to change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from masstest.store.tables import AuditEntry, AuditHead
from masstest.store.tables.base import Json, utc_now

GENESIS_SHA256 = "0" * 64  # what the first entry continues
_RECORDED = "audit_recorded"

FaultCode = Literal["edited", "unlinked", "removed", "tail_cut", "head_altered"]


class Doer(Protocol):
    """Whoever does something: an `access.actor.Actor`, for one."""

    @property
    def signature(self) -> str: ...


@dataclass(frozen=True)
class _Recorded:
    at: dt.datetime
    actor: str
    action: str
    subject: str
    facts: Json
    # the transaction and savepoints it was recorded in: rolled back with any of them
    within: tuple[SessionTransaction, ...]


@dataclass(frozen=True)
class AuditFault:
    """What is wrong with the chain at entry `number`.

    ``edited``: its content isn't what its hash says. ``unlinked``: it doesn't continue the entry
    before it (one of the two was replaced, or moved here). ``removed``: there is no such entry.
    ``tail_cut``: there is no such entry, and none after it. ``head_altered``: the chain ends
    with another entry than the head says.
    """

    number: int
    code: FaultCode


@dataclass(frozen=True)
class AuditReport:
    """What `verify` found. `head_sha256` noted elsewhere today proves tomorrow that the chain
    up to `head_number` is still the same."""

    entries: int
    head_number: int
    head_sha256: str
    faults: tuple[AuditFault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults


def record(session: Session, actor: Doer, action: str, subject: str, /, **facts: Any) -> None:
    """Note a deed: it joins the chain when the transaction is committed, and only then.

    Parameters
    ----------
    session : Session
        Of `Store.writing()`.
    actor : Doer
        Who did it.
    action : str
        Such as ``plan.publish``.
    subject : str
        What it was done to, such as ``plan:<id>``.
    **facts
        Anything JSON can hold. Never a secret, a phone or a resident's name.
    """
    recorded: list[_Recorded] | None = session.info.get(_RECORDED)
    if recorded is None:
        recorded = session.info[_RECORDED] = []
        event.listen(session, "after_soft_rollback", _forget)
    # through JSON once, so that what is hashed is what will be read back
    stored: Json = json.loads(_canonical(facts))
    within = _open_transactions(session)
    recorded.append(_Recorded(utc_now(), actor.signature, action, subject, stored, within))


def append_recorded(session: Session) -> None:
    """Append what was recorded in `session` to the chain. `Store.writing` calls it."""
    recorded: list[_Recorded] = session.info.pop(_RECORDED, [])
    if not recorded:
        return
    session.flush()
    # the lock on this row puts the writers in order
    head = session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    for deed in recorded:
        entry = AuditEntry(
            number=head.number + 1,
            at=deed.at,
            actor=deed.actor,
            action=deed.action,
            subject=deed.subject,
            facts=deed.facts,
            previous_sha256=head.sha256,
        )
        entry.sha256 = entry_sha256(entry)
        session.add(entry)
        head.number, head.sha256 = entry.number, entry.sha256
    session.flush()


def verify(session: Session, known: tuple[int, str] | None = None) -> AuditReport:
    """Walk the whole chain.

    Parameters
    ----------
    session : Session
    known : tuple of int and str, optional
        Number and hash of an entry as they were noted outside the database: finds a chain that
        was rewritten as a whole.

    Returns
    -------
    AuditReport
    """
    head = session.get_one(AuditHead, 1, populate_existing=True)
    faults: list[AuditFault] = []
    count, number, sha256 = 0, 0, GENESIS_SHA256
    rows = select(AuditEntry).order_by(AuditEntry.number)
    for entry in session.scalars(rows.execution_options(yield_per=1000)):
        missing = range(number + 1, entry.number)
        faults += [AuditFault(gone, "removed") for gone in missing]
        if not missing and entry.previous_sha256 != sha256:
            faults.append(AuditFault(entry.number, "unlinked"))
        if entry_sha256(entry) != entry.sha256:
            faults.append(AuditFault(entry.number, "edited"))
        if known is not None and known[0] == entry.number and known[1] != entry.sha256:
            faults.append(AuditFault(entry.number, "edited"))
        count, number, sha256 = count + 1, entry.number, entry.sha256
    end = max(head.number, known[0] if known is not None else 0)
    if number < end:
        faults.append(AuditFault(number + 1, "tail_cut"))
    elif (head.number, head.sha256) != (number, sha256):
        faults.append(AuditFault(number, "head_altered"))
    return AuditReport(count, head.number, head.sha256, tuple(dict.fromkeys(faults)))


def entry_sha256(entry: AuditEntry) -> str:
    """The hash of an entry's content and of the entry before it."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "facts": entry.facts,
        "previous_sha256": entry.previous_sha256,
    }
    return hashlib.sha256(_canonical(content).encode("ascii")).hexdigest()


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _open_transactions(session: Session) -> tuple[SessionTransaction, ...]:
    transaction = session.get_nested_transaction() or session.get_transaction()
    within = []
    while transaction is not None:
        within.append(transaction)
        transaction = transaction.parent
    return tuple(within)


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    recorded: list[_Recorded] = session.info.get(_RECORDED, [])
    recorded[:] = [deed for deed in recorded if rolled_back not in deed.within]
