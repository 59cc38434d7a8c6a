"""Functions jitted by numba, their machine code on disk for as long as no source changes."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Sequence
from types import FunctionType, ModuleType
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile


class KernelCache(FunctionCache):
    """A function's machine code on disk, out of date when any file of its kernel has changed.

    Machine code has in it what a function calls, and the constants that it reads; numba alone
    only looks at the file that the function itself is written in.
    """

    def __init__(self, function: FunctionType, stamp: str) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        index: Any = IndexDataCacheFile
        self._cache_file = index(self._cache_path, self._impl.filename_base, stamp)


def stamp_of(modules: Sequence[ModuleType]) -> str:
    """What tells one state of a kernel's sources from any other."""
    sources = sorted((module.__name__, inspect.getsource(module)) for module in modules)
    return hashlib.sha256(repr(sources).encode()).hexdigest()


def jit(function: FunctionType, stamp: str, *, from_python: bool) -> Any:
    """`function`, compiled when it is first called with arguments of some types.

    What is never called from Python needs no way in from there, which is slow to compile.
    """
    options = {"no_cpython_wrapper": not from_python, "no_cfunc_wrapper": True}
    njit: Any = numba.njit  # its types know nothing of these two options
    jitted = njit(nogil=True, error_model="numpy", **options)(function)
    jitted._cache = KernelCache(function, stamp)  # as `enable_caching` does with numba's own
    return jitted
