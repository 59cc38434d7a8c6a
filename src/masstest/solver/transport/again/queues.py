"""What a laboratory's queue costs, as in the stage's objective."""

from __future__ import annotations

from collections.abc import Iterable

from masstest.domain import objective
from masstest.domain.plan import Run
from masstest.domain.roster import Lab
from masstest.solver.transport.again.standing import Ground
from masstest.solver.transport.laboratories import Delivery, lab_day


def queue_cost(ground: Ground, lab: Lab, runs: Iterable[Run]) -> float:
    """Lateness, reserve and waiting of what `runs` bring to a laboratory; one that was lost has
    its past alone, which costs nothing more."""
    roster, rnd = ground.roster, ground.roster.round
    if lab.lab_id in ground.losses:
        return 0.0
    coming = [
        Delivery(stop.arrive, stop.depart, stop.tubes, stop.key_tubes)
        for stop in (run.stops[-1] for run in runs)
        if stop.lab_id == lab.lab_id
    ]
    if not coming:
        return 0.0
    day = lab_day(lab, coming, rnd.sampling_start)
    late = max(0, (day.key_results_at or 0) - rnd.key_result_deadline)
    late += max(0, (day.results_at or 0) - rnd.result_deadline)
    reserve = max(0, (day.key_results_at or 0) - roster.key_result_target)
    reserve += max(0, (day.results_at or 0) - roster.result_target)
    return (
        objective.LATE_RESULT_MIN * late
        + objective.TRANSPORT_RESERVE_MIN * reserve
        + objective.LAB_WAIT_MIN * day.wait_tube_min
    )
