"""The compiled kernel does what the plain one does."""

from __future__ import annotations

import numpy as np

import transport_days as days
from masstest.solver.compiled import compiled
from masstest.solver.transport import kernel
from masstest.solver.transport.day import Means, make_case
from masstest.solver.transport.problem import build_problem, new_state


def test_both_kernels_walk_the_same_path() -> None:
    tiny = days.two_points(result_deadline=1860)
    means = Means.of(tiny.roster)
    case = make_case(tiny.roster, tiny.sources(), means.vehicles, means.labs, means.crews, ())
    ends = []
    for module, arrays in ((kernel, False), (compiled(kernel), True)):
        problem = build_problem(tiny.roster, tiny.travel, case, arrays=arrays)
        states = [new_state(problem, 5, arrays=arrays) for _ in range(3)]
        costs = np.array([-1.0, kernel.HUGE]) if arrays else [-1.0, kernel.HUGE]
        module.search(problem, *states, costs, problem.lots, 50, 10.0, 1.0)
        ends.append((list(costs), list(states[2].data)))
    assert np.allclose(ends[0][0], ends[1][0])
    assert ends[0][1] == ends[1][1]
