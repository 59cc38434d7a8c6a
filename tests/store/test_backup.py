"""Backups: complete, verified, and good for either kind of database."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from masstest.store import audit
from masstest.store.backup import DatabaseInUse, backup, restore
from masstest.store.backup.archive import LEFT_OUT
from masstest.store.engine import Store, open_store
from masstest.store.unusable import BackupUnusable
from store import full_store


def url_of(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


@pytest.fixture
def saved(store: Store, tmp_path: Path) -> Path:
    """A backup of a full store."""
    full_store.fill(store)
    full_store.fill(store)
    path = tmp_path / "masstest.backup"
    backup(url_of(store), path)
    return path


def test_a_backup_fills_either_database(store: Store, saved: Path, empty_database_url: str) -> None:
    """From SQLite to PostgreSQL is how an office grows into a city; the way back is there too."""
    manifest = restore(saved, empty_database_url)
    assert manifest.documents == 5
    again = open_store(empty_database_url)
    assert full_store.rows(again, without=LEFT_OUT) == full_store.rows(store, without=LEFT_OUT)
    with again.reading() as session:
        report = audit.verify(session)
        assert report.ok
        assert (report.head_number, report.head_sha256) == (4, manifest.audit_sha256)
    full_store.fill(again)  # rows that number themselves, and the chain, go on
    with again.reading() as session:
        assert audit.verify(session).entries == 6
    again.close()


def test_what_is_logged_in_is_left_out(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        tables = {Path(name).stem for name in archive.namelist() if name.startswith("tables/")}
    assert LEFT_OUT.isdisjoint(tables)
    assert {"users", "plans", "audit", "audit_head"} <= tables


def test_only_its_owner_may_read_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert not saved.with_name(saved.name + ".part").exists()


def test_a_database_in_use_is_left_alone(store: Store, saved: Path) -> None:
    before = full_store.rows(store)
    with pytest.raises(DatabaseInUse):
        restore(saved, url_of(store))
    assert full_store.rows(store) == before


def test_a_database_in_use_is_replaced_when_told_to(store: Store, saved: Path) -> None:
    kept = full_store.rows(store, without=LEFT_OUT)
    full_store.fill(store)
    store.close()
    restore(saved, url_of(store), replace=True)
    assert full_store.rows(store, without=LEFT_OUT) == kept


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a backup with one of its files changed, or left out."""
    copy = path.with_name("copy.backup")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        assert name in old.namelist()
        for entry in old.namelist():
            content = change(old.read(entry)) if entry == name else old.read(entry)
            if content is not None:
                new.writestr(entry, content)
    return copy


def document_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return next(name for name in archive.namelist() if name.startswith("documents/"))


def newer(manifest: bytes) -> bytes:
    return json.dumps(json.loads(manifest) | {"revision": "9999"}).encode()


SPOILT: dict[str, Callable[[Path], Path]] = {
    "edited": lambda p: rewritten(p, "tables/users.jsonl", lambda c: c.replace(b"li1", b"li9")),
    "cut": lambda p: rewritten(p, "tables/audit.jsonl", lambda c: c[:-20]),
    "without a table": lambda p: rewritten(p, "tables/plans.jsonl", lambda _: None),
    "without a document": lambda p: rewritten(p, document_in(p), lambda _: None),
    "with another document": lambda p: rewritten(p, document_in(p), lambda c: c[:-3] + b"xyz"),
    "of a newer version": lambda p: rewritten(p, "manifest.json", newer),
    "without sense": lambda p: rewritten(p, "manifest.json", lambda _: b"{}"),
    "no zip": lambda p: Path(__file__),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_spoilt_backup_changes_nothing(store: Store, saved: Path, spoilt: str) -> None:
    path, before = SPOILT[spoilt](saved), full_store.rows(store)
    with pytest.raises(BackupUnusable):
        restore(path, url_of(store), replace=True)
    assert full_store.rows(store) == before
