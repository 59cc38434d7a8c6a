"""What a job's process gets of the worker's environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from masstest.jobs.process import ChildProcess


def test_no_setting_reaches_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASSTEST_DATABASE_URL", "postgresql://masstest:secret@host/masstest")
    tell = "import json, os; print(json.dumps({'environment': dict(os.environ)}))"
    with ChildProcess(tmp_path, (sys.executable, "-c", tell)) as child:
        message = child.message(30)
    assert message is not None
    assert "PATH" in message["environment"]
    assert "secret" not in str(message)
