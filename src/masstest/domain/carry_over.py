"""What a round leaves behind for the next one: places, duties, rest, zones served."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from masstest.domain.plan import Coverage, Plan
from masstest.domain.roster import Previous, Roster, Staff, Zone, ZoneClass
from masstest.domain.units import DAY_MIN


class LastDuty(NamedTuple):
    """When a person's last duty of a round ended (`Minute` of that round), and in which zone."""

    end: int
    zone: Zone


def carry_over(roster: Roster, plan: Plan | Iterable[Coverage], days: int = 1) -> Roster:
    """The roster of the round `days` days later, with what `plan` leaves behind.

    Compounds that the plan sends nowhere (out of scope, or sealed this time) keep the place
    that they had before.

    Parameters
    ----------
    roster : the roster that `plan` was made from
    plan : the plan; or only its coverage, then duties and rest are not carried over
    days : days between the two rounds

    Returns
    -------
    Roster with date, number, `previous`, and each person's `duties_so_far`, `last_duty_end`
    and `last_zone`
    """
    coverage = plan.coverage if isinstance(plan, Plan) else tuple(plan)
    last = last_duties(plan) if isinstance(plan, Plan) else {}
    after = {
        "date": roster.round.date + dt.timedelta(days=days),
        "number": roster.round.number + 1,
    }
    return roster.model_copy(
        update={
            "round": roster.round.model_copy(update=after),
            "previous": _places(roster, coverage),
            "staff": tuple(
                _carried(person, last.get(person.staff_id), days) for person in roster.staff
            ),
        }
    )


def last_duties(plan: Plan) -> Mapping[str, LastDuty]:
    """staff_id -> the duty that ended last, of everybody who had one."""
    sealed_vehicles = {r.vehicle_id for r in plan.runs if r.zone_class is ZoneClass.sealed}
    last: dict[str, LastDuty] = {}
    for duty in sorted(plan.duties, key=lambda duty: (duty.end, duty.start)):
        if duty.at in plan.point:
            zone = plan.point[duty.at].zone
        elif duty.at in plan.team:
            zone = plan.team[duty.at].zone
        else:
            zone = Zone.sealed if duty.at in sealed_vehicles else Zone.normal
        last[duty.staff_id] = LastDuty(duty.end, zone)
    return last


def _places(roster: Roster, coverage: Sequence[Coverage]) -> tuple[Previous, ...]:
    visited = dict.fromkeys((row.compound_id, row.site_id) for row in coverage)
    placed = {compound_id for compound_id, _ in visited}
    kept = [row for row in roster.previous if row.compound_id not in placed]
    return (*(Previous(compound_id=c, site_id=s) for c, s in visited), *kept)


def _carried(person: Staff, last: LastDuty | None, days: int) -> Staff:
    """A person a round later: minutes count from the new date."""
    if last is not None:
        return person.model_copy(
            update={
                "duties_so_far": person.duties_so_far + 1,
                "last_duty_end": last.end - days * DAY_MIN,
                "last_zone": last.zone,
            }
        )
    if person.last_duty_end is None:
        return person
    return person.model_copy(update={"last_duty_end": person.last_duty_end - days * DAY_MIN})
