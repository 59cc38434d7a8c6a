"""Files kept once, by hash, and never handed out damaged."""

from __future__ import annotations

import hashlib
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from masstest.store import documents
from masstest.store.documents import DocumentDamaged, DocumentMissing, unpacked
from masstest.store.engine import Store
from masstest.store.tables import Document

CONTENT = "名单".encode() * 1000


def test_the_same_content_is_kept_once(store: Store) -> None:
    with store.writing() as session:
        names = {documents.keep(session, CONTENT, "text/plain") for _ in range(3)}
        assert names == {hashlib.sha256(CONTENT).hexdigest()}
    with store.reading() as session:
        (row,) = session.scalars(sa.select(Document)).all()
        assert (row.size_bytes, row.media_type) == (len(CONTENT), "text/plain")
        assert len(row.compressed) < 200
        assert documents.read(session, row.sha256) == CONTENT


def test_many_who_keep_the_same_at_once(store: Store) -> None:
    start = threading.Barrier(5)

    def keep(_: int) -> str:
        start.wait()
        with store.writing() as session:
            return documents.keep(session, CONTENT, "text/plain")

    with ThreadPoolExecutor(5) as pool:
        assert len(set(pool.map(keep, range(5)))) == 1


def test_what_is_not_there_is_told(store: Store) -> None:
    with store.reading() as session, pytest.raises(DocumentMissing):
        documents.read(session, "0" * 64)


@pytest.mark.parametrize(
    "damage", [zlib.compress(b"other"), b"no zlib", zlib.compress(CONTENT)[:-9]]
)
def test_damage_is_found_when_reading(store: Store, damage: bytes) -> None:
    with store.writing() as session:
        name = documents.keep(session, CONTENT, "text/plain")
        session.execute(sa.update(Document).values(compressed=damage))
    with store.reading() as session, pytest.raises(DocumentDamaged):
        documents.read(session, name)


@given(content=st.binary(max_size=300))
def test_any_content_comes_back(content: bytes) -> None:
    name = hashlib.sha256(content).hexdigest()
    assert unpacked(zlib.compress(content), len(content), name) == content
