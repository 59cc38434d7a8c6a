"""A plan that somebody has opened: itself, its round, and how to get what is in it."""

from __future__ import annotations

from dataclasses import dataclass

from masstest.access.roles import Permission
from masstest.service import plans, rounds
from masstest.service.plans import PlanFiles
from masstest.store.tables import Publication, StoredPlan, StoredRound
from masstest.web.visits import Visit

_RIGHTS = (
    Permission.make_plans,
    Permission.publish_plans,
    Permission.read_plans,
    Permission.upload_rosters,
)


@dataclass(frozen=True)
class Opened:
    """A plan as a visitor may see it.

    Attributes
    ----------
    in_force : what is published of the round now, this plan or another
    base : the plan that this one is a change of, if the visitor may see it
    """

    visit: Visit
    plan: StoredPlan
    round: StoredRound
    in_force: Publication | None
    base: StoredPlan | None

    @property
    def address(self) -> str:
        return f"/plans/{self.plan.plan_id}"

    @property
    def is_in_force(self) -> bool:
        return self.in_force is not None and self.in_force.plan_id == self.plan.plan_id

    @property
    def may(self) -> dict[str, bool]:
        """What the visitor may do in the round's district."""
        actor, district = self.visit.actor, self.round.district
        return {right.value: actor.may(right, district=district) for right in _RIGHTS}

    def load(self) -> PlanFiles:
        """The plan with its documents: only when something must be made of them."""
        return files(self.visit, self.plan.plan_id, Permission.read_plan_in_force)


def opened(visit: Visit, plan_id: str) -> Opened:
    """The plan, if the visitor may see it.

    Raises
    ------
    Problem
        ``not_found``, also for a draft that the visitor mustn't see.
    """
    with visit.reading() as session:
        plan = plans.get(session, visit.actor, plan_id)
        round_of_it = rounds.get(session, visit.actor, plan.round_id)
        in_force = plans.publication_in_force(session, plan.round_id)
        base = None
        if plan.base_plan_id is not None and visit.actor.may(
            Permission.read_plans, district=round_of_it.district
        ):
            base = plans.get(session, visit.actor, plan.base_plan_id)
        return Opened(visit, plan, round_of_it, in_force, base)


def files(visit: Visit, plan_id: str, permission: Permission) -> PlanFiles:
    """The plan with its documents, for work outside of transactions."""
    with visit.reading() as session:
        return plans.files(session, visit.actor, plan_id, permission)
