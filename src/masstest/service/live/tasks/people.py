"""The people of a place, as its phone shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from masstest.access.roles import Scope
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster


def people_told(staff_ids: Iterable[str], roster: Roster) -> list[dict[str, Any]]:
    """Each person once, with what of them is in sight."""
    found = (roster.person.get(staff_id) for staff_id in dict.fromkeys(staff_ids))
    return [{"staff_id": p.staff_id, "name": p.name, "phone": p.phone} for p in found if p]


def crew_of(plan: Plan, vehicle_id: str) -> list[str]:
    """Who travels in a vehicle that day, as the plan names them."""
    crews = [
        *((run.vehicle_id, run.crew) for run in plan.runs),
        *((run.vehicle_id, run.crew) for run in plan.supply_runs),
        *((run.vehicle_id, run.crew) for run in plan.waste_runs),
    ]
    return [person for vehicle, crew in crews if vehicle == vehicle_id for person in crew]


def on_duty(plan: Plan, roster: Roster, scope: Scope, place: str) -> list[dict[str, str]]:
    """Who can hold a place's phone: its crew, by name, without phones.

    A laboratory's people aren't in the roster; they say their names themselves.
    """
    if scope is Scope.vehicle:
        people = crew_of(plan, place)
    elif scope is Scope.team:
        team = plan.team.get(place)
        people = [] if team is None else list(team.staff_ids)
    else:
        people = [duty.staff_id for duty in plan.duties if duty.at == place]
    found = (roster.person.get(staff_id) for staff_id in dict.fromkeys(people))
    return [{"staff_id": p.staff_id, "name": p.name} for p in found if p]
