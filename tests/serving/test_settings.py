"""Settings come from the environment, and from a file where the service is started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from masstest.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it is started, without settings in the environment."""
    for name in [each for each in os.environ if each.startswith("MASSTEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_where_it_is_started(folder: Path) -> None:
    (folder / ".env").write_text(
        'MASSTEST_PORT=8123\nMASSTEST_OIDC_ROLE_OF_CLAIM=\'{"tc-read": "viewer"}\'\n'
    )
    assert Settings().port == 8123
    assert Settings().oidc_role_of_claim == {"tc-read": "viewer"}
    assert Settings(port=1, _env_file=None).port == 1


def test_a_folder_into_which_it_may_not_look(folder: Path) -> None:
    (folder / ".env").symlink_to("x" * 300)  # looking fails, whoever does it
    assert Settings().port == 8000
