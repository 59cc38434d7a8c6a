"""The child process that opens an uploaded workbook: bytes in, plain JSON out.

Run as a script, not imported by the package: it limits its own memory and processor time,
refuses what an honest workbook never contains, and only then lets the parser at the file. It
imports nothing of the package, so that it starts in a few hundredths of a second.

Input on stdin: a line of JSON (`sys_path`, `limits`), then the bytes of the file.
Output on stdout: ``{"refused": {"code", "facts"}}`` or ``{"sheets": [...]}``, each sheet with
`title`, `rows` (dates and times as ``{"time": ISO}``), `merged`, `no_value`
(formulas that were never calculated) and `errors` (cells such as #N/A).
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat


class RefusedFileError(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def limit_myself(memory_bytes: int, cpu_s: int) -> None:
    """Cap this process where the system can; elsewhere the parent's timeout has to do."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))


_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_DECLARATIONS = tuple(
    word.encode(encoding) for encoding in _ENCODINGS for word in ("<!DOCTYPE", "<!ENTITY")
)


def guard(archive: zipfile.ZipFile, limits: dict[str, int]) -> None:
    """Refuse bombs and entity tricks before anything is parsed."""
    members = archive.infolist()
    if len(members) > limits["members"]:
        raise RefusedFileError("suspicious_archive", members=len(members))
    if any(member.flag_bits & 1 for member in members):
        raise RefusedFileError("encrypted_file")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits["unpacked_bytes"]:
        raise RefusedFileError("suspicious_archive", unpacked_mb=unpacked // 1_000_000)
    if unpacked > limits["ratio_from_bytes"] and unpacked > limits["ratio"] * max(1, packed):
        raise RefusedFileError("suspicious_archive", unpacked_mb=unpacked // 1_000_000)
    names = {member.filename for member in members}
    if not any(name.lower().endswith("workbook.xml") for name in names):
        raise RefusedFileError("not_a_workbook")
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            # reading also compares the real size with the declared one, and the checksum
            content = archive.read(member)
            if any(word in content for word in _DECLARATIONS):
                raise RefusedFileError("xml_entities", part=member.filename)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Title of each sheet -> its part in the archive, as the workbook's relations say."""
    book = next(n for n in archive.namelist() if n.lower().endswith("workbook.xml"))
    folder, _, name = book.rpartition("/")
    relations: dict[str, str] = {}
    titles: dict[str, str] = {}

    def on_relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            relations[attributes.get("Id", "")] = path.lstrip("/")

    def on_sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == "sheet":
            for namespace in (_RELATIONS, _STRICT_RELATIONS):
                relation = attributes.get(f"{namespace} id")
                if relation is not None:
                    titles[attributes.get("name", "")] = relation

    for part, handler in ((f"{folder}/_rels/{name}.rels", on_relation), (book, on_sheet)):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = handler
        parser.Parse(archive.read(part.lstrip("/")), True)
    return {title: relations[key] for title, key in titles.items() if key in relations}


_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*?>")
_SPECIAL = re.compile(rb"<(?:\w+:)?f[ >/]|\bt=\"e\"")


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def refuse_far_cells(title: str, xml: bytes, most_cells: int) -> None:
    """The parser makes a full rectangle, so one stray cell far away would fill the memory."""
    widest = deepest = 0
    widths: dict[bytes, int] = {}
    for found in _CELL.finditer(xml):
        if found.group().endswith(b"/>"):
            continue
        letters = found.group(1)
        if letters not in widths:
            widths[letters] = column_number(letters.decode())
            widest = max(widest, widths[letters])
        deepest = max(deepest, int(found.group(2)))
    if widest * deepest > most_cells:
        raise RefusedFileError("sheet_too_large", title=title, rows=deepest, columns=widest)


def special_cells(xml: bytes) -> tuple[list[str], dict[str, str]]:
    """Cells with a formula but no value, and cells that show an error, in a sheet's XML."""
    no_value: list[str] = []
    errors: dict[str, str] = {}
    cell: dict[str, Any] = {}
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c":
            cell.clear()
            cell.update(ref=attributes.get("r", ""), error=attributes.get("t") == "e")
            cell["formula"] = False
            text.clear()
        elif local == "f":
            cell["formula"] = True
        elif local == "v":
            text.clear()
            parser.CharacterDataHandler = text.append

    def end(tag: str) -> None:
        local = tag.rpartition(" ")[2]
        if local == "v":
            parser.CharacterDataHandler = None
        elif local == "c":
            value = "".join(text).strip()
            if cell["error"]:
                errors[cell["ref"]] = value
            elif cell["formula"] and not value:
                no_value.append(cell["ref"])

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    return no_value, errors


def _plain(value: Any) -> Any:
    """What JSON has no form for: dates, times and durations."""
    if hasattr(value, "total_seconds"):
        return {"seconds": value.total_seconds()}
    return {"time": value.isoformat()}


def extract(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    sheets: list[dict[str, Any]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        guard(archive, limits)
        parts = sheet_parts(archive)
        special: dict[str, tuple[list[str], dict[str, str]]] = {}
        for title, part in parts.items():
            if part not in archive.NameToInfo:
                raise RefusedFileError("damaged_file")
            xml = archive.read(part)
            refuse_far_cells(title, xml, limits["cells"])
            special[title] = special_cells(xml) if _SPECIAL.search(xml) else ([], {})
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for title in book.sheet_names:
        if title not in special:  # a chart or a macro sheet
            continue
        page = book.get_sheet_by_name(title)
        merged = page.merged_cell_ranges or []
        no_value, errors = special[title]
        sheets.append(
            {
                "title": title,
                "rows": page.to_python(skip_empty_area=False),
                "merged": merged,
                "no_value": no_value,
                "errors": errors,
            }
        )
    return {"sheets": sheets}


def main() -> None:
    head = json.loads(sys.stdin.buffer.readline())
    limits = head["limits"]
    sys.path[:] = head["sys_path"]
    limit_myself(limits["memory_bytes"], limits["cpu_s"])
    from python_calamine import CalamineError

    answer: dict[str, Any]
    try:
        answer = extract(sys.stdin.buffer.read(), limits)
    except RefusedFileError as refusal:
        answer = {"refused": {"code": refusal.code, "facts": refusal.facts}}
    except MemoryError:
        answer = {"refused": {"code": "file_too_heavy", "facts": {}}}
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, CalamineError, expat.ExpatError,
        OSError, EOFError, ValueError, KeyError, StopIteration, NotImplementedError, RuntimeError,
    ):  # fmt: skip
        answer = {"refused": {"code": "damaged_file", "facts": {}}}
    try:
        text = json.dumps(answer, default=_plain)  # in one piece: ten times faster
    except MemoryError:
        text = ""
    if not text or len(text) > limits["answer_bytes"]:  # one long text, repeated
        text = json.dumps({"refused": {"code": "file_too_heavy", "facts": {}}})
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
