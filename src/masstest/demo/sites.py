"""Candidate sites: beside where people live, with lanes enough for them."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from masstest.demo.geography import apportion, distances_m, medians, near
from masstest.demo.spec import CaseSpec
from masstest.domain.parameters import Parameters
from masstest.domain.roster import Compound, Setting, Site, SiteKind, Zone, ZoneGroup

PEOPLE_PER_LANE = 650  # 07:00-13:30 at 100 an hour
REACH = 0.85  # of the walking limit, within which everybody finds a site
# kind, name, indoor, lanes that fit; in the order in which a community offers them
OFFERS: tuple[tuple[SiteKind, str, bool, int], ...] = (
    (SiteKind.school, "小学", True, 5),
    (SiteKind.square, "文化广场", False, 6),
    (SiteKind.hospital, "社区卫生服务站", True, 3),
    (SiteKind.other, "居委会院内", False, 3),
    (SiteKind.gym, "健身中心", True, 4),
    (SiteKind.booth, "便民采样亭", False, 2),
    (SiteKind.other, "停车场", False, 4),
    (SiteKind.school, "幼儿园", True, 2),
)
MOST_LANES = 8
Place = tuple[float, float]


def make_sites(
    case: CaseSpec, compounds: Sequence[Compound], rng: np.random.Generator
) -> tuple[Site, ...]:
    """About `case.sites` sites; every walking compound has one of its zone group in reach."""
    common = [c for c in compounds if c.zone.group is ZoneGroup.common and _walks(c)]
    groups: dict[tuple[str, str], list[Compound]] = {}
    for compound in common:
        groups.setdefault((compound.street, compound.community), []).append(compound)
    fixed = len(case.zones.communities) * case.zones.sites_each
    # a village needs fewer sites than a community of as many people: weigh by the square root
    weights = np.array([sum(c.population for c in group) ** 0.5 for group in groups.values()])
    weights *= [0.45 if group[0].setting is Setting.rural else 1.0 for group in groups.values()]
    counts = apportion(case.sites - fixed, weights, least=1)
    sites: list[Site] = []
    for group, number in zip(groups.values(), counts, strict=True):
        sites += _community_sites(case, group, number, rng)
    for community in case.zones.communities:
        cluster = [
            c
            for c in compounds
            if c.community == community and c.zone is Zone.controlled and _walks(c)
        ]
        sites += _controlled_sites(case, cluster, rng)
    sites += _missing(case, compounds, sites, rng)
    return tuple(
        site.model_copy(update={"site_id": f"S{n:03d}"}) for n, site in enumerate(sites, 1)
    )


def _walks(compound: Compound) -> bool:
    return not compound.sampled_on_the_spot


def _community_sites(
    case: CaseSpec, group: Sequence[Compound], number: int, rng: np.random.Generator
) -> list[Site]:
    first = group[0]
    offers = [OFFERS[i % len(OFFERS)] for i in range(number)]
    precaution = any(c.zone is Zone.precaution for c in group)
    rows = [
        _site(
            first,
            place,
            name=first.community + name + (f"{i // len(OFFERS) + 1}号" if i >= len(OFFERS) else ""),
            kind=kind,
            indoor=indoor,
            max_lanes=lanes,
            zone=Zone.precaution if precaution else Zone.normal,
        )
        for i, (place, (kind, name, indoor, lanes)) in enumerate(
            zip(_places(group, number, rng), offers, strict=True)
        )
    ]
    return _with_lanes(rows, sum(c.population for c in group), case.lane_reserve)


def _controlled_sites(
    case: CaseSpec, cluster: Sequence[Compound], rng: np.random.Generator
) -> list[Site]:
    number = case.zones.sites_each
    rows = [
        _site(
            cluster[0],
            place,
            name=f"{cluster[0].community}管控区{i}号点",
            kind=SiteKind.other,
            indoor=False,
            max_lanes=2,
            zone=Zone.controlled,
        )
        for i, place in enumerate(_places(cluster, number, rng), 1)
    ]
    return _with_lanes(rows, sum(c.population for c in cluster), case.lane_reserve)


def _places(group: Sequence[Compound], number: int, rng: np.random.Generator) -> list[Place]:
    """Places beside the compounds from which the walk is shortest, then beside any."""
    lonlat = [(c.lon, c.lat) for c in group]
    people = np.array([c.population for c in group], dtype=float)
    chosen = medians(people, distances_m(lonlat, lonlat), number)
    while len(chosen) < number:
        chosen.append(int(rng.integers(len(group))))
    return [near(rng, *lonlat[i], 25, 110) for i in chosen]


def _with_lanes(sites: list[Site], people: int, reserve: float) -> list[Site]:
    """Let sites grow, lane by lane, until they could serve `people` with some reserve."""
    needed = ceil(people * reserve / PEOPLE_PER_LANE)
    lanes = [site.max_lanes for site in sites]
    while sum(lanes) < needed and min(lanes) < MOST_LANES:
        lanes[int(np.argmin(lanes))] += 1
    return [
        site.model_copy(update={"max_lanes": number})
        for site, number in zip(sites, lanes, strict=True)
    ]


def _missing(
    case: CaseSpec,
    compounds: Sequence[Compound],
    sites: Sequence[Site],
    rng: np.random.Generator,
) -> list[Site]:
    """A booth beside every compound that has no site of its zone group in reach."""
    par = Parameters()
    added: list[Site] = []
    for compound in compounds:
        if not _walks(compound):
            continue
        urban = compound.setting is Setting.urban
        limit_m = par.walking_limit_urban_m if urban else par.walking_limit_rural_m
        usable = [s for s in [*sites, *added] if s.zone.group is compound.zone.group]
        walk_m = (
            distances_m([(compound.lon, compound.lat)], [(s.lon, s.lat) for s in usable])
            * par.walk_detour
        )
        if walk_m.size and walk_m.min() <= REACH * limit_m:
            continue
        booth = _site(
            compound,
            near(rng, compound.lon, compound.lat, 20, 60),
            name=f"{compound.name}流动采样点",
            kind=SiteKind.booth,
            indoor=False,
            max_lanes=2,
            zone=compound.zone,
        )
        added += _with_lanes([booth], compound.population, case.lane_reserve)
    return added


def _site(
    beside: Compound,
    place: Place,
    *,
    name: str,
    kind: SiteKind,
    indoor: bool,
    max_lanes: int,
    zone: Zone,
) -> Site:
    return Site(
        site_id="",
        name=name,
        street=beside.street,
        community=beside.community,
        lon=place[0],
        lat=place[1],
        max_lanes=max_lanes,
        kind=kind,
        indoor=indoor,
        zone=zone,
        setting=beside.setting,
        open_from=7 * 60,
        open_until=14 * 60,
    )
