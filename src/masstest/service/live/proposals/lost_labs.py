"""What lies at a laboratory that is lost, by the ledger, and whom to ring about it.

The proposed plan fetches what is in no batch. Somebody there must hand it over, and whether
results of what was started will come is settled by telephone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from masstest.access.actor import Actor
from masstest.access.roles import Permission, Role, Scope
from masstest.live.custody import BoxState, Ledger, Phase
from masstest.service import rounds
from masstest.service.live.proposals.showing import Shown
from masstest.store.tables import Grant, User

_MOST_NAMED = 200
_WAITING = frozenset({Phase.delivered, Phase.received})


@dataclass(frozen=True)
class Lying:
    """Boxes at a laboratory that have no results.

    Attributes
    ----------
    boxes, tubes : brought there, but in no batch: they can be fetched
    box_ids : of the first of them
    started_boxes, started_tubes : in a batch that has no results yet
    """

    lab_id: str
    boxes: int
    tubes: int
    box_ids: tuple[str, ...]
    started_boxes: int
    started_tubes: int


def lying_at_labs(ledger: Ledger) -> tuple[Lying, ...]:
    """What the ledger says of each laboratory that has boxes without results."""
    waiting: dict[str, list[BoxState]] = defaultdict(list)
    started: dict[str, list[BoxState]] = defaultdict(list)
    for box in ledger.boxes.values():
        if box.lab_id is None or box.phase is Phase.lost:
            continue
        if box.reached in _WAITING and box.started_min is None:
            waiting[box.lab_id].append(box)
        elif box.reached is Phase.started:
            started[box.lab_id].append(box)
    return tuple(
        Lying(
            lab_id=lab_id,
            boxes=len(waiting[lab_id]),
            tubes=sum(box.tubes for box in waiting[lab_id]),
            box_ids=tuple(sorted(box.box_id for box in waiting[lab_id])[:_MOST_NAMED]),
            started_boxes=len(started[lab_id]),
            started_tubes=sum(box.tubes for box in started[lab_id]),
        )
        for lab_id in sorted(waiting.keys() | started.keys())
    )


def lying(found: Shown) -> tuple[Lying, ...]:
    """What lay at the laboratories that a proposal takes out, when it was asked for."""
    rows = found.proposal.reason.get("lying", ())
    return tuple(Lying(**{**row, "box_ids": tuple(row["box_ids"])}) for row in rows)


@dataclass(frozen=True)
class Contact:
    """Somebody with an account who can say what becomes of the boxes."""

    role: Role
    name: str


def whom_to_ring(session: Session, actor: Actor, found: Shown, lab_id: str) -> tuple[Contact, ...]:
    """The laboratory's people and the transport leads; nobody's name for those who don't plan."""
    stored = rounds.get(session, actor, found.proposal.round_id, Permission.read_live)
    district = stored.district
    if not actor.may(Permission.make_plans, district=district):
        return ()
    whole = (Scope.all.value, ""), (Scope.district.value, district)
    own = [(Scope.lab.value, lab_id), (Scope.lab.value, f"{district}/{lab_id}")]
    places = {Role.lab: own, Role.transport_lead: whole}
    people = session.execute(
        select(Grant.role, Grant.scope, Grant.scope_value, User.name)
        .join(User, Grant.user_id == User.user_id)
        .where(
            User.is_active,
            User.login.not_like("pass-%"),
            Grant.role.in_([role.value for role in places]),
        )
        .order_by(Grant.role, User.name)
    )
    return tuple(
        Contact(Role(role), name)
        for role, scope, value, name in people
        if (scope, value) in places[Role(role)]
    )
