"""Making a backup: of one moment, while the service runs."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa
from sqlalchemy import Table
from sqlalchemy.orm import Session

from masstest import __version__
from masstest.store import audit, migrations
from masstest.store.backup.archive import (
    LEFT_OUT,
    MANIFEST,
    Manifest,
    TableManifest,
    columns_of,
    document_file,
    packed_row,
    table_file,
)
from masstest.store.engine import open_store
from masstest.store.tables import Base, Document
from masstest.store.tables.base import utc_now

_ROWS_AT_ONCE = 500


def backup(database_url: str, path: Path) -> Manifest:
    """Write everything worth keeping to the file `path`, as it is at one moment.

    The file appears when it is complete. It holds phones and hashes of passwords: only its owner
    may read it.

    Raises
    ------
    StoreUnusable
        If the database isn't one of this version.
    OSError
        If the file can't be written.
    """
    store = open_store(database_url)
    unfinished = path.with_name(path.name + ".part")
    try:
        with (
            open(unfinished, "wb", opener=_private) as file,
            ZipFile(file, "w") as archive,
            # one transaction: all tables are seen as they are now, whoever writes meanwhile
            store.reading() as session,
        ):
            manifest = _save(session, archive)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
        store.close()
    return manifest


def _save(session: Session, archive: ZipFile) -> Manifest:
    tables = {
        table.name: _save_table(session, table, archive)
        for table in Base.metadata.sorted_tables
        if table.name not in LEFT_OUT
    }
    documents = _save_documents(session, archive)
    report = audit.verify(session)
    manifest = Manifest(
        masstest_version=__version__,
        revision=migrations.head(),
        created_at=utc_now(),
        tables=tables,
        documents=documents,
        audit_number=report.head_number,
        audit_sha256=report.head_sha256,
        audit_faults=len(report.faults),
    )
    archive.writestr(_entry(MANIFEST, ZIP_DEFLATED), manifest.model_dump_json(indent=1))
    return manifest


def _save_table(session: Session, table: Table, archive: ZipFile) -> TableManifest:
    rows, sha256 = 0, hashlib.sha256()
    select: sa.Select[Any] = sa.select(*columns_of(table)).order_by(*table.primary_key.columns)
    entry = _entry(table_file(table.name), ZIP_DEFLATED)
    with archive.open(entry, "w", force_zip64=True) as file:
        found = session.execute(select.execution_options(yield_per=_ROWS_AT_ONCE))
        for row in found.mappings():
            line = packed_row(row)
            sha256.update(line)
            file.write(line)
            rows += 1
    return TableManifest(rows=rows, sha256=sha256.hexdigest())


def _save_documents(session: Session, archive: ZipFile) -> int:
    """Each document as it is stored: compressed already."""
    names = session.scalars(sa.select(Document.sha256).order_by(Document.sha256)).all()
    for sha256 in names:
        content = session.scalars(
            sa.select(Document.compressed).where(Document.sha256 == sha256)
        ).one()
        archive.writestr(_entry(document_file(sha256), ZIP_STORED), content)
    return len(names)


def _entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name, utc_now().timetuple()[:6])
    entry.compress_type = compression
    return entry


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
