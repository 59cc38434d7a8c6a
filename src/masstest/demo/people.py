"""Staff with roles, homes, teams, hours and what earlier rounds left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from masstest.demo import names
from masstest.demo.geography import near
from masstest.demo.spec import CaseSpec, StaffSpec
from masstest.domain.roster import Compound, Role, Site, Staff, StaffPool, Zone, ZoneGroup
from masstest.domain.units import DAY_MIN

TRAINED_ROLES = {Role.sampler, Role.doorstep}
TEAM_NAMES = {
    Role.sampler: "采样队",
    Role.doorstep: "上门队",
    Role.driver: "车队",
    Role.courier: "转运队",
}
PINNED_LEADS = 0.08


def make_staff(
    case: CaseSpec,
    compounds: Sequence[Compound],
    sites: Sequence[Site],
    rng: np.random.Generator,
) -> tuple[Staff, ...]:
    """Everybody who can be on duty, in the order of the case's staff groups."""
    homes = [c for c in compounds if not c.sampled_on_the_spot]
    weights = np.array([c.population for c in homes], dtype=float)
    weights /= weights.sum()
    person_name = names.people(rng)
    rows: list[dict[str, Any]] = []
    for group in case.staff:
        also = {role: rng.random(group.count) < share for role, share in group.also.items()}
        reserves = set(rng.permutation(group.count)[: group.reserve].tolist())
        for n in range(group.count):
            home = homes[int(rng.choice(len(homes), p=weights))]
            lon, lat = near(rng, home.lon, home.lat, 10, 120)
            roles = {*group.roles, *(role for role, drawn in also.items() if drawn[n])}
            rows.append(
                {
                    "name": next(person_name),
                    "roles": frozenset(roles),
                    "pool": StaffPool.reserve if n in reserves else StaffPool.regular,
                    "lon": lon,
                    "lat": lat,
                    "street": home.street,
                }
                | _employment(group, n)
                | _hours(group, rng)
                | _training(case, group, roles, rng)
                | (_traces(group, roles, rng) if case.settled else {})
            )
    _pin_leads(rows, sites, rng)
    return tuple(
        Staff(staff_id=f"{case.code}{n:04d}", phone=names.phone(n), **row)
        for n, row in enumerate(rows, start=1)
    )


def _employment(group: StaffSpec, n: int) -> dict[str, Any]:
    """Teams of one employer, of about `team_size` people each."""
    team = n // group.team_size
    employer = group.employers[team % len(group.employers)]
    number = team // len(group.employers) + 1
    kind = TEAM_NAMES.get(group.roles[0], "志愿服务队")
    return {"organisation": employer, "team": f"{employer}第{number}{kind}"}


def _hours(group: StaffSpec, rng: np.random.Generator) -> dict[str, Any]:
    if rng.random() < group.part_time_share:
        return {"available_from": 7 * 60, "available_until": 12 * 60, "max_hours": 5.0}
    return {
        "available_from": group.from_min,
        "available_until": group.until_min,
        "max_hours": group.max_hours,
    }


def _training(
    case: CaseSpec, group: StaffSpec, roles: set[Role], rng: np.random.Generator
) -> dict[str, Any]:
    if not roles & TRAINED_ROLES:
        return {}
    if rng.random() < group.lapsed_share:
        return {"trained_until": case.date - dt.timedelta(days=int(rng.integers(5, 60)))}
    return {"trained_until": case.date + dt.timedelta(days=int(rng.integers(30, 360)))}


def _traces(group: StaffSpec, roles: set[Role], rng: np.random.Generator) -> dict[str, Any]:
    """Duties so far, the zone of the last one, and for some a duty last night."""
    duties = int(rng.binomial(4, 0.35))
    if not duties:
        return {}
    traces: dict[str, Any] = {"duties_so_far": duties}
    drawn = rng.random()
    traces["last_zone"] = Zone.normal
    if Role.doorstep in group.roles and drawn < 0.25:
        traces["last_zone"] = Zone.sealed
    elif drawn < 0.05:
        traces["last_zone"] = Zone.controlled
    if rng.random() < 0.3:
        # until between 17:00 and 22:00 of the evening before
        traces["last_duty_end"] = int(rng.integers(17 * 60, 22 * 60)) - DAY_MIN
    return traces


def _pin_leads(rows: list[dict[str, Any]], sites: Sequence[Site], rng: np.random.Generator) -> None:
    """Some leads belong to one site: the headmaster to the school, and so on."""
    common = [site for site in sites if site.zone.group is ZoneGroup.common]
    leads = [row for row in rows if Role.lead in row["roles"]]
    pinned = rng.permutation(len(leads))[: round(PINNED_LEADS * len(leads))]
    places = rng.permutation(len(common))[: len(pinned)]
    for lead, place in zip(pinned, places, strict=False):
        leads[int(lead)]["pinned_site_id"] = common[int(place)].site_id
        if leads[int(lead)].get("last_zone") is Zone.controlled:
            leads[int(lead)]["last_zone"] = Zone.normal
