"""The day so far, from a ledger and the plan in force, without a store."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from masstest.domain.day_so_far import DaySoFar, PointState, StopSoFar, VisitSoFar
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.events import Event
from masstest.service.live.ledger.wire import FACT
from masstest.service.live.proposals.day_so_far import day_so_far
from valid_plan import valid_plan, valid_roster

DAY = Day(valid_plan(valid_roster()), valid_roster())
NUMBERS = itertools.count()


def event(at_min: float, place: str, kind: str, **more: Any) -> Event:
    return Event(
        event_id=f"event-{next(NUMBERS):06d}",
        at_min=at_min,
        place=place,
        person="A",
        fact=FACT.validate_python({"kind": kind, **more}),
    )


def so_far(*events: Event, now_min: float = 560) -> DaySoFar:
    ledger = Ledger()
    ledger.add(events)
    return day_so_far(DAY, ledger, now_min, ledger_number=7)


def test_silence_says_nothing() -> None:
    assert so_far() == DaySoFar(now_min=560, ledger_number=7)


def test_a_count_and_when_it_ends() -> None:
    found = so_far(
        event(420, "P1", "point_opened", site_id="P1", lanes=1),
        event(480, "P1", "people_sampled", site_id="P1", persons=60),
        event(550, "P1", "people_sampled", site_id="P1", persons=130),
    )
    (point,) = found.points
    assert (point.site_id, point.persons, point.as_of_min) == ("P1", 130, 550)
    assert point.state is PointState.open
    assert point.finish_min is not None
    assert point.finish_min > 620, "half the pace"


def test_points_paused_closed_and_done() -> None:
    found = so_far(
        event(420, "P1", "point_opened", site_id="P1", lanes=1),
        event(500, "P1", "people_sampled", site_id="P1", persons=150),
        event(510, "P1", "point_closed", site_id="P1", done=False, reason="rain"),
        event(450, "P2", "point_opened", site_id="P2", lanes=1),
        event(479, "P2", "people_sampled", site_id="P2", persons=55),
        event(481, "P2", "point_closed", site_id="P2", done=True),
    )
    states = {point.site_id: (point.state, point.persons) for point in found.points}
    assert states == {"P1": (PointState.closed, 150), "P2": (PointState.done, 55)}
    assert found.closed_sites == ("P1",)
    paused = so_far(
        event(420, "P1", "point_opened", site_id="P1", lanes=1),
        event(500, "P1", "point_paused", site_id="P1"),
    )
    assert [point.state for point in paused.points] == [PointState.paused]


def test_stops_made_and_passed_over() -> None:
    def at(stop: int) -> dict[str, Any]:
        return {"vehicle_id": "V1", "run_id": "R1", "stop": stop}

    found = so_far(
        event(531, "V1", "vehicle_arrived", **at(0)),
        event(539, "V1", "vehicle_departed", **at(0)),
        event(555, "V1", "vehicle_arrived", **at(2)),
    )
    assert found.stops == (
        StopSoFar(run_id="R1", stop=0, arrived_min=531, departed_min=539),
        StopSoFar(run_id="R1", stop=1, skipped=True),
        StopSoFar(run_id="R1", stop=2, arrived_min=555),
    )


def test_stops_that_were_numbered_anew_are_known_by_their_place() -> None:
    """The plan in force has R1 without a stop that was passed over: P1 was number 2."""

    def at(stop: int) -> dict[str, Any]:
        return {"vehicle_id": "V1", "run_id": "R1", "stop": stop}

    found = so_far(
        event(531, "T1", "vehicle_arrived", **at(0)),
        event(539, "T1", "vehicle_departed", **at(0)),
        event(541, "P1", "vehicle_arrived", **at(2)),
        event(549, "P1", "vehicle_departed", **at(2)),
        event(554, "P2", "vehicle_arrived", **at(2)),
    )
    assert found.stops == (
        StopSoFar(run_id="R1", stop=0, arrived_min=531, departed_min=539),
        StopSoFar(run_id="R1", stop=1, arrived_min=541, departed_min=549),
        StopSoFar(run_id="R1", stop=2, arrived_min=554),
    )


@pytest.mark.parametrize("run_id", ["R1", None])
def test_a_box_tells_of_a_stop_that_nobody_reported(run_id: str | None) -> None:
    found = so_far(
        event(538, "P1", "box_sealed", box_id="B1", source="P1", seal="S1", tubes_counted=20,
              tubes_scanned=20),
        event(544, "V1", "box_handed_over", box_id="B1", seal="S1", tubes_counted=20,
              vehicle_id="V1", run_id=run_id),
    )  # fmt: skip
    told = [(stop.stop, stop.departed_min, stop.tubes) for stop in found.stops]
    assert told == ([(1, 544, 20)] if run_id else [])


def test_visits() -> None:
    found = so_far(
        event(445, "T1", "doorstep_stop_done", team_id="T1", compound_id="C1", stop=0, persons=3)
    )
    assert found.visits == (VisitSoFar(team_id="T1", stop=0, done_min=445, persons=3),)
