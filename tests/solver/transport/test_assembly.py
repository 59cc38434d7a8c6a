"""Trips of a search that was cut short become runs that can be driven, whatever is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import support
import transport_days as days
from masstest import checks
from masstest.domain.roster import ZoneClass
from masstest.domain.travel import Place, Travel
from masstest.solver.transport.assembly import Trip, Visit, assemble, possible
from masstest.solver.transport.sources import Source


def day(capacity_tubes: int = 500, **minutes: int) -> days.TinyDay:
    """Points P1 and P2 and laboratory L1, ten minutes apart but for ways such as P1_L1=40."""
    roster = support.roster(
        (support.compound("C1"), support.compound("C2")),
        (support.site("P1"), support.site("P2")),
        days.CREW,
        vehicles=(support.vehicle("V1", capacity_tubes),),
        labs=(support.lab("L1"),),
    )
    tiny = days.TinyDay(roster, (days.coverage("P1", "C1"), days.coverage("P2", "C2")))
    places = {name: Place("site", name) for name in ("P1", "P2")} | {
        "V1": Place("vehicle", "V1"),
        "L1": Place("lab", "L1"),
    }
    drive_s = tiny.travel.drive_s * 0 + 600.0
    for way, drive_min in minutes.items():
        a, b = (tiny.travel.place_index[places[name]] for name in way.split("_"))
        drive_s[a, b] = drive_s[b, a] = 60.0 * drive_min
    object.__setattr__(tiny, "travel", replace(tiny.travel, drive_s=drive_s))
    return tiny


def trip(tiny: days.TinyDay, *pickups: tuple[str, int], lab_at: int) -> Trip:
    sources: dict[str, Source] = {source.source_id: source for source in tiny.sources()}
    visits = tuple(Visit(sources[at], sources[at].meetings[0], when) for at, when in pickups)
    return Trip(tiny.roster.vehicles[0], visits, tiny.roster.labs[0], lab_at)


def runs_of(tiny: days.TinyDay, trips: Sequence[Trip]) -> list[tuple[str, ...]]:
    """The points of each run, once every physical rule of transport was checked."""
    travel: Travel = tiny.travel
    kept = possible(tiny.roster, travel, trips)
    runs = assemble(tiny.roster, travel, ZoneClass.open, kept, 1)
    plan = tiny.plan(runs)
    for rule in ("drive_time", "vehicle_hours", "vehicle_capacity"):
        assert list(checks.CHECKS[rule](tiny.roster, plan, travel)) == []
    return [tuple(stop.site_id or "" for stop in run.stops[:-1]) for run in runs]


def test_trips_that_can_be_driven_stay() -> None:
    tiny = day()
    assert runs_of(tiny, [trip(tiny, ("P1", 600), ("P2", 618), lab_at=636)]) == [("P1", "P2")]


def test_a_stop_that_cannot_be_reached_past_an_empty_one_is_left_out() -> None:
    """The second trip finds nothing at P1; straight from L1 to P2 there is no time."""
    tiny = day(P2_L1=60)
    first = trip(tiny, ("P1", 600), lab_at=618)
    second = trip(tiny, ("P1", 638), ("P2", 656), lab_at=724)
    assert runs_of(tiny, [first, second]) == [("P1",)]


def test_a_stop_too_far_from_the_laboratory_is_left_out_with_the_one_after_it() -> None:
    tiny = day(capacity_tubes=4, P1_L1=40)
    # four tubes of P1 fill the vehicle: P2 is left out, and then the way to L1 is too long
    assert runs_of(tiny, [trip(tiny, ("P1", 600), ("P2", 618), lab_at=636)]) == []


def test_the_next_trip_of_a_vehicle_waits_for_the_one_before() -> None:
    tiny = day(V1_P2=200)
    trips = [trip(tiny, ("P1", 600), lab_at=618), trip(tiny, ("P2", 640), lab_at=658)]
    assert runs_of(tiny, trips) == [("P1",), ("P2",)]
    assert runs_of(tiny, trips[1:]) == [("P2",)]  # from V1's place, 200 minutes before
    late = day(V1_P2=700)
    assert runs_of(late, [trip(late, ("P2", 640), lab_at=658)]) == []
