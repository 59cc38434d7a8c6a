"""The command line: `masstest demo | validate | plan | check`."""

from masstest.cli.commands import main

__all__ = ["main"]
