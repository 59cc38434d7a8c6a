"""`masstest serve` where it can't: one line that says why, nothing secret in it, and a status."""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from masstest.cli.commands import app
from masstest.settings import Settings
from masstest.store import migrations


@pytest.fixture(autouse=True)
def logs_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("MASSTEST_LANG", "en")
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def serve(folder: Path, *options: str) -> Result:
    """What comes of it, with exactly one line on stderr and none on stdout."""
    done = CliRunner().invoke(app, ["serve", "--data-dir", str(folder), "--port", "0", *options])
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)
    return done


def sole_line(done: Result) -> str:
    (line,) = [each for each in done.stderr.splitlines() if not each.startswith("{")]
    return line


def test_a_port_that_is_taken_changes_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = serve(tmp_path / "data", "--port", port)
    assert done.exit_code == 1
    assert port in sole_line(done)
    assert "already" in sole_line(done)
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_computer(tmp_path: Path) -> None:
    done = serve(tmp_path, "--host", "192.0.2.1")
    assert done.exit_code == 1
    assert "192.0.2.1" in sole_line(done)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql//masstest:s3cret@host/masstest",
        "postgresql://masstest:s3cret@host:port/masstest",
        "mysql://masstest:s3cret@host/masstest",
        "postgresql://masstest:s3cret@127.0.0.1:1/masstest",
    ],
)
def test_a_database_that_can_not_be_reached(tmp_path: Path, url: str) -> None:
    done = serve(tmp_path, "--database", url)
    assert done.exit_code == 1
    assert "database" in done.stderr
    assert "s3cret" not in done.stderr


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    url = Settings(data_dir=tmp_path, _env_file=None).database_url
    migrations.upgrade(url)
    with sqlite3.connect(tmp_path / "masstest.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    done = serve(tmp_path)
    assert done.exit_code == 1
    assert "9999" in sole_line(done)
    assert "newer" in sole_line(done)


def test_a_setting_that_makes_no_sense_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASSTEST_JOB_PROCESSES", "s3cret")
    monkeypatch.setenv("MASSTEST_OIDC_ROLE_OF_CLAIM", '{"s3cret"')
    wrong_json = serve(tmp_path)
    monkeypatch.delenv("MASSTEST_OIDC_ROLE_OF_CLAIM")
    wrong_number = serve(tmp_path)
    assert wrong_json.exit_code == wrong_number.exit_code == 2
    assert "oidc_role_of_claim" in sole_line(wrong_json)
    assert "MASSTEST_JOB_PROCESSES" in sole_line(wrong_number)
    assert "s3cret" not in wrong_json.stderr + wrong_number.stderr


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    chain = tmp_path / "chain.pem"
    chain.write_text("no certificate")
    alone = serve(tmp_path, "--tls-cert", str(chain))
    wrong = serve(tmp_path, "--tls-cert", str(chain), "--tls-key", str(chain))
    missing = serve(tmp_path, "--tls-cert", str(chain), "--tls-key", str(tmp_path / "none.pem"))
    assert alone.exit_code == wrong.exit_code == missing.exit_code == 2
    assert "--tls-key" in sole_line(alone)
    assert "certificate" in sole_line(wrong)
    assert "certificate" in sole_line(missing)
