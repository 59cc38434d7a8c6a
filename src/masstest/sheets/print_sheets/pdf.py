"""PDF of a print sheet, made by the browser that would print it: the same pages.

Where there is no such browser, the extra `pdf` (WeasyPrint) makes nearly the same ones, slower.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from masstest.text import N_

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
# Windows doesn't put its browsers on PATH. Edge is there on every one of them.
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS_BROWSERS = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
)
_PATIENCE_S = 600


class PdfUnavailable(Exception):
    """No browser could make the PDF; the message is for `masstest.text`."""


def write_pdf(html: Path, pdf: Path) -> None:
    """Print `html` to `pdf` with the Chromium, Chrome or Edge of this computer, or the extra.

    Raises
    ------
    PdfUnavailable
        If there is neither, or the browser wrote nothing.
    """
    pdf.unlink(missing_ok=True)
    browser = find_browser()
    if browser is None:
        _write_without_browser(html, pdf)
    else:
        _write_with(browser, html, pdf)


def _write_without_browser(html: Path, pdf: Path) -> None:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: it is there, but not what it draws with
        raise PdfUnavailable(
            N_(
                "PDF needs Chromium, Chrome or Edge, or masstest[pdf]; "
                "or print the page to PDF in any browser."
            )
        ) from error
    weasyprint.HTML(filename=html).write_pdf(pdf)


def _write_with(browser: str, html: Path, pdf: Path) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={pdf.resolve()}",
            html.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium's sandbox refuses root, as in containers
        subprocess.run(command, check=False, capture_output=True, timeout=_PATIENCE_S)
    if not pdf.exists():
        raise PdfUnavailable(N_("The browser did not write the PDF."))


def find_browser() -> str | None:
    """The program of a browser that prints without a screen, or None."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    for folder in map(os.environ.get, _WINDOWS_FOLDERS):
        for program in _WINDOWS_BROWSERS if folder else ():
            if Path(folder or "", program).is_file():
                return str(Path(folder or "", program))
    return None
