"""Compounds and hamlets, restricted areas, hotels and nursing homes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from masstest.demo import names
from masstest.demo.geography import apportion, distances_m, near, spread
from masstest.demo.spec import CaseSpec, OnTheSpotSpec, StreetSpec
from masstest.domain.roster import Compound, CompoundKind, Setting, Zone
from masstest.domain.travel import Floats

Row = dict[str, Any]

KEY_SPREAD = 12.0  # concentration of the key-group shares of compounds (Beta distribution)


def make_compounds(case: CaseSpec, rng: np.random.Generator) -> tuple[Compound, ...]:
    """All compounds of the case; the persons add up to `case.people`."""
    on_the_spot = _on_the_spot(case, case.hotels, CompoundKind.isolation, rng)
    on_the_spot += _on_the_spot(case, case.institutions, CompoundKind.institution, rng)
    homes = _homes(case, rng, case.people - sum(row["population"] for row in on_the_spot))
    _restrict(case, homes, rng)
    _key_groups(case, homes, on_the_spot, rng)
    _homebound(case, homes, rng)
    numbers = count(1)
    return tuple(
        Compound(compound_id=f"C{next(numbers):04d}", **row) for row in homes + on_the_spot
    )


def _homes(case: CaseSpec, rng: np.random.Generator, people: int) -> list[Row]:
    """Housing compounds and hamlets, without zones, key groups and homebound."""
    centres = [
        (street, place, place in street.villages, lonlat)
        for street in case.streets
        for place, lonlat in zip(
            street.communities + street.villages,
            spread(
                rng,
                street.lon,
                street.lat,
                street.reach_m,
                len(street.communities) + len(street.villages),
            ),
            strict=True,
        )
    ]
    towns = [centre for centre in centres if not centre[2]]
    villages = [centre for centre in centres if centre[2]]
    town_parts = apportion(case.compounds - case.hamlets, _people_of(towns), least=2)
    village_parts = apportion(case.hamlets, _people_of(villages), least=1) if villages else []
    housing = names.housing(rng)
    rows: list[Row] = []
    for (street, place, _, lonlat), parts in zip(towns, town_parts, strict=True):
        # a community covers some 0.3 km2; its compounds lie around its centre
        radius_m = 330.0
        for _ in range(parts):
            rows.append(
                _row(street.name, place, next(housing), near(rng, *lonlat, 20, radius_m))
                | {"weight": rng.lognormal(0, 0.55) * _share(street, place)}
            )
    for (street, place, _, lonlat), parts in zip(villages, village_parts, strict=True):
        hamlet_names: Iterator[str] = names.hamlets(place)
        for _ in range(parts):
            rows.append(
                _row(street.name, place, next(hamlet_names), near(rng, *lonlat, 30, 550))
                | {"kind": CompoundKind.village, "setting": Setting.rural}
                | {"weight": rng.lognormal(0, 0.35) * _share(street, place)}
            )
    weights = np.array([row.pop("weight") for row in rows])
    by_place: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        by_place.setdefault((row["street"], row["community"]), []).append(index)
    # the compounds of a place share its people, however many compounds it has
    for street in case.streets:
        for place in street.communities + street.villages:
            mine = by_place[street.name, place]
            weights[mine] *= _share(street, place) / weights[mine].sum()
    for row, persons in zip(rows, apportion(people, weights, least=20), strict=True):
        row["population"] = persons
    return rows


def _share(street: StreetSpec, place: str) -> float:
    """People of one community or village of the street, before rounding."""
    if place in street.villages:
        return street.village_people / len(street.villages)
    return (street.people - street.village_people) / len(street.communities)


def _people_of(places: list[tuple[StreetSpec, str, bool, tuple[float, float]]]) -> Floats:
    return np.array([_share(street, place) for street, place, _, _ in places])


def _row(street: str, community: str, name: str, lonlat: tuple[float, float]) -> Row:
    return {
        "name": name,
        "street": street,
        "community": community,
        "lon": lonlat[0],
        "lat": lonlat[1],
        "kind": CompoundKind.residential,
        "setting": Setting.urban,
        "zone": Zone.normal,
    }


def _on_the_spot(
    case: CaseSpec, spec: OnTheSpotSpec, kind: CompoundKind, rng: np.random.Generator
) -> list[Row]:
    rows = []
    towns = [street for street in case.streets if street.communities]
    for number, name in enumerate(spec.names):
        street = towns[number % len(towns)]
        community = street.communities[number // len(towns) % len(street.communities)]
        row = _row(street.name, community, name, near(rng, street.lon, street.lat, 100, 600))
        row["kind"] = kind
        row["zone"] = Zone.sealed if kind is CompoundKind.isolation else Zone.normal
        row["population"] = int(rng.integers(spec.people[0], spec.people[1] + 1))
        rows.append(row)
    return rows


def _restrict(case: CaseSpec, homes: list[Row], rng: np.random.Generator) -> None:
    """Draw the restricted areas: sealed inside controlled inside precaution."""
    zones = case.zones
    for number, community in enumerate(zones.communities):
        inside = [row for row in homes if row["community"] == community]
        for row in inside:
            row["zone"] = Zone.precaution
        seed = inside[int(rng.integers(len(inside)))]
        lonlat = [(row["lon"], row["lat"]) for row in inside]
        away = distances_m([(seed["lon"], seed["lat"])], lonlat)[0]
        ring = [inside[i] for i in np.argsort(away, kind="stable")]
        sealed = 1 if number < zones.sealed else 0
        for row in ring[sealed : sealed + zones.controlled_each]:
            row["zone"] = Zone.controlled
        if sealed:
            _seal(seed, homes, zones.sealed_people, rng)


def _seal(seed: Row, homes: list[Row], people: tuple[int, int], rng: np.random.Generator) -> None:
    """Seal a compound of few people; who is too many for it lives next door."""
    seed["zone"] = Zone.sealed
    persons = int(rng.integers(people[0], people[1] + 1))
    beside = next(
        row
        for row in homes
        if row["community"] == seed["community"] and row["zone"] is Zone.precaution
    )
    beside["population"] += seed["population"] - persons
    seed["population"] = persons


def _key_groups(
    case: CaseSpec, homes: list[Row], on_the_spot: list[Row], rng: np.random.Generator
) -> None:
    """Everybody in isolation is key, and so many others that the share comes out exactly."""
    wanted = round(case.people * case.key_share)
    for row in on_the_spot:
        everybody = row["kind"] is CompoundKind.isolation
        row["key_population"] = row["population"] if everybody else 0
    wanted -= sum(row["key_population"] for row in on_the_spot)
    share = case.key_share
    shares = rng.beta(share * KEY_SPREAD, (1 - share) * KEY_SPREAD, len(homes)).clip(0.01, 0.7)
    people = np.array([row["population"] for row in homes])
    for row, key in zip(homes, apportion(wanted, shares * people), strict=True):
        row["key_population"] = min(key, int(row["population"] * 0.9))


def _homebound(case: CaseSpec, homes: list[Row], rng: np.random.Generator) -> None:
    """Spread the homebound over compounds that are not sealed."""
    open_homes = [row for row in homes if row["zone"] is not Zone.sealed]
    people = np.array([row["population"] for row in open_homes], dtype=float)
    drawn = rng.multinomial(case.homebound, people / people.sum())
    for row, persons in zip(open_homes, drawn, strict=True):
        row["homebound"] = min(int(persons), row["population"] - row["key_population"])
