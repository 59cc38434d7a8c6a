"""Applying a remedy to a roster: what the plan advises can be done by a program.

`add_staff`: `quantity` trained reserve people of role `subject`, free all day.
`add_lanes`: `max_lanes` of site `subject` grows. `open_point`: a required site beside compound
`subject`. `add_vehicles`: vehicles of kind `subject`. `add_lab_capacity`: lab `subject` starts
`quantity` more tubes an hour (and its day limit grows by `facts["tubes_per_day"]`).
`extend_lab_hours`: it receives `quantity` minutes longer. `add_stock`, `add_official`: as said.
`move_compound` changes the plan, not the roster: nothing to apply.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

from masstest.domain.outcome import Remedy, RemedyCode
from masstest.domain.roster import (
    Lab,
    Level,
    Official,
    Role,
    Roster,
    Site,
    SiteStatus,
    Staff,
    StaffPool,
    Vehicle,
    VehicleKind,
)


def apply(roster: Roster, remedies: Iterable[Remedy]) -> Roster:
    """`roster` with the `remedies` carried out; new entries get ids that begin with ``NEW-``."""
    for number, remedy in enumerate(remedies, start=1):
        roster = _APPLY[remedy.code](roster, remedy, f"NEW-{number}")
    return Roster.model_validate(roster.model_dump())


def _whole(remedy: Remedy) -> int:
    return max(0, -int(-remedy.quantity // 1))


def _add_staff(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    role = Role(remedy.subject)
    lon = fmean(site.lon for site in roster.sites)
    lat = fmean(site.lat for site in roster.sites)
    new = tuple(
        Staff(
            staff_id=f"{prefix}-{role.value}-{n}",
            name=f"{role.value} {n}",
            roles=frozenset({role}),
            pool=StaffPool.reserve,
            lon=lon,
            lat=lat,
            available_from=0,
            available_until=roster.round.result_deadline,
            trained_until=roster.round.date,
        )
        for n in range(1, _whole(remedy) + 1)
    )
    return roster.model_copy(update={"staff": roster.staff + new})


def _add_lanes(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    def grown(site: Site) -> Site:
        if site.site_id != remedy.subject:
            return site
        return site.model_copy(update={"max_lanes": site.max_lanes + _whole(remedy)})

    return roster.model_copy(update={"sites": tuple(grown(site) for site in roster.sites)})


def _open_point(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    compound = roster.compound[remedy.subject]
    site = Site(
        site_id=f"{prefix}-{compound.compound_id}",
        name=compound.name,
        street=compound.street,
        community=compound.community,
        lon=compound.lon,
        lat=compound.lat,
        max_lanes=max(1, _whole(remedy)),
        zone=compound.zone,
        setting=compound.setting,
        open_from=roster.round.sampling_start,
        open_until=roster.round.sampling_deadline,
        status=SiteStatus.required,
    )
    return roster.model_copy(update={"sites": (*roster.sites, site)})


def _add_vehicles(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    kind = VehicleKind(remedy.subject)
    new = tuple(
        Vehicle(
            vehicle_id=f"{prefix}-{kind.value}-{n}",
            plate=f"{prefix}-{n}",
            capacity_tubes=int(remedy.facts.get("capacity_tubes", 1000)),
            lon=fmean(site.lon for site in roster.sites),
            lat=fmean(site.lat for site in roster.sites),
            kind=kind,
            available_from=0,
            available_until=roster.round.result_deadline,
            sealed_ok=bool(remedy.facts.get("sealed_ok", False)),
        )
        for n in range(1, _whole(remedy) + 1)
    )
    return roster.model_copy(update={"vehicles": roster.vehicles + new})


def _add_lab_capacity(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    def grown(lab: Lab) -> Lab:
        if lab.lab_id != remedy.subject:
            return lab
        per_day = lab.tubes_per_day
        if per_day is not None:
            per_day += int(remedy.facts.get("tubes_per_day", 0))
        return lab.model_copy(
            update={
                "tubes_per_hour": lab.tubes_per_hour + _whole(remedy),
                "tubes_per_day": per_day,
            }
        )

    return roster.model_copy(update={"labs": tuple(grown(lab) for lab in roster.labs)})


def _extend_lab_hours(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    def longer(lab: Lab) -> Lab:
        if lab.lab_id != remedy.subject:
            return lab
        return lab.model_copy(update={"receive_until": lab.receive_until + _whole(remedy)})

    return roster.model_copy(update={"labs": tuple(longer(lab) for lab in roster.labs)})


def _add_stock(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    items = tuple(
        item.model_copy(update={"stock": item.stock + remedy.quantity})
        if item.item == remedy.subject
        else item
        for item in roster.supplies
    )
    return roster.model_copy(update={"supplies": items})


def _add_official(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    new = tuple(
        Official(
            official_id=f"{prefix}-{n}",
            name=f"{prefix}-{n}",
            level=Level(remedy.subject),
            street=str(remedy.facts.get("street", "")),
            community=str(remedy.facts.get("community", "")),
        )
        for n in range(1, _whole(remedy) + 1)
    )
    return roster.model_copy(update={"officials": roster.officials + new})


def _nothing(roster: Roster, remedy: Remedy, prefix: str) -> Roster:
    return roster


_APPLY = {
    RemedyCode.add_staff: _add_staff,
    RemedyCode.add_lanes: _add_lanes,
    RemedyCode.open_point: _open_point,
    RemedyCode.add_vehicles: _add_vehicles,
    RemedyCode.add_lab_capacity: _add_lab_capacity,
    RemedyCode.extend_lab_hours: _extend_lab_hours,
    RemedyCode.add_stock: _add_stock,
    RemedyCode.add_official: _add_official,
    RemedyCode.move_compound: _nothing,
}
