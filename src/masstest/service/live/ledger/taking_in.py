"""Many reported events into the ledger, in one transaction."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from masstest.live import events as e
from masstest.live.custody import BoxState, box_state, boxes_of, standing
from masstest.service.live.ledger.inserting import insert
from masstest.service.live.ledger.outcomes import Draft, Outcome, outcome_of, refused
from masstest.service.live.ledger.rights import may_correct
from masstest.service.live.ledger.rows import COLUMNS, box_column, event_of
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.tables import LiveEvent
from masstest.store.tables.base import utc_now

_NAMES_AT_ONCE = 500  # SQLite takes so many values in one statement, and many more

Key = tuple[str, str]  # round, and event or box
Boxes = Mapping[Key, BoxState]


def take_in(session: Session, drafts: Sequence[Draft]) -> list[Outcome]:
    """Record events; what was recorded before is answered by how it stands now.

    Answers come in the order of `drafts`. The state of a box is read after everything that came
    with this call is in, so that one answer doesn't depend on what was sent beside it.
    """
    _in_turn(session, {draft.on.round_id for draft in drafts})
    corrected = _corrected(session, drafts)
    wrong = {
        draft.key: problem
        for draft in drafts
        if (problem := _uncorrectable(draft, corrected)) is not None
    }
    first: dict[Key, Draft] = {}
    for draft in drafts:
        if draft.key not in wrong:
            first.setdefault(draft.key, draft)
    fresh = insert(session, [_row(draft, corrected) for draft in first.values()])
    stored = _stored(session, first.keys() - fresh)
    _note_releases(session, [draft for key, draft in first.items() if key in fresh])
    recorded = [(key[0], stored.get(key, draft.event)) for key, draft in first.items()]
    boxes = _boxes(session, recorded)
    answers = []
    for draft in drafts:
        if draft.key in wrong:
            answers.append(refused(draft.event.event_id, wrong[draft.key]))
            continue
        same = _same(draft, stored.get(draft.key, first[draft.key].event))
        is_new = draft.key in fresh and first[draft.key] is draft
        answers.append(_answer(draft, same, is_new, boxes))
    return answers


def _answer(draft: Draft, same: bool, fresh: bool, boxes: Boxes) -> Outcome:
    if not same:
        return refused(draft.event.event_id, Problem("event_id_reused"))
    states = {
        box_id: boxes[draft.on.round_id, box_id]
        for box_id in boxes_of(draft.event.fact)
        if (draft.on.round_id, box_id) in boxes
    }
    return outcome_of(draft, standing(draft.event, states) if states else None, fresh=fresh)


def _in_turn(session: Session, round_ids: Iterable[str]) -> None:
    """Wait for whoever writes into these rounds, so that numbers grow in the order of commits.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(map(_lock_key, round_ids)):  # in one order: two can't wait for each other
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _lock_key(round_id: str) -> int:
    digest = hashlib.sha256(f"live_events:{round_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class _Corrected(NamedTuple):
    """What must be known of an event that is corrected."""

    box_id: str | None
    user_id: str | None


_NOTHING_KNOWN = _Corrected(None, None)


def _corrected(session: Session, drafts: Sequence[Draft]) -> Mapping[Key, _Corrected]:
    """The events that are corrected: those that are recorded, and those that came beside."""
    wanted = {
        (draft.on.round_id, draft.event.fact.corrects)
        for draft in drafts
        if isinstance(draft.event.fact, e.Correction)
    }
    if not wanted:
        return {}
    beside = {
        draft.key: _Corrected(box_column(draft.event.fact), draft.actor.user_id)
        for draft in drafts
        if draft.key in wanted
    }
    recorded = {key: _Corrected(row.box_id, row.user_id) for key, row in _rows(session, wanted)}
    return beside | recorded


def _uncorrectable(draft: Draft, corrected: Mapping[Key, _Corrected]) -> Problem | None:
    """Why a correction can't be made: what others have reported takes a right of its own."""
    fact = draft.event.fact
    if not isinstance(fact, e.Correction) or may_correct(draft.actor, draft.on):
        return None
    found = corrected.get((draft.on.round_id, fact.corrects))
    # what isn't here yet can't be known to anybody but the phone that will send it
    if found is None or found.user_id == draft.actor.user_id:
        return None
    return Problem("correction_not_allowed", event_id=fact.corrects)


def _row(draft: Draft, corrected: Mapping[Key, _Corrected]) -> dict[str, Any]:
    event = draft.event
    box_id = box_column(event.fact)
    if box_id is None and isinstance(event.fact, e.Correction):
        box_id = corrected.get((draft.on.round_id, event.fact.corrects), _NOTHING_KNOWN).box_id
    return {
        "round_id": draft.on.round_id,
        "event_id": event.event_id,
        "at_min": event.at_min,
        "kind": event.fact.kind,
        "place": event.place,
        "person": event.person,
        "box_id": box_id,
        "fact": event.fact.model_dump(mode="json"),
        "user_id": draft.actor.user_id,
        "received_at": utc_now(),
    }


def _stored(session: Session, keys: Iterable[Key]) -> dict[Key, e.Event]:
    return {key: event_of(row) for key, row in _rows(session, keys)}


def _rows(session: Session, keys: Iterable[Key]) -> Iterator[tuple[Key, sa.Row[*tuple[Any, ...]]]]:
    by_round: dict[str, list[str]] = defaultdict(list)
    for round_id, event_id in keys:
        by_round[round_id].append(event_id)
    for round_id, event_ids in by_round.items():
        for names in _some(event_ids):
            found = sa.select(*COLUMNS, LiveEvent.box_id, LiveEvent.user_id).where(
                LiveEvent.round_id == round_id, LiveEvent.event_id.in_(names)
            )
            for row in session.execute(found):
                yield (round_id, row.event_id), row


def _boxes(session: Session, events: Iterable[tuple[str, e.Event]]) -> dict[Key, BoxState]:
    """The boxes that the events may be stopped for, as all of their own events say."""
    wanted: dict[str, dict[str, list[e.Event]]] = defaultdict(lambda: defaultdict(list))
    for round_id, event in events:
        if _is_gated(event.fact):
            for box_id in boxes_of(event.fact):
                # an event about several boxes isn't found by any of them
                wanted[round_id][box_id].append(event)
    states = {}
    for round_id, own in wanted.items():
        for names in _some(sorted(own)):
            found = sa.select(*COLUMNS, LiveEvent.box_id).where(
                LiveEvent.round_id == round_id, LiveEvent.box_id.in_(names)
            )
            for row in session.execute(found):
                own[row.box_id].append(event_of(row))
        states.update(
            {(round_id, box_id): box_state(box_id, events) for box_id, events in own.items()}
        )
    return states


def _is_gated(fact: e.Fact) -> bool:
    """Scans come by the hundred and stop no box."""
    if isinstance(fact, e.Correction):
        return fact.fact is not None and _is_gated(fact.fact)
    return not isinstance(fact, e.TubesScanned | e.TubeAbnormal | e.BoxAbnormal)


def _same(draft: Draft, stored: e.Event) -> bool:
    """Whether an event says what was recorded under its id."""
    event = draft.event
    return (
        (event.at_min, event.place) == (stored.at_min, stored.place)
        and event.fact == stored.fact
        # a phone that got a new pass names its person by another login
        and (not draft.said_person or event.person == stored.person)
    )


def _note_releases(session: Session, drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        fact = draft.event.fact
        if isinstance(fact, e.BoxReleased):
            audit.record(
                session, draft.actor, "box.release", f"round:{draft.on.round_id}",
                box=fact.box_id, event=draft.event.event_id, reason=fact.reason,
            )  # fmt: skip


def _some(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _NAMES_AT_ONCE):
        yield names[start : start + _NAMES_AT_ONCE]
