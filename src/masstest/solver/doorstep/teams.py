"""From routes to doorstep teams of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from masstest.domain.plan import DoorstepStop, DoorstepTeam
from masstest.domain.roster import Roster, Zone, ZoneGroup
from masstest.solver.doorstep.visits import Visit
from masstest.solver.routing import Route


def doorstep_teams(
    roster: Roster, visits: Sequence[Visit], routes: Sequence[Route]
) -> tuple[DoorstepTeam, ...]:
    """Teams numbered by zone group, then by the street and the compound they begin at."""
    groups = list(ZoneGroup)

    def place(route: Route) -> tuple[int, str, str, tuple[int, ...]]:
        first = visits[route.stops[0]]
        compound = first.compound
        return groups.index(first.group), compound.street, compound.compound_id, route.stops

    return tuple(
        DoorstepTeam(
            team_id=f"T{number:03d}",
            zone=_zone([visits[v] for v in route.stops]),
            stops=tuple(
                _stop(roster, visits[v], arrive, depart)
                for v, arrive, depart in zip(route.stops, route.arrive, route.depart, strict=True)
            ),
        )
        for number, route in enumerate(sorted(routes, key=place), start=1)
    )


def _stop(roster: Roster, visit: Visit, arrive: int, depart: int) -> DoorstepStop:
    tubes, key_tubes = visit.tubes(roster)
    return DoorstepStop(
        compound_id=visit.compound.compound_id,
        arrive=arrive,
        depart=depart,
        persons=visit.persons,
        key_persons=visit.key_persons,
        tubes=tubes,
        key_tubes=key_tubes,
    )


def _zone(visits: Sequence[Visit]) -> Zone:
    """The zone where the team has most people; the first in the order of zones among equals."""
    persons: Counter[Zone] = Counter()
    for visit in visits:
        persons[visit.compound.zone] += visit.persons
    return max(Zone, key=lambda zone: persons[zone])
