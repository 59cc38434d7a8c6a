"""Rostering again with an earlier plan: everybody keeps their duties as far as they can."""

from masstest.solver.rostering.keeping.again import roster_again

__all__ = ["roster_again"]
