"""Which stops of a run reports mean, also those made by an earlier plan of the day."""

from __future__ import annotations

from collections.abc import Sequence, Set

from masstest.domain.plan import Plan, Run, SupplyRun, WasteRun
from masstest.domain.roster import Roster
from masstest.live.custody import VehicleStop


def places_of_day(plan: Plan, roster: Roster) -> frozenset[str]:
    """Wherever a vehicle can stop: sites, laboratories, teams, and compounds where they are met."""
    teams = (team.team_id for team in plan.doorstep)
    return frozenset((*roster.site, *roster.lab, *roster.compound, *teams))


def place_told(run: Run | SupplyRun | WasteRun, number: int) -> str:
    """As phones tell it: the laboratory, team or site of a stop."""
    stop = run.stops[number]
    if isinstance(run, Run):
        own = run.stops[number]
        return own.lab_id or own.team_id or own.site_id or ""
    return stop.site_id or ""


def stops_made(
    run: Run | SupplyRun | WasteRun, told: Sequence[VehicleStop], places: Set[str]
) -> dict[int, VehicleStop]:
    """What was reported of a run, by the numbers that its stops have now.

    A plan without a stop that was passed over numbers those after it anew, so the place tells which
    stop is meant; of several stops at one place it is the nearest number. Where no place of the day
    (`places`) was told the number counts.
    """
    names = [_names(run, number) for number in range(len(run.stops))]
    own_told = [each for each in told if each.run_id == run.run_id]
    found: dict[int, VehicleStop] = {}
    for each in own_told:
        own = [n for n, known in enumerate(names) if each.place in known and n not in found]
        if own:
            found[min(own, key=lambda n: abs(n - each.stop))] = each
    for each in own_told:
        if each.place not in places and each.stop < len(names):
            found.setdefault(each.stop, each)
    return found


def _names(run: Run | SupplyRun | WasteRun, number: int) -> tuple[str, ...]:
    """A team is also found at the compound where it is met."""
    place = place_told(run, number)
    compound_id = run.stops[number].compound_id if isinstance(run, Run) else None
    return (place,) if compound_id is None else (place, compound_id)
