"""What things are called: stages, roles, zones, kinds, places, and quantities with units."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from masstest.domain.outcome import StageReport, StageStatus
from masstest.domain.roster import (
    CompoundKind,
    LabKind,
    Level,
    Role,
    Roster,
    Scope,
    SiteKind,
    StaffPool,
    TransportMode,
    VehicleKind,
    Zone,
    ZoneClass,
    ZoneGroup,
)
from masstest.domain.units import DAY_MIN, clock
from masstest.text import N_, Translator

_STAGES = {
    "location": N_("Points and appointments"),
    "doorstep": N_("Door-to-door sampling"),
    "transport": N_("Transport and laboratories"),
    "rostering": N_("Staff rostering"),
    "supplies": N_("Supplies"),
    "waste": N_("Medical waste"),
    "officials": N_("Named officials"),
    "readiness": N_("Eight in place"),
    "checks": N_("Checks"),
}

_STAGE_STATUS = {
    StageStatus.running: N_("working"),
    StageStatus.optimal: N_("optimal"),
    StageStatus.feasible: N_("good"),
    StageStatus.stopped: N_("stopped, best so far"),
    StageStatus.skipped: N_("nothing to do"),
}

# One and many; Chinese has one form for both.
_ROLES = {
    Role.sampler: (N_("sampler"), N_("samplers")),
    Role.registrar: (N_("registrar"), N_("registrars")),
    Role.usher: (N_("usher"), N_("ushers")),
    Role.packer: (N_("packer"), N_("packers")),
    Role.disinfector: (N_("disinfector"), N_("disinfectors")),
    Role.lead: (N_("point lead"), N_("point leads")),
    Role.doorstep: (N_("doorstep sampler"), N_("doorstep samplers")),
    Role.driver: (N_("driver"), N_("drivers")),
    Role.courier: (N_("courier"), N_("couriers")),
}

_ZONES = {
    Zone.sealed: N_("sealed"),
    Zone.controlled: N_("controlled"),
    Zone.precaution: N_("precaution"),
    Zone.normal: N_("normal"),
}

_ZONE_GROUPS = {
    ZoneGroup.sealed: N_("sealed zone"),
    ZoneGroup.controlled: N_("controlled zone"),
    ZoneGroup.common: N_("other zones"),
}

_ZONE_CLASSES = {
    ZoneClass.open: N_("general"),
    ZoneClass.sealed: N_("sealed zone only"),
}

_STOPS = {"pickup": N_("pickup"), "deliver": N_("delivery")}

_LEVELS = {
    Level.street: N_("street official"),
    Level.community: N_("community official"),
    Level.point: N_("point official"),
}

_VEHICLES = {
    VehicleKind.specimen: (N_("specimen vehicle"), N_("specimen vehicles")),
    VehicleKind.supply: (N_("supply vehicle"), N_("supply vehicles")),
    VehicleKind.waste: (N_("medical-waste vehicle"), N_("medical-waste vehicles")),
}

_KINDS: dict[StrEnum, str] = {
    CompoundKind.residential: N_("housing compound"),
    CompoundKind.village: N_("hamlet"),
    CompoundKind.institution: N_("institution"),
    CompoundKind.isolation: N_("isolation site"),
    SiteKind.school: N_("school"),
    SiteKind.square: N_("square"),
    SiteKind.gym: N_("gymnasium"),
    SiteKind.hospital: N_("hospital"),
    SiteKind.booth: N_("booth"),
    SiteKind.other: N_("other"),
    LabKind.fixed: N_("fixed laboratory"),
    LabKind.cabin: N_("cabin laboratory"),
    LabKind.dome: N_("air-dome laboratory"),
    StaffPool.regular: N_("regular"),
    StaffPool.reserve: N_("reserve"),
    Scope.full: N_("whole district"),
    Scope.key_area: N_("key areas"),
    Scope.key_groups: N_("key groups only"),
    TransportMode.auto: N_("automatic"),
    TransportMode.shared: N_("shared vehicles"),
    TransportMode.dedicated: N_("one vehicle per point"),
}

_READINESS = {
    "publicity": N_("Publicity"),
    "training": N_("Training"),
    "supplies": N_("Supplies in place"),
    "medical": N_("Medical staff"),
    "auxiliary": N_("Auxiliary staff"),
    "order": N_("Order"),
    "special": N_("Special service"),
    "coverage": N_("Full coverage"),
}

# Subjects of shortages that are not ids: what is lacking, in the plural.
_SPOKEN: Mapping[str, str] = {
    **{role.value: names[1] for role, names in _ROLES.items()},
    **{kind.value: names[1] for kind, names in _VEHICLES.items()},
    **{level.value: name for level, name in _LEVELS.items()},
}

_UNITS: Mapping[str, tuple[str, str]] = {
    "persons": (N_("{n} person"), N_("{n} people")),
    "min": (N_("{n} minute"), N_("{n} minutes")),
    "h": (N_("{n} hour"), N_("{n} hours")),
    "m": (N_("{n} m"), N_("{n} m")),
    "km": (N_("{n} km"), N_("{n} km")),
    "lanes": (N_("{n} lane"), N_("{n} lanes")),
    "points": (N_("{n} point"), N_("{n} points")),
    "compounds": (N_("{n} compound"), N_("{n} compounds")),
    "duties": (N_("{n} duty"), N_("{n} duties")),
    "zones": (N_("{n} zone"), N_("{n} zones")),
    "tubes": (N_("{n} tube"), N_("{n} tubes")),
    "tubes/h": (N_("{n} tube an hour"), N_("{n} tubes an hour")),
    "tubes/day": (N_("{n} tube a day"), N_("{n} tubes a day")),
    "units": (N_("{n} unit"), N_("{n} units")),
    "packs": (N_("{n} pack"), N_("{n} packs")),
    "officials": (N_("{n} official"), N_("{n} officials")),
    "vehicles": (N_("{n} vehicle"), N_("{n} vehicles")),
    "runs": (N_("{n} run"), N_("{n} runs")),
}


def stage_name(stage: str, t: Translator) -> str:
    """A planning stage as a heading, such as "Transport and laboratories"."""
    return t(_STAGES[stage]) if stage in _STAGES else stage


def stage_status_name(status: StageStatus, t: Translator) -> str:
    """How a stage ended, in a word or two."""
    return t(_STAGE_STATUS[status])


def stage_note(report: StageReport, t: Translator) -> str:
    """What has to be said about how a stage ended; nothing where the figures say it all."""
    missing = report.facts.get("missing_vehicles", 0)
    if not missing:
        return ""
    return t(
        "One vehicle and crew for each point: {vehicles} short. The points with the fewest tubes"
        " share vehicles.",
        vehicles=quantity(missing, "vehicles", t),
    )


def role_name(role: Role, t: Translator, persons: float = 1) -> str:
    """A role's name, in the form for `persons` people."""
    return t(_ROLES[role][0 if persons == 1 else 1])


