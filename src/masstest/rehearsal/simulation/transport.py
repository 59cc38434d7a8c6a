"""From the points to the laboratories: vehicles follow their runs, and take what is ready."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import simpy

from masstest.domain.roster import Lab, Vehicle
from masstest.domain.travel import Ints, Place
from masstest.rehearsal.breakdowns import Breakdown, windows_of
from masstest.rehearsal.simulation.course import FROM_LAB, Call, Course, Trip
from masstest.rehearsal.simulation.laboratory import Laboratory, Process
from masstest.rehearsal.simulation.lost_laboratory import LostLaboratory
from masstest.rehearsal.simulation.pace import work_clock
from masstest.rehearsal.simulation.trips import CallDay, TripDay
from masstest.rehearsal.simulation.tubes import Tubes
from masstest.rehearsal.spread import Spread

GLANCE_MIN = 1e-6  # float noise never decides whether a tube is ready
EVACUATION_TUBES = 300  # what goes together from a laboratory that is lost to another


@dataclass(frozen=True)
class Moved:
    """What transport and laboratories made of a day."""

    trips: tuple[TripDay, ...]
    laboratories: tuple[Laboratory, ...]


def move(
    course: Course,
    tubes: Tubes,
    spread: Spread,
    breakdowns: Sequence[Breakdown],
    rng: np.random.Generator,
) -> Moved:
    """Carry all tubes of a day to the laboratories and test them; `tubes` is filled in."""
    transport = _Transport(course, tubes, spread, breakdowns, rng)
    transport.env.run()
    return Moved(tuple(transport.trips), transport.laboratories)


class _Transport:
    def __init__(
        self,
        course: Course,
        tubes: Tubes,
        spread: Spread,
        breakdowns: Sequence[Breakdown],
        rng: np.random.Generator,
    ) -> None:
        self.env = simpy.Environment()
        self.course, self.tubes, self.spread, self.rng = course, tubes, spread, rng
        self.trips: list[TripDay] = []
        self.traffic = math.exp(spread.traffic_day_sd * rng.standard_normal())
        self.rain = work_clock(windows_of(breakdowns, "rain"))
        self.breakdowns = breakdowns
        sources = len(course.source_ids)
        self.taken = tubes.begin[:-1].copy()
        self.calls_left = [0] * sources
        self.fetches_left: Counter[tuple[str, bool]] = Counter()  # by laboratory and class
        for trips in course.trips.values():
            for trip in trips:
                for call in trip.calls:
                    if call.source == FROM_LAB:
                        self.fetches_left[call.place.id, trip.sealed] += 1
                    else:
                        self.calls_left[call.source] += 1
        # every laboratory and vehicle draws from a stream of its own, so that what happens to
        # one leaves the chances of the others as they were
        labs, vehicles = rng.spawn(2)
        self.laboratories = tuple(
            self._laboratory(number, lab, own)
            for number, (lab, own) in enumerate(
                zip(course.roster.labs, labs.spawn(len(course.roster.labs)), strict=True)
            )
        )
        self.lab_number = {each.lab.lab_id: each.number for each in self.laboratories}
        streams = vehicles.spawn(len(course.trips))
        for (vehicle_id, trips), own in zip(course.trips.items(), streams, strict=True):
            crew = _Crew(self, course.roster.vehicle[vehicle_id], own)
            self.env.process(crew.work(trips))
        for laboratory in self.laboratories:
            for window in laboratory.windows:
                is_fetched = isinstance(laboratory, LostLaboratory)
                if math.isinf(window.until_min) and not is_fetched:
                    self.env.process(self._evacuate(laboratory, window.from_min))

    def _laboratory(self, number: int, lab: Lab, rng: np.random.Generator) -> Laboratory:
        windows = windows_of(self.breakdowns, "lab", lab.lab_id)
        begins_min = self.course.roster.round.sampling_start
        known = (self.env, number, lab, self.tubes, self.spread, windows, begins_min, rng)
        load = self.course.plan.lost_labs.get(lab.lab_id)
        return Laboratory(*known) if load is None else LostLaboratory(load, *known)

    def open_laboratory(self, wanted: Laboratory, sealed: bool, origin: Place) -> Laboratory:
        """`wanted`, or if it is lost, the one where a tube would be started first."""
        if not wanted.lost_at(self.env.now):
            return wanted
        others = [
            each
            for each in self.laboratories
            if not each.lost_at(self.env.now) and (each.lab.sealed_ok or not sealed)
        ]
        if not others:
            return wanted

        def until_start(other: Laboratory) -> float:
            way = self.course.travel.drive_min(origin, Place("lab", other.lab.lab_id))
            return way + other.backlog_min

        return min(others, key=until_start)

    def _evacuate(self, lost: Laboratory, from_min: float) -> Process:
        """What waits at a lost laboratory goes to others, once that has been organised."""
        yield self.env.timeout(from_min + self.spread.replacement_min)
        here = Place("lab", lost.lab.lab_id)
        while lost.waiting:
            lot = lost.give_up(EVACUATION_TUBES)
            other = self.open_laboratory(lost, bool(self.tubes.sealed[lot].any()), here)
            if other is lost:
                lost.accept(lot)
                return
            self.env.process(self._bring(lot, here, other))
            yield self.env.timeout(self.course.roster.parameters.unload_min)

    def _bring(self, lot: Ints, here: Place, other: Laboratory) -> Process:
        way = self.course.travel.drive_min(here, Place("lab", other.lab.lab_id))
        yield self.env.timeout(way * self.traffic + self.course.roster.parameters.unload_min)
        other.accept(lot)


class _Crew:
    """One vehicle through the day."""

    def __init__(self, day: _Transport, vehicle: Vehicle, rng: np.random.Generator) -> None:
        self.day, self.vehicle, self.rng = day, vehicle, rng
        self.place = Place("vehicle", vehicle.vehicle_id)
        self.windows = windows_of(day.breakdowns, "vehicle", vehicle.vehicle_id)
        self.orphans: list[Call] = []

    def work(self, trips: Sequence[Trip]) -> Process:
        env = self.day.env
        for trip in trips:
            if env.now < trip.start_min:
                yield env.timeout(trip.start_min - env.now)
            yield from self._trip(trip, extra=False)
            while self.orphans:
                again, self.orphans = tuple(self.orphans), []
                yield from self._trip(trip._replace(calls=again), extra=True)

    def _trip(self, trip: Trip, *, extra: bool) -> Process:
        day, env = self.day, self.day.env
        number = len(day.trips)
        went = TripDay(trip.run_id, self.vehicle.vehicle_id, extra, env.now)
        day.trips.append(went)
        load = 0
        for call in trip.calls:
            yield from self._drive(call.place)
            if call.source == FROM_LAB:
                yield from self._fetch(trip, call, went, number)
                load = len(went.tubes)
                continue
            if not extra:
                yield from self._until(call.arrive_min)
                day.calls_left[call.source] -= 1
            came = env.now
            last_min = self._last_ready(call.source)
            if extra:
                yield from self._until(last_min)
            elif day.calls_left[call.source] == 0:
                yield from self._until(min(last_min, self._patience(trip, call, went)))
            arrive = env.now
            own = self._load(call.source, self.vehicle.capacity_tubes - load)
            load += len(own)
            day.tubes.trip[own] = number
            day.tubes.picked_min[own] = arrive
            yield env.timeout(call.stop_min * self._noise(day.spread.stop_sd))
            went.calls.append(
                CallDay(call.source, call.place, arrive, env.now, own, arrive - came, call.wait_min)
            )
            left = day.tubes.begin[call.source + 1] - day.taken[call.source]
            if day.calls_left[call.source] == 0 and left > 0:
                self.orphans.append(call)
        yield from self._deliver(trip, went)

    def _fetch(self, trip: Trip, call: Call, went: TripDay, number: int) -> Process:
        """Take from a lost laboratory what the plan says, the last crew all that lies there; it
        comes again for what it has no room for."""
        day, env, kind = self.day, self.day.env, (call.place.id, trip.sealed)
        came = env.now
        if not went.extra:
            yield from self._until(call.arrive_min)
            day.fetches_left[kind] -= 1
        lost = day.laboratories[day.lab_number[call.place.id]]
        assert isinstance(lost, LostLaboratory), "the course has no other fetches"
        yield from self._until(lost.unloading_until_min)
        arrive = env.now
        room = self.vehicle.capacity_tubes - len(went.tubes)
        most = min(room, call.tubes) if day.fetches_left[kind] else room
        own = lost.give_out(most, sealed=trip.sealed)
        day.tubes.trip[own] = number
        yield env.timeout(call.stop_min * self._noise(day.spread.stop_sd))
        waited = max(0.0, arrive - max(came, float(call.arrive_min)))
        went.calls.append(
            CallDay(FROM_LAB, call.place, arrive, env.now, own, waited, call.wait_min)
        )
        if not day.fetches_left[kind] and lost.lying(sealed=trip.sealed):
            self.orphans.append(call)

    def _patience(self, trip: Trip, call: Call, went: TripDay) -> float:
        """Until when the crew waits for the last tubes: not until what is aboard, or is ready
        here, gets too old on the way that the plan has (and usual traffic makes longer)."""
        tubes, spread = self.day.tubes, self.day.spread
        aboard = went.tubes
        here = self._ready_now(call.source)
        first = min(
            tubes.first_min[aboard].min(initial=math.inf),
            tubes.first_min[here].min(initial=math.inf),
        )
        way = (trip.deliver_min - call.arrive_min) * (1 + spread.traffic_leg_sd)
        limit = first + self.day.course.roster.parameters.specimen_age_max_min
        return float(min(self.day.env.now + spread.last_pickup_wait_max_min, limit - way))

    def _deliver(self, trip: Trip, went: TripDay) -> Process:
        day, env = self.day, self.day.env
        wanted = day.laboratories[day.lab_number[trip.lab_id]]
        laboratory = day.open_laboratory(wanted, trip.sealed, self.place)
        yield from self._drive(Place("lab", laboratory.lab.lab_id))
        other = day.open_laboratory(laboratory, trip.sealed, self.place)
        if other is not laboratory:  # lost while the vehicle was on its way
            laboratory = other
            yield from self._drive(Place("lab", laboratory.lab.lab_id))
        yield from self._until(laboratory.lab.receive_from)
        went.lab, went.arrive_min = laboratory.number, env.now
        went.after_hours = env.now > laboratory.lab.receive_until
        tubes = went.tubes
        day.tubes.received_min[tubes] = env.now
        lasts = trip.unload_min * self._noise(day.spread.stop_sd)
        laboratory.unloading_until_min = max(laboratory.unloading_until_min, env.now + lasts)
        yield env.timeout(lasts)
        went.depart_min = env.now
        laboratory.accept(tubes)

    def _load(self, source: int, room: int) -> Ints:
        loaded = self._ready_now(source)[: max(0, room)]
        self.day.taken[source] += len(loaded)
        return loaded

    def _ready_now(self, source: int) -> Ints:
        """Tubes that are ready there now."""
        tubes, begin = self.day.tubes, int(self.day.taken[source])
        ready = tubes.ready_min[begin : int(tubes.begin[source + 1])]
        count = int(np.searchsorted(ready, self.day.env.now + GLANCE_MIN, side="right"))
        return np.arange(begin, begin + count)

    def _last_ready(self, source: int) -> float:
        end = int(self.day.tubes.begin[source + 1])
        if end == self.day.taken[source]:
            return 0.0
        return float(self.day.tubes.ready_min[end - 1])

    def _until(self, minute: float) -> Iterator[simpy.Event]:
        if minute > self.day.env.now:
            yield self.day.env.timeout(minute - self.day.env.now)

    def _drive(self, destination: Place) -> Iterator[simpy.Event]:
        day, now = self.day, self.day.env.now
        way = day.course.travel.drive_min(self.place, destination) * day.traffic
        way *= self._noise(day.spread.traffic_leg_sd)
        if day.rain is not None:
            dry = day.rain.work(np.array([now]))
            way = max(0.0, float(day.rain.time(dry + way)[0]) - now)
        yield day.env.timeout(max(0.0, self._delayed(now, now + way) - now))
        self.place = destination

    def _delayed(self, start_min: float, end_min: float) -> float:
        """When a way ends that a breakdown of the vehicle falls into; another takes over."""
        for window in self.windows:
            lasts = min(window.until_min - window.from_min, self.day.spread.replacement_min)
            if start_min < window.from_min + lasts and window.from_min < end_min:
                end_min += window.from_min + lasts - max(start_min, window.from_min)
        return end_min

    def _noise(self, sd: float) -> float:
        return math.exp(sd * self.rng.standard_normal())
