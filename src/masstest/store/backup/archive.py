"""What a backup looks like: a zip with a manifest, a file of rows for each table, and documents.

Each row is one line of JSON. The manifest has the hash of each table's file; documents are named
by the hash of their content.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, RowMapping, Table

from masstest.store.unusable import BackupUnusable
from masstest.text import N_

MANIFEST = "manifest.json"
FORMAT: Literal["masstest.backup/1"] = "masstest.backup/1"
# What means nothing to another database: who is logged in, what answers are kept for a day.
LEFT_OUT = frozenset({"sessions", "login_attempts", "idempotency_keys", "workers"})
# Kept as files of the archive instead of within the row.
CONTENT = ("documents", "compressed")


class TableManifest(BaseModel):
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What is in a backup. `audit_number` and `audit_sha256` are the audit's last entry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["masstest.backup/1"] = FORMAT
    masstest_version: str
    revision: str
    created_at: dt.datetime
    tables: Mapping[str, TableManifest]
    documents: int
    audit_number: int
    audit_sha256: str
    audit_faults: int


def table_file(name: str) -> str:
    return f"tables/{name}.jsonl"


def document_file(sha256: str) -> str:
    return f"documents/{sha256}"


def columns_of(table: Table) -> list[Column[Any]]:
    """A table's columns that are part of its rows in a backup."""
    return [column for column in table.columns if (table.name, column.name) != CONTENT]


def packed_row(row: RowMapping) -> bytes:
    """A row as one line of JSON."""
    return json.dumps(dict(row), default=_packed, separators=(",", ":")).encode("ascii") + b"\n"


def unpacked_rows(table: Table, lines: Iterable[bytes]) -> Iterable[dict[str, Any]]:
    """The rows of a table's file, as values that the database's driver takes.

    Raises
    ------
    BackupUnusable
        If a line isn't a row of this table.
    """
    columns = {column.name: column for column in columns_of(table)}
    for line in lines:
        row = json.loads(line)
        if row.keys() != columns.keys():
            raise BackupUnusable(
                N_("A row of {table} has other columns than the table."), table=table.name
            )
        yield {name: _unpacked(columns[name], value) for name, value in row.items()}


def _packed(value: object) -> str:
    if isinstance(value, dt.date):  # and times
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} can't be packed")


def _unpacked(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str):
        if isinstance(column.type, sa.DateTime):
            return dt.datetime.fromisoformat(value)
        if isinstance(column.type, sa.Date):
            return dt.date.fromisoformat(value)
        if isinstance(column.type, sa.LargeBinary):
            return base64.b64decode(value)
    return value
