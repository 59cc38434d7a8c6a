"""A round under way whose laboratory is lost, and the proposals that follow."""

from __future__ import annotations

from live_round import publish, sent
from masstest.access.actor import Actor
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.service import publications
from masstest.service.live import proposals
from masstest.service.live.ledger.recording import record
from masstest.service.live.proposals import Asked, Shown
from masstest.store.engine import Store
from masstest.store.tables import Publication
from service_cases import Case, Person, valid_case


def day_under_way(store: Store, coordinator: Person) -> Case:
    """The round worked out by hand at 08:55, all as planned: 2 points, V1 and V2, L1 and L2."""
    case = valid_case(store)
    publish(store, case.round_id, case.plan_id, 1)
    record(
        store,
        coordinator.actor,
        case.round_id,
        [
            sent("point_opened", "07:00", site_id="P1", lanes=1),
            sent("people_sampled", "08:55", site_id="P1", persons=230),
            sent("point_opened", "07:30", site_id="P2", lanes=1),
            sent("people_sampled", "08:01", site_id="P2", persons=60),
            sent("vehicle_arrived", "08:50", vehicle_id="V1", run_id="R1", stop=0, place="V1"),
        ],
    )
    return case


def ask(store: Store, actor: Actor, round_id: str, *excludes: str, lead_min: int = 10) -> str:
    """A proposal that has been asked for; its id."""
    state = proposals.read_state(store, actor, round_id)
    with store.writing() as session:
        made, _ = proposals.propose(
            session, actor, round_id, state=state, asked=Asked(excludes, lead_min=lead_min)
        )
        return made.proposal_id


def proposed(store: Store, actor: Actor, round_id: str, *excludes: str) -> Shown:
    """A proposal that is ready to be decided."""
    proposal_id = ask(store, actor, round_id, *excludes)
    run_waiting_jobs(store)
    return look(store, actor, proposal_id)


def look(store: Store, actor: Actor, proposal_id: str) -> Shown:
    with store.reading() as session:
        return proposals.get(session, actor, proposal_id)


def accept(store: Store, actor: Actor, proposal_id: str, version: int = 1) -> Publication:
    """Accept as the API and the page do: check outside of the transaction, then decide."""
    with store.reading() as session:
        checked = proposals.files(session, actor, proposal_id, version)
    publications.recheck(checked, "en")
    with store.writing() as session:
        return proposals.accept(session, actor, proposal_id, version, checked)
