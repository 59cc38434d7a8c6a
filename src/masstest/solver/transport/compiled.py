"""The kernel compiled by numba, on demand and in a module of its own.

Compiling costs seconds, so small cases run `masstest.solver.transport.kernel` as it is. For
large ones `compiled` makes a second copy of that module in which every function is jitted;
numba keeps the machine code on disk (beside the module, or in the user's cache folder).
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from masstest.solver.transport import kernel

_LOCK = threading.Lock()
_ENTRY = "search"
_NAME = "masstest.solver.transport.compiled_kernel"


def compiled() -> ModuleType:
    """The compiled kernel. Functions are compiled when they are first called."""
    with _LOCK:
        return _jitted_copy()


@cache
def _jitted_copy() -> ModuleType:
    import numba  # slow to import, and not needed for small cases

    spec = importlib.util.spec_from_file_location(_NAME, kernel.__file__)
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = copy  # where numba looks for it when it reads its cache
    spec.loader.exec_module(copy)
    # one set of tuple classes, so that both kernels take the same arguments
    for name in ("Problem", "State"):
        setattr(copy, name, getattr(kernel, name))
    for name, value in list(vars(copy).items()):
        if isinstance(value, FunctionType) and value.__module__ == _NAME:
            # what Python never calls needs no way in from Python, which is slow to compile
            inner = name != _ENTRY
            options: dict[str, Any] = {"no_cpython_wrapper": inner, "no_cfunc_wrapper": True}
            jit = numba.njit(cache=True, nogil=True, error_model="numpy", **options)
            setattr(copy, name, jit(value))
    return copy


def warm_up() -> None:
    """Compile the kernel, or read it from the cache, without running it.

    Takes several seconds on a fresh installation. It can run in another process: what it
    compiles there is on disk for this one.
    """
    import numba

    module = compiled()
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
    with _LOCK:
        module.search.compile((p, s, s, s, costs, whole, whole, real, real))
