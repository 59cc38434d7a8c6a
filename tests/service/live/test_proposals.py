"""Changing the plan in the day: a proposal, a person who decides, crews who confirm."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from job_cases import job_of
from live_proposals import accept, ask, day_under_way, look, proposed
from live_round import driver, sent
from masstest.access.roles import GrantedRole, Role, Scope
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.service import plans, publications
from masstest.service.live import proposals
from masstest.service.live.ledger.recording import record
from masstest.service.live.proposals import State
from masstest.service.problems import Problem
from masstest.store import audit
from masstest.store.engine import Store
from masstest.store.tables import Publication
from service_cases import Case, Person, make_person


@pytest.fixture
def coordinator(store: Store) -> Person:
    return make_person(store, "coordinator", GrantedRole(Role.coordinator))


@pytest.fixture
def case(store: Store, coordinator: Person) -> Case:
    return day_under_way(store, coordinator)


def in_force(store: Store, round_id: str) -> list[tuple[int, str]]:
    with store.reading() as session:
        rows = session.scalars(
            sa.select(Publication).where(
                Publication.round_id == round_id, Publication.withdrawn_at.is_(None)
            )
        )
        return [(row.number, row.plan_id) for row in rows]


def test_a_lost_laboratory_is_proposed_accepted_and_confirmed(
    store: Store, case: Case, coordinator: Person
) -> None:
    actor = coordinator.actor
    box = {"box_id": "B1", "seal": "F1", "tubes_counted": 12}
    record(
        store,
        actor,
        case.round_id,
        [
            sent("box_sealed", "07:50", **box, source="P1", tubes_scanned=12),
            sent("box_delivered", "08:40", **box, vehicle_id="V1", lab_id="L1"),
        ],
    )
    make_person(store, "reception", GrantedRole(Role.lab, Scope.lab, "L1"))
    make_person(store, "elsewhere", GrantedRole(Role.lab, Scope.lab, "L2"))
    proposal_id = ask(store, actor, case.round_id, "lab=L1")
    waiting = look(store, actor, proposal_id)
    assert (waiting.state, waiting.is_needed) == (State.planning, None)
    run_waiting_jobs(store)
    found = look(store, actor, proposal_id)
    assert (found.state, found.is_needed) == (State.open, True)
    assert found.changes["runs_changed"] == 2
    assert found.changes["people_told"] == 0
    assert found.proposal.reason["freeze_min"] == 545
    (lies,) = proposals.lying(found)
    assert (lies.lab_id, lies.boxes, lies.tubes, lies.box_ids) == ("L1", 1, 12, ("B1",))
    viewer = make_person(store, "viewer", GrantedRole(Role.viewer))
    with store.reading() as session:
        ring = proposals.whom_to_ring(session, actor, found, "L1")
        assert proposals.whom_to_ring(session, viewer.actor, found, "L1") == ()
    assert [(contact.role, contact.name) for contact in ring] == [(Role.lab, "Reception")]
    assert in_force(store, case.round_id) == [(1, case.plan_id)], "nobody has decided yet"

    made = accept(store, actor, proposal_id)
    assert found.plan is not None
    assert in_force(store, case.round_id) == [(2, found.plan.plan_id)]
    assert made.number == 2
    assert look(store, actor, proposal_id).state is State.accepted
    with store.reading() as session:
        assert audit.verify(session).ok
        seen = proposals.run_changes(session, case.round_id, "V1")
        assert proposals.run_changes(session, case.round_id, "V2") is None
    assert seen is not None
    assert (seen["publication"], seen["before"]) == (2, 1)
    ends = [run["stops"][-1] for run in seen["runs"]]
    assert {(end["change"], end["place"]) for end in ends} == {("redirected", "L2")}

    told = proposals.confirmations(store, actor, case.round_id)
    assert told is not None
    assert [(v.vehicle_id, v.missing) for v in told.vehicles] == [("V1", ("R1", "R2"))]
    at_v1 = driver(store)
    confirm = [
        sent("run_confirmed", "09:10", vehicle_id="V1", run_id=run_id, publication=2)
        for run_id in ("R1", "R2")
    ]
    record(store, at_v1.actor, case.round_id, confirm[:1])
    record(store, at_v1.actor, case.round_id, [
        sent("run_confirmed", "09:10", vehicle_id="V1", run_id="R2", publication=1)
    ])  # fmt: skip
    told = proposals.confirmations(store, actor, case.round_id)
    assert told is not None
    assert (told.waiting, told.vehicles[0].missing) == (1, ("R2",)), "an old plan was confirmed"
    record(store, at_v1.actor, case.round_id, confirm[1:])
    told = proposals.confirmations(store, actor, case.round_id)
    assert told is not None
    assert (told.waiting, told.vehicles[0].confirmed_min) == (0, 550.0)


def test_without_cause_no_change_is_needed(store: Store, case: Case, coordinator: Person) -> None:
    found = proposed(store, coordinator.actor, case.round_id)
    assert (found.state, found.is_needed) == (State.open, False)


def test_what_is_published_meanwhile_outdates_a_proposal(
    store: Store, case: Case, coordinator: Person
) -> None:
    actor = coordinator.actor
    first = proposed(store, actor, case.round_id, "lab=L1")
    second = proposed(store, actor, case.round_id, "lab=L1")
    accept(store, actor, first.proposal.proposal_id)
    assert look(store, actor, second.proposal.proposal_id).state is State.outdated
    for decide in (accept, _reject):
        with pytest.raises(Problem) as refused:
            decide(store, actor, second.proposal.proposal_id)
        assert refused.value.code == "proposal_outdated"


def _reject(store: Store, actor: object, proposal_id: str) -> None:
    with store.writing() as session:
        proposals.reject(session, actor, proposal_id, 1)  # type: ignore[arg-type]


def test_a_rejected_proposal_changes_nothing(store: Store, case: Case, coordinator: Person) -> None:
    actor = coordinator.actor
    found = proposed(store, actor, case.round_id, "lab=L1")
    with store.writing() as session:
        decided = proposals.reject(
            session, actor, found.proposal.proposal_id, 1, note="the lab is back"
        )
        assert (decided.state, decided.proposal.note) == (State.rejected, "the lab is back")
    assert in_force(store, case.round_id) == [(1, case.plan_id)]
    with pytest.raises(Problem) as refused:
        accept(store, actor, found.proposal.proposal_id, version=2)
    assert refused.value.code == "proposal_not_open"


def test_who_saw_another_version_decides_nothing(
    store: Store, case: Case, coordinator: Person
) -> None:
    found = proposed(store, coordinator.actor, case.round_id, "lab=L1")
    with pytest.raises(Problem) as refused:
        accept(store, coordinator.actor, found.proposal.proposal_id, version=7)
    assert refused.value.code == "precondition_failed"


def test_what_can_not_be_planned_is_said(store: Store, case: Case, coordinator: Person) -> None:
    found = proposed(store, coordinator.actor, case.round_id, "vehicle=V1", "vehicle=V2")
    assert found.state is State.failed
    assert found.problem is not None
    assert [row["code"] for row in found.problem["facts"]["problems"]] == ["replan_impossible"]
    with pytest.raises(Problem) as refused:
        ask(store, coordinator.actor, case.round_id, "lab=L9")
    assert refused.value.code == "wrong_request"


def test_a_state_read_under_another_plan_is_not_planned_from(
    store: Store, case: Case, coordinator: Person
) -> None:
    actor = coordinator.actor
    found = proposed(store, actor, case.round_id, "lab=L1")
    state = proposals.read_state(store, actor, case.round_id)
    accept(store, actor, found.proposal.proposal_id)
    with store.writing() as session, pytest.raises(Problem) as refused:
        proposals.propose(session, actor, case.round_id, state=state, asked=proposals.Asked())
    assert refused.value.code == "conflict"


def test_many_accept_at_once_and_one_plan_is_always_in_force(
    store: Store, case: Case, coordinator: Person
) -> None:
    actor = coordinator.actor
    ids = [ask(store, actor, case.round_id, "lab=L1") for _ in range(4)]
    run_waiting_jobs(store)
    with store.reading() as session:
        checked = [proposals.files(session, actor, each, 1) for each in ids]
    publications.recheck(checked[0], "en")
    start, over = threading.Barrier(len(ids)), threading.Event()

    def decide(number: int) -> str:
        start.wait()
        try:
            with store.writing() as session:
                proposals.accept(session, actor, ids[number], 1, checked[number])
        except Problem as problem:
            return problem.code
        return "accepted"

    def watch() -> set[int]:
        seen = {1}
        while not over.is_set():
            seen.add(len(in_force(store, case.round_id)))
        return seen

    with ThreadPoolExecutor(len(ids) + 1) as threads:
        watching = threads.submit(watch)
        outcomes = sorted(threads.map(decide, range(len(ids))))
        over.set()
        assert watching.result() == {1}, "never a moment without a plan in force, nor with two"
    assert outcomes == ["accepted", *["proposal_outdated"] * 3]


def test_a_proposal_survives_its_worker(store: Store, case: Case, coordinator: Person) -> None:
    """What a proposal is follows from its job: nobody has to be there when that ends."""
    actor = coordinator.actor
    proposal_id = ask(store, actor, case.round_id, "lab=L1")
    job_id = look(store, actor, proposal_id).proposal.job_id
    assert job_id is not None
    run_waiting_jobs(store)
    assert job_of(store, job_id).state == "done"
    with store.reading() as session:
        page = proposals.list_page(session, actor, case.round_id)
        assert [each.state for each in page.items] == [State.open]
        plan = plans.get(session, actor, page.items[0].plan.plan_id)  # type: ignore[union-attr]
    assert (plan.origin, plan.base_plan_id) == ("replanned", case.plan_id)
