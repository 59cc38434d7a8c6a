"""From a roster to a checked plan: the only package that knows solvers and checks alike."""

from masstest.planner.planner import Options, Watch, plan_round
from masstest.planner.workers import worker_pool

__all__ = ["Options", "Watch", "plan_round", "worker_pool"]
