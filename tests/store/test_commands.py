"""`masstest user`, `backup`, `restore`, `audit`, `prune`, as they are called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from masstest.access import logins
from masstest.cli.commands import FAILED, WRONG_INPUT, app
from masstest.store.engine import Store, open_store
from store import full_store


def run(database: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--database", database, "--lang", "en"])


def done(database: str, *arguments: str) -> str:
    result = run(database, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(database: str, *arguments: str, status: int = WRONG_INPUT) -> str:
    result = run(database, *arguments)
    assert result.exit_code == status, result.output
    return result.stderr


def password_in(output: str) -> str:
    found = re.search(r": (\S+)\n", output)
    assert found, output
    return found[1]


def test_a_user_from_first_to_last(empty_database_url: str) -> None:
    url = empty_database_url
    first = done(url, "user", "add", "Li", "--name", "李静", "--role", "coordinator:district:A")
    opened = open_store(url)
    assert logins.log_in(opened, "li", password_in(first), "::1").must_change_password
    second = done(url, "user", "password", "li")
    logins.log_in(opened, "li", password_in(second), "::1")
    opened.close()
    done(url, "user", "grant", "li", "driver:vehicle:V007")
    done(url, "user", "revoke", "li", "coordinator:district:A")
    assert "masstest_" in done(url, "user", "token", "li", "--name", "report", "--role", "driver")
    assert "shut out" in done(url, "user", "shut-out", "li")
    (listed,) = json.loads(done(url, "user", "list", "--json"))["users"]
    assert listed == {
        "login": "li", "name": "李静", "roles": ["driver:vehicle:V007"], "active": False,
        "demo": False,
    }  # fmt: skip
    assert "李静" in done(url, "user", "list")
    assert "let in" in done(url, "user", "let-in", "li")
    assert "All 9 entries" in done(url, "audit", "verify")


def test_what_can_not_be_done_is_told_in_a_line(database_url: str) -> None:
    done(database_url, "user", "add", "li", "--role", "admin")
    assert "already" in refused(database_url, "user", "add", "li")
    assert "no user" in refused(database_url, "user", "password", "wang")
    assert "king can't be granted" in refused(database_url, "user", "grant", "li", "king")
    assert "last active" in refused(database_url, "user", "shut-out", "li")
    assert "can't be used" in refused("mysql://x/y", "user", "list")


def test_a_command_that_looks_in_the_wrong_place_says_so(tmp_path: Path) -> None:
    nowhere = tmp_path / "masstest.db"
    for call in (["audit", "verify"], ["user", "list"], ["prune", "9"], ["backup", str(nowhere)]):
        assert "there is no database yet" in refused(f"sqlite:///{nowhere}", *call)
    assert not nowhere.exists()


def test_a_backup_is_made_and_restored(store: Store, tmp_path: Path) -> None:
    full_store.fill(store)
    url = store.url.render_as_string(hide_password=False)
    file = str(tmp_path / "a.backup")
    assert "4 documents" in done(url, "backup", file)
    assert "isn't empty" in refused(url, "restore", file)
    assert "restored" in done(url, "restore", file, "--replace")
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert "restored" in done(other, "restore", file)
    assert json.loads(done(other, "user", "list", "--json"))["users"][0]["login"] == "li1"
    assert "can't be restored" in refused(other, "restore", __file__, "--replace")
    report = json.loads(done(url, "audit", "verify", "--json"))
    assert (report["ok"], report["entries"]) == (True, 3)
    known = f"{report['head']['number']}:{report['head']['sha256']}"
    done(url, "audit", "verify", "--known", known)
    forged = refused(url, "audit", "verify", "--known", f"1:{'0' * 64}", status=FAILED)
    assert "Entry 1 was edited" in forged
    assert "NUMBER:HASH" in refused(url, "audit", "verify", "--known", "x")


def test_old_rounds_are_removed(store: Store) -> None:
    full_store.fill(store, age_days=90)
    url = store.url.render_as_string(hide_password=False)
    removed = json.loads(done(url, "prune", "30", "--json"))["removed"]
    assert (removed["plans"], removed["jobs"]) == (1, 1)
    assert "nothing to remove" in done(url, "prune", "30")
    assert "All 4 entries" in done(url, "audit", "verify")


def test_the_settings_say_which_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASSTEST_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("MASSTEST_DATABASE_URL", raising=False)
    result = CliRunner().invoke(app, ["user", "add", "li", "--lang", "zh"])
    assert result.exit_code == 0
    assert "一次性密码" in result.stdout
    assert (tmp_path / "masstest.db").is_file()
