"""The way out through an office's proxy: a tunnel by CONNECT to one address."""

from __future__ import annotations

import base64
import http.client
import socket
from contextlib import closing
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

_PORT = 3128


@dataclass(frozen=True)
class Proxy:
    """Where the proxy is. Whoever runs the service has set it, so it may be anywhere."""

    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str) -> Self:
        """From ``http://host:port``, or with ``user:password@``; 3128 where no port is said.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname or parts.path.strip("/"):
            raise ValueError("a proxy is http://host:port")
        authorization = None
        if parts.username is not None:
            named = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = "Basic " + base64.b64encode(named.encode()).decode()
        return cls(parts.hostname, parts.port or _PORT, authorization)

    def tunnel(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A connection to `host` through the proxy.

        Raises
        ------
        OSError
            If the proxy can't be reached, or doesn't let it through.
        """
        headers = {} if self.authorization is None else {"Proxy-Authorization": self.authorization}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)
        connection.set_tunnel(f"[{host}]" if ":" in host else host, port, headers)
        with closing(connection):
            connection.connect()
            channel = connection.sock
            connection.sock = None  # it is the caller's now
        return channel
