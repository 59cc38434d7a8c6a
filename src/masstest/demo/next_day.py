"""The next round's roster: places, duties and rest carried over, and a night's bad news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np

from masstest.demo.geography import distances_m
from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import (
    Compound,
    Previous,
    Roster,
    Site,
    SiteStatus,
    Staff,
    Vehicle,
    Zone,
    ZoneClass,
    ZoneGroup,
)
from masstest.domain.units import DAY_MIN

TO_CONTROLLED = 6
TO_NORMAL = 4
SITES_LOST = 2
ILL_SHARE = 0.05


def carry_over(roster: Roster, plan: Plan | Iterable[Coverage], days: int = 1) -> Roster:
    """The roster of the round `days` days later, with what `plan` leaves behind.

    Parameters
    ----------
    roster : the roster that `plan` was made from
    plan : the plan; or only its coverage, then duties and rest are not carried over
    days : days between the two rounds

    Returns
    -------
    Roster with date, number, `previous`, and each person's `duties_so_far`, `last_duty_end`
    and `last_zone`
    """
    coverage = plan.coverage if isinstance(plan, Plan) else tuple(plan)
    visited = dict.fromkeys((row.compound_id, row.site_id) for row in coverage)
    staff = [_rested(person, days) for person in roster.staff]
    if isinstance(plan, Plan):
        staff = _with_duties(staff, roster, plan, days)
    return roster.model_copy(
        update={
            "round": roster.round.model_copy(
                update={
                    "date": roster.round.date + dt.timedelta(days=days),
                    "number": roster.round.number + 1,
                }
            ),
            "previous": tuple(Previous(compound_id=c, site_id=s) for c, s in visited),
            "staff": tuple(staff),
        }
    )


def next_day(
    roster: Roster, plan_coverage: Plan | Iterable[Coverage], seed: int = 1, days: int = 1
) -> Roster:
    """The day after, when the night brought news.

    Six compounds near controlled ones become controlled, four controlled ones are free again,
    two sites in use are lost, five per cent of the staff are ill.
    """
    after = carry_over(roster, plan_coverage, days)
    zones, losses, illness = (np.random.default_rng([seed, part]) for part in range(3))
    compounds = _change_zones(after, zones)
    sites = _lose_sites(after, compounds, losses)
    ill = illness.permutation(len(after.staff))[: round(ILL_SHARE * len(after.staff))]
    away = {after.staff[int(i)].staff_id for i in ill}
    lost = {site.site_id for site in sites if site.status is SiteStatus.excluded}
    return Roster.model_validate(
        after.model_copy(
            update={
                "compounds": compounds,
                "sites": sites,
                "staff": tuple(_unpinned(p, lost) for p in after.staff if p.staff_id not in away),
                "vehicles": tuple(_without_crew(v, away) for v in after.vehicles),
            }
        ).model_dump()
    )


def _rested(person: Staff, days: int) -> Staff:
    if person.last_duty_end is None:
        return person
    return person.model_copy(update={"last_duty_end": person.last_duty_end - days * DAY_MIN})


def _with_duties(staff: Sequence[Staff], roster: Roster, plan: Plan, days: int) -> list[Staff]:
    ends: dict[str, int] = {}
    zones: dict[str, Zone] = {}
    sealed_vehicles = {r.vehicle_id for r in plan.runs if r.zone_class is ZoneClass.sealed}
    for duty in plan.duties:
        ends[duty.staff_id] = max(duty.end, ends.get(duty.staff_id, duty.end))
        if duty.at in plan.point:
            zones[duty.staff_id] = plan.point[duty.at].zone
        elif duty.at in plan.team:
            zones[duty.staff_id] = plan.team[duty.at].zone
        else:
            zones[duty.staff_id] = Zone.sealed if duty.at in sealed_vehicles else Zone.normal
    return [
        person.model_copy(
            update={
                "duties_so_far": person.duties_so_far + 1,
                "last_duty_end": ends[person.staff_id] - days * DAY_MIN,
                "last_zone": zones[person.staff_id],
            }
        )
        if person.staff_id in ends
        else person
        for person in staff
    ]


def _change_zones(roster: Roster, rng: np.random.Generator) -> tuple[Compound, ...]:
    """Compounds beside controlled sites become controlled; controlled ones are set free."""
    controlled = [c for c in roster.compounds if _is(c, ZoneGroup.controlled)]
    freed = {controlled[int(i)].compound_id for i in rng.permutation(len(controlled))[:TO_NORMAL]}
    stations = [s for s in roster.sites if s.zone is Zone.controlled]
    common = [c for c in roster.compounds if _is(c, ZoneGroup.common)]
    taken: list[str] = []
    if stations:
        away = distances_m(_lonlat(common), _lonlat(stations)).min(axis=1)
        # people who would fill the few controlled sites stay free: small compounds only
        middle = float(np.median([c.population for c in common]))
        near = [
            common[int(i)]
            for i in np.argsort(away, kind="stable")
            if common[int(i)].population <= middle
        ][: 3 * TO_CONTROLLED]
        taken = [near[int(i)].compound_id for i in rng.permutation(len(near))[:TO_CONTROLLED]]
    zone: dict[str, Zone] = dict.fromkeys(freed, Zone.normal)
    zone |= dict.fromkeys(taken, Zone.controlled)
    return tuple(
        c.model_copy(update={"zone": zone[c.compound_id]}) if c.compound_id in zone else c
        for c in roster.compounds
    )


def _is(compound: Compound, group: ZoneGroup) -> bool:
    return compound.zone.group is group and not compound.sampled_on_the_spot


def _lose_sites(
    roster: Roster, compounds: Sequence[Compound], rng: np.random.Generator
) -> tuple[Site, ...]:
    """Two sites of the previous round close, whose people have others within reach."""
    used = {row.site_id for row in roster.previous}
    common = [
        s
        for s in roster.sites
        if s.zone.group is ZoneGroup.common and s.status is SiteStatus.candidate
    ]
    away = distances_m(_lonlat(common), _lonlat(common))
    par = roster.parameters
    near_m = 0.4 * par.walking_limit_urban_m / par.walk_detour
    # with three neighbours close by, whoever could reach the lost site can reach another
    candidates = [
        s.site_id
        for s, row in zip(common, away, strict=True)
        if (s.site_id in used or not used) and (row <= near_m).sum() > 3
    ]
    lost: set[str] = set()
    for i in rng.permutation(len(candidates)):
        site = roster.site[candidates[int(i)]]
        if all(site.street != roster.site[other].street for other in lost):
            lost.add(site.site_id)
        if len(lost) == SITES_LOST:
            break
    return tuple(
        s.model_copy(update={"status": SiteStatus.excluded}) if s.site_id in lost else s
        for s in roster.sites
    )


def _unpinned(person: Staff, lost: set[str]) -> Staff:
    if person.pinned_site_id not in lost:
        return person
    return person.model_copy(update={"pinned_site_id": None})


def _without_crew(vehicle: Vehicle, away: set[str]) -> Vehicle:
    absent = {
        field: None for field in ("driver_id", "courier_id") if getattr(vehicle, field) in away
    }
    return vehicle.model_copy(update=absent) if absent else vehicle


def _lonlat(rows: Sequence[Compound] | Sequence[Site]) -> list[tuple[float, float]]:
    return [(row.lon, row.lat) for row in rows]
