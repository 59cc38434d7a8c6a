"""The next round's roster: what is carried over, and what the night changed."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from masstest.demo import carry_over, make_roster, next_day
from masstest.domain.plan import Coverage, DoorstepTeam, Duty, Plan, PlanRound, Point, Run
from masstest.domain.roster import Role, Roster, Scope, SiteStatus, Zone, ZoneClass, ZoneGroup
from masstest.travel import straight_line
from support import DATE, compound, person, roster, site, vehicle


@cache
def weibin() -> Roster:
    return make_roster("weibin")


@cache
def nearest() -> tuple[Coverage, ...]:
    """Everybody at the nearest site of the zone group, as if lanes were without number."""
    first = weibin()
    walk_m = straight_line(first).walk_m
    rows = []
    for number, home in enumerate(first.compounds):
        persons, key, *_ = first.demand(home)
        if not persons:
            continue
        other = np.array([s.zone.group is not home.zone.group for s in first.sites])
        col = int(np.where(other, np.inf, walk_m[number]).argmin())
        rows.append(
            Coverage(
                compound_id=home.compound_id,
                site_id=first.sites[col].site_id,
                persons=persons,
                key_persons=key,
                walk_m=int(walk_m[number, col]),
            )
        )
    return tuple(rows)


@cache
def second() -> Roster:
    return next_day(weibin(), nearest())


def test_ten_compounds_change_zone() -> None:
    before = weibin().compound
    changed = [c for c in second().compounds if c.zone is not before[c.compound_id].zone]
    assert sum(c.zone is Zone.controlled for c in changed) == 6
    assert sum(c.zone is Zone.normal for c in changed) == 4
    assert len(changed) == 10


def test_controlled_sites_suffice_for_the_new_controlled_compounds() -> None:
    travel = straight_line(second())
    stations = [s for s in second().sites if s.zone is Zone.controlled]
    people = 0
    for home in second().compounds:
        if home.zone is Zone.controlled:
            people += second().demand(home).walking
            nearest_m = min(travel.walk(home.compound_id, s.site_id) for s in stations)
            assert nearest_m <= second().walking_limit_m(home)
    assert people <= 0.9 * 650 * sum(s.max_lanes for s in stations)


def test_two_sites_in_use_are_lost() -> None:
    lost = [s.site_id for s in second().sites if s.status is SiteStatus.excluded]
    assert len(lost) == 2
    assert set(lost) <= {row.site_id for row in nearest()}


def test_those_who_lose_their_site_reach_another() -> None:
    travel = straight_line(second())
    lost = {s.site_id for s in second().sites if s.status is SiteStatus.excluded}
    others = [
        s
        for s in second().sites
        if s.zone.group is ZoneGroup.common and s.status is SiteStatus.candidate
    ]
    for row in nearest():
        home = second().compound[row.compound_id]
        if row.site_id in lost and home.zone.group is ZoneGroup.common:
            reach = [travel.walk(row.compound_id, s.site_id) for s in others]
            assert min(reach) <= second().walking_limit_m(home)


def test_five_per_cent_are_ill_and_nobody_is_pinned_to_a_lost_site() -> None:
    assert len(second().staff) == round(0.95 * len(weibin().staff))
    assert set(second().person) < set(weibin().person)
    lost = {s.site_id for s in second().sites if s.status is SiteStatus.excluded}
    assert not lost & {p.pinned_site_id for p in second().staff}
    crews = {v.driver_id for v in second().vehicles} - {None}
    assert crews <= set(second().person)


def test_the_round_moves_on_and_remembers_the_places() -> None:
    assert second().round.number == 2
    assert second().round.date == weibin().round.date + dt.timedelta(days=1)
    assert {(p.compound_id, p.site_id) for p in second().previous} == {
        (row.compound_id, row.site_id) for row in nearest()
    }


def test_same_seed_same_next_day() -> None:
    assert next_day(weibin(), nearest()) == second()
    assert next_day(weibin(), nearest(), seed=2) != second()


def small_plan(first: Roster) -> Plan:
    point = {"name": "P", "open_from": 420, "open_until": 840, "finish_at": 800}
    point |= {"persons": 1, "key_persons": 0, "tubes": 1, "key_tubes": 0}

    def duty(staff_id: str, role: Role, at: str, start: int, end: int) -> Duty:
        return Duty(staff_id=staff_id, role=role, at=at, start=start, end=end)

    def run(run_id: str, vehicle_id: str, zone_class: ZoneClass) -> Run:
        return Run(
            run_id=run_id, vehicle_id=vehicle_id, zone_class=zone_class, start=0, end=9, stops=()
        )

    return Plan(
        round=PlanRound(
            district="D",
            date=DATE,
            number=1,
            scope=Scope.full,
            timezone=first.round.timezone,
            sampling_start=420,
            sampling_deadline=840,
            key_result_deadline=1080,
            result_deadline=1860,
        ),
        points=(Point(site_id="P1", zone=Zone.controlled, lanes=1, **point),),
        duties=(
            duty("A", Role.sampler, "P1", 420, 660),
            duty("A", Role.sampler, "P1", 720, 800),
            duty("B", Role.doorstep, "T1", 420, 600),
            duty("C", Role.driver, "V1", 500, 900),
            duty("D", Role.driver, "V2", 500, 1500),
        ),
        doorstep=(DoorstepTeam(team_id="T1", staff_ids=("B",), zone=Zone.sealed, stops=()),),
        runs=(run("R1", "V1", ZoneClass.sealed), run("R2", "V2", ZoneClass.open)),
    )


def test_duties_rest_and_zones_are_carried_over() -> None:
    first = roster(
        (compound(),),
        (site(),),
        (
            person("A", "sampler", duties_so_far=2),
            person("B", "doorstep"),
            person("C", "driver"),
            person("D", "driver"),
            person("E", "usher", duties_so_far=1, last_duty_end=-240, last_zone=Zone.normal),
        ),
        (vehicle("V1"), vehicle("V2")),
    )
    after = carry_over(first, small_plan(first), days=2).person
    kept = {
        name: (p.duties_so_far, p.last_duty_end, p.last_zone) for name, p in sorted(after.items())
    }
    two_days = 2 * 1440
    assert kept == {
        "A": (3, 800 - two_days, Zone.controlled),
        "B": (1, 600 - two_days, Zone.sealed),
        "C": (1, 900 - two_days, Zone.sealed),
        "D": (1, 1500 - two_days, Zone.normal),
        "E": (1, -240 - two_days, Zone.normal),
    }
