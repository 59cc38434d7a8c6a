"""The files of ``print/``: one per kind of sheet, one with all, and the list of them."""

from __future__ import annotations

from pathlib import Path

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.sheets.plan_workbook.book import Book
from masstest.sheets.print_sheets.kinds import KINDS
from masstest.sheets.print_sheets.rendering import Rendering
from masstest.text import Lang, translator


def write_print_sheets(plan: Plan, roster: Roster, folder: Path, lang: Lang) -> tuple[Path, ...]:
    """Write the print sheets of a plan into ``print/`` of `folder`.

    ``index.html`` lists them and prints everything with one click (``all.html``); every kind has
    a file of its own. An address may name one sheet, which is then shown and printed alone:
    ``points.html#points-S001``; ``#print`` opens the print dialog. Sheets hold what their holder
    needs and nothing else: posters name no staff, nothing names residents.

    Returns
    -------
    tuple of Path
        The files, the index first.
    """
    rendering = Rendering(Book(plan, roster, translator(lang)))
    words = rendering.words
    kinds = [(kind, tuple(kind.sheets(rendering.book))) for kind in KINDS]
    bodies = [rendering.body(kind, sheets) for kind, sheets in kinds]
    texts = {
        "index.html": rendering.index(kinds),
        "all.html": rendering.document("all.html", words["title"], bodies),
    }
    for (kind, _), body in zip(kinds, bodies, strict=True):
        texts[kind.file] = rendering.document(kind.file, words[kind.many], [body])
    target = folder / "print"
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / name).write_bytes(text.encode("utf-8"))
    return tuple(target / name for name in texts)
