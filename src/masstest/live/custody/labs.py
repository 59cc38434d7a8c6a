"""Laboratories: what came, what was started, what has its result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from masstest.live.custody.boxes import BoxState
from masstest.live.custody.record import in_order
from masstest.live.custody.states import Batch, LabState, Series
from masstest.live.events import BatchStarted, Event, Outcome

Steps = list[tuple[float, int]]


def fold_lab(
    lab_id: str, events: Iterable[Event], boxes: Sequence[BoxState], heard_min: float
) -> LabState:
    """One laboratory.

    Parameters
    ----------
    events
        Those about the laboratory, corrected already, in any order.
    boxes
        Boxes whose last laboratory this is; each counts once, however often it was counted.
    """
    here = sorted((box for box in boxes if _is_in(box)), key=lambda b: b.box_id)
    tubes_of = {box.box_id: box.tubes for box in here}
    batches: dict[str, Batch] = {}
    for event in in_order(events):
        heard_min = max(heard_min, event.at_min)
        if isinstance(event.fact, BatchStarted):
            batch_id, box_ids = event.fact.batch_id, event.fact.box_ids
            before = batches.get(batch_id)
            merged = tuple(dict.fromkeys((*(before.box_ids if before else ()), *box_ids)))
            batches[batch_id] = Batch(
                batch_id,
                before.at_min if before else event.at_min,
                merged,
                sum(tubes_of.get(box_id, 0) for box_id in merged),
                event.person,
            )
    received: Steps = []
    key_received: Steps = []
    started: Steps = []
    resulted: Steps = []
    key_resulted: Steps = []
    results: dict[Outcome, int] = {}
    for box in here:
        at_min = _came_min(box)
        if at_min is not None:
            received.append((at_min, box.tubes))
            if box.key:
                key_received.append((at_min, box.tubes))
        if box.started_min is not None:
            started.append((box.started_min, box.tubes))
        elif box.result_steps:
            started.append((box.result_steps[0][0], box.tubes))
        resulted.extend(box.result_steps)
        if box.key:
            key_resulted.extend(box.result_steps)
        for outcome, tubes in box.results.items():
            results[outcome] = results.get(outcome, 0) + tubes
    return LabState(
        lab_id=lab_id,
        box_ids=tuple(tubes_of),
        received=Series.of(received),
        started=Series.of(started),
        resulted=Series.of(resulted),
        key_received=Series.of(key_received),
        key_resulted=Series.of(key_resulted),
        batches=tuple(sorted(batches.values(), key=lambda b: (b.at_min, b.batch_id))),
        results=results,
        last_heard_min=heard_min,
    )


def _is_in(box: BoxState) -> bool:
    return _came_min(box) is not None


def _came_min(box: BoxState) -> float | None:
    """When it came to the laboratory; at the latest when that began to work on it."""
    if box.received_min is not None:
        return box.received_min
    if box.started_min is not None:
        return box.started_min
    return box.result_steps[0][0] if box.result_steps else None
