"""Truth against service: is every box accounted for, every figure right, every event there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from masstest.rehearsal.playing.phones import Sent
from masstest.rehearsal.script.day import Script
from masstest.rehearsal.script.truth import BoxTruth, Truth

CheckKind = Literal[
    "events_kept", "events_refused", "boxes_accounted", "boxes_true", "figures_true", "held"
]
_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One thing that must hold; `wrong` names some of what does not."""

    kind: CheckKind
    count: int
    wrong_count: int
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.wrong_count == 0


@dataclass(frozen=True)
class Answered:
    """What the service says at the end."""

    board: Mapping[str, Any]
    boxes: Sequence[Mapping[str, Any]]
    event_ids: Sequence[str]


def compare(script: Script, sent: Sent, missing: Iterable[str], answered: Answered) -> list[Check]:
    """Hold the service's answers against the truth that was played."""
    truth = script.truth
    boxes = {row["box_id"]: row for row in answered.boxes}
    return [
        _events_kept(script, set(missing), answered.event_ids),
        _check("events_refused", len(sent.events), (f"{k}: {v}" for k, v in sent.refused.items())),
        _accounted(truth, answered, boxes),
        _check(
            "boxes_true",
            len(truth.boxes),
            (line for box in truth.boxes.values() for line in _differences(box, boxes)),
        ),
        _figures(truth, answered.board),
        _check("held", len(truth.mismatches), _not_held(truth, sent, boxes)),
    ]


def _check(kind: CheckKind, count: int, wrong: Iterable[str]) -> Check:
    found = list(wrong)
    return Check(kind, count, len(found), tuple(found[:_SHOWN]))


def _events_kept(script: Script, missing: set[str], event_ids: Sequence[str]) -> Check:
    """Every event that was sent is there, and none twice."""
    counted = Counter(event_ids)
    expected = {event.event_id for event in script.events} - missing
    lost = [f"{event_id}: lost" for event_id in sorted(expected - counted.keys())]
    twice = [f"{event_id}: {n} times" for event_id, n in sorted(counted.items()) if n > 1]
    return _check("events_kept", len(expected), [*lost, *twice])


def _accounted(truth: Truth, answered: Answered, boxes: Mapping[str, Mapping[str, Any]]) -> Check:
    unknown = [f"{box_id}: unknown" for box_id in truth.boxes if box_id not in boxes]
    invented = [f"{box_id}: never was" for box_id in boxes if box_id not in truth.boxes]
    left = {box.box_id for box in truth.boxes.values() if not box.has_results}
    lost = [
        f"{box_id}: {row['unaccounted']}"
        for box_id, row in boxes.items()
        if row["unaccounted"] and box_id not in left
    ]
    shown = [
        f"{row['box_id']}: on the board"
        for row in answered.board["unaccounted"]
        if row["box_id"] not in left
    ]
    held = [f"{row['box_id']}: still held" for row in answered.board["held"]]
    return _check("boxes_accounted", len(truth.boxes), [*unknown, *invented, *lost, *shown, *held])


def _differences(box: BoxTruth, boxes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    row = boxes.get(box.box_id)
    if row is None:
        return
    expected = {
        "phase": "resulted" if box.has_results else "received",
        "source": box.source,
        "seal": box.seal,
        "tubes": len(box.tubes),
        "key": box.key,
        "vehicle_id": box.vehicle_id,
    }
    for name, value in expected.items():
        if row[name] != value:
            yield f"{box.box_id}: {name} {row[name]}, was {value}"


def _figures(truth: Truth, board: Mapping[str, Any]) -> Check:
    """Persons and tubes of the district and of every point and team."""
    wrong = []
    tubes, resulted = Counter[str](), Counter[str]()
    for box in truth.boxes.values():
        tubes[box.source] += len(box.tubes)
        resulted[box.source] += len(box.tubes) if box.has_results else 0
    expected: list[tuple[str, Mapping[str, Any], int, int, int]] = [
        (
            "district",
            board["totals"]["progress"],
            truth.persons,
            truth.tubes,
            resulted.total(),
        )
    ]
    for row in board["sources"]:
        source = row["source_id"]
        persons = truth.sources[source].persons if source in truth.sources else 0
        expected.append((source, row["progress"], persons, tubes[source], resulted[source]))
    for name, progress, persons, made, tested in expected:
        figures = {
            "persons_sampled": persons,
            "tubes_made": made,
            "tubes_resulted": tested,
            "tubes_loose": 0,
            "tubes_lost": 0,
        }
        for figure, value in figures.items():
            if progress[figure] != value:
                wrong.append(f"{name}: {figure} {progress[figure]}, was {value}")
    return _check("figures_true", 5 * len(expected), wrong)


def _not_held(truth: Truth, sent: Sent, boxes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """A wrong report is held when it is answered so, and stays on the box's record."""
    for mismatch in truth.mismatches:
        row = boxes.get(mismatch.box_id, {"counts": ()})
        kept = any(
            count["station"] == mismatch.station and not count["agreed"] for count in row["counts"]
        )
        if mismatch.event_id not in sent.held:
            yield f"{mismatch.box_id}: {mismatch.station} was let pass"
        elif not kept:
            yield f"{mismatch.box_id}: {mismatch.station} is not on record"
