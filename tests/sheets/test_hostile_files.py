"""Files that are no honest workbook: a clear report each, never a traceback, never a burden."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from masstest.sheets import Limits, problem_sentence, read_roster
from masstest.text import translator
from roster_book import good_book, repacked, spoilt

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unchanged(name: str, content: bytes) -> bytes:
    return content


def bomb(megabytes: int) -> bytes:
    """A workbook with a part of zeros that unpacks to `megabytes`."""
    return repacked(unchanged, **{"xl/media/image.bin": bytes(megabytes * 1_000_000)})


def with_doctype(encoding: str) -> bytes:
    def edit(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        text = content.decode("utf-8")
        _head, _, rest = text.partition("?>")
        entities = '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        text = f'<?xml version="1.0" encoding="{encoding}"?>{entities}{rest}'
        return text.encode(encoding)

    return repacked(edit)


def stray_cell() -> bytes:
    def spoil(book: object) -> None:
        book["Staff"]["XFD1048576"] = "x"  # type: ignore[index]

    return spoilt(spoil)


def not_a_spreadsheet() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return written.getvalue()


def broken_sheet() -> bytes:
    return repacked(lambda n, c: c[: len(c) // 2] if n.endswith("sheet3.xml") else c)


def missing_sheet_part() -> bytes:
    return repacked(lambda n, c: None if n.endswith("sheet3.xml") else c)


def lying_size() -> bytes:
    """A part that declares much less than its real size."""
    content = bytearray(repacked(unchanged, **{"xl/more.xml": b" " * 5_000_000}))
    at = content.rfind(b"PK\x01\x02")
    size_at = at + 24
    content[size_at : size_at + 4] = (1000).to_bytes(4, "little")
    return bytes(content)


# made when they are read: bombs take a second to make, and every test process looks at this list
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (bytes, "empty_file"),
    "old excel": (lambda: OLE + bytes(600), "old_excel"),
    "encrypted": (
        lambda: OLE + bytes(64) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted_file",
    ),
    "csv": ("compound_id,name\nC1,东风\n".encode, "text_file"),
    "csv in gb18030": (lambda: "编号,名称\nC1,东风小区\n".encode("gb18030"), "text_file"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not_a_workbook"),
    "word document": (not_a_spreadsheet, "not_a_workbook"),
    "cut in two": (lambda: good_book()[: len(good_book()) // 2], "damaged_file"),
    "only the first bytes": (lambda: b"PK\x03\x04", "damaged_file"),
    "a sheet cut in two": (broken_sheet, "damaged_file"),
    "a sheet lost": (missing_sheet_part, "damaged_file"),
    "bomb by ratio": (lambda: bomb(100), "suspicious_archive"),
    "bomb by size": (lambda: bomb(250), "suspicious_archive"),
    "lying about sizes": (lying_size, "damaged_file"),
    "doctype": (lambda: with_doctype("utf-8"), "xml_entities"),
    "doctype in utf-16": (lambda: with_doctype("utf-16"), "xml_entities"),
    "a stray cell far away": (stray_cell, "sheet_too_large"),
}


@pytest.mark.parametrize(("make", "code"), CASES.values(), ids=list(CASES))
def test_hostile_file(make: Callable[[], bytes], code: str) -> None:
    result = read_roster(make())
    assert [p.code for p in result.problems] == [code]
    assert result.roster is None
    assert not result.readable
    for lang in ("en", "zh"):
        sentence = problem_sentence(result.problems[0], translator(lang))
        assert "{" not in sentence


def test_too_many_parts() -> None:
    names = {f"docProps/part{n}.txt": b"x" for n in range(2100)}
    assert [p.code for p in read_roster(repacked(unchanged, **names)).problems] == [
        "suspicious_archive"
    ]


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    assert [p.code for p in read_roster(path).problems] == ["file_too_large"]
    assert [p.code for p in read_roster(bytes(30_000_000)).problems] == ["file_too_large"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        assert [p.code for p in read_roster(path).problems] == ["file_not_found"]


def test_memory_of_the_child_is_limited() -> None:
    """Without the look for stray cells the parser would take memory until it is stopped."""
    limits = Limits(cells=10**15, memory_bytes=400_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert [p.code for p in read_roster(stray_cell(), limits=limits).problems] == ["file_too_heavy"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_time_of_the_child_is_limited() -> None:
    started = time.monotonic()
    result = read_roster(good_book(), limits=Limits(wall_s=0))
    assert [p.code for p in result.problems] == ["file_too_heavy"]
    assert time.monotonic() - started < 5


def test_a_repeated_long_text_does_not_reach_the_parent() -> None:
    """One shared string in very many cells is small in the file and huge when spelt out."""
    row = '<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>'

    def edit(name: str, content: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            return content.replace(b"<t>", b"<t>" + b"x" * 32_000, 1)
        if name != "xl/worksheets/sheet9.xml":
            return content
        rows = "".join(row.format(r=number) for number in range(10, 30_000))
        return content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    assert [p.code for p in read_roster(repacked(edit)).problems] == ["file_too_heavy"]
