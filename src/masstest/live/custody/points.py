"""Points and doorstep teams: open or closed, how many sampled, what they ask for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from masstest.live.custody.anomalies import Anomaly, AnomalyKind
from masstest.live.custody.record import in_order
from masstest.live.custody.states import (
    Call,
    PointState,
    PointStatus,
    Reading,
    StatusChange,
    StopDone,
    TeamState,
    Waste,
)
from masstest.live.events import (
    CallSettled,
    DoorstepStopDone,
    Event,
    HelpNeeded,
    PeopleSampled,
    PointClosed,
    PointOpened,
    PointPaused,
    SuppliesShort,
    WasteTaken,
)


def fold_calls(events: Iterable[Event]) -> tuple[Call, ...]:
    """Who asked for help or supplies at a place, in order, and what of it has come."""
    calls: list[Call] = []
    for event in in_order(events):
        match event.fact:
            case HelpNeeded(text=text):
                calls.append(
                    Call(event.at_min, event.event_id, event.place, event.person, text=text)
                )
            case SuppliesShort(item=item, quantity=quantity):
                calls.append(
                    Call(
                        event.at_min,
                        event.event_id,
                        event.place,
                        event.person,
                        item=item,
                        quantity=quantity,
                    )
                )
            case CallSettled(item=item):
                calls = [
                    replace(call, settled_min=event.at_min, settled_by=event.person)
                    if call.item == item and call.settled_min is None
                    else call
                    for call in calls
                ]
            case _:
                raise AssertionError(f"{event.fact.kind} asks for nothing")
    return tuple(calls)


def help_of(calls: Sequence[Call]) -> tuple[Call, ...]:
    return tuple(call for call in calls if call.item is None)


def supplies_of(calls: Sequence[Call]) -> tuple[Call, ...]:
    return tuple(call for call in calls if call.item is not None)


def waste_of(event: Event, fact: WasteTaken) -> Waste:
    return Waste(
        event.at_min, fact.site_id, fact.vehicle_id, fact.bags, fact.weight_kg, event.person
    )


class PointFold:
    """One point, told event by event in order; goes on where it stopped when more is told."""

    def __init__(self, site_id: str) -> None:
        self.site_id = site_id
        self.last: tuple[float, str] = (float("-inf"), "")
        self.falls: list[Anomaly] = []  # readings that were lower than the one before
        self._changes: list[StatusChange] = []
        self._readings: list[Reading] = []
        self._compounds: dict[str, dict[str, int]] = {}  # by reading
        self._waste: list[Waste] = []
        self._done = False

    def tell(self, event: Event) -> None:
        """Take the next event about the point."""
        match event.fact:
            case PeopleSampled() as fact:
                told = Reading(
                    event.at_min, event.event_id, fact.persons, fact.key_persons, event.person
                )
                if self._readings:
                    self._note_fall(told)
                self._readings.append(told)
                if fact.compounds:
                    self._compounds[event.event_id] = fact.compounds
            case PointOpened(lanes=lanes):
                self._change(event, PointStatus.open, lanes)
            case PointPaused(reason=reason):
                lanes = self._changes[-1].lanes if self._changes else 0
                self._change(event, PointStatus.paused, lanes, reason)
            case PointClosed(done=done, reason=reason):
                self._done = done
                self._change(event, PointStatus.closed, 0, reason)
            case WasteTaken() as fact:
                self._waste.append(waste_of(event, fact))
            case _:
                raise AssertionError(f"{event.fact.kind} isn't about a point")
        self.last = event.order

    def state(self, calls: Sequence[Call], heard_min: float) -> PointState:
        """What was told so far; `calls` and `heard_min` are those of the point's place."""
        kept = rising([reading.persons for reading in self._readings])
        readings = tuple(self._readings[index] for index in kept)
        aside: tuple[Reading, ...] = ()
        if len(kept) < len(self._readings):
            fitting = set(kept)
            aside = tuple(r for n, r in enumerate(self._readings) if n not in fitting)
        compounds: dict[str, int] = {}
        for reading in readings if self._compounds else ():
            compounds.update(self._compounds.get(reading.event_id, {}))
        key_known = (r.key_persons for r in reversed(readings) if r.key_persons is not None)
        changes = self._changes
        closed = bool(changes) and changes[-1].status is PointStatus.closed
        return PointState(
            site_id=self.site_id,
            status=changes[-1].status if changes else PointStatus.waiting,
            lanes=changes[-1].lanes if changes else 0,
            changes=tuple(changes),
            opened_min=next((c.at_min for c in changes if c.status is PointStatus.open), None),
            closed_min=changes[-1].at_min if closed else None,
            done=closed and self._done,
            persons=readings[-1].persons if readings else 0,
            key_persons=next(key_known, None),
            readings=readings,
            set_aside=aside,
            compounds=compounds,
            waste=tuple(self._waste),
            help=help_of(calls),
            supplies=supplies_of(calls),
            last_heard_min=max(heard_min, self.last[0]),
        )

    def _note_fall(self, later: Reading) -> None:
        earlier = self._readings[-1]
        if later.persons < earlier.persons:
            facts = {"persons": later.persons, "before": earlier.persons}
            who = later.at_min, later.event_id, self.site_id, later.person
            self.falls.append(Anomaly(AnomalyKind.count_fell, self.site_id, *who, facts))

    def _change(self, event: Event, status: PointStatus, lanes: int, reason: str = "") -> None:
        self._changes.append(StatusChange(event.at_min, status, lanes, reason, event.person))


def rising(figures: Sequence[int]) -> list[int]:
    """Indices of the longest run of figures that never falls; of equally long, the lowest end.

    A figure mistyped upwards (1200 for 120) is set aside as soon as two later ones contradict
    it, one mistyped downwards at once; what most people said stays.
    """
    if all(earlier <= later for earlier, later in pairwise(figures)):
        return list(range(len(figures)))
    ends: list[int] = []  # ends[k]: lowest figure on which a rising run of k + 1 ends
    at: list[int] = []  # its index
    before: list[int] = [-1] * len(figures)
    for index, figure in enumerate(figures):
        length = bisect_right(ends, figure)
        before[index] = at[length - 1] if length else -1
        ends[length:] = [figure, *ends[length + 1 :]]
        at[length:] = [index, *at[length + 1 :]]
    run, index = [], at[-1] if at else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def fold_team(
    team_id: str, events: Iterable[Event], calls: Sequence[Call], heard_min: float
) -> tuple[TeamState, tuple[Anomaly, ...]]:
    """One doorstep team; of a stop that was told twice, the later report counts."""
    stops: dict[tuple[int, str], StopDone] = {}
    odd = []
    for event in in_order(events):
        fact = event.fact
        assert isinstance(fact, DoorstepStopDone)
        before = stops.get((fact.stop, fact.compound_id))
        if before is not None and before.persons != fact.persons:
            facts = {"stop": fact.stop, "persons": fact.persons, "before": before.persons}
            odd.append(
                Anomaly(
                    AnomalyKind.stop_told_twice,
                    team_id,
                    event.at_min,
                    event.event_id,
                    team_id,
                    event.person,
                    facts,
                )
            )
        stops[fact.stop, fact.compound_id] = StopDone(
            fact.stop,
            fact.compound_id,
            event.at_min,
            fact.persons,
            fact.key_persons,
            event.person,
        )
        heard_min = max(heard_min, event.at_min)
    state = TeamState(
        team_id=team_id,
        stops=tuple(stop for _, stop in sorted(stops.items())),
        help=help_of(calls),
        supplies=supplies_of(calls),
        last_heard_min=heard_min,
    )
    return state, tuple(odd)
