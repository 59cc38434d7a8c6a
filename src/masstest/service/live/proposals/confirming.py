"""What a new plan changes for crews, and which of them have seen it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission
from masstest.domain.plan import Plan
from masstest.live.changed_runs import RunOfCrew, changed_runs, to_confirm
from masstest.live.custody import VehicleState
from masstest.service import rounds
from masstest.service.kept import LastParsed
from masstest.service.live.desk.projection import projections
from masstest.service.live.desk.questions import at_the_desk
from masstest.service.live.in_force.plan_in_force import (
    Published,
    plan_in_force,
    publication_before,
    published,
)
from masstest.service.live.proposals.showing import Shown
from masstest.store import documents
from masstest.store.engine import Store
from masstest.store.tables import Proposal, Publication

NEVER = -(10**6)
_compared = LastParsed(32)


@dataclass(frozen=True)
class Confirmation:
    """A vehicle whose runs changed; `confirmed_min` is when its crew had seen the last of them.

    `missing` are runs that nobody has confirmed yet. `confirmed_by` is empty for those who don't
    see people.
    """

    vehicle_id: str
    plate: str
    runs: tuple[RunOfCrew, ...]
    missing: tuple[str, ...]
    confirmed_min: float | None
    confirmed_by: str


@dataclass(frozen=True)
class Confirmations:
    """Of a publication that took the place of another; none if it was the first."""

    publication: int
    before: int | None
    vehicles: tuple[Confirmation, ...]

    @property
    def waiting(self) -> int:
        """Vehicles whose crews haven't confirmed everything."""
        return sum(bool(each.missing) for each in self.vehicles)


@at_the_desk
def confirmations(store: Store, actor: Actor, round_id: str) -> Confirmations | None:
    """Which crews have confirmed their runs as the plan in force changed them; None if nothing
    is in force.

    Raises
    ------
    Problem
        ``not_found``, ``forbidden``.
    """
    with store.reading() as session:
        stored = rounds.get(session, actor, round_id, Permission.read_live)
        named = actor.may(Permission.read_boxes, district=stored.district)
        now = plan_in_force(session, round_id)
        if now is None:
            return None
        before = publication_before(session, now.publication)
        changed = to_confirm(_changes(session, now, before))
        number = now.publication.number
        earlier = None if before is None else before.number
    projection = projections(store).of(round_id, fresh_s=0.0)
    with projection.lock:
        states = projection.ledger.vehicles
        found = tuple(
            _confirmation(vehicle_id, runs, states.get(vehicle_id), number, now, named=named)
            for vehicle_id, runs in changed.items()
        )
    return Confirmations(number, earlier, found)


def _confirmation(
    vehicle_id: str,
    runs: Sequence[RunOfCrew],
    state: VehicleState | None,
    number: int,
    now: Published,
    *,
    named: bool,
) -> Confirmation:
    known = {} if state is None else state.confirmations
    seen = [known[r.run_id] for r in runs if r.run_id in known]
    seen = [each for each in seen if each.publication >= number]
    confirmed = {each.run_id for each in seen}
    last = max(seen, key=lambda each: each.at_min, default=None)
    vehicle = now.roster.vehicle.get(vehicle_id)
    return Confirmation(
        vehicle_id=vehicle_id,
        plate="" if vehicle is None else vehicle.plate,
        runs=tuple(runs),
        missing=tuple(run.run_id for run in runs if run.run_id not in confirmed),
        confirmed_min=None if last is None else last.at_min,
        confirmed_by=last.person if last is not None and named else "",
    )


def run_changes(session: Session, round_id: str, vehicle_id: str) -> dict[str, Any] | None:
    """What the plan in force changed for a vehicle, as JSON; None if it changed nothing.

    ``publication`` and ``before`` are numbers; ``runs`` as `RunOfCrew`, times in minutes since
    00:00 of the round's date, the runs that stay the same among them. Rights are the caller's
    business.
    """
    now = plan_in_force(session, round_id)
    if now is None:
        return None
    before = publication_before(session, now.publication)
    runs = _changes(session, now, before).get(vehicle_id, ())
    if before is None or not to_confirm({vehicle_id: runs}):
        return None
    return {
        "publication": now.publication.number,
        "before": before.number,
        "runs": [run.model_dump(mode="json") for run in runs],
    }


def proposed_runs(session: Session, found: Shown) -> dict[str, tuple[RunOfCrew, ...]]:
    """vehicle_id -> its runs that a proposal would change; nothing while it has no plan."""
    if found.plan is None:
        return {}
    before, after = found.base.document_sha256, found.plan.document_sha256

    def compare() -> dict[str, tuple[RunOfCrew, ...]]:
        old, new = (Plan.from_json(documents.read(session, name)) for name in (before, after))
        return to_confirm(changed_runs(old, new, int(found.proposal.reason["freeze_min"])))

    return _compared.get((before, after), compare)


def _changes(
    session: Session, now: Published, before: Publication | None
) -> dict[str, tuple[RunOfCrew, ...]]:
    if before is None:
        return {}
    return changed_runs(published(session, before).plan, now.plan, _from_min(session, now))


def _from_min(session: Session, now: Published) -> int:
    """From when on the plan in force could be other than the one before it."""
    proposal = session.scalar(
        select(Proposal).where(
            Proposal.plan_id == now.publication.plan_id, Proposal.state == "accepted"
        )
    )
    return NEVER if proposal is None else int(proposal.reason["freeze_min"])
