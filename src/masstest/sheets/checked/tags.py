"""Start tags in the bytes of an XML part: found, read, and changed where they stand."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape  # nosec B406  (writes, reads nothing)

_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
# What XML 1.0 can't hold in any form.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tag_end(content: bytes, start: int) -> int:
    """Where the start tag that begins at `start` ends."""
    found = _TAG.match(content, start)
    if found is None:
        raise ValueError(f"no start tag at {start}")
    return found.end()


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with an attribute set; `value` holds nothing that needs escaping."""
    key = name.encode()
    found = re.search(rb"(\s" + key + rb"\s*=\s*)(?:\"[^\"]*\"|'[^']*')", tag)
    if found:
        return tag[: found.start()] + found[1] + b'"' + value.encode() + b'"' + tag[found.end() :]
    at = re.search(rb"\s*/?>$", tag)
    if at is None:
        raise ValueError("not a start tag")
    return tag[: at.start()] + f' {name}="{value}"'.encode() + tag[at.start() :]


def without_attribute(tag: bytes, name: str) -> bytes:
    return re.sub(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", tag)


def text_cell(prefix: str, reference: str, style: int, text: str) -> bytes:
    """A cell with a text, which is never a formula."""
    shown = escape(_NOT_XML.sub("\ufffd", text)).replace("\r", "&#13;")
    p = prefix
    return (
        f'<{p}c r="{reference}" s="{style}" t="inlineStr"><{p}is>'
        f'<{p}t xml:space="preserve">{shown}</{p}t></{p}is></{p}c>'
    ).encode()


def letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number_of(column: str) -> int:
    """A -> 1, AA -> 27."""
    found = 0
    for letter in column:
        found = 26 * found + ord(letter) - 64
    return found
