"""What every part of the board looks at: one moment of one day, worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from masstest.live.completion import Completion, completion
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.forecast import Forecast, forecast
from masstest.live.movements import Movement, movements
from masstest.live.source_plans import SourcePlan


@dataclass(frozen=True)
class Look:
    """The round at `now_min`; `sources` and `labs` are the ids that belong to the view."""

    day: Day
    ledger: Ledger
    now_min: float
    state: Completion
    moves: dict[str, Movement]
    forecast: Forecast
    street: str | None
    sources: frozenset[str]
    labs: frozenset[str]

    @property
    def deadline_min(self) -> float:
        return self.day.round.sampling_deadline

    def own_sources(self) -> Iterator[SourcePlan]:
        """The sources of the view, in the plan's order."""
        return (s for source_id, s in self.day.sources.items() if source_id in self.sources)

    def street_of(self, source_id: str) -> str:
        source = self.day.sources.get(source_id)
        return source.street if source else ""

    def shows(self, source_id: str) -> bool:
        """Whether what comes from this source belongs to the view; unknown ones to all."""
        return self.street is None or source_id in self.sources


def look_at(day: Day, ledger: Ledger, now_min: float, street: str | None) -> Look:
    """Work out state, movements and forecast once."""
    state = completion(day, ledger, now_min)
    moves = movements(day, ledger, now_min)
    ahead = forecast(day, ledger, now_min, state=state, moves=moves)
    sources = frozenset(
        source_id
        for source_id, source in day.sources.items()
        if street is None or source.street == street
    )
    labs = frozenset(day.labs)
    if street is not None:
        labs = frozenset(p.lab_id for source_id in sources for p in day.pickups[source_id])
    return Look(day, ledger, now_min, state, moves, ahead, street, sources, labs)
