"""A laboratory is lost while boxes lie there: from the ledger to the driver's page and on."""

from __future__ import annotations

import time
from typing import Any

import pytest

from live_proposals import accept, ask, day_under_way, look
from live_round import sent
from masstest.access.actor import Actor
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.domain.roster import Zone
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.live.custody import Phase
from masstest.service.live import tasks
from masstest.service.live.desk.projection import projections
from masstest.service.live.ledger.recording import record
from masstest.service.live.proposals import State
from masstest.service.live.tasks.vehicle import fetches_of
from masstest.store.engine import Store
from rounds.lost_lab import LOST, OPEN_MIN, SEALED_MIN, fetch_of, lost_at
from service_cases import Case, Person

BOXES = {"B1": ("T1", 1), "B2": ("P1", 23), "B3": ("P2", 6)}
"""What R1 brings; the box of P1 is the one with key tubes."""
SEALED = {"B4": ("T2", 10), "B5": ("T2", 30)}
"""What R3 has brought, the first of them key tubes."""


@pytest.fixture
def case(store: Store, people: dict[Role, Person]) -> Case:
    return day_under_way(store, people[Role.coordinator])


def holder(role: Role, scope: Scope, place: str) -> Actor:
    return Actor(user_id="u" * 32, login="x", name="x", lang="en",
                 grants=(GrantedRole(role, scope, place),))  # fmt: skip


DRIVER = holder(Role.driver, Scope.vehicle, "V1")


def told(store: Store, actor: Actor, case: Case) -> dict[str, Any]:
    projections(store).of(case.round_id, fresh_s=0.0)
    return tasks.task(store, actor, case.round_id)


def lab(lab_id: str) -> Actor:
    return holder(Role.lab, Scope.lab, lab_id)


def counted(box_id: str, **more: Any) -> dict[str, Any]:
    tubes = (BOXES | SEALED)[box_id][1]
    return {"box_id": box_id, "seal": f"S-{box_id}", "tubes_counted": tubes, **more}


def way_of(box_id: str, vehicle_id: str, run_id: str, *at: str) -> list[Any]:
    """A box from its point or team to L1: sealed, handed over, delivered, received."""
    source, tubes = (BOXES | SEALED)[box_id]
    key = box_id in ("B2", "B4")
    handed = {"vehicle_id": vehicle_id, "run_id": run_id}
    return [
        sent("box_sealed", at[0], **counted(box_id, source=source, tubes_scanned=tubes, key=key)),
        sent("box_handed_over", at[1], **counted(box_id, **handed)),
        sent("box_delivered", at[2], **counted(box_id, vehicle_id=vehicle_id, lab_id="L1")),
        sent("lab_received", at[3], **counted(box_id, lab_id="L1")),
    ]


def brought_to_the_laboratory() -> list[Any]:
    """R3 and R1 as planned; L1 has started all of the one, and of the other the box of P2."""
    stops = [("08:50", "T1"), ("09:00", "P1"), ("09:12", "P2"), ("09:27", "L1")]
    events = [
        sent("vehicle_arrived", at, vehicle_id="V1", run_id="R1", stop=number, place=place)
        for number, (at, place) in enumerate(stops)
    ]
    for box_id in SEALED:
        events += way_of(box_id, "V2", "R3", "08:09", "08:15", "08:27", "08:30")
    for box_id in BOXES:
        events += way_of(box_id, "V1", "R1", "08:40", "09:15", "09:30", "09:35")
    return [
        *events,
        sent("vehicle_departed", "09:37", vehicle_id="V1", run_id="R1", stop=3, place="L1"),
        sent("batch_started", "08:40", lab_id="L1", batch_id="N1", box_ids=["B4", "B5"]),
        sent("batch_started", "09:40", lab_id="L1", batch_id="N2", box_ids=["B3"]),
    ]


def recorded_by_the_new_plan(store: Store, actor: Actor, case: Case, event: Any) -> Any:
    """The outcome of an event that names a run of the plan put in force a moment ago."""
    until = time.monotonic() + 30
    while True:
        (outcome,) = record(store, actor, case.round_id, [event])
        problem = outcome.problem
        is_known = problem is None or problem.code != "unknown_place"
        if is_known or time.monotonic() > until:
            return outcome
        time.sleep(0.05)


