"""What pickups of earlier and new runs find, and which runs stay, on the day worked out by hand."""

from __future__ import annotations

from masstest.checks.whereabouts import Whereabouts
from masstest.domain.plan import Run, Stop
from masstest.domain.roster import Role
from masstest.domain.travel import Place
from masstest.solver.transport.again.counting import counted
from masstest.solver.transport.again.standing import Ground
from masstest.solver.transport.lost_labs import Loss, fetched
from masstest.solver.transport.sources import all_sources
from rounds.lost_lab import day_by_hand

ROSTER, PLAN, TRAVEL = day_by_hand()
RUNS = {run.run_id: run for run in PLAN.runs}


def counted_from(freeze: int, *runs: Run) -> dict[str, Run]:
    sources = all_sources(ROSTER, TRAVEL, PLAN.points, PLAN.coverage, PLAN.doorstep)
    ground = Ground(ROSTER, TRAVEL, {source.source_id: source for source in sources}, freeze)
    return {run.run_id: run for run in counted(ground, runs)}


def test_of_two_runs_in_the_same_minute_the_first_takes_all() -> None:
    """As the checker has it: by the run's id."""
    first, (t1, p1, *_) = RUNS["R1"], RUNS["R1"].stops
    second = RUNS["R2"].model_copy(
        update={"run_id": "R0", "stops": (p1.model_copy(update={"tubes": 0}), first.stops[-1])}
    )
    found = counted_from(first.start, first, second)
    assert found["R0"].stops[0].tubes == p1.tubes
    assert [stop.site_id for stop in found["R1"].stops[:-1]] == [None, "P2"]
    assert found["R1"].stops[0].tubes == t1.tubes


def test_a_run_that_has_left_stays_even_if_it_finds_nothing() -> None:
    taken, way = RUNS["R3"], RUNS["R3"].stops
    late = tuple(
        s.model_copy(update={"arrive": s.arrive + 60, "depart": s.depart + 60}) for s in way
    )
    again = taken.model_copy(update={"run_id": "R9", "start": taken.start + 60, "stops": late})
    freeze = late[0].arrive
    on_its_way, to_come = (again.model_copy(update={"start": freeze - m}) for m in (1, 0))
    assert counted_from(freeze, taken, on_its_way)["R9"].stops[0].tubes == 0
    assert "R9" not in counted_from(freeze, taken, to_come)


def test_a_crew_whose_vehicle_makes_no_run_is_at_its_garage() -> None:
    where = Whereabouts.of(PLAN.model_copy(update={"runs": ()}))
    (driver,) = [d for d in PLAN.duties if d.at == "V2" and d.role is Role.driver]
    assert where.place_at_start(driver) == where.place_at_end(driver) == Place("vehicle", "V2")


def test_what_is_fetched_may_be_brought_to_a_laboratory_that_is_lost_next() -> None:
    """Of what lies at the second there is no more than really came from the first."""
    brought = RUNS["R3"]
    there = brought.stops[-1].depart

    def fetch(run_id: str, origin: str, goal: str, minute: int) -> Run:
        pickup = Stop(kind="pickup", lab_id=origin, arrive=minute, depart=minute + 10,
                      tubes=30, key_tubes=0)  # fmt: skip
        delivery = pickup.model_copy(
            update={"kind": "deliver", "lab_id": goal, "arrive": minute + 20, "depart": minute + 30}
        )
        return brought.model_copy(update={"run_id": run_id, "stops": (pickup, delivery)})

    runs = (brought, fetch("F1", "L1", "L2", there), fetch("F2", "L2", "L3", there + 60))
    losses = {"L1": Loss("L1", there, 28, 10), "L2": Loss("L2", there + 60, 2, 0)}
    _, first, second = fetched(runs, losses)[0]
    assert [stop.tubes for stop in (*first.stops, *second.stops)] == [12, 12, 10, 10]
