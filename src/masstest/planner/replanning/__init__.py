"""Planning again from a plan that people already know: the least change that meets the rules."""

from masstest.planner.replanning.past import past_kept
from masstest.planner.replanning.replan import replan
from masstest.planner.replanning.wording import request_sentence

__all__ = ["past_kept", "replan", "request_sentence"]
