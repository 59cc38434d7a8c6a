"""Opening an uploaded file safely: looked at here, parsed in a child process with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Cell = str | float | bool | dict[str, Any]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SNIFF_BYTES = 4096


@dataclass(frozen=True)
class Limits:
    """What an upload may cost. An honest district roster needs a tenth of each."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 200_000_000
    ratio: int = 100  # unpacked to packed, looked at from `ratio_from_bytes` on
    ratio_from_bytes: int = 20_000_000
    members: int = 2_000
    cells: int = 5_000_000  # of the rectangle around a sheet's cells
    answer_bytes: int = 200_000_000
    memory_bytes: int = 1_500_000_000
    cpu_s: int = 20
    wall_s: int = 180  # for a child that hangs; what it computes is limited by `cpu_s`


@dataclass(frozen=True)
class RawSheet:
    """A sheet as the file has it.

    `rows` holds every cell from A1 on; dates and times are ``{"time": ISO}``, durations
    ``{"seconds": float}``, blanks ``""``. `merged` holds 0-based ((row, column), (row, column)).
    """

    title: str
    rows: list[list[Cell]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    no_value: frozenset[str]
    errors: dict[str, str]


@dataclass(frozen=True)
class Refusal:
    """Why a file was not read."""

    code: str
    facts: dict[str, Any]


def load(path: Path, limits: Limits) -> bytes | Refusal:
    """The bytes of a file that is there and not too large."""
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            return _too_large(size, limits)
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        return Refusal("file_not_found", {"path": str(path)})


def open_workbook(content: bytes, limits: Limits) -> list[RawSheet] | Refusal:
    """The sheets of an uploaded workbook, or why they cannot be had."""
    refusal = _look(content, limits)
    return refusal or _parse(content, limits)


def _too_large(size: int, limits: Limits) -> Refusal:
    facts = {"mb": -(-size // 1_000_000), "limit_mb": limits.file_bytes // 1_000_000}
    return Refusal("file_too_large", facts)


def _look(content: bytes, limits: Limits) -> Refusal | None:
    """What the first bytes already tell."""
    if not content:
        return Refusal("empty_file", {})
    if len(content) > limits.file_bytes:
        return _too_large(len(content), limits)
    if content.startswith(_OLE):
        return Refusal("encrypted_file" if _ENCRYPTED in content else "old_excel", {})
    if content.startswith(_ZIP):
        return None
    return Refusal("text_file" if _is_text(content[:_SNIFF_BYTES]) else "not_a_workbook", {})


def _is_text(start: bytes) -> bool:
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            text = start.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(start) - 4:  # not merely a character cut in two at the end
                continue
            text = start[: error.start].decode(encoding)
        if all(character.isprintable() or character in "\r\n\t\ufeff" for character in text):
            return True
    return False


def run_apart(
    script: Path, head: dict[str, Any], content: bytes, limits: Limits
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a script of this package in a process of its own; None if it took too long.

    The script gets a line of JSON (`head`, with ``sys_path`` and ``limits``) and `content` on
    stdin. It starts isolated and without `site`, with this process's import path, which saves
    half of its start.
    """
    line = json.dumps(head | {"sys_path": sys.path, "limits": asdict(limits)}) + "\n"
    try:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(script)],
            input=line.encode() + content,
            capture_output=True,
            timeout=limits.wall_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


def _parse(content: bytes, limits: Limits) -> list[RawSheet] | Refusal:
    child = run_apart(Path(__file__).with_name("extract.py"), {}, content, limits)
    if child is None:
        return Refusal("file_too_heavy", {})
    if child.returncode < 0 or (child.returncode and b"memory" in child.stderr.lower()):
        return Refusal("file_too_heavy", {})
    if child.returncode:  # the parser gave up on nonsense
        return Refusal("damaged_file", {})
    answer: dict[str, Any] = json.loads(child.stdout)
    if "refused" in answer:
        return Refusal(**answer["refused"])
    return [
        RawSheet(
            title=sheet["title"],
            rows=sheet["rows"],
            merged=sheet["merged"],
            no_value=frozenset(sheet["no_value"]),
            errors=sheet["errors"],
        )
        for sheet in answer["sheets"]
    ]
