"""A folder with the town's roster and its plan, as `masstest demo` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from masstest.cli.commands import MET, app


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    arguments = ["demo", "--case", "town", "-o", str(folder), "--lang", "en"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == MET, result.output
    assert "meets every rule" in result.output
    return folder
