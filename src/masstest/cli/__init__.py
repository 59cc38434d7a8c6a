"""The command line: demo, template, validate, plan, check, diff, explain, next."""

from masstest.cli.commands import main

__all__ = ["main"]
