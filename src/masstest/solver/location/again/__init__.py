"""Location again with an earlier plan: everybody keeps their point and slot as far as possible."""

from masstest.solver.location.again.planning import locate_again

__all__ = ["locate_again"]
