"""Files kept whole: once each, compressed, under the SHA-256 of their content."""

from __future__ import annotations

import hashlib
import zlib

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from masstest.store.tables import Document
from masstest.store.tables.base import utc_now


class DocumentMissing(LookupError):
    """There is no document of this hash."""


class DocumentDamaged(Exception):
    """A document's content isn't what its hash says."""


def keep(session: Session, content: bytes, media_type: str) -> str:
    """Keep `content`; the same content is kept once, whoever brings it, and however often.

    Returns
    -------
    str
        Its SHA-256 in hexadecimal digits: its name from now on.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    postgres = session.get_bind().dialect.name == "postgresql"
    new = (postgresql if postgres else sqlite).insert(Document)
    new = new.values(
        sha256=sha256,
        media_type=media_type,
        size_bytes=len(content),
        compressed=zlib.compress(content),
        created_at=utc_now(),
    )
    # A document that is there already is touched: what tidies up at this moment sees that it is
    # wanted again, or has removed it before we get here.
    session.execute(
        new.on_conflict_do_update(
            index_elements=["sha256"], set_={"created_at": new.excluded.created_at}
        )
    )
    return sha256


def read(session: Session, sha256: str) -> bytes:
    """The content kept under `sha256`.

    Raises
    ------
    DocumentMissing
        If there is none.
    DocumentDamaged
        If it isn't what was kept.
    """
    row = session.execute(
        sa.select(Document.compressed, Document.size_bytes).where(Document.sha256 == sha256)
    ).one_or_none()
    if row is None:
        raise DocumentMissing(sha256)
    return unpacked(row.compressed, row.size_bytes, sha256)


def unpacked(compressed: bytes, size_bytes: int, sha256: str) -> bytes:
    """The content of a row of documents, verified.

    Raises
    ------
    DocumentDamaged
        If it isn't what was kept.
    """
    unzip = zlib.decompressobj()
    try:
        content = unzip.decompress(compressed, size_bytes + 1)
    except zlib.error as error:
        raise DocumentDamaged(sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentDamaged(sha256)
    return content
