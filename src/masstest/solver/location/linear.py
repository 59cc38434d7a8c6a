"""Mixed-integer models as arrays, solved by HiGHS through MathOpt.

Columns and rows are added in blocks of numpy arrays and handed over in one piece: building a
model of 10,000 columns takes milliseconds, so that a search can build hundreds of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from masstest.domain.travel import Floats, Ints

Bools = npt.NDArray[np.bool_]

_LARGEST_COST = 1e5  # costs are scaled down to this: HiGHS works with absolute tolerances


class Proof(Enum):
    """What a solve established."""

    optimal = "optimal"
    feasible = "feasible"
    infeasible = "infeasible"
    unknown = "unknown"


class Effort(Enum):
    """What HiGHS does at the root of its search tree; `nodes` do not limit that."""

    full = "full"
    brief = "brief"  # no restarts
    bound = "bound"  # no restarts, no heuristics: cuts, and so a bound


@dataclass(frozen=True)
class Limits:
    """When HiGHS stops. `nodes` None: no limit."""

    seconds: float
    relative_gap: float = 1e-6
    nodes: int | None = None
    effort: Effort = Effort.full
    seed: int = 0


@dataclass(frozen=True)
class Solved:
    """Outcome of a solve: `values` (columns,) is None without a solution.

    `bound` is a proven lower bound of the objective (-inf if there is none). `reduced_cost`
    (columns,) comes with the optimum of a relaxation.
    """

    proof: Proof
    values: Floats | None
    objective: float
    bound: float
    reduced_cost: Floats | None = None


@dataclass
class LinearModel:
    """A minimisation model under construction.

    Attributes
    ----------
    lower, upper, cost : (columns,) float arrays
    integer : (columns,) bool array
    """

    lower: Floats = field(default_factory=lambda: np.empty(0))
    upper: Floats = field(default_factory=lambda: np.empty(0))
    cost: Floats = field(default_factory=lambda: np.empty(0))
    integer: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    _row_lower: list[Floats] = field(default_factory=list)
    _row_upper: list[Floats] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _rows: int = 0

    def add_columns(
        self, lower: npt.ArrayLike, upper: npt.ArrayLike, cost: npt.ArrayLike, *, integer: bool
    ) -> Ints:
        """Add a block of columns (arguments broadcast together) and return their indices."""
        lows, ups, costs = np.broadcast_arrays(
            np.atleast_1d(np.asarray(lower, dtype=float)), np.asarray(upper, float), cost
        )
        first = len(self.cost)
        self.lower = np.concatenate([self.lower, lows])
        self.upper = np.concatenate([self.upper, ups])
        self.cost = np.concatenate([self.cost, costs.astype(float)])
        self.integer = np.concatenate([self.integer, np.full(len(lows), integer)])
        return np.arange(first, first + len(lows))

    def add_rows(
        self,
        count: int,
        terms: list[tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]],
        lower: npt.ArrayLike = -np.inf,
        upper: npt.ArrayLike = np.inf,
    ) -> None:
        """Add `count` rows ``lower <= sum of terms <= upper``.

        Each term is (row within the block, column, coefficient), three arrays that broadcast;
        a pair of row and column may occur once.
        """
        self._row_lower.append(np.broadcast_to(np.asarray(lower, float), count))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, float), count))
        for rows, cols, coefficients in terms:
            r, c, v = np.broadcast_arrays(
                np.asarray(rows, np.int64), np.asarray(cols, np.int64), coefficients
            )
            self._entries.append((r.ravel() + self._rows, c.ravel(), v.ravel().astype(float)))
        self._rows += count

    def solve(self, limits: Limits, *, relaxed: bool = False) -> Solved:
        """Minimise within `limits`; with `relaxed`, without integrality."""
        if limits.seconds <= 0:
            return Solved(Proof.unknown, None, np.inf, -np.inf)
        scale = max(1.0, float(np.abs(self.cost).max(initial=0.0)) / _LARGEST_COST)
        model = mathopt.Model.from_model_proto(self._proto(scale, relaxed=relaxed))
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=_parameters(limits))
        bound = result.termination.objective_bounds.dual_bound * scale
        proof = _PROOF.get(result.termination.reason, Proof.unknown)
        primal = result.solutions[0].primal_solution if result.solutions else None
        if primal is None or primal.feasibility_status is not mathopt.SolutionStatus.FEASIBLE:
            return Solved(
                proof if proof is Proof.infeasible else Proof.unknown, None, np.inf, bound
            )
        values = self._vector(primal.variable_values)
        dual = result.solutions[0].dual_solution if relaxed else None
        reduced = None if dual is None else self._vector(dual.reduced_costs) * scale
        return Solved(proof, values, float(self.cost @ values), bound, reduced)

    def _vector(self, by_variable: Mapping[mathopt.Variable, float]) -> Floats:
        values = np.zeros(len(self.cost))
        for variable, value in by_variable.items():
            values[variable.id] = value
        return values

    def _proto(self, scale: float, *, relaxed: bool) -> model_pb2.ModelProto:
        proto = model_pb2.ModelProto()
        columns = range(len(self.cost))
        proto.variables.ids.extend(columns)
        proto.variables.lower_bounds.extend(self.lower.tolist())
        proto.variables.upper_bounds.extend(self.upper.tolist())
        proto.variables.integers.extend(
            [False] * len(columns) if relaxed else self.integer.tolist()
        )
        paid = np.flatnonzero(self.cost)
        proto.objective.linear_coefficients.ids.extend(paid.tolist())
        proto.objective.linear_coefficients.values.extend((self.cost[paid] / scale).tolist())
        if self._rows:
            rows, cols, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
            order = np.lexsort((cols, rows))
            order = order[values[order] != 0]
            proto.linear_constraints.ids.extend(range(self._rows))
            proto.linear_constraints.lower_bounds.extend(np.concatenate(self._row_lower).tolist())
            proto.linear_constraints.upper_bounds.extend(np.concatenate(self._row_upper).tolist())
            proto.linear_constraint_matrix.row_ids.extend(rows[order].tolist())
            proto.linear_constraint_matrix.column_ids.extend(cols[order].tolist())
            proto.linear_constraint_matrix.coefficients.extend(values[order].tolist())
        return proto


_PROOF = {
    mathopt.TerminationReason.OPTIMAL: Proof.optimal,
    mathopt.TerminationReason.FEASIBLE: Proof.feasible,
    mathopt.TerminationReason.INFEASIBLE: Proof.infeasible,
}


def _parameters(limits: Limits) -> mathopt.SolveParameters:
    highs = highs_pb2.HighsOptionsProto()
    highs.string_options["parallel"] = "off"  # the search itself runs side by side
    highs.double_options["mip_rel_gap"] = limits.relative_gap
    highs.int_options["random_seed"] = limits.seed
    if limits.effort is not Effort.full:
        highs.bool_options["mip_allow_restart"] = False
    if limits.effort is Effort.bound:
        highs.double_options["mip_heuristic_effort"] = 0.0
        for name in ("rins", "rens", "root_reduced_cost"):
            highs.bool_options[f"mip_heuristic_run_{name}"] = False
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=limits.seconds), node_limit=limits.nodes, highs=highs
    )
