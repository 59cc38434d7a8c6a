"""All commands, and the entry point. Exit status: 0 met, 3 short, 2 wrong input, 1 else."""

from __future__ import annotations

import sys

from masstest import __version__
from masstest.cli import (
    city,
    planning,
    printing,
    rehearsing,
    rosters,
    serving,
    storage,
    telling,
    users,
    working,
)
from masstest.cli.app import FAILED, MET, SHORT, WRONG_INPUT, app

__all__ = [
    "FAILED",
    "MET",
    "SHORT",
    "WRONG_INPUT",
    "app",
    "city",
    "main",
    "planning",
    "printing",
    "rehearsing",
    "rosters",
    "serving",
    "storage",
    "telling",
    "users",
    "working",
]


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


def main() -> None:
    """Entry point of the `masstest` command."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
