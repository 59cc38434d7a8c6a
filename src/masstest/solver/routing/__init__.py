"""Open routes with rests and due times: shared by doorstep teams, supply and waste vehicles."""

from masstest.solver.routing.bound import travel_bound
from masstest.solver.routing.problem import NEVER, Route, Routing, RoutingProblem, terms
from masstest.solver.routing.search import only_routes, prepare, solve

__all__ = [
    "NEVER",
    "Route",
    "Routing",
    "RoutingProblem",
    "only_routes",
    "prepare",
    "solve",
    "terms",
    "travel_bound",
]
