"""The made-up districts are what they are said to be, and could be planned."""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import ceil

import numpy as np
import pytest

from masstest.demo import CASES, make_roster
from masstest.domain.roster import (
    CompoundKind,
    Level,
    Role,
    Roster,
    SiteStatus,
    Staff,
    StaffPool,
    VehicleKind,
    Zone,
)
from masstest.travel import straight_line

ALL = tuple(CASES)
PEOPLE_PER_LANE = 650  # 07:00-13:30 at 100 an hour


@cache
def roster_of(case: str) -> Roster:
    return make_roster(case)


def people(roster: Roster) -> int:
    return sum(c.population for c in roster.compounds)


def with_role(roster: Roster, role: Role) -> list[Staff]:
    return [person for person in roster.staff if role in person.roles]


def homes(roster: Roster, kind: CompoundKind) -> int:
    return sum(c.kind is kind for c in roster.compounds)


def test_town_is_as_described() -> None:
    town = roster_of("town")
    assert people(town) == 12_000
    assert 25 <= len(town.compounds) <= 30
    assert len(town.sites) == 15
    assert len(town.staff) == 180
    assert len(town.labs) == 2
    assert homes(town, CompoundKind.village) > 0
    assert homes(town, CompoundKind.institution) == homes(town, CompoundKind.isolation) == 1
    assert sum(c.homebound for c in town.compounds) == 40
    sealed = [c for c in town.compounds if c.zone is Zone.sealed and c.kind.value == "residential"]
    assert len(sealed) == 1
    kinds = Counter(v.kind for v in town.vehicles)
    assert kinds == {VehicleKind.specimen: 6, VehicleKind.supply: 2, VehicleKind.waste: 1}


def test_weibin_is_as_reported() -> None:
    weibin = roster_of("weibin")
    assert people(weibin) == 310_000
    assert len({c.street for c in weibin.compounds}) == 10
    places = {(c.street, c.community) for c in weibin.compounds}
    assert sum(place.endswith("社区") for _, place in places) == 53
    assert sum(place.endswith("村") for _, place in places) == 44
    on_the_spot = homes(weibin, CompoundKind.isolation) + homes(weibin, CompoundKind.institution)
    assert len(weibin.compounds) - on_the_spot == 627
    assert homes(weibin, CompoundKind.isolation) == 17
    assert homes(weibin, CompoundKind.institution) == 6
    assert len(weibin.sites) == pytest.approx(300, abs=15)
    assert sum(c.homebound for c in weibin.compounds) == 2_000
    zones = Counter(c.zone for c in weibin.compounds if c.kind is CompoundKind.residential)
    assert zones[Zone.controlled] == 20
    assert zones[Zone.sealed] == 4
    assert 3_500 <= len(weibin.staff) <= 4_000
    assert len(with_role(weibin, Role.sampler)) >= 310_000 / 360
    assert len({o.street for o in weibin.officials if o.level is Level.street}) == 10


def test_huiji_is_as_reported() -> None:
    huiji = roster_of("huiji")
    assert people(huiji) == 550_000
    assert len({(c.street, c.community) for c in huiji.compounds}) == 92
    pools = Counter(person.pool for person in with_role(huiji, Role.sampler))
    assert pools == {StaffPool.regular: 185, StaffPool.reserve: 472}
    assert not any(Role.doorstep in person.roles for person in with_role(huiji, Role.sampler))
    assert sum(c.key_population for c in huiji.compounds) == round(0.32 * 550_000)


@pytest.mark.parametrize("case", ALL)
def test_same_seed_same_roster(case: str) -> None:
    assert make_roster(case) == roster_of(case)


def test_another_seed_is_another_district_of_the_same_make() -> None:
    other = make_roster("town", seed=2)
    assert other != roster_of("town")
    assert people(other) == 12_000


@pytest.mark.parametrize("case", ALL)
def test_names_and_ids_are_used_once(case: str) -> None:
    roster = roster_of(case)
    for values in (
        [c.compound_id for c in roster.compounds] + [s.site_id for s in roster.sites],
        [c.name for c in roster.compounds],
        [s.name for s in roster.sites],
        [p.staff_id for p in roster.staff] + [v.vehicle_id for v in roster.vehicles],
        [p.phone for p in roster.staff] + [o.phone for o in roster.officials],
        [v.plate for v in roster.vehicles],
    ):
        assert len(set(values)) == len(values)


