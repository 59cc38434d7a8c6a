"""What the doorstep stage falls short of, with the people or the vehicle that would end it."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.outcome import Remedy, RemedyCode, Shortage
from masstest.domain.roster import Compound, Role, Roster, VehicleKind
from masstest.solver.doorstep.visits import Visit
from masstest.solver.routing import Routing

PAIR = 2
WHOLE_DISTRICT = ""  # the subject of what no single place is to blame for


def doorstep_shortages(
    roster: Roster,
    visits: Sequence[Visit],
    routing: Routing,
    *,
    missing_teams: int,
    cut_off: Sequence[Compound],
) -> tuple[Shortage, ...]:
    """Shortages of a doorstep plan.

    Parameters
    ----------
    missing_teams : teams more with which everybody would be visited in time
    cut_off : sealed compounds whose tubes can't get to a laboratory
    """
    shortages = [_cut_off(roster, compound) for compound in cut_off]
    unvisited = sum(visits[v].persons for v in routing.unserved)
    if unvisited:
        shortages.append(
            Shortage(
                rule="doorstep_coverage",
                subject=WHOLE_DISTRICT,
                amount=unvisited,
                unit="persons",
                remedies=_add_staff("doorstep_coverage", missing_teams),
            )
        )
    latest = max((route.depart[-1] for route in routing.routes), default=0)
    late_min = latest - roster.doorstep_deadline
    if late_min > 0:
        shortages.append(
            Shortage(
                rule="doorstep_deadline",
                subject=WHOLE_DISTRICT,
                amount=late_min,
                unit="min",
                deadline_missed_by_min=late_min,
                remedies=_add_staff("doorstep_deadline", missing_teams),
            )
        )
    return tuple(shortages)


def _cut_off(roster: Roster, compound: Compound) -> Shortage:
    """Nothing helps while no laboratory takes sealed tubes; otherwise a vehicle does."""
    vehicle = Remedy(
        code=RemedyCode.add_vehicles,
        rule="doorstep_coverage",
        subject=VehicleKind.specimen.value,
        quantity=1,
        unit="vehicles",
        facts={"sealed_ok": True},
    )
    return Shortage(
        rule="doorstep_coverage",
        subject=compound.compound_id,
        amount=roster.demand(compound).doorstep,
        unit="persons",
        remedies=(vehicle,) if any(lab.sealed_ok for lab in roster.labs) else (),
    )


def _add_staff(rule: str, teams: int) -> tuple[Remedy, ...]:
    """People for `teams` more pairs, all of whom can sample."""
    if teams <= 0:
        return ()
    return (
        Remedy(
            code=RemedyCode.add_staff,
            rule=rule,
            subject=Role.doorstep.value,
            quantity=PAIR * teams,
            unit="persons",
        ),
    )
