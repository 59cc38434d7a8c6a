"""The web server: it listens before anything else starts, and stops gracefully."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import uvicorn
from uvicorn.server import HANDLED_SIGNALS

from masstest.serving.application import Application
from masstest.settings import Settings

_GRACE_S = 15
_BACKLOG = 512
_MOST_OPEN_FILES = 65_536
KEEP_ALIVE_S = 60  # a phone reports every few seconds: a new connection costs it more than that
_EVERYWHERE = ("0.0.0.0", "::", "")  # nosec B104


class CannotListen(Exception):
    """Host and port can't be listened at; the message is the system's reason."""


class CertificateUnusable(Exception):
    """A certificate and its key can't be used; the message says why."""


class Certificate(NamedTuple):
    """Files for TLS, in PEM format."""

    chain: Path
    key: Path

    def check(self) -> None:
        """Have the files read once, before anything starts.

        Raises
        ------
        CertificateUnusable
            If they can't be read, or the key isn't the certificate's.
        """
        try:
            # no password: a service that starts by itself has nobody to ask for one
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
                self.chain, self.key, lambda: b""
            )
        except OSError as error:  # an ssl.SSLError is one
            raise CertificateUnusable(str(error)) from error


class Server(uvicorn.Server):
    """Tells event streams to end as soon as it is asked to stop: they would go on for ever."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping.set()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Being asked to stop is no failure: `run` returns, instead of dying of the signal."""
        before = {each: signal.signal(each, self.handle_exit) for each in HANDLED_SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def listen(host: str, port: int) -> socket.socket:
    """A socket at `host` and `port` (0: any that is free) that waits for connections.

    Raises
    ------
    CannotListen
        If the port is taken, or the address isn't this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CannotListen(error.strerror or str(error)) from error


def address_of(listener: socket.socket, *, https: bool) -> str:
    """Where people reach `listener`: at this computer's own address if it listens at all."""
    host, port = listener.getsockname()[:2]
    if host in _EVERYWHERE:
        host = _own_address()
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if https else 'http'}://{shown}:{port}"


def serve(
    application: Application,
    settings: Settings,
    listener: socket.socket,
    certificate: Certificate | None = None,
) -> None:
    """Answer requests until SIGTERM or Ctrl-C."""
    config = uvicorn.Config(
        application.served,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=KEEP_ALIVE_S,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(each) for each in settings.trusted_proxies],
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    allow_connections()
    # what has been loaded until now stays: the collector needn't walk through it again and again,
    # while phones wait
    gc.collect()
    gc.freeze()
    Server(config, application.site.state.stopping).run([listener])


def allow_connections() -> None:
    """Have room for every phone of a round: each of its connections is an open file.

    A system gives a program 1,024 at first, and as many more as it asks for within a bound.
    """
    if sys.platform == "win32":
        return
    import resource

    now, bound = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_OPEN_FILES if bound == resource.RLIM_INFINITY else min(bound, _MOST_OPEN_FILES)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, bound))


def _own_address() -> str:
    """The address that this computer has in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of nobody (RFC 5737)
        except OSError:  # no network
            return "127.0.0.1"
        return str(probe.getsockname()[0])
