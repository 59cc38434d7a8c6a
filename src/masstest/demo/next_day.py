"""The next round's roster after a night that brought bad news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from masstest.demo.geography import distances_m
from masstest.domain.carry_over import carry_over
from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import (
    Compound,
    Roster,
    Site,
    SiteStatus,
    Staff,
    Vehicle,
    Zone,
    ZoneGroup,
)

TO_CONTROLLED = 6
TO_NORMAL = 4
SITES_LOST = 2
ILL_SHARE = 0.05


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
