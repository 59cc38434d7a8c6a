"""Print sheets in a browser: as pages, and as what is seen before they are printed."""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from chromium import Page, file_address
from map_cases import hostile_example
from masstest.sheets.print_sheets import pdf, write_print_sheets
from masstest.text import translator
from plan_example import example_plan, example_roster
from print_pages import sheets_of

A4_MM = (210, 297)
SIDE_MARGINS_MM = 22
MM = 96 / 25.4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("print")
    write_print_sheets(example_plan(), example_roster(), made / "plain", "zh")
    write_print_sheets(*hostile_example(), made / "hostile", "en")
    return made


def printed_pages(page: Page, address: str) -> int:
    """How many pages printing an address takes."""
    page.open("about:blank")  # an address that differs in its fragment only would not load
    page.open(address)
    answer = page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
    return pages_in(base64.b64decode(answer["data"]))


def pages_in(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", document))


@pytest.mark.parametrize("kind", ["vehicles", "points", "posters"])
def test_every_holder_begins_on_a_new_page(page: Page, folder: Path, kind: str) -> None:
    """Sheets that shared a page would take fewer pages together than one by one."""
    path = folder / "plain" / "print" / f"{kind}.html"
    holders = [sheet.holder_id for sheet in sheets_of(path)]
    alone = [printed_pages(page, file_address(path, f"#{kind}-{h}")) for h in holders]
    assert len(alone) > 2
    assert min(alone) >= 1
    assert printed_pages(page, file_address(path)) == sum(alone)


def test_a_poster_is_one_page(page: Page, folder: Path) -> None:
    path = folder / "plain" / "print" / "posters.html"
    assert printed_pages(page, file_address(path)) == len(sheets_of(path))


def test_one_sheet_is_shown_alone(page: Page, folder: Path) -> None:
    path = folder / "plain" / "print" / "vehicles.html"
    shown = "[...document.querySelectorAll('.sheet')].filter(s => s.offsetHeight).map(s => s.id)"
    page.open(file_address(path, "#vehicles-V2"))
    assert page.run(shown) == ["vehicles-V2"]
    page.open("about:blank")
    page.open(file_address(path))
    assert len(page.run(shown)) == len(sheets_of(path))


def test_one_click_prints_everything(page: Page, folder: Path) -> None:
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="window.printed = 0; window.print = () => { window.printed += 1; };",
    )
    page.open(file_address(folder / "plain" / "print" / "index.html"))
    page.run("document.querySelector('a.main').click()")
    page.wait("location.href.endsWith('all.html#print') && window.printed === 1")
    everything = sheets_of(folder / "plain" / "print" / "all.html")
    assert page.run("document.querySelectorAll('.sheet').length") == len(everything)
    page.run("document.getElementById('print').click()")
    assert page.run("window.printed") == 2


@pytest.mark.parametrize("case", ["plain", "hostile"])
def test_pages_are_legible_and_nothing_sticks_out(page: Page, folder: Path, case: str) -> None:
    """As laid out for paper: no text below 12 pt, no row that may be split, nothing too wide."""
    page.size(round((A4_MM[0] - SIDE_MARGINS_MM) * MM), 1000)
    page.call("Emulation.setEmulatedMedia", media="print")
    page.open(file_address(folder / case / "print" / "all.html"))
    smallest = page.run(
        "Math.min(...[...document.querySelectorAll('.sheet *')].filter(e => e.offsetHeight)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest * 72 / 96 >= 12
    splittable = "[...document.querySelectorAll('.rows tr')].filter(r => {0}).length".replace(
        "{0}", "getComputedStyle(r).breakInside !== 'avoid'"
    )
    assert page.run(splittable) == 0
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    wide = (
        "[...document.querySelectorAll('.sheet table, .sheet td, .sheet p, .head')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML"
        ".slice(0, 200))"
    )
    assert page.run(wide) == []


def test_pdf_has_the_pages_that_are_printed(page: Page, folder: Path, tmp_path: Path) -> None:
    html = folder / "plain" / "print" / "labs.html"
    pdf.write_pdf(html, tmp_path / "labs.pdf")
    written = pages_in((tmp_path / "labs.pdf").read_bytes())
    assert written == printed_pages(page, file_address(html)) > 1


def test_without_a_browser_the_message_says_what_to_do(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # the extra isn't installed
    with pytest.raises(pdf.PdfUnavailable) as missing:
        pdf.write_pdf(folder / "plain" / "print" / "labs.html", tmp_path / "labs.pdf")
    assert "Edge" in translator("zh")(str(missing.value))
    assert not (tmp_path / "labs.pdf").exists()


def test_without_a_browser_the_extra_makes_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    html = folder / "plain" / "print" / "labs.html"
    pdf.write_pdf(html, tmp_path / "labs.pdf")
    assert len(PdfReader(tmp_path / "labs.pdf").pages) == len(sheets_of(html)) > 1


def test_edge_is_found_where_windows_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = tmp_path / r"Microsoft\Edge\Application\msedge.exe"
    edge.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert pdf.find_browser() == str(edge)
