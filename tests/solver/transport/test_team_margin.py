"""The margin of pickups at doorstep teams: a team behind time misses none, and it goes first."""

from __future__ import annotations

import pytest

import plan_parts
import support
import transport_days as days
from masstest.domain.outcome import StageResult
from masstest.solver.stages import TransportPlan
from masstest.solver.transport import plan_transport

MARGIN_MIN = 20
STOPS = ((420, 450), (540, 570))  # ten people each, and a rest between them
LAST_READY = (455, 575)


def planned(*, at_ease: bool, available_until: int = 900) -> StageResult[TransportPlan]:
    """A team of two stops, a vehicle, a laboratory 3 km away."""
    roster = support.roster(
        tuple(support.compound(f"C{n}", 20) for n in (0, 1)),
        staff=days.CREW,
        vehicles=(support.vehicle("V1", available_until=available_until),),
        labs=(support.lab("L1"),),
        parameters={"team_pickup_margin_min": MARGIN_MIN},
    )
    stops = tuple(plan_parts.stop(f"C{n}", *times, 10, tubes=2) for n, times in enumerate(STOPS))
    tiny = days.TinyDay(roster, (), (plan_parts.team(*stops),))
    plan = tiny.plan(())
    budget = plan_parts.budget(0.3)
    found = plan_transport(roster, tiny.travel, (), (), plan.doorstep, budget, at_ease=at_ease)
    assert found.shortages == ()
    return found


def pickups(found: StageResult[TransportPlan]) -> list[int]:
    return sorted(s.arrive for run in found.value.runs for s in run.stops if s.kind == "pickup")


@pytest.mark.parametrize("at_ease", [False, True])
def test_pickups_leave_a_team_time_to_be_late(at_ease: bool) -> None:
    first, *_, last = pickups(planned(at_ease=at_ease))
    margin = MARGIN_MIN if at_ease else 0
    assert last >= LAST_READY[1] + margin
    assert not LAST_READY[0] <= first < LAST_READY[0] + margin
    assert last < LAST_READY[1] + margin + 15


def test_the_margin_goes_before_anything_is_left_behind() -> None:
    """The vehicle has to be home when the team's tubes could just have been brought."""
    in_time = LAST_READY[1] + days.STOP_MIN + 15 + days.UNLOAD_MIN
    last = pickups(planned(at_ease=True, available_until=in_time))[-1]
    assert LAST_READY[1] <= last < LAST_READY[1] + MARGIN_MIN
