"""The results of one box: bulk figures, and tubes that are named."""

from __future__ import annotations

from collections.abc import Mapping

from masstest.live.events import Event, Outcome, ResultReported


class BoxResults:
    """A tube that is named counts once, with the outcome that was told last."""

    def __init__(self) -> None:
        self._bulk: list[tuple[float, Outcome, int]] = []
        self.named: dict[str, tuple[float, Outcome]] = {}  # first told, last outcome
        self.last_min: float | None = None

    def add(self, event: Event, fact: ResultReported) -> None:
        """Take the next result, in the order of telling."""
        self.last_min = max(event.at_min, self.last_min or event.at_min)
        if fact.tube_id is None:
            self._bulk.append((event.at_min, fact.outcome, fact.tubes))
        else:
            first_min = self.named.get(fact.tube_id, (event.at_min, fact.outcome))[0]
            self.named[fact.tube_id] = (first_min, fact.outcome)

    @property
    def total(self) -> int:
        return sum(tubes for _, _, tubes in self._bulk) + len(self.named)

    def by_outcome(self) -> Mapping[Outcome, int]:
        """Tubes by outcome; outcomes that nobody reported are left out."""
        tubes_by: dict[Outcome, int] = {}
        for _, outcome, tubes in self._bulk:
            tubes_by[outcome] = tubes_by.get(outcome, 0) + tubes
        for _, outcome in self.named.values():
            tubes_by[outcome] = tubes_by.get(outcome, 0) + 1
        return tubes_by

    def steps(self) -> tuple[tuple[float, int], ...]:
        """(at_min, tubes) in order of time."""
        bulk = [(at, tubes) for at, _, tubes in self._bulk]
        return tuple(sorted(bulk + [(at, 1) for at, _ in self.named.values()]))

    def positive_tubes(self) -> tuple[str, ...]:
        return tuple(
            sorted(tube for tube, (_, how) in self.named.items() if how is Outcome.positive)
        )
