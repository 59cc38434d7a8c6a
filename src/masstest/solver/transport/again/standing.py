"""Which runs of an earlier plan stand in the new day, and from when on each may change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Lab, Roster, Vehicle, VehicleKind, ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.lost_labs import Losses
from masstest.solver.transport.sources import Source
from masstest.solver.transport.terms import place_of_stop


@dataclass(frozen=True)
class Ground:
    """What runs are judged against.

    Attributes
    ----------
    sources : by id, with all their tubes of the day
    freeze : what a vehicle began before this minute has happened
    idle : vehicles that take no new run
    losses : laboratories that were lost, by id
    """

    roster: Roster
    travel: Travel
    sources: Mapping[str, Source]
    freeze: int
    idle: frozenset[str] = frozenset()
    losses: Losses = field(default_factory=dict)

    def labs_for(self, zone_class: ZoneClass) -> tuple[Lab, ...]:
        """Laboratories that may test tubes of a zone class."""
        return tuple(
            lab
            for lab in self.roster.labs
            if lab.tubes_per_day != 0 and (lab.sealed_ok or zone_class is ZoneClass.open)
        )

    def open_at(self, lab_id: str | None, minute: int, zone_class: ZoneClass) -> bool:
        """Whether a laboratory can receive a run of the zone class at `minute`."""
        return any(
            lab.lab_id == lab_id and lab.receive_from <= minute <= lab.receive_until
            for lab in self.labs_for(zone_class)
        )


@dataclass(frozen=True)
class Standing:
    """Runs of the new day so far.

    Attributes
    ----------
    runs : runs that stay: past, under way, and to come; in no particular order
    astray : those of them whose laboratory doesn't receive them any more
    """

    runs: tuple[Run, ...] = ()
    astray: frozenset[str] = field(default_factory=frozenset)

    def without(self, run_ids: Collection[str]) -> Standing:
        """The same without some runs."""
        return Standing(
            tuple(run for run in self.runs if run.run_id not in run_ids),
            self.astray - frozenset(run_ids),
        )

    def with_runs(self, runs: Sequence[Run]) -> Standing:
        ids = {run.run_id for run in runs}
        return Standing(tuple(runs), self.astray & ids)


def source_id_of(stop: Stop) -> str:
    return stop.site_id or stop.team_id or ""


def by_vehicle(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """vehicle_id -> its runs in order of time."""
    found: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: (run.start, run.end)):
        found[run.vehicle_id].append(run)
    return found


def find_standing(ground: Ground, before: Sequence[Run]) -> Standing:
    """Keep every run whose vehicle, places and times are still possible.

    A run that has left is kept in any case, with what it has already picked up; runs to come
    lose the stops at sources that are gone, and are dropped without any.
    """
    runs: list[Run] = []
    astray: set[str] = set()
    for vehicle_id, own in by_vehicle(before).items():
        vehicle = ground.roster.vehicle.get(vehicle_id)
        here, free = Place("vehicle", vehicle_id), None
        for run in own:
            kept = run if run.end <= ground.freeze else _with_sources(ground, run)
            if kept is None or vehicle is None:
                continue
            begun = run.start < ground.freeze
            if not begun and not _can_drive(ground, vehicle, kept, here, free):
                continue
            last = kept.stops[-1]
            if run.end > ground.freeze and not ground.open_at(
                last.lab_id, last.arrive, kept.zone_class
            ):
                astray.add(kept.run_id)
            runs.append(kept)
            here, free = Place("lab", str(last.lab_id)), kept.end
    return Standing(tuple(runs), frozenset(astray))


def _with_sources(ground: Ground, run: Run) -> Run | None:
    """The run with the stops that still make sense; None without any."""
    stops = [
        stop
        for stop in run.stops[:-1]
        if stop.arrive < ground.freeze or _can_meet(ground, stop, run.zone_class)
    ]
    if not stops and run.start < ground.freeze and source_id_of(run.stops[0]) in ground.sources:
        stops = [run.stops[0]]  # it is on its way there, and finds nothing
    if not stops:
        return None
    return run.model_copy(update={"stops": (*stops, run.stops[-1])})


def _can_meet(ground: Ground, stop: Stop, zone_class: ZoneClass) -> bool:
    if stop.lab_id is not None:
        return stop.lab_id in ground.losses
    source = ground.sources.get(source_id_of(stop))
    if source is None or source.zone_class is not zone_class:
        return False
    return any(
        meeting.compound_id == stop.compound_id and meeting.open <= stop.arrive <= meeting.close
        for meeting in source.meetings
    )


def _can_drive(ground: Ground, vehicle: Vehicle, run: Run, here: Place, free: int | None) -> bool:
    """Whether a run to come is possible for its vehicle after the runs before it."""
    if vehicle.kind is not VehicleKind.specimen or vehicle.vehicle_id in ground.idle:
        return False
    if run.zone_class is ZoneClass.sealed and not vehicle.sealed_ok:
        return False
    if run.start < vehicle.available_from or run.end > vehicle.available_until:
        return False
    if free is not None and run.start < free:
        return False
    left = run.start
    for stop in run.stops:
        there = place_of_stop(stop)
        if stop.arrive - left < ground.travel.drive_min(here, there):
            return False
        here, left = there, stop.depart
    return True