@pytest.mark.parametrize("case", ALL)
def test_phones_and_plates_belong_to_nobody(case: str) -> None:
    roster = roster_of(case)
    for phone in [p.phone for p in roster.staff] + [o.phone for o in roster.officials]:
        assert len(phone) == 11
        assert phone.startswith("100")  # no network has given out numbers that begin so
    assert all("演" in vehicle.plate for vehicle in roster.vehicles)


@pytest.mark.parametrize(("case", "seed"), [(c, 1) for c in ALL] + [("town", s) for s in (2, 3, 4)])
def test_everybody_finds_a_lane_within_the_walking_limit(case: str, seed: int) -> None:
    roster = make_roster(case, seed)
    walk_m = straight_line(roster).walk_m
    free = [s.max_lanes * PEOPLE_PER_LANE for s in roster.sites]
    order = np.argsort([-roster.demand(c).walking for c in roster.compounds], kind="stable")
    for row in order:
        compound = roster.compounds[int(row)]
        persons = roster.demand(compound).walking
        if not persons:
            continue
        reach = [
            int(col)
            for col in np.argsort(walk_m[row], kind="stable")
            if walk_m[row, col] <= roster.walking_limit_m(compound)
            and roster.sites[int(col)].zone.group is compound.zone.group
            and free[int(col)] >= persons
        ]
        assert reach, f"{compound.compound_id}: {persons} people find no lanes"
        free[reach[0]] -= persons


@pytest.mark.parametrize("case", ALL)
def test_labs_can_keep_the_deadlines(case: str) -> None:
    roster = roster_of(case)
    tubes = key_tubes = 0
    for compound in roster.compounds:
        persons = roster.parameters.persons_per_tube(roster.pool_size(compound))
        tubes += ceil(compound.population / persons) + 1
        key_tubes += ceil(compound.key_population / persons)
    per_hour = sum(lab.tubes_per_hour for lab in roster.labs)
    # the first tubes arrive about 08:30; 210 minutes before the deadline the last are started
    assert key_tubes <= 0.8 * per_hour * (14.5 - 8.5)
    assert tubes <= 0.9 * per_hour * (27.5 - 8.5)
    assert tubes <= 0.9 * sum(lab.tubes_per_day or tubes for lab in roster.labs)


@pytest.mark.parametrize("case", ALL)
def test_stock_covers_what_everybody_uses(case: str) -> None:
    roster = roster_of(case)
    for item in roster.supplies:
        assert item.stock >= 1.2 * item.per_person * people(roster)
        assert item.stock >= 1.2 * item.per_tube * people(roster) / 9.5
        assert item.stock >= item.per_staff_shift * len(roster.staff) * 2
        assert item.stock % item.pack_size == 0


@pytest.mark.parametrize("case", ALL)
def test_every_point_finds_officials_of_three_tiers(case: str) -> None:
    roster = roster_of(case)
    of_level = {
        level: Counter((o.street, o.community) for o in roster.officials if o.level is level)
        for level in Level
    }
    sites = Counter((s.street, s.community) for s in roster.sites)
    for (street, community), number in sites.items():
        assert of_level[Level.street][street, ""] >= 1
        assert of_level[Level.community][street, community] >= 1
        assert of_level[Level.point][street, community] >= number


def test_references_hold() -> None:
    weibin = roster_of("weibin")
    pinned = [p for p in weibin.staff if p.pinned_site_id is not None]
    assert pinned
    assert all(p.pinned_site_id in weibin.site and Role.lead in p.roles for p in pinned)
    drivers = [v.driver_id for v in weibin.vehicles if v.driver_id is not None]
    assert drivers
    assert len(set(drivers)) == len(drivers)
    assert all(Role.driver in weibin.person[driver].roles for driver in drivers)
    assert sum(v.sealed_ok for v in weibin.vehicles) >= 6
    assert all(s.status is SiteStatus.candidate for s in weibin.sites)
