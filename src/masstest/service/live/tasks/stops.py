"""Stops as a driver needs them: where it is on two kinds of map, whom to call, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from masstest.domain.plan import Plan, Stop, SupplyStop, WasteStop
from masstest.domain.roster import Role, Roster
from masstest.service.live.in_force.plan_in_force import Published
from masstest.service.live.tasks.where import where_is

NOTICED_MIN = 3
"""A stop that moves by less is the same to a driver."""

AnyStop = Stop | SupplyStop | WasteStop


@dataclass(frozen=True)
class Visit:
    """A stop of a vehicle's day: the how-manieth of which run, of which kind, at which place."""

    run_id: str
    number: int
    kind: str  # pickup | deliver | supply | waste
    stop: AnyStop

    @property
    def place(self) -> tuple[str, str]:
        """Kind and id of the place: ("team", "T1")."""
        stop = self.stop
        if isinstance(stop, Stop):
            if stop.lab_id is not None:
                return "lab", stop.lab_id
            if stop.team_id is not None:
                return "team", stop.team_id
        return "site", stop.site_id or ""

    @property
    def key(self) -> tuple[str, tuple[str, str]]:
        """What makes it the same visit in another plan."""
        return self.kind, self.place


def visits_of(plan: Plan, vehicle_id: str) -> list[Visit]:
    """All stops of a vehicle's day, run by run in the order of time."""
    own: list[tuple[int, list[Visit]]] = []
    for run in plan.runs:
        if run.vehicle_id == vehicle_id:
            stops = enumerate(run.stops)
            own.append((run.start, [Visit(run.run_id, i, s.kind, s) for i, s in stops]))
    for supply in plan.supply_runs:
        if supply.vehicle_id == vehicle_id:
            goods = enumerate(supply.stops)
            own.append((supply.start, [Visit(supply.run_id, i, "supply", s) for i, s in goods]))
    for waste in plan.waste_runs:
        if waste.vehicle_id == vehicle_id:
            bags = enumerate(waste.stops)
            own.append((waste.start, [Visit(waste.run_id, i, "waste", s) for i, s in bags]))
    own.sort(key=lambda run: run[0])
    return [visit for _, visits in own for visit in visits]


def told(visit: Visit, plan: Plan, roster: Roster) -> dict[str, Any]:
    """A stop for the phone."""
    stop, (kind, place_id) = visit.stop, visit.place
    tubes = stop.tubes if isinstance(stop, Stop) else 0
    return {
        "run_id": visit.run_id,
        "stop": visit.number,
        "kind": visit.kind,
        "place_kind": kind,
        "place_id": place_id,
        **_where(visit, roster),
        "arrive_min": stop.arrive,
        "depart_min": stop.depart,
        "tubes": tubes,
        "key_tubes": stop.key_tubes if isinstance(stop, Stop) else 0,
        "boxes": ceil(tubes / roster.parameters.tubes_per_box),
        "contacts": _contacts(visit, plan, roster),
    }


def marked(
    now: list[Visit], before: list[Visit]
) -> tuple[dict[tuple[str, int], dict[str, Any]], list[Visit]]:
    """What changed: a mark for each new or moved visit, by (run, stop), and the visits dropped.

    Visits of one place are paired within their run if they can be, and then with those nearest in
    time, the closest pairs first.
    """
    pairs = sorted(
        (new.run_id != old.run_id, abs(new.stop.arrive - old.stop.arrive), i, j)
        for i, new in enumerate(now)
        for j, old in enumerate(before)
        if new.key == old.key
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    marks: dict[tuple[str, int], dict[str, Any]] = {}
    for i, visit in enumerate(now):
        if i not in partner:
            marks[visit.run_id, visit.number] = {"kind": "new"}
            continue
        old = before[partner[i]]
        if abs(visit.stop.arrive - old.stop.arrive) >= NOTICED_MIN:
            marks[visit.run_id, visit.number] = {
                "kind": "other_time", "was_min": old.stop.arrive,
            }  # fmt: skip
    return marks, [old for j, old in enumerate(before) if j not in taken]


def _where(visit: Visit, roster: Roster) -> dict[str, Any]:
    kind, place_id = visit.place
    if kind == "lab":
        return where_is(roster.lab.get(place_id), place_id)
    if kind == "team":
        met = visit.stop.compound_id if isinstance(visit.stop, Stop) else None
        return where_is(roster.compound.get(met or ""), place_id)
    return where_is(roster.site.get(place_id), place_id)


def _contacts(visit: Visit, plan: Plan, roster: Roster) -> list[dict[str, str]]:
    """Whom to call at a stop: who leads the point then, or the members of the team."""
    kind, place_id = visit.place
    if kind == "team":
        team = plan.team.get(place_id)
        people = [] if team is None else list(team.staff_ids)
    else:
        leads = [d for d in plan.duties if d.role is Role.lead and d.at == place_id]
        then = [d for d in leads if d.start <= visit.stop.arrive < d.end]
        people = [duty.staff_id for duty in then or leads]
    found = (roster.person.get(person) for person in dict.fromkeys(people))
    return [{"name": p.name, "phone": p.phone} for p in found if p is not None]


def dropped(visit: Visit, before: Published) -> dict[str, Any]:
    """A visit that isn't in the plan any more."""
    return {
        "kind": visit.kind,
        "place_id": visit.place[1],
        "name": _where(visit, before.roster)["name"],
        "arrive_min": visit.stop.arrive,
    }
