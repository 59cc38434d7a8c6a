"""A plan and its roster, looked up the way the sheets need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from masstest.domain.pickups import Pickup, by_source, pickups_by_time
from masstest.domain.plan import Coverage, DoorstepStop, Duty, Plan, Stop, Supply, SupplyRun
from masstest.domain.roster import Role, Roster
from masstest.text import Translator

Cell: TypeAlias = str | int | float | None
"""A cell's value; in a column of kind `time` an int is a `Minute`."""

Row: TypeAlias = Mapping[str, Cell]
"""Technical column name -> value; columns that are not named stay blank."""


@dataclass(frozen=True)
class Book:
    """What the sheets are made from: the plan, its roster, and the reader's language."""

    plan: Plan
    roster: Roster
    t: Translator

    @cached_property
    def points_by_area(self) -> Sequence[str]:
        """Site ids of the points in the order people look for them: street, community, id."""

        def area(site_id: str) -> tuple[str, str, str]:
            site = self.roster.site.get(site_id)
            return (site.street, site.community, site_id) if site else ("", "", site_id)

        return sorted(self.plan.point, key=area)

    @cached_property
    def coverage_at(self) -> Mapping[str, Sequence[Coverage]]:
        """site_id -> the compounds it serves."""
        rows: dict[str, list[Coverage]] = defaultdict(list)
        for row in self.plan.coverage:
            rows[row.site_id].append(row)
        return rows

    @cached_property
    def duties_at(self) -> Mapping[str, Sequence[Duty]]:
        """Place of duty (site, team or vehicle) -> its duties, by lane and start."""
        duties: dict[str, list[Duty]] = defaultdict(list)
        for duty in sorted(self.plan.duties, key=lambda d: (d.at, d.lane or 0, d.start)):
            duties[duty.at].append(duty)
        return duties

    @cached_property
    def pickups(self) -> Sequence[Pickup]:
        """Every pickup of the plan, by time."""
        return pickups_by_time(self.plan)

    @cached_property
    def pickups_at(self) -> Mapping[str, Sequence[Pickup]]:
        """site_id or team_id -> its pickups, by time."""
        return by_source(self.pickups)

    @cached_property
    def doorstep_stops(self) -> Sequence[tuple[str, DoorstepStop]]:
        """(team_id, stop) of all teams."""
        return [(team.team_id, stop) for team in self.plan.doorstep for stop in team.stops]

    @cached_property
    def supplies_to(self) -> Mapping[str, Sequence[Supply]]:
        """site_id or team_id -> what it receives."""
        supplies: dict[str, list[Supply]] = defaultdict(list)
        for supply in self.plan.supplies:
            supplies[supply.site_id or supply.team_id or ""].append(supply)
        return supplies

    @cached_property
    def kit_run(self) -> Mapping[str, tuple[SupplyRun, int]]:
        """site_id -> the last supply run that stops there, and when: then its kit is complete."""
        last: dict[str, tuple[SupplyRun, int]] = {}
        for run in self.plan.supply_runs:
            for stop in run.stops:
                if stop.site_id not in last or stop.arrive > last[stop.site_id][1]:
                    last[stop.site_id] = (run, stop.arrive)
        return last

    def name(self, staff_id: str) -> str:
        person = self.roster.person.get(staff_id)
        return staff_id if person is None else person.name

    def contact(self, staff_id: str) -> str:
        """A person's name and phone number; the id if the roster doesn't have them."""
        person = self.roster.person.get(staff_id)
        return staff_id if person is None else f"{person.name} {person.phone}".strip()

    def contacts(self, staff_ids: Sequence[str]) -> str:
        """One line for each person, nobody twice."""
        return "\n".join(self.contact(staff_id) for staff_id in dict.fromkeys(staff_ids))

    def contacts_of_role(self, place: str, role: Role) -> str:
        """Who serves in `role` at a place: one line each, in the order of lanes and times."""
        duties = self.duties_at.get(place, ())
        return self.contacts([duty.staff_id for duty in duties if duty.role is role])

    def of_role(self, crew: Sequence[str], vehicle_id: str, role: Role) -> list[str]:
        """Who of a run's crew is its driver or its courier, by the duties in that vehicle."""
        serving = {d.staff_id for d in self.duties_at.get(vehicle_id, ()) if d.role is role}
        return [staff_id for staff_id in dict.fromkeys(crew) if staff_id in serving]

    def plate(self, vehicle_id: str) -> str:
        vehicle = self.roster.vehicle.get(vehicle_id)
        return vehicle_id if vehicle is None else vehicle.plate

    def site_name(self, site_id: str | None) -> str:
        if site_id is None:
            return ""
        site = self.roster.site.get(site_id)
        if site is not None:
            return site.name
        point = self.plan.point.get(site_id)
        return site_id if point is None else point.name

    def compound_name(self, compound_id: str | None) -> str:
        compound = self.roster.compound.get(compound_id or "")
        return compound_id or "" if compound is None else compound.name

    def lab_name(self, lab_id: str | None) -> str:
        lab = self.roster.lab.get(lab_id or "")
        return lab_id or "" if lab is None else lab.name

    def team_name(self, team_id: str) -> str:
        return self.t("Doorstep team {team}", team=team_id)

    def duty_place(self, place_id: str) -> str:
        """Where a duty is: a point's name, a vehicle's plate, or a team."""
        if place_id in self.plan.point:
            return self.site_name(place_id)
        if place_id in self.plan.team:
            return self.team_name(place_id)
        if place_id in self.roster.vehicle:
            return self.t("Vehicle {plate}", plate=self.plate(place_id))
        return self.site_name(place_id)

    def stop_place(self, stop: Stop) -> str:
        """Where a vehicle stops: a point, a laboratory, or a team at a compound."""
        if stop.lab_id is not None:
            return self.lab_name(stop.lab_id)
        if stop.site_id is not None:
            return self.site_name(stop.site_id)
        team = self.team_name(stop.team_id or "")
        return f"{team}: {self.compound_name(stop.compound_id)}"

    def street_of(self, place_id: str | None) -> str:
        place = self.roster.site.get(place_id or "") or self.roster.compound.get(place_id or "")
        return "" if place is None else place.street
