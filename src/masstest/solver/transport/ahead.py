"""Compiling the kernel ahead of time."""

from __future__ import annotations

from typing import Any

import numpy as np

from masstest.solver.compiled import compiled
from masstest.solver.transport import kernel


def warm_up() -> None:
    """Compile the kernel, or read it from the cache, without running it.

    Takes several seconds on a fresh installation. It can run in another process: what it
    compiles there is on disk for this one.
    """
    import numba  # slow to import

    typeof: Any = numba.typeof
    samples = {
        "int": 1,
        "float": 1.0,
        "Ints": np.zeros(1, dtype=np.int64),
        "Floats": np.zeros(1),
    }

    def type_of(kind: Any) -> Any:
        names = [getattr(name, "__forward_arg__", name) for name in kind.__annotations__.values()]
        return typeof(kind(*(samples[name] for name in names)))

    p, s = type_of(kernel.Problem), type_of(kernel.State)
    costs, whole, real = typeof(np.zeros(1)), numba.int64, numba.float64
    compiled(kernel).search.compile((p, s, s, s, costs, whole, whole, real, real))
