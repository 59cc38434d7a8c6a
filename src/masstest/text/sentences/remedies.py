"""What can be done about a shortage, as clauses ("add 1 lane …") and as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from masstest.domain.outcome import Remedy, RemedyCode
from masstest.domain.roster import Level, Role, Roster, VehicleKind, ZoneGroup
from masstest.text import Translator
from masstest.text.sentences.names import (
    level_name,
    number,
    people_of_role,
    quantity,
    subject_name,
    time_name,
    vehicles_of_kind,
    zone_group_name,
)


def remedy_sentence(remedy: Remedy, roster: Roster, t: Translator) -> str:
    """What to do, with its quantity, as a sentence of its own."""
    clause = remedy_clause(remedy, roster, t)
    return t("{clause}.", clause=clause[:1].upper() + clause[1:])


def remedy_clause(remedy: Remedy, roster: Roster, t: Translator) -> str:
    """What to do, with its quantity, as a clause that may stand after a colon or an "or"."""
    return _CLAUSES[remedy.code](remedy, roster, t)


def _add_staff(remedy: Remedy, roster: Roster, t: Translator) -> str:
    people = people_of_role(remedy.quantity, Role(remedy.subject), t)
    group = remedy.facts.get("zone_group")
    if group is None:
        return t("add {people}", people=people)
    zone = zone_group_name(ZoneGroup(str(group)), t)
    return t("add {people} for the {zone}", people=people, zone=zone)


def _add_lanes(remedy: Remedy, roster: Roster, t: Translator) -> str:
    return t(
        "add {lanes} at {site} ({people})",
        lanes=quantity(remedy.quantity, "lanes", t),
        site=subject_name(remedy.subject, roster, t),
        people=_lane_people(remedy.quantity, roster, t),
    )


def _open_point(remedy: Remedy, roster: Roster, t: Translator) -> str:
    facts = remedy.facts
    compound = roster.compound.get(remedy.subject)
    within_m = facts.get("within_m")
    if within_m is None and compound is not None:
        within_m = roster.walking_limit_m(compound)
    clause = t(
        "open a point with {lanes} within {distance} of {compound}",
        lanes=quantity(remedy.quantity, "lanes", t),
        distance=quantity(float(within_m or 0), "m", t),
        compound=subject_name(remedy.subject, roster, t),
    )
    if "persons" not in facts:
        return clause
    people = quantity(float(facts["persons"]), "persons", t)
    return t("{clause} ({details})", clause=clause, details=people)


def _add_vehicles(remedy: Remedy, roster: Roster, t: Translator) -> str:
    clause = t(
        "add {vehicles}",
        vehicles=vehicles_of_kind(remedy.quantity, VehicleKind(remedy.subject), t),
    )
    details = []
    if "capacity_tubes" in remedy.facts:
        tubes = quantity(float(remedy.facts["capacity_tubes"]), "tubes", t)
        details.append(t("room for {tubes} each", tubes=tubes))
    if remedy.facts.get("sealed_ok"):
        details.append(t("fit for sealed zones"))
    if not details:
        return clause
    return t("{clause} ({details})", clause=clause, details=t(", ").join(details))


def _add_lab_capacity(remedy: Remedy, roster: Roster, t: Translator) -> str:
    lab = roster.lab.get(remedy.subject)
    per_day = float(remedy.facts.get("tubes_per_day", 0))
    clause = t(
        "raise {lab} by {more}",
        lab=subject_name(remedy.subject, roster, t),
        more=quantity(remedy.quantity, "tubes/h", t),
    )
    details = []
    if lab is not None:
        now = lab.tubes_per_hour
        details.append(
            t("from {now} to {then}", now=number(now), then=number(now + remedy.quantity))
        )
    if per_day:
        more = quantity(per_day, "tubes/day", t)
        details.append(t("and its day limit by {more}", more=more))
    if not details:
        return clause
    return t("{clause} ({details})", clause=clause, details=t(", ").join(details))


def _extend_lab_hours(remedy: Remedy, roster: Roster, t: Translator) -> str:
    lab = roster.lab.get(remedy.subject)
    name, longer = subject_name(remedy.subject, roster, t), quantity(remedy.quantity, "min", t)
    if lab is None:
        return t("let {lab} receive {longer} longer", lab=name, longer=longer)
    until = time_name(lab.receive_until + round(remedy.quantity), t)
    return t(
        "let {lab} receive {longer} longer, until {until}", lab=name, longer=longer, until=until
    )


def _add_stock(remedy: Remedy, roster: Roster, t: Translator) -> str:
    units = {item.item: item.unit for item in roster.supplies}
    unit = units.get(remedy.subject, remedy.unit)
    more = t("{n} {unit}", n=number(remedy.quantity), unit=unit)
    return t("get {more} of {item} more", more=more, item=remedy.subject)


def _add_official(remedy: Remedy, roster: Roster, t: Translator) -> str:
    facts = remedy.facts
    area = " ".join(str(facts[key]) for key in ("street", "community") if facts.get(key))
    level = level_name(Level(remedy.subject), t)
    officials = quantity(remedy.quantity, "persons", t)
    if not area:
        return t("name {people} as {level}", people=officials, level=level)
    return t("name {people} as {level} in {area}", people=officials, level=level, area=area)


def _move_compound(remedy: Remedy, roster: Roster, t: Translator) -> str:
    return t(
        "move compound {compound} ({people}) to {site}",
        compound=subject_name(remedy.subject, roster, t),
        people=quantity(remedy.quantity, "persons", t),
        site=subject_name(str(remedy.facts.get("site_id", "?")), roster, t),
    )


def _lane_people(lanes: float, roster: Roster, t: Translator) -> str:
    """The people whom so many more lanes need."""
    par = roster.parameters
    per_lane = (
        (par.samplers_per_lane, Role.sampler),
        (par.registrars_per_lane, Role.registrar),
        (par.ushers_per_lane, Role.usher),
    )
    needed = [people_of_role(n * lanes, role, t) for n, role in per_lane if n]
    return t(", ").join(needed)


_CLAUSES: Mapping[RemedyCode, Callable[[Remedy, Roster, Translator], str]] = {
    RemedyCode.add_staff: _add_staff,
    RemedyCode.add_lanes: _add_lanes,
    RemedyCode.open_point: _open_point,
    RemedyCode.add_vehicles: _add_vehicles,
    RemedyCode.add_lab_capacity: _add_lab_capacity,
    RemedyCode.extend_lab_hours: _extend_lab_hours,
    RemedyCode.add_stock: _add_stock,
    RemedyCode.add_official: _add_official,
    RemedyCode.move_compound: _move_compound,
}
