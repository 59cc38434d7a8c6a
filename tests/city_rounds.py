"""Districts of one city in a store: rounds of the same day that share a laboratory."""

from __future__ import annotations

from typing import Any

from job_cases import small_roster
from masstest.access.actor import SYSTEM
from masstest.domain.roster import Roster
from masstest.jobs.inline_queue import run_waiting_jobs
from masstest.jobs.limits import JobLimits
from masstest.service import rosters, rounds
from masstest.store.engine import Store
from support import DATE


def district_roster(name: str, **order: Any) -> Roster:
    """A village as a district of its own, with vehicles of its own; `order` is of its round."""
    own = small_roster()
    vehicles = tuple(v.model_copy(update={"plate": f"{name} {v.plate}"}) for v in own.vehicles)
    round_ = own.round.model_copy(update={"district": name} | order)
    return own.model_copy(update={"round": round_, "vehicles": vehicles})


def add_round(store: Store, name: str, number: int = 1) -> str:
    """A district's round without a roster; its id."""
    with store.writing() as session:
        made = rounds.create(session, SYSTEM, district=name, date=DATE, number=number)
        return made.round_id


def add_roster(store: Store, round_id: str, roster: Roster) -> str:
    """One more roster of a round; its id."""
    with store.writing() as session:
        made = rosters.make_from_json(
            session,
            SYSTEM,
            round_id,
            file_name="roster.json",
            roster_json=roster.to_json().encode(),
            facts={},
        )
        return made.roster_id


def add_district(store: Store, name: str, **order: Any) -> str:
    """A district's round with a roster; the roster's id."""
    return add_roster(store, add_round(store, name), district_roster(name, **order))


def plan_waiting(store: Store) -> list[str]:
    """Do the jobs that wait; what became of them."""
    limits = JobLimits(processes=1, poll_s=0.05, niceness=0)
    return [fate for _, fate in run_waiting_jobs(store, limits)]
