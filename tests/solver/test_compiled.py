"""Machine code on disk is used again, until any file of its kernel changes."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

from masstest.solver.compiled import compiled


@pytest.fixture
def kernel_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kernel of two modules: what `twice` answers depends on a constant of the other."""
    folder = tmp_path / "some_kernel"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "from some_kernel.outer import twice\n__all__ = ['twice']\n", encoding="utf-8"
    )
    (folder / "outer.py").write_text(
        "from some_kernel.inner import more\ndef twice(x):\n    return more(more(x))\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return folder


def fresh(kernel_folder: Path, step: int) -> ModuleType:
    """The kernel as a new process finds it, with `step` in the module that `outer` calls."""
    (kernel_folder / "inner.py").write_text(
        f"STEP = {step}\ndef more(x):\n    return x + STEP\n", encoding="utf-8"
    )
    for name in [name for name in sys.modules if name.startswith("some_kernel")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    return compiled(importlib.import_module("some_kernel"))


def test_a_change_anywhere_in_a_kernel_compiles_it_anew(kernel_folder: Path) -> None:
    first = fresh(kernel_folder, 1)
    assert (first.twice(10), first.twice.stats.cache_hits.total()) == (12, 0)
    again = fresh(kernel_folder, 1)
    assert (again.twice(10), again.twice.stats.cache_hits.total()) == (12, 1)
    changed = fresh(kernel_folder, 100)
    assert (changed.twice(10), changed.twice.stats.cache_hits.total()) == (210, 0)
