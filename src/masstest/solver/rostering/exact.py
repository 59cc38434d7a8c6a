"""The exact model of rostering: every person chooses one day out of all they may have.

One column per person and allowed set of tasks (Dantzig and Wolfe 1960,
doi:10.1287/opre.8.1.101). The assignment of whole posts is this model with only a few
columns; with all of them it is exact, and as large as all subsets of the tasks: for small
instances, to measure the assignment against and to test the rules on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, combinations

from ortools.sat.python import cp_model

from masstest.solver.rostering.rules import may_have
from masstest.solver.rostering.workforce import Task, Workforce, day_of

MOST_TASKS = 12
"""More tasks than this have too many subsets."""


class DayModel:
    """A CP-SAT model over people and single tasks.

    Attributes
    ----------
    tasks : what is to be done; the same task may stand in it more than once
    people : number of people, the roster's
    model : the CP-SAT model, to which rules of pairs and an objective may be added
    """

    def __init__(self, workforce: Workforce, tasks: Sequence[Task]) -> None:
        if len(tasks) > MOST_TASKS:
            raise ValueError(f"{len(tasks)} tasks, at most {MOST_TASKS}")
        self.tasks = tuple(tasks)
        self.people = len(workforce)
        self.model = cp_model.CpModel()
        numbers = range(len(tasks))
        subsets = chain.from_iterable(combinations(numbers, n) for n in range(len(tasks) + 1))
        self._columns: dict[tuple[int, frozenset[int]], cp_model.IntVar] = {}
        for subset in subsets:
            able = may_have(workforce, day_of(tasks[i] for i in subset))
            for person in range(self.people):
                if able[person]:
                    name = f"{workforce.staff[person].staff_id}:{subset}"
                    self._columns[person, frozenset(subset)] = self.model.new_bool_var(name)
        for person in range(self.people):
            self.model.add_exactly_one(
                column for (owner, _), column in self._columns.items() if owner == person
            )

    def any_of(self, person: int, tasks: Collection[int]) -> cp_model.LinearExpr:
        """1 if the person has any of the tasks (by index), else 0."""
        return sum(
            (
                column
                for (owner, subset), column in self._columns.items()
                if owner == person and not subset.isdisjoint(tasks)
            ),
            start=cp_model.LinearExpr.sum([]),
        )

    def fix(self, person: int, tasks: Collection[int]) -> None:
        """Demand that the person has exactly these tasks (by index)."""
        column = self._columns.get((person, frozenset(tasks)))
        if column is None:
            self.model.add_bool_or([])
        else:
            self.model.add(column == 1)

    def solve(self, seconds: float = 10.0, seed: int = 1) -> tuple[str, cp_model.CpSolver]:
        """Solve with one worker; the status by name (OPTIMAL, INFEASIBLE, ...), the solver."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = seconds
        status = solver.solve(self.model)
        return solver.status_name(status), solver
