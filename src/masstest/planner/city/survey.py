"""What a city needs to know of a roster before any plan: tubes to expect, laboratories, ids."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from masstest.domain.city import DistrictNeed, LabReach
from masstest.domain.coordinates import great_circle_m
from masstest.domain.roster import Compound, Lab, Roster, Round, Zone

# From a point's opening until its first tubes can be on the road: filled, packed, picked up.
_FIRST_TUBES_MIN = 75


@dataclass(frozen=True)
class Survey:
    """A district's part in the city.

    `fingerprint` is a hash of everything the roster says, however it was written down; `plates`
    are the number plates of its vehicles; `people` name and phone number of its staff,
    as far as they have one.
    """

    district: str
    fingerprint: str
    round: Round
    need: DistrictNeed
    labs: tuple[Lab, ...]
    plates: tuple[str, ...]
    people: tuple[tuple[str, str], ...]


def survey(district: str, roster: Roster) -> Survey:
    """Look through a roster once, so that it need not be kept."""
    tubes, key_tubes, sealed_tubes = expected_tubes(roster)
    minutes = _drive_min(roster)
    order = roster.round
    reach: dict[str, LabReach] = {}
    for lab in roster.labs:
        first = max(lab.receive_from, order.sampling_start + _FIRST_TUBES_MIN + minutes[lab.lab_id])
        by_key = order.key_result_deadline - lab.turnaround_min - first
        by_all = order.result_deadline - lab.turnaround_min - first
        if by_all <= 0 or lab.receive_until <= first:
            continue  # nothing from here is ever there in time
        reach[lab.lab_id] = LabReach(
            minutes[lab.lab_id], max(0.0, by_key) / 60, by_all / 60, lab.sealed_ok
        )
    return Survey(
        district=district,
        fingerprint=_fingerprint(roster),
        round=order,
        need=DistrictNeed(district, tubes, key_tubes, sealed_tubes, reach),
        labs=roster.labs,
        plates=tuple(vehicle.plate for vehicle in roster.vehicles if vehicle.plate),
        people=tuple((person.name, person.phone) for person in roster.staff if person.phone),
    )


def _fingerprint(roster: Roster) -> str:
    document = roster.model_dump(mode="json")
    for person in document["staff"]:
        person["roles"].sort()  # a set comes in another order each time
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def expected_tubes(roster: Roster) -> tuple[float, float, float]:
    """(tubes, key-group tubes, tubes of sealed zones) of a round, before anybody is appointed.

    Persons over persons per tube; the last tube of each stream of a point is seldom full, which
    a plan adds to this.
    """
    totals: dict[str, float] = defaultdict(float)
    for compound, key, persons in _streams(roster):
        filled = persons / roster.parameters.persons_per_tube(roster.pool_size(compound, key=key))
        totals["all"] += filled
        totals["key"] += filled if key else 0.0
        totals["sealed"] += filled if compound.zone is Zone.sealed else 0.0
    return totals["all"], totals["key"], totals["sealed"]


def _streams(roster: Roster) -> Iterator[tuple[Compound, bool, int]]:
    for compound in roster.compounds:
        demand = roster.demand(compound)
        key = demand.walking_key + demand.doorstep_key
        yield compound, True, key
        yield compound, False, demand.walking + demand.doorstep - key


def _drive_min(roster: Roster) -> dict[str, float]:
    """lab_id -> mean minutes by vehicle from the compounds, weighted by their people."""
    homes = [compound for compound in roster.compounds if compound.population]
    if not homes or not roster.labs:
        return {lab.lab_id: 0.0 for lab in roster.labs}
    metres = great_circle_m(
        np.array([(c.lon, c.lat) for c in homes], dtype=float),
        np.array([(lab.lon, lab.lat) for lab in roster.labs], dtype=float),
    )
    people = np.array([c.population for c in homes], dtype=float)
    par = roster.parameters
    mean_m = people @ metres / people.sum() * par.road_detour
    return {
        lab.lab_id: float(m) / 1000 / par.road_speed_urban * 60
        for lab, m in zip(roster.labs, mean_m, strict=True)
    }
