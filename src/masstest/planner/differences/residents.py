"""What changed for residents: their point, their appointment, the visit to their door."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from masstest.domain.plan import Plan
from masstest.planner.differences.facts import (
    Appointment,
    CompoundChange,
    PointChange,
    PointState,
)
from masstest.planner.differences.names import Names

VISIT_TOLERANCE_MIN = 30
"""A visit at home that moves by no more is no news: nobody was given a time to the minute."""


def point_changes(before: Plan, after: Plan, names: Names) -> Iterator[PointChange]:
    """Points that opened, closed, or have other lanes or hours."""
    for site_id in sorted(before.point.keys() | after.point.keys()):
        old, new = _state(before, site_id), _state(after, site_id)
        if old is None or new is None or _kept_open(old) != _kept_open(new):
            yield PointChange(site=names.site(site_id), before=old, after=new)


def _state(plan: Plan, site_id: str) -> PointState | None:
    point = plan.point.get(site_id)
    if point is None:
        return None
    return PointState(
        lanes=point.lanes,
        open_from=point.open_from,
        open_until=point.open_until,
        finish_at=point.finish_at,
        persons=point.persons,
    )


def _kept_open(state: PointState) -> tuple[int, int, int]:
    return state.lanes, state.open_from, state.open_until


Slot = tuple[str, int, int, bool]
"""Site, from, until, whether key persons."""


@dataclass
class _Residents:
    """The appointments of one compound in one plan."""

    slots: Counter[Slot] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    walk_m: dict[str, int] = field(default_factory=dict)
    visits: list[tuple[int, int, int]] = field(default_factory=list)
    """Doorstep stops: arrive, depart, persons."""

    @property
    def visited(self) -> int:
        return sum(persons for _, _, persons in self.visits)

    @property
    def persons(self) -> int:
        return self.places.total() + self.visited

    @property
    def walked_m(self) -> int:
        return sum(n * self.walk_m[site_id] for site_id, n in self.places.items())


def compound_changes(before: Plan, after: Plan, names: Names) -> Iterator[CompoundChange]:
    """Compounds some of whose people must be told of a change."""
    olds, news = _by_compound(before), _by_compound(after)
    for compound_id in sorted(olds.keys() | news.keys()):
        old, new = olds[compound_id], news[compound_id]
        same_point = (old.places & new.places).total()
        same_slot = (old.slots & new.slots).total()
        same_door = min(old.visited, new.visited)
        change = CompoundChange(
            compound=names.compound(compound_id),
            before=tuple(_appointments(old, names)),
            after=tuple(_appointments(new, names)),
            elsewhere=min(old.persons, new.persons) - same_point - same_door,
            retimed=same_point - same_slot + _visits_moved(old.visits, new.visits),
            gained=max(0, new.persons - old.persons),
            lost=max(0, old.persons - new.persons),
            extra_walk_m=new.walked_m - old.walked_m,
        )
        if change.told:
            yield change


def _by_compound(plan: Plan) -> Mapping[str, _Residents]:
    found: dict[str, _Residents] = defaultdict(_Residents)
    for row in plan.coverage:
        residents = found[row.compound_id]
        residents.places[row.site_id] += row.persons
        residents.walk_m[row.site_id] = row.walk_m
        for slot in row.slots:
            when = (row.site_id, slot.from_, slot.until)
            residents.slots[*when, True] += slot.key
            residents.slots[*when, False] += slot.persons - slot.key
    for team in plan.doorstep:
        for stop in team.stops:
            found[stop.compound_id].visits.append((stop.arrive, stop.depart, stop.persons))
    for residents in found.values():
        residents.visits.sort()
    return found


def _visits_moved(
    before: Sequence[tuple[int, int, int]], after: Sequence[tuple[int, int, int]]
) -> int:
    """Persons visited both times, in order, whose visit moved by more than the tolerance."""
    moved = 0
    queue = [(arrive, persons) for arrive, _, persons in after]
    for arrive, _, persons in before:
        left = persons
        while left and queue:
            now, there = queue.pop(0)
            both = min(left, there)
            if abs(now - arrive) > VISIT_TOLERANCE_MIN:
                moved += both
            left -= both
            if there > both:
                queue.insert(0, (now, there - both))
    return moved


def _appointments(residents: _Residents, names: Names) -> Iterator[Appointment]:
    for site_id, persons in sorted(residents.places.items()):
        slots = [slot for slot in residents.slots if slot[0] == site_id and residents.slots[slot]]
        if slots:
            yield Appointment(
                place=names.site(site_id),
                persons=persons,
                begin=min(begin for _, begin, _, _ in slots),
                end=max(end for _, _, end, _ in slots),
                walk_m=residents.walk_m[site_id],
            )
    if residents.visits:
        yield Appointment(
            place=None,
            persons=residents.visited,
            begin=residents.visits[0][0],
            end=max(depart for _, depart, _ in residents.visits),
        )
