"""Ruin and recreate on open routes: the inner loop.

Slack induction by string removals: strings of stops are taken out of neighbouring routes and
put back one by one where they cost least, now and then skipping a place; the result is kept
by the rule of simulated annealing. Every insertion is timed exactly (waiting, rests, lateness).

The functions run as they are on lists, and compiled on arrays (`masstest.solver.compiled`):
hence plain loops, tables laid out flat, row after row, and rows of named fields, which both
read quickly.

References
----------
J. Christiaens, G. Vanden Berghe: Slack Induction by String Removals for Vehicle Routing
Problems. Transportation Science 54(2), 2020. doi:10.1287/trsc.2019.0914
"""

from masstest.solver.routing.kernel.annealing import anneal
from masstest.solver.routing.kernel.tables import LINE, MARK, ROUTE, STOP, VISITED, Data, State
from masstest.solver.routing.kernel.timing import retime

__all__ = ["LINE", "MARK", "ROUTE", "STOP", "VISITED", "Data", "State", "anneal", "retime"]
