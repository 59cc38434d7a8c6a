"""The roster of the next round."""

from __future__ import annotations

import datetime as dt

from masstest.domain.carry_over import carry_over
from masstest.domain.plan import Plan
from masstest.domain.roster import Roster


class OtherRound(ValueError):
    """The plan is of another round than the roster; `planned`, `known`: which they are."""

    def __init__(self, planned: str, known: str) -> None:
        super().__init__(f"the plan is of another round than the roster: {planned}, {known}")
        self.planned, self.known = planned, known


class NotLater(ValueError):
    """The next round would not be on a later day."""


def next_roster(plan: Plan, roster: Roster, *, date: dt.date | None = None) -> Roster:
    """The roster of the next round, with what this one leaves behind.

    Places (`previous`), each person's `duties_so_far`, `last_duty_end` and `last_zone`, and the
    round's number are carried over; everything else stays as it is in `roster`.

    Parameters
    ----------
    plan : the plan of this round, as it was carried out
    roster : the roster it was made from
    date : of the next round; the day after by default

    Raises
    ------
    OtherRound
        If district, date or number of the plan are not the roster's.
    NotLater
        If `date` isn't after the roster's.
    """
    planned = f"{plan.round.district} {plan.round.date} ({plan.round.number})"
    known = f"{roster.round.district} {roster.round.date} ({roster.round.number})"
    if planned != known:
        raise OtherRound(planned, known)
    days = 1 if date is None else (date - roster.round.date).days
    if days < 1:
        raise NotLater("the next round must be on a later day")
    return carry_over(roster, plan, days)
