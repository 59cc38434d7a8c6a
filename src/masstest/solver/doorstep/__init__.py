"""Doorstep teams: who is sampled at home or on the spot, by which pair, on which route.

`plan_doorstep` is the stage; `with_reserve` lets its tours end earlier where people are left
over. Who makes up a pair is decided with all other duties: the rule `doorstep_pair` belongs to
this stage but is applied in `masstest.solver.rostering`.
"""

from masstest.solver.doorstep.again import doorstep_again
from masstest.solver.doorstep.model import doorstep_coverage, doorstep_deadline
from masstest.solver.doorstep.planning import plan_doorstep
from masstest.solver.doorstep.reserve import with_reserve
from masstest.solver.doorstep.terms import doorstep_terms
from masstest.solver.rostering.pairs import doorstep_pair

__all__ = [
    "doorstep_again",
    "doorstep_coverage",
    "doorstep_deadline",
    "doorstep_pair",
    "doorstep_terms",
    "plan_doorstep",
    "with_reserve",
]
