"""Everything that the day teaches."""

from __future__ import annotations

from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.learned.labs import lab_rates
from masstest.live.learned.moving import stops
from masstest.live.learned.points import lane_rates, turnout
from masstest.live.learned.rates import LearnedRate
from masstest.live.learned.visits import visit_rates


def learned(day: Day, ledger: Ledger, now_min: float) -> tuple[LearnedRate, ...]:
    """The rates of the day: lanes, stops, doorstep visits, laboratories, turnout.

    Parameters
    ----------
    day : the plan in force
    ledger : everything reported until now
    now_min : minutes since 00:00 local time of the round's date
    """
    return (
        *lane_rates(day, ledger),
        *stops(day, ledger),
        *visit_rates(day, ledger),
        *lab_rates(day, ledger),
        turnout(day, ledger, now_min),
    )
