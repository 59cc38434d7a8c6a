"""The command that makes PDFs of print sheets: `pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from masstest.cli.app import FAILED, WRONG_INPUT, LangOption, Language, app, fail
from masstest.sheets.print_sheets.pdf import PdfUnavailable, write_pdf
from masstest.text import N_, translator

# All of them together, and the page with the choice, are for the screen.
_ON_SCREEN = {"all.html", "index.html"}


@app.command()
def pdf(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a plan's folder")],
    lang: LangOption = Language.zh,
) -> None:
    """Make a PDF of each kind of print sheet: DIR/print/points.pdf, vehicles.pdf and so on."""
    t = translator(lang.value)
    found = sorted(p for p in (folder / "print").glob("*.html") if p.name not in _ON_SCREEN)
    if not found:
        fail(t(N_("There are no print sheets in {folder}."), folder=folder / "print"), WRONG_INPUT)
    for page in found:
        try:
            write_pdf(page, page.with_suffix(".pdf"))
        except PdfUnavailable as unavailable:
            fail(t(str(unavailable)), FAILED)
        print(page.with_suffix(".pdf"))
