"""Inner loops compiled by numba, on demand and in modules of their own.

Compiling costs seconds, so small problems run the modules as they are, on lists. For large ones
a second copy of a module is made in which every function is jitted; numba keeps the machine
code on disk (beside the module, or in the user's cache folder).
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from functools import cache
from types import FunctionType, ModuleType

_LOCK = threading.Lock()


def compiled(module: ModuleType) -> ModuleType:
    """A copy of `module` whose functions are compiled when they are first called."""
    with _LOCK:
        return _jitted_copy(module)


@cache
def _jitted_copy(module: ModuleType) -> ModuleType:
    import numba  # slow to import, and not needed for small problems

    name = module.__name__.replace(".", "_") + "_compiled"
    spec = importlib.util.spec_from_file_location(name, module.__file__)
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    sys.modules[name] = copy  # where numba looks for it when it loads from its cache
    spec.loader.exec_module(copy)
    for key, value in list(vars(copy).items()):
        if isinstance(value, type) and value.__module__ == name:
            setattr(copy, key, getattr(module, key))  # so that both take the same arguments
        elif isinstance(value, FunctionType) and value.__module__ == name:
            jitted = numba.njit(cache=True, nogil=True, error_model="numpy")(value)
            setattr(copy, key, jitted)
    return copy
