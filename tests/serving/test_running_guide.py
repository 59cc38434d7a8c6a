"""docs/running.md names settings, commands and options that there are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from masstest.api.event_stream import HEARTBEAT_S
from masstest.cli.commands import app
from masstest.serving.server import KEEP_ALIVE_S
from masstest.settings import Settings

GUIDE = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
_OF_COMPOSE = {"MASSTEST_POSTGRES_PASSWORD", "MASSTEST_BIND", "MASSTEST_OIDC_"}
_COMMAND = re.compile(r"(?<![\w/\\.=-])masstest((?: [^\s`#|&>'(]+)+)")


def commands() -> list[str]:
    """Everything on the page that is called: in blocks of code and in backquotes."""
    code = re.findall(r"```(?:sh|ini)\n(.*?)```|`([^`\n]+)`", GUIDE, re.DOTALL)
    found = [match for block in code for match in _COMMAND.findall("\n".join(block))]
    return sorted({each.strip() for each in found})


@pytest.mark.parametrize("line", commands())
def test_a_command_exists_with_its_options(line: str) -> None:
    command: Any = typer.main.get_command(app)
    words = shlex.split(line)
    while hasattr(command, "commands"):
        assert words, line
        assert words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    known = {option for each in command.params for option in each.opts}
    assert {word for word in words if word.startswith("-")} <= known, line


def test_there_are_commands_on_the_page() -> None:
    found = {line.split()[0] for line in commands()}
    assert {"serve", "worker", "user", "backup", "restore", "audit", "prune"} <= found


def test_every_setting_is_told_with_its_default() -> None:
    named = set(re.findall(r"MASSTEST_[A-Z_]+", GUIDE)) - _OF_COMPOSE
    fields = {f"MASSTEST_{name.upper()}" for name in Settings.model_fields}
    assert named <= fields
    untold = {"MASSTEST_SECURE_COOKIES", "MASSTEST_DEMO", "MASSTEST_IDEMPOTENCY_HOURS"}
    assert fields - named <= untold
    for names, given in re.findall(r"^\| (`MASSTEST_[^|]+) \| ([^|]+) \|", GUIDE, re.MULTILINE):
        values = given.split(", ")
        for name, value in zip(re.findall(r"MASSTEST_(\w+)", names), values, strict=False):
            if re.fullmatch(r"[0-9.]+|zh|info|json|true", value):
                default = Settings.model_fields[name.lower()].default
                assert str(default).lower().removesuffix(".0") == value, name


def test_the_proxy_on_the_page_fits_the_service() -> None:
    (nginx,) = re.findall(r"```nginx\n(.*?)```", GUIDE, re.DOTALL)

    def given(directive: str, unit: str) -> int:
        (number,) = re.findall(rf"^ *{directive} (\d+){unit};", nginx, re.MULTILINE)
        return int(number)

    most_bytes = Settings.model_fields["max_upload_bytes"].default
    assert given("client_max_body_size", "m") * 2**20 > most_bytes
    # a connection that the service has just closed must not be used once more for a report
    assert given("keepalive_timeout", "s") < KEEP_ALIVE_S
    assert given("proxy_read_timeout", "s") > 2 * HEARTBEAT_S
    assert "proxy_buffering off;" in nginx
