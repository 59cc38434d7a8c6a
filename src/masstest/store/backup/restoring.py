"""Filling a database from a backup: everything in one transaction, or nothing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import Connection, MetaData, Table

from masstest.store import migrations
from masstest.store.backup.archive import (
    CONTENT,
    MANIFEST,
    Manifest,
    document_file,
    table_file,
    unpacked_rows,
)
from masstest.store.documents import DocumentDamaged, unpacked
from masstest.store.unusable import BackupUnusable
from masstest.text import N_

_ROWS_AT_ONCE = 200


class DatabaseInUse(Exception):
    """The database to be filled holds something already."""


def restore(path: Path, database_url: str, *, replace: bool = False) -> Manifest:
    """Fill a database with what a backup holds; SQLite or PostgreSQL, wherever it was made.

    A backup of an older version is restored to that version's tables, which are then upgraded.

    Parameters
    ----------
    path : Path
    database_url : str
    replace : bool
        Remove what the database holds, its audit included.

    Raises
    ------
    BackupUnusable
        If the file is none, is damaged, or comes from a newer version: the database is as it was.
    DatabaseInUse
        If it holds something, unless `replace`.
    StoreUnusable
        If the database can't be reached.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive)
            _verify(archive, manifest)
            with migrations.changing(database_url) as change:
                _clear(change, replace=replace)
                change.up(manifest.revision)
                _load(change.connection, archive, manifest)
                change.up("head")
    except (BadZipFile, KeyError, EOFError) as error:
        raise BackupUnusable(N_("It is no complete backup: {reason}"), reason=error) from error
    return manifest


def _manifest(archive: ZipFile) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError as error:
        raise BackupUnusable(N_("Its manifest can't be read.")) from error
    if manifest.revision not in migrations.revisions():
        raise BackupUnusable(
            N_("It was made by masstest {version}, which is newer than this one."),
            version=manifest.masstest_version,
        )
    return manifest


def _verify(archive: ZipFile, manifest: Manifest) -> None:
    for name, expected in manifest.tables.items():
        sha256 = hashlib.sha256()
        with archive.open(table_file(name)) as file:
            for chunk in iter(lambda: file.read(1 << 16), b""):
                sha256.update(chunk)
        if sha256.hexdigest() != expected.sha256:
            raise BackupUnusable(N_("The table {table} isn't as it was saved."), table=name)


def _clear(change: migrations.Change, *, replace: bool) -> None:
    present = set(sa.inspect(change.connection).get_table_names())
    if "alembic_version" not in present:
        return
    if not replace and any(_has_rows(change.connection, name) for name in ("users", "audit")):
        raise DatabaseInUse
    change.down("base")


def _has_rows(connection: Connection, name: str) -> bool:
    found = connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1))
    return found.first() is not None


def _load(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name not in manifest.tables:
            continue
        with archive.open(table_file(table.name)) as file:
            rows = iter(unpacked_rows(table, file))
            if table.name == "audit_head":
                _set_head(connection, table, next(rows))
            elif table.name == CONTENT[0]:
                _insert(connection, table, (_with_content(row, archive) for row in rows))
            else:
                _insert(connection, table, rows)
    if connection.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            _continue_counting(connection, table)


def _insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows; what refers to a row of the same table is set once all of them are there."""
    own = {key.parent.name for key in table.foreign_keys if key.column.table is table}
    (key,) = table.primary_key.columns if own else (None,)
    later = []
    while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
        for row in batch:
            held = {name: row.pop(name) for name in own if row[name] is not None}
            if held and key is not None:
                later.append((row[key.name], held))
        connection.execute(sa.insert(table), [dict.fromkeys(own) | row for row in batch])
    for value, held in later:
        assert key is not None
        connection.execute(sa.update(table).where(key == value).values(held))


def _with_content(row: dict[str, Any], archive: ZipFile) -> dict[str, Any]:
    compressed = archive.read(document_file(row["sha256"]))
    try:
        unpacked(compressed, row["size_bytes"], row["sha256"])
    except DocumentDamaged as error:
        raise BackupUnusable(
            N_("The document {document} isn't as it was saved."), document=row["sha256"]
        ) from error
    return row | {CONTENT[1]: compressed}


def _set_head(connection: Connection, table: Table, head: dict[str, Any]) -> None:
    """The head's row is there from the start, and only moves on."""
    if head["number"] > 0:
        connection.execute(sa.update(table).values(head))


def _continue_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    (key, *more) = table.primary_key.columns
    if more or not isinstance(key.type, sa.Integer):
        return
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, key.name)))
    highest = connection.scalar(sa.select(sa.func.max(key)))
    if sequence is not None and highest is not None:
        connection.execute(sa.select(sa.func.setval(sequence, highest)))
