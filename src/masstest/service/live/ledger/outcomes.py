"""What came of a reported event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from masstest.access.actor import Actor
from masstest.live.custody import Mismatch, Standing, Verdict
from masstest.live.events import Event
from masstest.service.live.in_force.round_on import RoundOn
from masstest.service.problems import Problem
from masstest.text import Translator


class Status(StrEnum):
    recorded = "recorded"
    duplicate = "duplicate"  # recorded before, just so
    held = "held"  # recorded as an attempt: the box can't go on
    refused = "refused"  # not recorded


@dataclass(frozen=True)
class Draft:
    """An event that its reporter may report, on its way into the ledger.

    `said_person`: the phone itself named who reports; otherwise it is the login.
    """

    on: RoundOn
    actor: Actor
    event: Event
    said_person: bool

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.on.round_id, self.event.event_id


@dataclass(frozen=True)
class Outcome:
    """`fresh`: it was recorded now. `problem` says why it is held or refused."""

    event_id: str
    status: Status
    problem: Problem | None = None
    fresh: bool = False


def refused(event_id: str, problem: Problem) -> Outcome:
    return Outcome(event_id, Status.refused, problem)


def outcome_of(draft: Draft, standing: Standing | None, *, fresh: bool) -> Outcome:
    """What came of a stored event, by how its boxes stand now."""
    status = Status.recorded if fresh else Status.duplicate
    if standing is None or standing.verdict in (Verdict.recorded, Verdict.released):
        return Outcome(draft.event.event_id, status, fresh=fresh)
    if standing.verdict is Verdict.not_held:
        return Outcome(draft.event.event_id, status, Problem("box_not_held"), fresh=fresh)
    return Outcome(draft.event.event_id, Status.held, BoxHeld(standing), fresh=fresh)


class BoxHeld(Problem):
    """Boxes are held: both counts and both seals of each; the sentence is about the first."""

    def __init__(self, standing: Standing) -> None:
        boxes = [_row(box_id, each) for box_id, each in standing.mismatches.items()]
        super().__init__(
            "box_held",
            rows={"boxes": boxes, "next_steps": [step.value for step in standing.next_steps]},
            count=len(boxes),
            **{name: boxes[0][name] for name in _FACTS},
        )

    def detail(self, t: Translator) -> str:
        told = {name: "–" if fact is None else fact for name, fact in self.facts.items()}
        return t(self.kind.detail, **told)


_FACTS = ("box_id", "station", "expected_tubes", "found_tubes", "expected_seal", "found_seal")


def _row(box_id: str, mismatch: Mismatch) -> dict[str, Any]:
    return {
        "box_id": box_id,
        "station": mismatch.station.value,
        "place": mismatch.place,
        "expected_tubes": mismatch.expected_tubes,
        "found_tubes": mismatch.found_tubes,
        "known_tubes": mismatch.known_tubes,
        "expected_seal": mismatch.expected_seal,
        "found_seal": mismatch.found_seal,
        "tubes_differ": mismatch.tubes_differ,
        "seals_differ": mismatch.seals_differ,
    }
