"""Structured logs: one JSON document a line, with the request's id, without secrets."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog

# A value under any of these names is never written, whoever logs it.
SECRET_NAMES = frozenset(
    [
        "authorization",
        "cookie",
        "csrf_token",
        "database_url",
        "new_password",
        "one_time_password",
        "password",
        "phone",
        "secret",
        "set-cookie",
        "token",
    ]
)
_HIDDEN = "[hidden]"
# libraries that tell every step of theirs
_TALKATIVE = ("alembic", "httpx", "httpcore")


def configure_logs(
    level: str = "INFO", *, stream: TextIO | None = None, plain: bool = False
) -> None:
    """Send structlog and the standard library's logs to `stream` (stderr), one line each.

    Parameters
    ----------
    level : least severe level that is written, such as ``"INFO"``
    stream : where to; None for stderr
    plain : readable lines for a terminal instead of JSON
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if plain
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    # the server's own access log would write query strings; RequestLog takes its place
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"


def hide_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Put ``[hidden]`` in place of every value whose name says that it is a secret."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: object) -> object:
    if name.lower() in SECRET_NAMES:
        return _HIDDEN
    if isinstance(value, dict):
        return {key: _hidden(str(key), inner) for key, inner in value.items()}
    return value
