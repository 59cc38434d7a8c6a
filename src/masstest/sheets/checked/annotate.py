"""The child process that writes an annotated copy of an uploaded workbook.

Run as a script, apart from the program, because it opens the user's file in full. Input on
stdin: a line of JSON (what to write), then the bytes of the file, or nothing for a workbook with
the summary alone. Output on stdout: the bytes of the annotated workbook.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

ERROR_FILL, WARNING_FILL = "FFFFB3B3", "FFFFE699"
_COLUMN_WIDTH = 60


def limit_myself(limits: dict[str, int]) -> None:
    """Cap this process where the system can; elsewhere the parent's timeout has to do."""
    try:
        import resource
    except ImportError:
        return
    memory = limits["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_s"], limits["cpu_s"]))


def put(page: Any, row: int, column: int, value: Any) -> Any:
    """Write a value, a text always as text even if it begins with ``=``."""
    cell = page.cell(row=row, column=column, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def annotate(page: Any, marks: dict[str, Any], head: dict[str, Any]) -> None:
    """Colour the bad cells of a sheet and write the problems beside its rows."""
    from openpyxl.styles import Alignment, Font, PatternFill

    fills = {
        "error": PatternFill("solid", fgColor=ERROR_FILL),
        "warning": PatternFill("solid", fgColor=WARNING_FILL),
    }
    header_row = max(1, marks["header_row"])
    column = own_column(page, header_row, head["problem_headings"])
    if column is None:
        column = page.max_column + 1
    else:
        clear(page, column)
    if not marks["rows"]:
        return
    top = 1 if header_row < 2 else header_row - 1
    put(page, top, column, head["problem"]).font = Font(bold=True, color="FFC00000")
    page.column_dimensions[page.cell(row=1, column=column).column_letter].width = _COLUMN_WIDTH
    for row, sentences in marks["rows"].items():
        cell = put(page, int(row), column, "\n".join(sentences))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for reference, severity in marks["cells"].items():
        cell = page[reference]
        if type(cell).__name__ != "MergedCell":
            cell.fill = fills[severity]


def own_column(page: Any, header_row: int, headings: list[str]) -> int | None:
    """The problem column of an earlier check, if the file has been through one."""
    for row in page.iter_rows(min_row=1, max_row=header_row):
        for cell in row:
            if cell.value in headings:
                return int(cell.column)
    return None


def clear(page: Any, column: int) -> None:
    """Take away what an earlier check wrote and coloured."""
    from openpyxl.styles import PatternFill

    for row in page.iter_rows():
        for cell in row:
            if cell.column == column:
                cell.value = None
            elif cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in (
                ERROR_FILL,
                WARNING_FILL,
            ):
                cell.fill = PatternFill()


def summarise(book: Any, head: dict[str, Any]) -> None:
    """The summary sheet, first in the workbook."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for title in head["summary_titles"]:
        if title in book.sheetnames:
            del book[title]
    page = book.create_sheet(head["summary"], 0)
    fills = {"error": ERROR_FILL, "warning": WARNING_FILL}
    for number, line in enumerate(head["lines"], start=1):
        style = line.get("style")
        for position, value in enumerate(line["cells"], start=1):
            cell = put(page, number, position, value)
            if style in ("title", "heading"):
                cell.font = Font(bold=True, size=14 if style == "title" else 11)
            if position == 5:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        if style in fills:
            page.cell(row=number, column=1).fill = PatternFill("solid", fgColor=fills[style])
        if "link" in line:
            title, reference = line["link"]
            quoted = title.replace("'", "''")
            target = page.cell(row=number, column=3)
            target.hyperlink = f"#'{quoted}'!{reference}"
            target.font = Font(underline="single", color="FF0563C1")
    for letter, width in zip("ABCDE", (14, 18, 10, 24, 90), strict=True):
        page.column_dimensions[letter].width = width
    book.active = 0


def main() -> None:
    head = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = head["sys_path"]
    limit_myself(head["limits"])
    from openpyxl import Workbook, load_workbook

    content = sys.stdin.buffer.read()
    if content:
        book = load_workbook(io.BytesIO(content))
        for marks in head["sheets"]:
            annotate(book[marks["title"]], marks, head)
    else:
        book = Workbook()
        del book[book.sheetnames[0]]
    summarise(book, head)
    for page in book.worksheets[1:]:
        page.sheet_view.tabSelected = False
    written = io.BytesIO()
    book.save(written)
    sys.stdout.buffer.write(written.getvalue())


if __name__ == "__main__":
    main()
