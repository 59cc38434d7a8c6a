"""A command brings along what it needs, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command_name

from masstest import cli
from masstest.cli.commands import app


def test_every_command_is_where_it_is_said_to_be() -> None:
    where = {
        command.name or get_command_name(command.callback.__name__): command.callback.__module__
        for command in app.registered_commands
        if command.callback
    }
    for group in app.registered_groups:
        (where[str(group.name)],) = {
            command.callback.__module__
            for command in group.typer_instance.registered_commands  # type: ignore[union-attr]
            if command.callback
        }
    assert where == {name: f"masstest.cli.{module}" for name, module in cli.MODULE.items()}


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [("serve", "masstest.planner"), ("worker", "masstest.planner"), ("plan", "masstest.store")],
)
def test_what_a_command_does_without(command: str, unwanted: str) -> None:
    started = (
        "import atexit, sys; from masstest import cli; "
        f"atexit.register(lambda: sys.stderr.write(str('{unwanted}' in sys.modules))); "
        f"sys.argv[1:] = ['{command}', '--help']; cli.main()"
    )
    ended = subprocess.run([sys.executable, "-c", started], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "False")
    assert f" {command} [OPTIONS]" in ended.stdout
