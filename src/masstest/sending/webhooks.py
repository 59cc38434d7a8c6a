"""One POST to a webhook: signed, never redirected, over soon."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from masstest.sending.addresses import AddressRefused, Networks, is_own, resolve
from masstest.sending.outcome import Outcome, Sent
from masstest.sending.proxy import Proxy
from masstest.sending.signing import signature

TIMEOUT_S = 10.0
_PORTS = {"http": 80, "https": 443}


class _Target(NamedTuple):
    parts: SplitResult
    host: str
    port: int


class Answer(NamedTuple):
    """What a receiver said; `body` as far as it was to be read."""

    status: int
    body: bytes


def check_url(url: str) -> str | None:
    """What is wrong with a webhook's address, as a code; None if nothing is.

    ``scheme``: not http or https. ``host``: none, or not readable. ``user``: it holds a user's
    name or password, which belong into no address.
    """
    try:
        _target(url)
    except ValueError as error:
        return str(error)
    return None


def post_signed(
    url: str,
    secret: str,
    delivery_id: str,
    body: bytes,
    *,
    own: Networks = (),
    proxy: Proxy | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Outcome:
    """POST `body` (JSON) to `url`, signed; see `post`.

    A status 2xx is success, 410 (gone) is the end. All else is to be tried again, with the same
    `delivery_id`, so that the receiver can tell: it may be put right meanwhile. Redirects aren't
    followed, a signature is for one receiver.
    """
    timestamp = int(time.time())
    headers = {
        "Masstest-Delivery": delivery_id,
        "Masstest-Timestamp": str(timestamp),
        "Masstest-Signature": signature(secret, timestamp, body),
    }
    answer = post(url, body, headers, own=own, proxy=proxy, timeout_s=timeout_s)
    if isinstance(answer, Outcome):
        return answer
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.of(Sent.sent)
    is_over = answer.status == HTTPStatus.GONE
    return Outcome.of(Sent.failed if is_over else Sent.again, f"HTTP {answer.status}")


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    own: Networks = (),
    proxy: Proxy | None = None,
    timeout_s: float = TIMEOUT_S,
    read_bytes: int = 0,
) -> Answer | Outcome:
    """POST `body` (JSON) to `url`, through the `proxy` unless it is in one of the `own` networks;
    what was answered, or why nothing was.

    The host is looked up here with a proxy as well, and the proxy is asked for the address that
    was looked at. Only a name that nobody knows here is left to it.
    """
    try:
        target = _target(url)
        address = resolve(target.host, target.port, own)
    except ValueError as error:
        return Outcome.of(Sent.failed, f"address: {error}")
    except AddressRefused as error:
        return Outcome.of(Sent.failed, error)
    except OSError as error:
        if proxy is None or "." not in target.host:
            return Outcome.of(Sent.again, f"name not found: {error}")
        address = target.host
    else:
        proxy = None if is_own(address, own) else proxy
    sent = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "masstest",
        **headers,
    }
    try:
        return _post(target, address, proxy, body, sent, timeout_s, read_bytes)
    except (OSError, http.client.HTTPException) as error:
        return Outcome.of(Sent.again, f"{type(error).__name__}: {error}")


def _target(url: str) -> _Target:
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("host")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("host") from None
    if parts.scheme not in _PORTS:
        raise ValueError("scheme")
    if parts.username is not None or parts.password is not None:
        raise ValueError("user")
    if not host:
        raise ValueError("host")
    return _Target(parts, host, port or _PORTS[parts.scheme])


def _post(
    target: _Target,
    address: str,
    proxy: Proxy | None,
    body: bytes,
    headers: dict[str, str],
    timeout_s: float,
    read_bytes: int,
) -> Answer:
    """The status of the answer, and the beginning of what it says."""
    with closing(_connected(target, address, proxy, timeout_s)) as channel:
        # Timeouts hold for each read; one that sends a byte now and then would go on for ever.
        end = threading.Timer(timeout_s, _hang_up, [channel])
        end.daemon = True
        end.start()
        try:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = channel
            path = target.parts.path or "/"
            query = f"?{target.parts.query}" if target.parts.query else ""
            connection.request("POST", path + query, body, {**_host(target), **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(read_bytes) if read_bytes else b"")
        finally:
            end.cancel()


def _host(target: _Target) -> dict[str, str]:
    """What was typed in, whatever address it stands for."""
    shown = f"[{target.host}]" if ":" in target.host else target.host
    default = target.port == _PORTS[target.parts.scheme]
    return {"Host": shown if default else f"{shown}:{target.port}"}


def _connected(
    target: _Target, address: str, proxy: Proxy | None, timeout_s: float
) -> socket.socket:
    """A connection to the address that was looked at; its certificate must be the host's."""
    if proxy is None:
        plain = socket.create_connection((address, target.port), timeout_s)
    else:
        plain = proxy.tunnel(address, target.port, timeout_s)
    if target.parts.scheme == "http":
        return plain
    with plain:  # empty once it is wrapped
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)


def _hang_up(channel: socket.socket) -> None:
    with suppress(OSError):  # it was over at the same moment
        channel.shutdown(socket.SHUT_RDWR)
