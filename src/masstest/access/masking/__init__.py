"""A plan and its roster as somebody may see them: their part of it, names and phones by role.

`sight` says who sees what, one function for each role; `cutting` cuts a plan and a roster to
that; `scrubbing` finds phones and names where nobody would look for them.
"""

from __future__ import annotations

from masstest.access.actor import Actor
from masstest.access.masking.cutting import cut_plan, cut_roster
from masstest.access.masking.scrubbing import scrubbed
from masstest.access.masking.sight import NOTHING, sees_everything, sight_of
from masstest.access.roles import Permission
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster

__all__ = ["masked_plan"]


def masked_plan(plan: Plan, roster: Roster, actor: Actor) -> tuple[Plan, Roster]:
    """The part of a plan and of its roster that `actor` may see.

    What several grants show adds up. Whatever the plan still refers to is in the roster, so
    that every view of a plan can be made of the two. An actor who may see nothing of this
    district gets a plan without rows.

    Parameters
    ----------
    plan, roster : Plan, Roster
        As they are stored.
    actor : Actor
        Who asks.

    Returns
    -------
    tuple of Plan and Roster
        The same objects for whoever sees everything.
    """
    district = plan.round.district
    grants = [
        grant
        for grant in actor.granting(Permission.read_plan_in_force)
        if grant.district in (None, district)
    ]
    if any(map(sees_everything, grants)):
        return plan, roster
    sight = NOTHING
    for grant in grants:
        sight = sight.joined(sight_of(grant, plan, roster))
    return scrubbed(cut_plan(plan, sight), cut_roster(roster, plan, sight), roster, sight)
