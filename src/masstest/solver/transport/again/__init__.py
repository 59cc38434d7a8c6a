"""Transport again with an earlier plan: runs stay as they are as far as they can."""

from masstest.solver.transport.again.planning import transport_again

__all__ = ["transport_again"]
