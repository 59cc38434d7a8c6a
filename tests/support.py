"""Small rosters for tests, built in a line or two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from masstest.domain.parameters import Parameters
from masstest.domain.roster import (
    Compound,
    Lab,
    Official,
    Role,
    Roster,
    Round,
    Site,
    Staff,
    SupplyItem,
    Vehicle,
)

DATE = dt.date(2022, 3, 10)
LON, LAT = 107.15, 34.36
DEGREE_M = 111_195.0  # one degree of latitude


def north(metres: float) -> float:
    """Latitude `metres` north of the tests' origin."""
    return LAT + metres / DEGREE_M


def compound(compound_id: str = "C1", population: int = 300, **more: Any) -> Compound:
    row = dict(name=compound_id, street="S", community="K", lon=LON, lat=LAT)
    return Compound(compound_id=compound_id, population=population, **(row | more))


def site(site_id: str = "P1", max_lanes: int = 4, **more: Any) -> Site:
    row = dict(name=site_id, street="S", community="K", lon=LON, lat=LAT)
    row |= dict(open_from=420, open_until=840)
    return Site(site_id=site_id, max_lanes=max_lanes, **(row | more))


def person(staff_id: str, *roles: str, **more: Any) -> Staff:
    row = dict(name=staff_id, lon=LON, lat=LAT, available_from=0, available_until=1860)
    row |= dict(trained_until=DATE)
    return Staff(staff_id=staff_id, roles=frozenset(map(Role, roles)), **(row | more))


def vehicle(vehicle_id: str = "V1", capacity_tubes: int = 500, **more: Any) -> Vehicle:
    row = dict(plate=vehicle_id, lon=LON, lat=LAT, available_from=0, available_until=1860)
    return Vehicle(vehicle_id=vehicle_id, capacity_tubes=capacity_tubes, **(row | more))


def lab(lab_id: str = "L1", tubes_per_hour: int = 500, **more: Any) -> Lab:
    row = dict(name=lab_id, lon=LON, lat=north(3000), receive_from=0, receive_until=1860)
    return Lab(lab_id=lab_id, tubes_per_hour=tubes_per_hour, **(row | more))


def roster(
    compounds: tuple[Compound, ...] = (),
    sites: tuple[Site, ...] = (),
    staff: tuple[Staff, ...] = (),
    vehicles: tuple[Vehicle, ...] = (),
    labs: tuple[Lab, ...] = (),
    supplies: tuple[SupplyItem, ...] = (),
    officials: tuple[Official, ...] = (),
    parameters: dict[str, Any] | None = None,
    **round_fields: Any,
) -> Roster:
    """A roster of the given rows; keyword arguments beyond the sheets go to the round."""
    return Roster(
        round=Round(**(dict(district="D", date=DATE) | round_fields)),
        parameters=Parameters(**(parameters or {})),
        compounds=compounds,
        sites=sites,
        staff=staff,
        vehicles=vehicles,
        labs=labs,
        supplies=supplies,
        officials=officials,
    )
