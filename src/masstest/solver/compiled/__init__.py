"""Inner loops compiled by numba, on demand and beside the modules that they are written in.

A *kernel* is a module, or a package of modules, of functions in the subset of Python that numba
compiles. Compiling costs seconds, so small cases run a kernel as it is, on lists. For large ones
`compiled` makes a second copy of it in which every function is jitted; numba keeps the machine
code on disk (beside the modules, or in the user's cache folder).
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import threading
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType

_LOCK = threading.Lock()


def compiled(kernel: ModuleType) -> ModuleType:
    """A copy of `kernel` whose functions are compiled when they are first called.

    Those that its ``__all__`` names can be called from Python, the others only from each other.
    Tuple classes and constants are the kernel's own, so that both take the same arguments.
    """
    with _LOCK:
        return _jitted_copy(kernel)


@cache
def _jitted_copy(kernel: ModuleType) -> ModuleType:
    # slow to import, and not needed for small cases
    from masstest.solver.compiled.jitting import jit, stamp_of

    modules = list(_modules_of(kernel))
    stamp = stamp_of(modules)
    jitted: dict[FunctionType, object] = {}
    copies = []
    for module in modules:
        copy = ModuleType(f"{module.__name__}_compiled", module.__doc__)
        vars(copy).update(vars(module) | {"__name__": copy.__name__})
        sys.modules[copy.__name__] = copy  # where numba looks for it when it reads its cache
        copies.append(copy)
        for name, function in vars(module).items():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                own = FunctionType(function.__code__, vars(copy), name)
                jitted[function] = jit(own, stamp, from_python=name in kernel.__all__)
    for copy in copies:
        for name, value in list(vars(copy).items()):
            if isinstance(value, FunctionType) and value in jitted:
                setattr(copy, name, jitted[value])
    return copies[0]


def _modules_of(kernel: ModuleType) -> Iterator[ModuleType]:
    """The kernel itself, and what lies in its folder if it is a package."""
    yield kernel
    for part in pkgutil.iter_modules(getattr(kernel, "__path__", ())):
        yield importlib.import_module(f"{kernel.__name__}.{part.name}")
