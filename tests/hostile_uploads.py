"""Spoilt uploads, as many as wanted, the same ones each time: (what it is, media type, content)."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from openpyxl.workbook import Workbook

from masstest.service.uploads import JSON, XLSX
from roster_book import good_book, good_roster, repacked, spoilt

Upload = tuple[str, str, bytes]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def hostile_uploads(how_many: int, seed: int = 1) -> Iterator[Upload]:
    """`how_many` files, of every kind by turns; none of them is a roster of the round."""
    chance = random.Random(seed)
    for number in range(how_many):
        name, media_type, make = _KINDS[number % len(_KINDS)]
        yield name, media_type, make(chance)


def _cut(chance: random.Random) -> bytes:
    content = good_book()
    return content[: chance.randrange(1, len(content) - 30)]


def _flipped(chance: random.Random) -> bytes:
    """A good file with some bytes changed, the name of its main part among them."""
    content = bytearray(good_book().replace(b"xl/workbook.xml", b"xl/workbo\x00k.xml"))
    for _ in range(chance.randrange(1, 60)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 20_000))


def _bomb(chance: random.Random) -> bytes:
    return _bomb_of(chance.choice((30, 120, 250)))


@cache
def _bomb_of(megabytes: int) -> bytes:
    return repacked(lambda _, c: c, **{"xl/media/image.bin": bytes(megabytes * 1_000_000)})


def _xml_bomb(chance: random.Random) -> bytes:
    """A sheet of very many cells from very few bytes."""
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (n, n) for n in range(3, chance.randrange(20_000, 60_000)))
    return _edited("xl/worksheets/sheet2.xml", lambda c: c.replace(b"</sheetData>", rows))


def _entities(chance: random.Random) -> bytes:
    depth = chance.randrange(2, 12)
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "ha">' for n in range(depth)
    )
    kind = chance.choice(("sst", "worksheet", "x"))
    head = f"<!DOCTYPE {kind} [{entities}]>".encode()
    part = chance.choice(("xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"))
    return _edited(part, lambda c: c.replace(b"?>", b"?>" + head, 1))


def _external_entity(chance: random.Random) -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return _edited("xl/sharedStrings.xml", lambda c: c.replace(b"?>", b"?>" + head, 1))


def _part_lost(chance: random.Random) -> bytes:
    lost = chance.choice(
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml")
    )
    return repacked(lambda name, c: None if name == lost else c)


def _part_spoilt(chance: random.Random) -> bytes:
    """XML that ends in the middle."""
    part = chance.choice(
        ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")
    )
    return _edited(part, lambda c: c[: chance.randrange(len(c) - 20)])


def _many_parts(chance: random.Random) -> bytes:
    return repacked(
        lambda _, c: c, **{f"x/{n}.xml": b"x" for n in range(2_001 + chance.randrange(3_000))}
    )


def _other_office_file(chance: random.Random) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<document/>" * chance.randrange(1, 1000))
    return written.getvalue()


def _old_office_file(chance: random.Random) -> bytes:
    return _OLE + chance.randbytes(chance.randrange(100, 5_000))


def _stray_cell(chance: random.Random) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _edited("xl/worksheets/sheet2.xml", lambda c: c.replace(b"</sheetData>", cell))


def _text(chance: random.Random) -> bytes:
    return ("编号,名称\nC1,东风小区\n" * chance.randrange(1, 500)).encode(
        chance.choice(("utf-8", "gb18030", "utf-16"))
    )


def _wrong_values(chance: random.Random) -> bytes:
    """Cells that make no sense, one population among them."""

    def spoil(book: Workbook) -> None:
        book["Compounds"]["J5"] = chance.choice((-5, 1e300, "many", "=1+1"))
        for _ in range(chance.randrange(30)):
            page = book[chance.choice(("Compounds", "Sites", "Staff", "Vehicles", "Round"))]
            cell = page.cell(chance.randrange(1, 30), chance.randrange(1, 12))
            cell.value = chance.choice((-1, 1e15, "x" * chance.randrange(1, 30_000), "=A1", True))

    return spoilt(spoil)


def _edited(part: str, edit: Callable[[bytes], bytes]) -> bytes:
    return repacked(lambda name, c: edit(c) if name == part else c)


def _json_cut(chance: random.Random) -> bytes:
    content = good_roster().to_json().encode()
    return content[: chance.randrange(len(content) - 1)]


def _json_deep(chance: random.Random) -> bytes:
    bracket = chance.choice((b"[", b'{"a":'))
    return bracket * chance.randrange(100, 150_000)


def _json_wide(chance: random.Random) -> bytes:
    """Very many rows with nothing in them."""
    rows = ",".join("{}" for _ in range(chance.randrange(1_000, 100_000)))
    head = '{"round": {"district": "D", "date": "2022-03-10"}, "compounds": ['
    return f"{head}{rows}]}}".encode()


def _json_empty_lists(chance: random.Random) -> bytes:
    """What takes twenty times its size once it is parsed."""
    return b"[" + b"[]," * chance.randrange(100_000, 2_500_000) + b"[]]"


def _json_numbers(chance: random.Random) -> bytes:
    row = {"compound_id": 10 ** chance.randrange(1, 4000)}
    return json.dumps(
        {"round": {"district": "D", "date": "2022-03-10"}, "compounds": [row] * 50}
    ).encode()


def _json_wrong_types(chance: random.Random) -> bytes:
    document = json.loads(good_roster().to_json())
    for name in chance.sample(sorted(document), 3):
        document[name] = chance.choice((None, 1, "x", [], [[]], {"x": {}}, [None] * 50))
    document["unknown"] = 1
    return json.dumps(document).encode()


def _json_wrong_values(chance: random.Random) -> bytes:
    document = json.loads(good_roster().to_json())
    for row in document["compounds"]:
        row[chance.choice(sorted(row))] = chance.choice((None, -1, 10**30, "\ud800", "x" * 10_000))
    document["compounds"][0]["population"] = -1
    return json.dumps(document).encode()


def _huge(chance: random.Random) -> bytes:
    return b"PK\x03\x04" + bytes(20_000_000 + chance.randrange(1, 5_000_000))


_KINDS: list[tuple[str, str, Callable[[random.Random], bytes]]] = [
    ("cut", XLSX, _cut),
    ("flipped", XLSX, _flipped),
    ("noise", XLSX, _noise),
    ("bomb", XLSX, _bomb),
    ("cells without end", XLSX, _xml_bomb),
    ("entities", XLSX, _entities),
    ("external entity", XLSX, _external_entity),
    ("part lost", XLSX, _part_lost),
    ("part spoilt", XLSX, _part_spoilt),
    ("many parts", XLSX, _many_parts),
    ("other office file", XLSX, _other_office_file),
    ("old office file", XLSX, _old_office_file),
    ("stray cell", XLSX, _stray_cell),
    ("text", XLSX, _text),
    ("wrong values", XLSX, _wrong_values),
    ("huge", XLSX, _huge),
    ("noise as JSON", JSON, _noise),
    ("JSON cut", JSON, _json_cut),
    ("JSON deep", JSON, _json_deep),
    ("JSON wide", JSON, _json_wide),
    ("JSON of empty lists", JSON, _json_empty_lists),
    ("JSON with endless numbers", JSON, _json_numbers),
    ("JSON of wrong types", JSON, _json_wrong_types),
    ("JSON of wrong values", JSON, _json_wrong_values),
    ("picture", "image/png", _noise),
    ("form", "multipart/form-data; boundary=x", _noise),
    ("no kind", "", _noise),
]
