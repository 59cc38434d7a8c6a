"""The command line. A command's module is imported when the command is asked for.

A server has no use for the planner, nor a planner's processes, which import this package again,
for the server: to import all takes longer than most commands.
"""

from __future__ import annotations

import importlib
import sys

# Where a command is. Whoever asks for anything else (`--help`, a name that isn't one) needs all.
MODULE = {
    "audit": "storage",
    "backup": "storage",
    "check": "telling",
    "city": "city",
    "demo": "planning",
    "diff": "telling",
    "explain": "telling",
    "next": "rosters",
    "pdf": "printing",
    "plan": "planning",
    "prune": "storage",
    "rehearse": "rehearsing",
    "restore": "storage",
    "serve": "serving",
    "template": "rosters",
    "user": "users",
    "validate": "rosters",
    "version": "version",
    "worker": "working",
}


def main() -> None:
    """Entry point of the `masstest` command."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    importlib.import_module(f"masstest.cli.{MODULE.get(asked, 'commands')}")
    from masstest.cli.app import FAILED, app

    try:
        app()
    except KeyboardInterrupt:
        sys.exit(FAILED)
