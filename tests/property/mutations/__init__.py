"""One way, or several, to break each rule in a plan that meets them all."""

from property.mutations import doorstep, goods, people, points, specimens, whole
from property.mutations.registry import MUTATIONS, Mutation

__all__ = ["MUTATIONS", "Mutation", "doorstep", "goods", "people", "points", "specimens", "whole"]