def test_boxes_at_a_lost_laboratory_are_fetched(
    store: Store, case: Case, people: dict[Role, Person]
) -> None:
    actor = people[Role.coordinator].actor
    outcomes = record(store, actor, case.round_id, brought_to_the_laboratory())
    assert {outcome.status for outcome in outcomes} == {"recorded"}
    proposal_id = ask(store, actor, case.round_id, "lab=L1")
    run_waiting_jobs(store)
    assert look(store, actor, proposal_id).state is State.open
    accept(store, actor, proposal_id)

    # what was started stays; the driver is told of the rest, with count and seal
    task = told(store, DRIVER, case)
    stops = [stop for run in task["work"]["runs"] for stop in run["stops"]]
    (fetch,) = [s for s in stops if s["kind"] == "pickup" and s["place_kind"] == "lab"]
    assert (fetch["place_id"], fetch["tubes"], fetch["change"]) == ("L1", 24, {"kind": "new"})
    lying = [b for b in task["boxes"] if b["lab_id"] == "L1" and b["phase"] == "received"]
    assert [(b["box_id"], b["tubes"], b["seal"]) for b in lying] == [
        ("B1", 1, "S-B1"), ("B2", 23, "S-B2"),
    ]  # fmt: skip
    end = next(s for s in stops if s["run_id"] == fetch["run_id"] and s["kind"] == "deliver")
    assert end["place_id"] == "L2"
    (coming,) = [row for row in told(store, lab("L1"), case)["work"]["coming"]
                 if row["kind"] == "pickup"]  # fmt: skip
    assert (coming["vehicle_id"], coming["tubes"]) == ("V1", 24)

    # one tube less than was received is held there; counted right, it goes on
    where = {"vehicle_id": "V1", "run_id": fetch["run_id"]}
    short = sent("box_handed_over", "10:20", place="L1", **where,
                 **(counted("B2") | {"tubes_counted": 22}))  # fmt: skip
    assert recorded_by_the_new_plan(store, actor, case, short).status == "held"
    way = [
        sent("vehicle_arrived", "10:18", stop=fetch["stop"], place="L1", **where),
        sent("box_handed_over", "10:22", place="L1", **counted("B1"), **where),
        sent("box_handed_over", "10:23", place="L1", **counted("B2"), **where),
        sent("vehicle_departed", "10:25", stop=fetch["stop"], place="L1", box_ids=["B1", "B2"],
             **where),
        sent("box_delivered", "10:50", **counted("B1", vehicle_id="V1", lab_id="L2")),
        sent("lab_received", "10:55", **counted("B1", lab_id="L2")),
    ]  # fmt: skip
    assert {o.status for o in record(store, actor, case.round_id, way)} == {"recorded"}
    projection = projections(store).of(case.round_id, fresh_s=0.0)
    boxes = projection.ledger.boxes
    assert [(boxes[b].phase, boxes[b].lab_id) for b in BOXES] == [
        (Phase.received, "L2"), (Phase.on_road, None), (Phase.started, "L1"),
    ]  # fmt: skip
    assert not boxes["B1"].anomalies
    assert [b["box_id"] for b in told(store, lab("L1"), case)["boxes"]] == ["B3", "B4", "B5"]
    assert {b["box_id"] for b in told(store, lab("L2"), case)["boxes"]} >= {"B1", "B2"}


@pytest.mark.parametrize("freeze", [OPEN_MIN, SEALED_MIN])
def test_a_vehicle_is_told_of_boxes_of_its_own_zone_class(freeze: int) -> None:
    plan = lost_at(freeze)
    zones = {p.site_id: p.zone for p in plan.points} | {t.team_id: t.zone for t in plan.doorstep}
    sealed = freeze == SEALED_MIN
    found = fetches_of(plan, fetch_of(plan).vehicle_id)[LOST]
    assert found == {name for name, zone in zones.items() if (zone is Zone.sealed) is sealed}
