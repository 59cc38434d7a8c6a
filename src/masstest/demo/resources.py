"""Vehicles, laboratories, supplies, officials."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from masstest.demo import names
from masstest.demo.geography import near
from masstest.demo.spec import CaseSpec
from masstest.domain.roster import (
    Compound,
    Lab,
    Level,
    Official,
    Role,
    Site,
    Staff,
    StaffPool,
    SupplyItem,
    Vehicle,
    VehicleKind,
)

STOCK_RESERVE = 1.5  # stock, as a multiple of what the round uses up
# item, unit, pack_size, per person, tube, staff shift, lane, point
ITEMS: tuple[tuple[str, str, float, float, float, float, float, float], ...] = (
    ("一次性采样拭子", "支", 100, 1, 0, 0, 0, 0),
    ("病毒采样管（含保存液）", "支", 50, 0, 1, 0, 0, 0),
    ("采样管条码标签", "枚", 200, 0, 2, 0, 0, 0),
    ("样本密封袋", "个", 50, 0, 0.05, 0, 0, 2),
    ("样本转运箱", "个", 1, 0, 0.01, 0, 0, 1),
    ("封签", "枚", 20, 0, 0.02, 0, 0, 5),
    ("医用防护服", "套", 10, 0, 0, 1, 0, 2),
    ("N95防护口罩", "只", 20, 0, 0, 2, 0, 0),
    ("医用外科口罩", "只", 50, 0.02, 0, 0, 0, 20),
    ("乳胶手套", "双", 50, 0.1, 0, 4, 0, 0),
    ("防护面屏", "个", 10, 0, 0, 1, 0, 0),
    ("免洗手消毒液", "瓶", 5, 0, 0, 0, 3, 2),
    ("含氯消毒片", "瓶", 1, 0, 0, 0, 0.5, 1),
    ("医疗废物袋", "个", 25, 0, 0.05, 1, 2, 4),
    ("冰排", "块", 4, 0, 0.02, 0, 0, 4),
)


def make_vehicles(
    case: CaseSpec, staff: Sequence[Staff], rng: np.random.Generator
) -> tuple[Vehicle, ...]:
    """Specimen, supply and waste vehicles, kept in the yards of the street offices."""
    fleet = case.fleet
    drivers = [
        person.staff_id
        for person in staff
        if person.roles == frozenset({Role.driver}) and person.pool is StaffPool.regular
    ]
    fixed = drivers[: round(fleet.fixed_driver_share * fleet.specimen)]
    plan = (
        [VehicleKind.specimen] * fleet.specimen
        + [VehicleKind.supply] * fleet.supply
        + [VehicleKind.waste] * fleet.waste
    )
    hours = {
        VehicleKind.specimen: (6 * 60, 22 * 60),
        VehicleKind.supply: (4 * 60, 20 * 60),
        VehicleKind.waste: (6 * 60, 22 * 60),
    }
    vehicles = []
    for n, kind in enumerate(plan):
        street = case.streets[n % len(case.streets)]
        lon, lat = near(rng, street.lon, street.lat, 50, 400)
        specimen = kind is VehicleKind.specimen
        vehicles.append(
            Vehicle(
                vehicle_id=f"V{n + 1:03d}",
                plate=f"{case.plate}演{n + 1:03d}",
                capacity_tubes=int(rng.choice(fleet.capacity_tubes)) if specimen else 1000,
                lon=lon,
                lat=lat,
                kind=kind,
                available_from=hours[kind][0],
                available_until=hours[kind][1],
                # the last specimen vehicles are fitted for sealed zones and have no fixed crew
                driver_id=fixed[n] if specimen and n < len(fixed) else None,
                sealed_ok=fleet.specimen - fleet.sealed_ok <= n < fleet.specimen,
            )
        )
    return tuple(vehicles)


def make_labs(case: CaseSpec) -> tuple[Lab, ...]:
    return tuple(
        Lab(
            lab_id=f"L{n:02d}",
            name=lab.name,
            lon=lab.lon,
            lat=lab.lat,
            tubes_per_hour=lab.tubes_per_hour,
            kind=lab.kind,
            receive_from=6 * 60,
            receive_until=lab.receive_until_min,
            turnaround_min=lab.turnaround_min,
            tubes_per_day=lab.tubes_per_day,
        )
        for n, lab in enumerate(case.labs, start=1)
    )


def make_supplies(
    case: CaseSpec, sites: Sequence[Site], staff: Sequence[Staff]
) -> tuple[SupplyItem, ...]:
    """Stock for the whole round with every site open, every person called, and some more."""
    places = len(sites) + case.people // 1500  # points and doorstep teams
    lanes = ceil(case.people / 400)
    tubes = case.people / 8 + 2 * places
    shifts = 2 * len(staff)
    items = []
    for item, unit, pack, person, tube, shift, lane, point in ITEMS:
        use = person * case.people + tube * tubes + shift * shifts + lane * lanes + point * places
        packs = ceil(use * STOCK_RESERVE / pack) + places  # whole packs go to each place
        items.append(
            SupplyItem(
                item=item,
                unit=unit,
                stock=packs * pack,
                pack_size=pack,
                per_person=person,
                per_tube=tube,
                per_staff_shift=shift,
                per_lane=lane,
                per_point=point,
            )
        )
    return tuple(items)


def make_officials(
    case: CaseSpec,
    compounds: Sequence[Compound],
    sites: Sequence[Site],
    rng: np.random.Generator,
) -> tuple[Official, ...]:
    """A working group per street, a cadre per community, a cadre for each candidate site."""
    person_name = names.people(rng)
    rows: list[tuple[Level, str, str, str]] = []
    for street in case.streets:
        group = f"{street.name}工作组"
        rows.append((Level.street, f"{group}组长（区级领导）", street.name, ""))
        rows.append((Level.street, f"{group}副组长", street.name, ""))
    places = dict.fromkeys((c.street, c.community) for c in compounds)
    places |= dict.fromkeys((s.street, s.community) for s in sites)
    rows += [(Level.community, "科级包抓干部", street, place) for street, place in places]
    rows += [(Level.point, "点位包抓干部", site.street, site.community) for site in sites]
    return tuple(
        Official(
            official_id=f"P{n:04d}",
            name=next(person_name),
            title=title,
            phone=names.phone(90_000_000 + n),
            level=level,
            street=street,
            community=community,
        )
        for n, (level, title, street, community) in enumerate(rows, start=1)
    )
