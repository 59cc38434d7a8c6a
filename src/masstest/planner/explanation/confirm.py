"""Carrying out what a plan advises, and planning again: whether its quantities are right."""

from __future__ import annotations

from collections.abc import Sequence

from masstest.domain.outcome import Remedy, Shortage
from masstest.domain.plan import Plan
from masstest.domain.remedies import apply
from masstest.domain.roster import Roster
from masstest.domain.units import Model
from masstest.planner.planner import Options, plan_round
from masstest.planner.shortages import combined


class Confirmation(Model):
    """What was carried out, and what the plan is short of then.

    Attributes
    ----------
    ended : shortages that are gone: no shortage of the same rule is left
    left : what the new plan is still short of
    """

    remedies: tuple[Remedy, ...]
    status: str
    ended: tuple[Shortage, ...]
    left: tuple[Shortage, ...]


def confirm_remedies(
    plan: Plan,
    roster: Roster,
    options: Options | None = None,
    remedies: Sequence[Remedy] | None = None,
) -> Confirmation:
    """Carry out remedies on the roster and plan it again.

    Parameters
    ----------
    remedies : those to carry out; None: all that the plan advises, each kind once with its
        greatest quantity
    """
    chosen = combined(plan.shortages) if remedies is None else tuple(remedies)
    again = plan_round(apply(roster, chosen), options)
    rules_left = {shortage.rule for shortage in again.shortages}
    return Confirmation(
        remedies=chosen,
        status=again.status,
        ended=tuple(s for s in plan.shortages if s.rule not in rules_left),
        left=again.shortages,
    )
