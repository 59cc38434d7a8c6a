"""All commands, and their exit status: 0 met, 3 short, 2 wrong input, 1 else."""

from __future__ import annotations

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
    version,
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
    "planning",
    "printing",
    "rehearsing",
    "rosters",
    "serving",
    "storage",
    "telling",
    "users",
    "version",
    "working",
]
