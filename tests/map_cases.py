"""Plans for the tests of the map: of a district's size, and with hostile names."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeVar

import numpy as np

import support
from masstest.domain.coordinates import great_circle_m
from masstest.domain.plan import Coverage, Plan, Point, Run, Slot, Stop
from masstest.domain.roster import Compound, Roster, Site
from masstest.domain.units import Model
from plan_example import example_plan, example_roster

Row = TypeVar("Row", bound=Model)

HOSTILE = (
    "<img src=x onerror=window.harmed=1>",
    "</script><script>window.harmed=1</script>",
    '"><svg onload=window.harmed=1>',
    "{{7*7}} ${7*7} {n} $& \\u003c",
    "=1+1 & <!-- <b>bold</b>",
    "小区😀𠮷“一期”" + "很长的名字" * 10,
    "javascript:window.harmed=1",
    "__proto__",
)
"""Names that do harm where text is taken for markup or program."""


def hostile_example() -> tuple[Plan, Roster]:
    """The example in which every name of a place, street or vehicle is one of `HOSTILE`."""
    roster, plan = example_roster(), example_plan()
    given: dict[str, str] = {}

    def name(old: str) -> str:
        return given.setdefault(old, HOSTILE[len(given) % len(HOSTILE)])

    def renamed(row: Row, *fields: str) -> Row:
        return row.model_copy(update={field: name(getattr(row, field)) for field in fields})

    compounds = tuple(renamed(c, "name", "street", "community") for c in roster.compounds)
    sites = tuple(renamed(s, "name", "street", "community") for s in roster.sites)
    labs = tuple(renamed(lab, "name") for lab in roster.labs)
    vehicles = tuple(renamed(vehicle, "plate") for vehicle in roster.vehicles)
    points = tuple(renamed(point, "name") for point in plan.points)
    rows = {"compounds": compounds, "sites": sites, "labs": labs, "vehicles": vehicles}
    round_ = plan.round.model_copy(update={"district": HOSTILE[1]})
    return (
        plan.model_copy(update={"points": points, "round": round_}),
        roster.model_copy(update=rows),
    )


def district(streets: int = 10) -> tuple[Plan, Roster]:
    """A made-up plan of Weibin's size: 63 compounds and 19 points a street, 150 runs."""
    random = np.random.default_rng(5)
    compounds: list[Compound] = []
    sites: list[Site] = []
    for number in range(streets):
        middle = (support.LON + 0.05 * (number % 5), support.LAT + 0.06 * (number // 5))
        spots = random.normal(middle, 0.01, (82, 2))
        for at, (lon, lat) in enumerate(spots[:63]):
            compounds.append(
                support.compound(
                    f"C{number}{at:02d}", 480, name=f"幸福家园{number}区{at}号院", lon=lon, lat=lat,
                    street=f"第{number}街道", community=f"第{number}-{at // 7}社区",
                )
            )  # fmt: skip
        for at, (lon, lat) in enumerate(spots[63:]):
            sites.append(
                support.site(
                    f"S{number}{at:02d}", name=f"第{number}街道第{at}小学操场", lon=lon, lat=lat,
                    street=f"第{number}街道", community=f"第{number}-{at}社区",
                )
            )  # fmt: skip
    labs = tuple(support.lab(f"L{n}", lon=support.LON + 0.04 * n) for n in range(7))
    vehicles = tuple(support.vehicle(f"V{n:03d}") for n in range(50))
    roster = support.roster(tuple(compounds), tuple(sites), (), vehicles, labs)
    return _plan_of(roster), roster


def _plan_of(roster: Roster) -> Plan:
    """Everybody to the nearest site, twelve appointments each; runs of seven pickups."""
    places = np.array([(s.lon, s.lat) for s in roster.sites])
    walks = great_circle_m(np.array([(c.lon, c.lat) for c in roster.compounds]), places)
    slots = tuple(
        Slot(from_=420 + 30 * n, until=450 + 30 * n, persons=40, key=0) for n in range(12)
    )
    persons: dict[str, int] = defaultdict(int)
    coverage = []
    for compound, row in zip(roster.compounds, walks, strict=True):
        site_id = roster.sites[int(row.argmin())].site_id
        persons[site_id] += 480
        coverage.append(
            Coverage(
                compound_id=compound.compound_id, site_id=site_id, persons=480, key_persons=0,
                walk_m=round(row.min()), slots=slots,
            )
        )  # fmt: skip
    points = tuple(
        Point(
            site_id=site.site_id, name=site.name, zone=site.zone, lanes=3, open_from=420,
            open_until=800, finish_at=790, persons=persons[site.site_id], key_persons=0,
            tubes=persons[site.site_id] // 10, key_tubes=0,
        )
        for site in roster.sites
        if persons[site.site_id]
    )  # fmt: skip
    runs = tuple(_run(number, points, roster) for number in range(150))
    return Plan(round=example_plan().round, status="met", points=points,
                coverage=tuple(coverage), runs=runs)  # fmt: skip


def _run(number: int, points: tuple[Point, ...], roster: Roster) -> Run:
    start = 480 + number % 3 * 150
    stops = [
        Stop(
            kind="pickup", site_id=points[(number * 7 + n) % len(points)].site_id,
            arrive=start + 15 * n, depart=start + 15 * n + 8, tubes=30, key_tubes=3,
            oldest_sample_at=start - 60,
        )
        for n in range(7)
    ]  # fmt: skip
    lab = roster.labs[number % len(roster.labs)].lab_id
    stops.append(
        Stop(
            kind="deliver",
            lab_id=lab,
            arrive=start + 120,
            depart=start + 130,
            tubes=210,
            key_tubes=21,
        )
    )
    vehicle = roster.vehicles[number % len(roster.vehicles)].vehicle_id
    return Run(
        run_id=f"R{number:03d}",
        vehicle_id=vehicle,
        start=start - 10,
        end=start + 130,
        stops=tuple(stops),
    )
