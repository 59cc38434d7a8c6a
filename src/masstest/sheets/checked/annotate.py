"""The child process that writes an annotated copy of an uploaded workbook.

Run as a script, apart from the program, because it opens the user's file in full. Input on
stdin: a line of JSON (what to write), then the bytes of the file, or nothing for a workbook with
the summary alone. Output on stdout: the bytes of the annotated workbook.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from pathlib import Path
from typing import Any

_BESIDE = ("tags", "style_part", "sheet_part", "book_part", "summary_part")


def limit_myself(limits: dict[str, int]) -> None:
    """Cap this process where the system can; elsewhere the parent's timeout has to do."""
    try:
        import resource
    except ImportError:
        return
    memory = limits["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"]))


def load_beside() -> None:
    """Load the modules beside this one alone: the packages around them take seconds to start."""
    for name in _BESIDE:
        whole = f"masstest.sheets.checked.{name}"
        spec = importlib.util.spec_from_file_location(whole, Path(__file__).with_name(f"{name}.py"))
        if spec is None or spec.loader is None:
            raise ImportError(whole)
        sys.modules[whole] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


def annotate(content: bytes, head: dict[str, Any]) -> bytes:
    """The workbook with marked sheets and the summary; every other part as it is."""
    from masstest.sheets.checked.book_part import BookParts
    from masstest.sheets.checked.sheet_part import annotated, deselected
    from masstest.sheets.checked.style_part import StylePart
    from masstest.sheets.checked.summary_part import summary_sheet

    book = BookParts(content)
    styles_name = book.part("styles")
    if styles_name is None:
        raise ValueError("a workbook without styles")
    styles, shared = StylePart(book.parts[styles_name]), book.shared_strings()
    for path in book.sheets.values():
        book.parts[path] = deselected(book.parts[path])
    for marks in head["sheets"]:
        path = book.sheets[marks["title"]]
        book.parts[path] = annotated(
            book.parts[path], marks, head["problem"], head["problem_headings"], shared, styles
        )
    book.put_first(head["summary"], head["summary_titles"], summary_sheet(head["lines"], styles))
    book.parts[styles_name] = styles.to_bytes()
    return book.to_bytes()


def blank() -> bytes:
    """A workbook to put a summary into, for a file that can't be opened."""
    from openpyxl import Workbook

    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


def main() -> None:
    head = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = head["sys_path"]
    limit_myself(head["limits"])
    load_beside()
    content = sys.stdin.buffer.read()
    if not content:
        # the one sheet that a blank workbook has becomes the summary
        content, head["sheets"] = blank(), []
        head["summary_titles"] = [*head["summary_titles"], "Sheet"]
    sys.stdout.buffer.write(annotate(content, head))


if __name__ == "__main__":
    main()
