"""Runs that lose a stop, or the run before them, can still be driven."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import support
from masstest.domain.plan import Run, Stop
from masstest.domain.roster import VehicleKind
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.again.drivable import drivable
from masstest.solver.transport.again.standing import Ground
from masstest.travel import straight_line

FREEZE = 500
ROSTER = support.roster(
    sites=(support.site("P1"), support.site("P2")),
    vehicles=(support.vehicle("V1", kind=VehicleKind.specimen, available_from=540),),
    labs=(support.lab("L1"),),
)
PLACES = {
    "V1": Place("vehicle", "V1"),
    "P1": Place("site", "P1"),
    "P2": Place("site", "P2"),
    "L1": Place("lab", "L1"),
}


def ground(freeze: int = FREEZE, **minutes: int) -> Ground:
    """Ten minutes between any two places, unless said otherwise, as in P1_L1=40."""
    travel: Travel = straight_line(ROSTER)
    drive_s = travel.drive_s * 0 + 600.0
    for way, drive_min in minutes.items():
        a, b = (travel.place_index[PLACES[name]] for name in way.split("_"))
        drive_s[a, b] = drive_s[b, a] = 60.0 * drive_min
    return Ground(ROSTER, replace(travel, drive_s=drive_s), {}, freeze)


def run(run_id: str, start: int, *pickups: tuple[str, int], lab_at: int) -> Run:
    common: dict[str, Any] = {"tubes": 1, "key_tubes": 0}
    stops = [
        Stop(kind="pickup", site_id=site_id, arrive=minute, depart=minute + 8, **common)
        for site_id, minute in pickups
    ]
    stops.append(Stop(kind="deliver", lab_id="L1", arrive=lab_at, depart=lab_at + 10, **common))
    return Run(run_id=run_id, vehicle_id="V1", start=start, end=lab_at + 10, stops=tuple(stops))


FIRST = run("R1", 550, ("P1", 560), ("P2", 578), lab_at=596)
SECOND = run("R2", 610, ("P1", 620), lab_at=638)


def test_what_can_be_driven_stays() -> None:
    assert drivable(ground(), [SECOND, FIRST]) == [SECOND, FIRST]


def test_the_next_run_leaves_earlier_when_its_vehicle_comes_from_elsewhere() -> None:
    (alone,) = drivable(ground(V1_P1=60), [SECOND])
    assert alone == SECOND.model_copy(update={"start": 560})


@pytest.mark.parametrize(("way_min", "kept"), [(80, True), (81, False)])
def test_not_before_its_vehicle_is_free(way_min: int, kept: bool) -> None:
    found = drivable(ground(V1_P1=way_min), [SECOND])
    assert [r.start for r in found] == ([540] if kept else [])


def test_not_before_the_freeze() -> None:
    assert drivable(ground(freeze=570, V1_P1=60), [SECOND]) == []


def test_a_pickup_without_time_for_the_way_is_left_to_others() -> None:
    (shorter,) = drivable(ground(P1_P2=11), [FIRST])
    assert [stop.site_id for stop in shorter.stops] == ["P1", None]
    # by P2 it would have been quicker than straight from P1
    assert drivable(ground(P1_P2=11, P1_L1=29), [FIRST]) == []


def test_what_has_happened_is_not_judged() -> None:
    begun = ground(freeze=590, P1_P2=11)
    assert drivable(begun, [FIRST]) == [FIRST]
