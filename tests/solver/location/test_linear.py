"""The thin layer over MathOpt and HiGHS."""

from __future__ import annotations

import numpy as np
import pytest

from masstest.solver.location.linear import Limits, LinearModel, Proof


def knapsack(room: float) -> LinearModel:
    """Take items worth 3, 2, 2 that weigh 2, 1, 1; at least one."""
    model = LinearModel()
    items = model.add_columns(np.zeros(3), 1, [-3.0, -2.0, -2.0], integer=True)
    model.add_rows(1, [(0, items, [2.0, 1.0, 1.0])], upper=room)
    model.add_rows(1, [(0, items, 1.0)], lower=1)
    return model


def test_optimum_and_bound() -> None:
    solved = knapsack(3).solve(Limits(10))
    assert solved.proof is Proof.optimal
    assert solved.objective == pytest.approx(-5)
    assert solved.bound <= solved.objective + 1e-6


def test_infeasible_is_infeasible() -> None:
    solved = knapsack(0).solve(Limits(10))
    assert solved.proof is Proof.infeasible
    assert solved.values is None


def test_no_time_is_unknown_not_infeasible() -> None:
    assert knapsack(0).solve(Limits(0)).proof is Proof.unknown


def test_the_relaxation_bounds_and_has_reduced_costs() -> None:
    relaxed = knapsack(1).solve(Limits(10), relaxed=True)
    assert relaxed.objective <= knapsack(1).solve(Limits(10)).objective + 1e-6
    assert relaxed.reduced_cost is not None
    assert relaxed.reduced_cost.shape == (3,)


def test_large_costs_are_scaled_and_come_back_as_they_were() -> None:
    model = LinearModel()
    column = model.add_columns([1.0], 1, 4e9, integer=False)
    model.add_rows(1, [(0, column, 1.0)], lower=1)
    solved = model.solve(Limits(10))
    assert solved.objective == pytest.approx(4e9)
    assert solved.bound == pytest.approx(4e9)
