"""Planning again from a plan that people already know: the least change that meets the rules."""

from masstest.planner.replanning.replan import replan

__all__ = ["replan"]
