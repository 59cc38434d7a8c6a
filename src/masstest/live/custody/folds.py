"""States folded from files: whatever changed, anew from its own events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from masstest.domain.plan import ReadinessItem
from masstest.live.custody import labs, points, tasks, vehicles
from masstest.live.custody.anomalies import Anomaly
from masstest.live.custody.box import fold_box
from masstest.live.custody.boxes import BoxState
from masstest.live.custody.filing import Files
from masstest.live.custody.record import in_order
from masstest.live.custody.scans import fold_tube
from masstest.live.custody.states import (
    Call,
    FindingState,
    LabState,
    LightConfirmation,
    PointState,
    RetestState,
    TeamState,
    TubeState,
    VehicleState,
)
from masstest.live.custody.subjects import About
from masstest.live.events import Event, VehicleDeparted

State = TypeVar("State")
_HEARD = (About.point, About.team, About.vehicle, About.lab)  # places that are heard of


class Folds:
    """The state of everything that events speak of; `refresh` brings it up to its files.

    Mappings are in the order of ids, whatever came first.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        # by point: how many of its file, which grows at the end, have been told
        self._point_folds: dict[str, tuple[int, points.PointFold]] = {}
        self.boxes: dict[str, BoxState] = {}
        self.points: dict[str, PointState] = {}
        self.teams: dict[str, TeamState] = {}
        self.vehicles: dict[str, VehicleState] = {}
        self.labs: dict[str, LabState] = {}
        self.findings: dict[str, FindingState] = {}
        self.lights: dict[str, Mapping[ReadinessItem, LightConfirmation]] = {}
        self.calls: dict[str, tuple[Call, ...]] = {}
        self.retests: dict[str, RetestState] = {}
        self._boxes_of: dict[tuple[About, str], set[str]] = {}  # by vehicle, by laboratory
        self._boxes_with_positives: set[str] = set()
        self._odd: dict[tuple[About, str], tuple[Anomaly, ...]] = {}

    def refresh(self) -> None:
        """Fold everything whose file has changed."""
        for box_id in self._files.take_changed(About.box):
            self._fold_box(box_id)
        for place in self._files.take_changed(About.call):
            self._fold_calls(place)
        for site_id in self._files.take_cut():
            self._point_folds.pop(site_id, None)
        self._fold_each(About.point, self.points, self._point)
        self._fold_each(About.team, self.teams, self._team)
        self._fold_each(About.vehicle, self.vehicles, self._vehicle)
        self._fold_each(About.lab, self.labs, self._lab)
        self._fold_each(About.finding, self.findings, self._finding)
        self._fold_each(About.light, self.lights, lambda _, events: tasks.fold_lights(events))
        self.boxes, self.calls = _sorted(self.boxes), _sorted(self.calls)
        self._say_heard()
        self._files.take_changed(About.tube)
        self._files.take_changed(About.retest)
        self._fold_retests()

    def _fold_each(
        self,
        about: About,
        states: dict[str, Any],
        fold: Callable[[str, Iterable[Event]], Any],
    ) -> None:
        """Fold what changed; `states` stays in the order of ids, whatever came first."""
        grown = False
        for key in self._files.take_changed(about):
            self._odd.pop((about, key), None)
            file = self._files.of(about).get(key)
            state = fold(key, file.values()) if file else None
            if state is None:
                states.pop(key, None)
            else:
                grown = grown or key not in states
                states[key] = state
        if grown:
            ordered = _sorted(states)
            states.clear()
            states.update(ordered)

    def _say_heard(self) -> None:
        """Whatever is reported from a place, the place was heard of."""
        all_places: tuple[dict[str, Any], ...] = (
            self.points,
            self.teams,
            self.vehicles,
            self.labs,
        )
        for place in self._files.take_heard():
            heard_min = self._files.heard[place]
            for places in all_places:
                state = places.get(place)
                if state is not None and state.last_heard_min < heard_min:
                    places[place] = replace(state, last_heard_min=heard_min)

    def _fold_box(self, box_id: str) -> None:
        old = self.boxes.pop(box_id, None)
        new: BoxState | None = None
        self._odd.pop((About.box, box_id), None)
        file = self._files.of(About.box).get(box_id)
        if file:
            new = fold_box(box_id, file.values(), self._files.scans_of(file.values()))
            self.boxes[box_id] = new
            self._note(About.box, box_id, new.anomalies)
            for event in file.values():
                if isinstance(event.fact, VehicleDeparted):
                    self._files.change(About.vehicle, event.fact.vehicle_id)
        self._boxes_with_positives.discard(box_id)
        if new is not None and new.positive_tubes:
            self._boxes_with_positives.add(box_id)
        for about, field in ((About.vehicle, "vehicle_id"), (About.lab, "lab_id")):
            before, after = getattr(old, field, None), getattr(new, field, None)
            if before is not None:
                self._files.change(about, before)
                if before != after:
                    self._boxes_of[about, before].discard(box_id)
            if after is not None:
                self._files.change(about, after)
                self._boxes_of.setdefault((about, after), set()).add(box_id)

    def _fold_calls(self, place: str) -> None:
        file = self._files.of(About.call).get(place)
        if file:
            self.calls[place] = points.fold_calls(file.values())
        else:
            self.calls.pop(place, None)
        for about in _HEARD:
            if place in self._files.of(about):
                self._files.change(about, place)

    def _context(self, place: str) -> tuple[tuple[Call, ...], float]:
        return self.calls.get(place, ()), self._files.heard.get(place, float("-inf"))

    def _point(self, site_id: str, events: Iterable[Event]) -> PointState:
        """A point has hundreds of reports: as long as they come in order, only the new are told."""
        number, fold = self._point_folds.get(site_id, (0, points.PointFold(site_id)))
        new = in_order(islice(events, number, None))
        if new and new[0].order < fold.last:
            fold, new = points.PointFold(site_id), in_order(events)
            number = 0
        for event in new:
            fold.tell(event)
        self._point_folds[site_id] = (number + len(new), fold)
        self._note(About.point, site_id, tuple(fold.falls))
        return fold.state(*self._context(site_id))

    def _team(self, team_id: str, events: Iterable[Event]) -> TeamState:
        state, odd = points.fold_team(team_id, events, *self._context(team_id))
        self._note(About.team, team_id, odd)
        return state

    def _vehicle(self, vehicle_id: str, events: Iterable[Event]) -> VehicleState:
        box_ids = self._boxes_of.get((About.vehicle, vehicle_id), set()).union(
            *(e.fact.box_ids for e in events if isinstance(e.fact, VehicleDeparted))
        )
        boxes = [self.boxes[box_id] for box_id in sorted(box_ids)]
        return vehicles.fold_vehicle(vehicle_id, events, boxes, *self._context(vehicle_id))

    def _lab(self, lab_id: str, events: Iterable[Event]) -> LabState:
        boxes = [self.boxes[box_id] for box_id in self._boxes_of.get((About.lab, lab_id), ())]
        return labs.fold_lab(lab_id, events, boxes, self._context(lab_id)[1])

    def _finding(self, finding_id: str, events: Iterable[Event]) -> FindingState | None:
        state = tasks.fold_finding(finding_id, events)
        if isinstance(state, Anomaly):
            self._note(About.finding, finding_id, (state,))
            return None
        return state

    def _fold_retests(self) -> None:
        """All of them: there are few, and each hangs on a tube, its box, and its own events."""
        self.retests = {}
        for box_id in sorted(self._boxes_with_positives):
            box = self.boxes[box_id]
            for tube_id in box.positive_tubes:
                tube = self.tube(tube_id)
                events = self._files.of(About.retest).get(tube_id, {}).values()
                self.retests[tube_id] = tasks.fold_retest(tube, box, events)
        self.retests = _sorted(self.retests)
        for about, tube_id in [key for key in self._odd if key[0] is About.retest]:
            del self._odd[about, tube_id]
        for tube_id, file in self._files.of(About.retest).items():
            if tube_id not in self.retests:
                self._note(About.retest, tube_id, (tasks.unknown_retest(tube_id, file.values()),))

    def _note(self, about: About, key: str, odd: tuple[Anomaly, ...]) -> None:
        if odd:
            self._odd[about, key] = odd

    def tube(self, tube_id: str) -> TubeState:
        return fold_tube(tube_id, self._files.of(About.tube)[tube_id].values())

    def anomalies(self) -> tuple[Anomaly, ...]:
        """What doesn't fit together, in the order of time."""
        odd = [anomaly for some in self._odd.values() for anomaly in some]
        odd.extend(self._files.record.anomalies())
        return tuple(sorted(odd, key=lambda a: a.order))


def _sorted(states: Mapping[str, State]) -> dict[str, State]:
    return dict(sorted(states.items()))
