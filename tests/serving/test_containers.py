"""compose.yaml and the Dockerfile say what the program understands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from masstest.cli.commands import app
from masstest.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
# for compose itself, and for the database
OTHERS = {"MASSTEST_POSTGRES_PASSWORD", "MASSTEST_BIND"}


def understood(names: set[str]) -> set[str]:
    fields = {f"MASSTEST_{name.upper()}" for name in Settings.model_fields}
    return {name for name in names if name not in fields | OTHERS}


@pytest.mark.parametrize("text", [(ROOT / "compose.yaml").read_text("utf-8"), DOCKERFILE])
def test_every_setting_is_one(text: str) -> None:
    names = set(re.findall(r"MASSTEST_[A-Z_]+", text))
    assert names
    assert understood(names) == set()


def environment(service: str) -> dict[str, str]:
    """A service's settings with the defaults that compose fills in."""
    given = {"MASSTEST_POSTGRES_PASSWORD": "a-password"}

    def filled(match: re.Match[str]) -> str:
        return given.get(match[1], match[2] or "")

    pattern = re.compile(r"\$\{([A-Z_]+)(?::[-?]([^}]*))?\}")
    rows: dict[str, str] = COMPOSE["services"][service]["environment"]
    return {name: pattern.sub(filled, value) for name, value in rows.items()}


@pytest.mark.parametrize("service", ["web", "worker"])
def test_the_settings_make_sense(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(service).items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)
    assert settings.database_url == "postgresql://masstest:a-password@database/masstest"
    assert settings.local_workers == 0


def test_the_commands_exist_with_their_options() -> None:
    command: Any = typer.main.get_command(app)
    for service in ("web", "worker"):
        program, name, *options = COMPOSE["services"][service]["command"]
        assert program == "masstest"
        known = {o for each in command.commands[name].params for o in each.opts}
        assert {o for o in options if o.startswith("--")} <= known
    assert 'CMD ["masstest", "serve"]' in DOCKERFILE


def test_nothing_is_root_and_nothing_is_open_to_all() -> None:
    services = COMPOSE["services"]
    for name in ("web", "worker"):
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
    assert "USER masstest" in DOCKERFILE
    assert "ports" not in services["database"]
    assert services["web"]["ports"] == ["${MASSTEST_BIND:-127.0.0.1}:8000:8000"]
    for service in services.values():
        for waited_for in service.get("depends_on", {}):
            assert "healthcheck" in services[waited_for]


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_whether_the_web_server_lives_is_asked_of_itself(status: int, healthy: bool) -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/health/live"
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    asked, program, *arguments = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert (asked, program) == ("CMD", "python")
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.handle_request).start()
        here = [each.replace("8000", str(server.server_port)) for each in arguments]
        # a proxy for everything else: nobody is there
        away = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
        done = subprocess.run([sys.executable, *here], env=os.environ | away, check=False)
    assert (done.returncode == 0) is healthy


def test_every_setting_reaches_the_containers() -> None:
    for name in ("web", "worker"):
        assert COMPOSE["services"][name]["env_file"] == [{"path": ".env", "required": False}]
    assert COMPOSE["name"] == "masstest", "docs/running.md names the network by it"


def test_what_is_written_goes_where_everybody_may_write() -> None:
    for name in ("web", "worker"):
        assert COMPOSE["services"][name]["tmpfs"] == ["/tmp"]
        assert environment(name)["HOME"] == "/tmp"


def test_all_that_is_copied_is_there() -> None:
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists()
    for extra in re.findall(r"--extra (\w+)", DOCKERFILE):
        assert f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
