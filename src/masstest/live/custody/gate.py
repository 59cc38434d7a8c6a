"""May this go on? The answer to one event, from the events of its own boxes alone.

The gate folds a box exactly as the ledger does, so that both say the same. It needs the box's own
events, with the corrections of them; a scan of one of its tubes into another box, if it is known,
is among "its own".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from masstest.live.custody.anomalies import AnomalyKind
from masstest.live.custody.box import fold_box
from masstest.live.custody.boxes import BoxState, Mismatch, Phase, Station
from masstest.live.custody.record import effective_events
from masstest.live.custody.scans import box_scans, scans_by_tube
from masstest.live.custody.subjects import About, subjects, subjects_of
from masstest.live.events import (
    BatchStarted,
    BoxReleased,
    Correction,
    Event,
    Fact,
    VehicleDeparted,
)


class Verdict(StrEnum):
    recorded = "recorded"
    held = "held"  # recorded as an attempt; the box can't go on
    released = "released"
    not_held = "not_held"  # a release of a box that isn't held (or isn't known)


class NextStep(StrEnum):
    """What people on the spot can do; the first is the first to try."""

    reseal = "reseal"  # count and scan again, then seal again
    recount = "recount"  # count and read the seal again, then tell this step again
    ask_release = "ask_release"  # if the difference stays: the transport lead answers


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event stands: facts for an answer, not a sentence.

    `mismatches` by box holds both counts and both seals, station and place. `unsealed` are boxes
    taken on board of which no sealing is known, `unknown` those of which nothing is known at all:
    they are recorded and worth a word, but not refused, because a phone may have been lost.
    """

    verdict: Verdict
    mismatches: Mapping[str, Mismatch] = field(default_factory=dict)
    next_steps: tuple[NextStep, ...] = ()
    released: tuple[str, ...] = ()
    unsealed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def boxes_of(fact: Fact) -> tuple[str, ...]:
    """The boxes that a fact is about; of a correction, those of the fact put in place.

    The boxes of the event that is corrected are concerned as well.
    """
    if isinstance(fact, Correction):
        return () if fact.fact is None else boxes_of(fact.fact)
    return tuple(dict.fromkeys(key for about, key in subjects_of(fact) if about is About.box))


def box_state(box_id: str, events: Iterable[Event]) -> BoxState:
    """Fold a box from events, in any order.

    Parameters
    ----------
    events
        Those about the box (departures and batches that name it too, if at hand), corrections of
        them, and scans of its tubes into other boxes, if at hand. Events of other boxes that were
        corrected are simply left out.
    """
    plain = effective_events(events)
    own = [e for e in plain if any(about == (About.box, box_id) for about in subjects(e))]
    return fold_box(box_id, own, box_scans(own, scans_by_tube(plain)))


def standing(event: Event, states: Mapping[str, BoxState]) -> Standing:
    """How `event` stands.

    Parameters
    ----------
    event
        As it was reported.
    states
        The states of its boxes (`boxes_of`), the event itself already among their events.
    """
    fact = event.fact
    if isinstance(fact, BoxReleased):
        return _release_standing(event, states.get(fact.box_id))
    held = {}
    for box_id, state in states.items():
        mismatch = state.mismatch
        if mismatch is not None and state.held and _concerns(event, state, mismatch):
            held[box_id] = mismatch
    on_board = fact.box_ids if isinstance(fact, VehicleDeparted) else ()
    return Standing(
        verdict=Verdict.held if held else Verdict.recorded,
        mismatches=held,
        next_steps=_next_steps(held.values()),
        unsealed=tuple(b for b in on_board if b in states and _is_unsealed(states[b])),
        unknown=tuple(b for b in on_board if b not in states or _is_unknown(states[b], event)),
    )


def _concerns(event: Event, state: BoxState, mismatch: Mismatch) -> bool:
    """Was this the step that the mismatch refused, or one that it should have kept from going?

    A box's other events are recorded whatever holds it: a scan that comes late, a flag, and a
    count at an earlier station that was right.
    """
    if isinstance(event.fact, VehicleDeparted | BatchStarted):
        refusals = (AnomalyKind.left_while_held, AnomalyKind.started_while_held)
        return any(a.event_id == event.event_id and a.kind in refusals for a in state.anomalies)
    if isinstance(event.fact, Correction):
        return True
    return mismatch.event_id == event.event_id


def _next_steps(mismatches: Iterable[Mismatch]) -> tuple[NextStep, ...]:
    stations = {mismatch.station for mismatch in mismatches}
    if not stations:
        return ()
    first = (NextStep.reseal,) if Station.sealing in stations else ()
    again = (NextStep.recount,) if stations - {Station.sealing} else ()
    return (*first, *again, NextStep.ask_release)


def _release_standing(event: Event, state: BoxState | None) -> Standing:
    box_id = event.fact.box_id if isinstance(event.fact, BoxReleased) else ""
    if state is None:
        return Standing(Verdict.not_held, unknown=(box_id,))
    freed = {m.cleared_by: m for m in state.mismatches}.get(event.event_id)
    if freed is None:
        return Standing(Verdict.not_held)
    return Standing(Verdict.released, {box_id: freed}, released=(box_id,))


def _is_unsealed(state: BoxState) -> bool:
    return state.tubes_counted is None


def _is_unknown(state: BoxState, event: Event) -> bool:
    """Nothing but this very departure speaks of it."""
    return not state.counts and not state.scanned and state.reached is Phase.on_road