def zone_name(zone: Zone, t: Translator) -> str:
    """A zone as an adjective: sealed, controlled, precaution, normal."""
    return t(_ZONES[zone])


def zone_group_name(group: ZoneGroup, t: Translator) -> str:
    """What may not be mixed with anything else, as a noun."""
    return t(_ZONE_GROUPS[group])


def zone_class_name(zone_class: ZoneClass, t: Translator) -> str:
    """What a specimen vehicle carries."""
    return t(_ZONE_CLASSES[zone_class])


def stop_kind_name(kind: str, t: Translator) -> str:
    """What is done at a stop of a run: pickup or delivery."""
    return t(_STOPS[kind])


def level_name(level: Level, t: Translator) -> str:
    """An official of one of the three tiers."""
    return t(_LEVELS[level])


def kind_name(kind: StrEnum, t: Translator) -> str:
    """A kind of compound, site, laboratory or vehicle, a staff pool, a scope or a mode."""
    if isinstance(kind, VehicleKind):
        return t(_VEHICLES[kind][0])
    return t(_KINDS[kind])


def readiness_item_name(item: str, t: Translator) -> str:
    """One of the eight things that must be in place at a point."""
    return t(_READINESS[item])


def number(amount: float) -> str:
    """`amount` with thousands separators, and one decimal only if it has a fraction."""
    rounded = round(amount, 1)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"


def time_name(minute: int, t: Translator) -> str:
    """A `Minute` as people say it: "07:30", "07:30 next day", "22:00 the day before"."""
    day, rest = divmod(minute, DAY_MIN)
    if day == 0:
        return clock(rest)
    if day == 1:
        return t("{time} next day", time=clock(rest))
    if day == -1:
        return t("{time} the day before", time=clock(rest))
    return t("{time} on day {day}", time=clock(rest), day=day + 1)


def count(amount: float, one: str, many: str, t: Translator) -> str:
    """`amount` of something, by the message for one or for many (``{n}`` is the amount)."""
    return t(one if amount == 1 else many, n=number(amount))


def quantity(amount: float, unit: str, t: Translator) -> str:
    """`amount` with its unit: "593 people", "12 minutes", "1 lane"; other units as they are."""
    if unit in _UNITS:
        return count(amount, *_UNITS[unit], t)
    return t("{n} {unit}", n=number(amount), unit=unit)


def people_of_role(persons: float, role: Role, t: Translator) -> str:
    """So many people of a role: "593 samplers"."""
    return t("{n} {role}", n=number(persons), role=role_name(role, t, persons))


def vehicles_of_kind(vehicles: float, kind: VehicleKind, t: Translator) -> str:
    """So many vehicles of a kind: "2 specimen vehicles"."""
    name = t(_VEHICLES[kind][0 if vehicles == 1 else 1])
    return t("{n} {vehicles}", n=number(vehicles), vehicles=name)


def subject_name(subject: str, roster: Roster, t: Translator) -> str:
    """An id as people know it: id and name of a place, plate of a vehicle, name of a person.

    Roles, vehicle kinds and levels of officials are subjects too; what is unknown stays as is.
    """
    for table in (roster.site, roster.compound, roster.lab, roster.person):
        if subject in table:
            name = table[subject].name
            return subject if name == subject else f"{subject} {name}"
    if subject in roster.vehicle:
        plate = roster.vehicle[subject].plate
        return subject if plate == subject else f"{subject} {plate}"
    spoken = _SPOKEN.get(subject)
    return subject if spoken is None else t(spoken)
