"""The command that says which version this is."""

from __future__ import annotations

from masstest import __version__
from masstest.cli.app import app


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)
