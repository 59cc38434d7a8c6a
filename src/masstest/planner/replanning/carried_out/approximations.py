"""Collecting where a plan says otherwise than the reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from masstest.domain.day_so_far import Approximation


class Differences:
    """Collects single differences, and sums them up by kind."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def note(self, code: str, subject: str, amount: float) -> None:
        self._found[code][subject] += amount

    def summed_up(self) -> tuple[Approximation, ...]:
        return tuple(_summed_up(code, self._found[code]) for code in sorted(self._found))


def _summed_up(code: str, by_subject: Mapping[str, float]) -> Approximation:
    worst = max(by_subject, key=lambda subject: (abs(by_subject[subject]), subject))
    amounts = by_subject.values()
    amount = max(amounts, key=abs) if code in _AT_MOST else sum(amounts)
    return Approximation(
        code=code,
        count=len(by_subject),
        amount=round(amount, 1),
        worst=worst,
        worst_amount=round(by_subject[worst], 1),
    )


_AT_MOST = frozenset(
    {"delay_ignored", "point_sooner", "points_slow", "stop_sooner", "visit_sooner"}
)
