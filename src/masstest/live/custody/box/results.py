"""The results of one box: bulk figures, and tubes that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from masstest.live.events import Event, Outcome, ResultReported


@dataclass(frozen=True, slots=True)
class Settled:
    """The results that count, once it is known how many tubes the box has.

    Attributes
    ----------
    by_outcome : tubes; outcomes that nobody reported are left out
    steps : (at_min, tubes) in order of time
    beyond : tubes reported that the box doesn't have
    last_min : when the last of those that count was told
    """

    by_outcome: Mapping[Outcome, int]
    steps: tuple[tuple[float, int], ...]
    beyond: int
    last_min: float | None


class BoxResults:
    """A tube that is named counts once, with the outcome that was told last. A bulk figure says
    how many tubes of the box have an outcome so far, without those that are named: the highest
    counts, whoever reports it and how often. A box has no more results than tubes."""

    def __init__(self) -> None:
        self._bulk: list[tuple[float, Outcome, int]] = []  # each more than before
        self._so_far: dict[Outcome, int] = {}
        self.named: dict[str, tuple[float, float, Outcome]] = {}  # first and last told, outcome

    def add(self, event: Event, fact: ResultReported) -> None:
        """Take the next result, in the order of telling."""
        if fact.tube_id is None:
            more = fact.tubes - self._so_far.get(fact.outcome, 0)
            if more > 0:
                self._so_far[fact.outcome] = fact.tubes
                self._bulk.append((event.at_min, fact.outcome, more))
        else:
            first_min = self.named.get(fact.tube_id, (event.at_min,))[0]
            self.named[fact.tube_id] = first_min, event.at_min, fact.outcome

    @property
    def total(self) -> int:
        """Tubes as reported."""
        return sum(self._so_far.values()) + len(self.named)

    def settled(self, tubes: int) -> Settled:
        """What counts in a box of `tubes` tubes; 0: nobody knows, and everything counts.

        Named tubes come first, then figures that aren't negative, then the others, each as they
        were told: who says that all are negative, and who names the positive one, agree.
        """
        left = max(0, tubes - len(self.named)) if tubes else self.total
        kept = [(first, last, outcome, 1) for first, last, outcome in self.named.values()]
        beyond = max(0, len(self.named) - tubes) if tubes else 0
        over: dict[Outcome, int] = {}
        for at_min, outcome, told in sorted(self._bulk, key=lambda b: b[1] is Outcome.negative):
            counts = min(told, left)
            left -= counts
            over[outcome] = over.get(outcome, 0) + told - counts
            if counts:
                kept.append((at_min, at_min, outcome, counts))
        named = Counter(outcome for _, _, outcome in self.named.values())
        # who counted the named ones too says nothing new by that
        beyond += sum(max(0, tubes - named[outcome]) for outcome, tubes in over.items())
        by_outcome: dict[Outcome, int] = {}
        for _, _, outcome, counts in sorted(kept):
            by_outcome[outcome] = by_outcome.get(outcome, 0) + counts
        return Settled(
            by_outcome,
            tuple(sorted((first, counts) for first, _, _, counts in kept)),
            beyond,
            max((last for _, last, _, _ in kept), default=None),
        )

    def positive_tubes(self) -> tuple[str, ...]:
        return tuple(
            sorted(tube for tube, (_, _, how) in self.named.items() if how is Outcome.positive)
        )
