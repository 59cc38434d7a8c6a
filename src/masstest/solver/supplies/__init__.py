"""Supplies: what every point and team needs, what the stock allows, and the morning delivery."""

from masstest.solver.supplies.delivery import kit_arrival
from masstest.solver.supplies.need import Need, needs, stock_limit
from masstest.solver.supplies.planning import plan_supplies, share_out

__all__ = ["Need", "kit_arrival", "needs", "plan_supplies", "share_out", "stock_limit"]
