"""Crews: how many there can be at once, and the shifts the runs need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from masstest.domain.plan import Run
from masstest.domain.roster import Role, Roster, VehicleKind
from masstest.domain.travel import Place
from masstest.solver.stages import CrewShift

LONGEST_SHIFT_MIN = 8 * 60


def crews_available(roster: Roster) -> int:
    """The most pairs of one driver and one courier among the staff.

    With D who only drive, C who only accompany and B who do either, n pairs exist if
    n <= D + B, n <= C + B and 2n <= D + C + B.
    """
    able = [person for person in roster.staff if person.max_hours > 0]
    drivers = sum(Role.driver in p.roles and Role.courier not in p.roles for p in able)
    couriers = sum(Role.courier in p.roles and Role.driver not in p.roles for p in able)
    both = sum({Role.driver, Role.courier} <= p.roles for p in able)
    return min(drivers + both, couriers + both, (drivers + couriers + both) // 2)


def crew_shifts(roster: Roster, runs: Sequence[Run]) -> tuple[CrewShift, ...]:
    """Cut each vehicle's day into stretches of whole runs of at most eight hours."""
    by_vehicle: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.start):
        by_vehicle[run.vehicle_id].append(run)
    shifts = []
    for own in by_vehicle.values():
        stretch: list[Run] = []
        begins_at: Place | None = None  # the garage
        for run in own:
            if stretch and run.end - stretch[0].start > LONGEST_SHIFT_MIN:
                shifts.append(_shift(stretch, begins_at))
                begins_at, stretch = _end(stretch[-1]), []
            stretch.append(run)
        shifts.append(_shift(stretch, begins_at))
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.vehicle_id)))


def _end(run: Run) -> Place:
    return Place("lab", str(run.stops[-1].lab_id))


def _shift(runs: Sequence[Run], begins_at: Place | None) -> CrewShift:
    return CrewShift(
        vehicle_id=runs[0].vehicle_id,
        kind=VehicleKind.specimen,
        run_ids=tuple(run.run_id for run in runs),
        start=runs[0].start,
        end=runs[-1].end,
        zone_class=runs[0].zone_class,
        start_place=begins_at,
        end_place=_end(runs[-1]),
        run_min=sum(run.end - run.start for run in runs),
    )
