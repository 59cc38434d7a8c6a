"""What every part of the board looks at: one moment of one day, worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from masstest.live.completion import Completion, completion
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.forecast import Forecast, expected, forecast
from masstest.live.forecast.deadlines import is_awaited, is_foreseen
from masstest.live.memory import Memory
from masstest.live.movements import Movement, movements
from masstest.live.planned_flow import source_id_of
from masstest.live.shapes import Expected
from masstest.live.source_plans import SourcePlan


@dataclass(frozen=True)
class Look:
    """The round at `now_min`; `sources`, `labs` and `vehicles` are the ids that belong to the
    view, which is the district or one `street`.

    State, movements and forecast are those of the whole round in any view.
    """

    day: Day
    ledger: Ledger
    now_min: float
    state: Completion
    moves: dict[str, Movement]
    forecast: Forecast
    memory: Memory
    street: str | None
    sources: frozenset[str]
    labs: frozenset[str]
    vehicles: frozenset[str]

    @property
    def deadline_min(self) -> float:
        return self.day.round.sampling_deadline

    @property
    def moment(self) -> tuple[int, float]:
        """Whatever hangs on anything else than these two is the same until they change."""
        return self.memory.version, self.now_min

    def of(self, street: str | None) -> Look:
        """The same moment, of one street or of all."""
        sources, labs, vehicles = self.memory.get(
            ("view", street), (), lambda: _view(self.day, street)
        )
        return replace(self, street=street, sources=sources, labs=labs, vehicles=vehicles)

    @property
    def own(self) -> frozenset[str] | None:
        """The view's sources; None: all, those that the plan doesn't have as well."""
        return None if self.street is None else self.sources

    def own_sources(self) -> Iterator[SourcePlan]:
        """The sources of the view, in the plan's order."""
        return (s for source_id, s in self.day.sources.items() if source_id in self.sources)

    def street_of(self, source_id: str) -> str:
        source = self.day.sources.get(source_id)
        return source.street if source else ""

    def shows(self, source_id: str) -> bool:
        """Whether what comes from this source belongs to the view; what comes from
        an unknown one belongs to the district."""
        return self.street is None or source_id in self.sources

    def finish_of(self, source_id: str) -> Expected | None:
        """When a source will be through; None once it is, or isn't awaited any more."""
        report = self.state.reports[source_id]
        if report.is_over or not is_awaited(report, self.deadline_min, self.now_min):
            return None
        finish = self.forecast.sampling.finish[source_id]
        return self.memory.get(("finish", source_id), (finish,), lambda: expected(finish))

    def foresees(self, due_min: float) -> bool:
        """Whether it can be told when the results that are due at `due_min` will be there."""
        return is_foreseen(self.state.reports.values(), self.day.round, due_min, self.now_min)


def _view(day: Day, street: str | None) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Sources, and the laboratories and vehicles of the plan that serve them."""
    if street is None:
        return frozenset(day.sources), frozenset(day.labs), frozenset(day.routes)
    sources = frozenset(key for key, source in day.sources.items() if source.street == street)
    labs = frozenset(pickup.lab_id for key in sources for pickup in day.pickups[key])
    vehicles = frozenset(
        vehicle_id
        for vehicle_id, route in day.routes.items()
        if any(source_id_of(run.stops[i]) in sources for run, i in route.stops)
    )
    return sources, labs, vehicles


def look_at(
    day: Day,
    ledger: Ledger,
    now_min: float,
    street: str | None = None,
    *,
    memory: Memory | None = None,
) -> Look:
    """Work out state, movements and forecast once.

    `memory` of the same day and ledger, refreshed, saves what hasn't changed since.
    """
    memory = memory or Memory(ledger)
    state = completion(day, ledger, now_min, memory=memory)
    moves = movements(day, ledger, now_min, memory=memory)
    ahead = forecast(day, ledger, now_min, state=state, moves=moves, memory=memory)
    nothing: frozenset[str] = frozenset()
    whole = Look(day, ledger, now_min, state, moves, ahead, memory, None, nothing, nothing, nothing)
    return whole.of(street)
