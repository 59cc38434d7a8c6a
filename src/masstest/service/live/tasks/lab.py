"""What a laboratory has to do: who brings how many tubes when, and what is to be retested."""

from __future__ import annotations

from typing import Any

from masstest.live.custody import Ledger
from masstest.service.live.in_force.plan_in_force import Published
from masstest.service.live.tasks.pickups import vehicles_coming
from masstest.service.problems import not_found


def lab_work(found: Published, before: Published | None, lab_id: str) -> dict[str, Any]:
    """The day of a laboratory.

    Raises
    ------
    Problem
        ``not_found`` if the plan brings it nothing.
    """
    plan, roster = found.plan, found.roster
    load = next((each for each in plan.labs if each.lab_id == lab_id), None)
    coming = vehicles_coming(plan, roster, lab_id)
    if load is None and not coming:
        raise not_found("task")
    lab = roster.lab.get(lab_id)
    brought = [row for row in coming if row["kind"] == "deliver"]
    # what a vehicle has on board that fetches boxes from here doesn't come
    fetching = {row["vehicle_id"] for row in coming if row["kind"] == "pickup"}
    return {
        "name": lab_id if lab is None else lab.name,
        "crew": [],
        "sources": [],
        "vehicles": sorted({row["vehicle_id"] for row in brought} - fetching),
        "work": {
            "tubes": sum(row["tubes"] for row in brought),
            "key_tubes": sum(row["key_tubes"] for row in brought),
            "results_min": None if load is None else load.results_at,
            "key_results_min": None if load is None else load.key_results_at,
            "coming": coming,
        },
    }


def retests_told(ledger: Ledger, lab_id: str) -> list[dict[str, Any]]:
    """The laboratory's positive tubes whose people are tested again, the longest waiting first."""
    own = [retest for retest in ledger.retests.values() if retest.lab_id == lab_id]
    return [
        {
            "tube_id": each.tube_id,
            "box_id": each.box_id,
            "source": each.source,
            "opened_min": each.opened_min,
            "persons": each.persons,
            "sampled_persons": each.sampled_persons,
            "results": {outcome.value: number for outcome, number in each.results.items()},
            "closed": each.closed_min is not None,
        }
        for each in sorted(own, key=lambda retest: (retest.opened_min, retest.tube_id))
    ]
