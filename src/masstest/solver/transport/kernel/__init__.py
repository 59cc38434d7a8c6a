"""Ruin and recreate over whole vehicle days: the inner loops of the transport search.

A vehicle's day is a sequence of items: lots (>= 0) and laboratory visits (``-1 - lab``); each
visit ends a run. The search removes strings of lots (slack induction by string removals) and
puts them back where they cost least, under simulated annealing. Every state has times, and its
cost is the stage's objective, except that laboratories are simulated in steps of `BUCKET_MIN`.

Written in the subset of Python that numba compiles, over flat sequences, so that the same code
runs on lists without compiling anything (small cases) and compiled on arrays (large ones); see
`masstest.solver.compiled`.

References
----------
J. Christiaens, G. Vanden Berghe (2020), Slack Induction by String Removals for Vehicle Routing
Problems, Transportation Science 54(2), doi:10.1287/trsc.2019.0914.
"""

from masstest.solver.transport.kernel.annealing import search
from masstest.solver.transport.kernel.tables import (
    AT,
    BUCKET_MIN,
    FATE,
    HUGE,
    ITEM,
    LATEST,
    LOT,
    MET_AT,
    MISPLACED,
    NODE,
    NONE_LEFT,
    PENDING,
    STATUS,
    TIME,
    Problem,
    State,
)

__all__ = [
    "AT",
    "BUCKET_MIN",
    "FATE",
    "HUGE",
    "ITEM",
    "LATEST",
    "LOT",
    "MET_AT",
    "MISPLACED",
    "NODE",
    "NONE_LEFT",
    "PENDING",
    "STATUS",
    "TIME",
    "Problem",
    "State",
    "search",
]
