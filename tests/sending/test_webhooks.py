"""A webhook is sent once, signed, to where it may go, and not waited for for ever."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import subprocess
import time
from typing import Any

import pytest

from masstest.sending import Outcome, Proxy, Sent, check_url, post_signed, signature
from masstest.sending.addresses import AddressRefused, resolve
from sending.receivers import LOOPBACK, Received, proxy_server, raw_server, webhook_receiver

SECRET, BODY = "kept-well", '{"text": "阳性"}'.encode()


def post(received: Received, **more: Any) -> Outcome:
    return post_signed(received.url, SECRET, "d1", BODY, own=LOOPBACK, **more)


def hmac_sha256(key: bytes, message: bytes) -> str:
    """HMAC as RFC 2104 defines it, from the hash alone."""
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(k ^ 0x36 for k in key) + message).digest()
    return hashlib.sha256(bytes(k ^ 0x5C for k in key) + inner).hexdigest()


def test_what_comes_is_signed_and_dated() -> None:
    with webhook_receiver(204) as received:
        before = int(time.time())
        assert post(received) == (Sent.sent, "")
    ((headers, body),) = received.requests
    assert body == BODY
    assert headers["masstest-delivery"] == "d1"
    assert before <= int(headers["masstest-timestamp"]) <= time.time()
    signed = headers["masstest-timestamp"].encode() + b"." + body
    assert headers["masstest-signature"] == f"v1={hmac_sha256(SECRET.encode(), signed)}"
    assert headers["host"] == f"127.0.0.1:{received.port}"
    assert headers["content-type"].startswith("application/json")


def test_the_signature_is_what_openssl_makes_of_it() -> None:
    made = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", SECRET, "-hex"],
        input=b"1646874000." + BODY, capture_output=True, check=True,
    )  # fmt: skip
    assert signature(SECRET, 1646874000, BODY) == "v1=" + made.stdout.decode().split()[-1]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Sent.sent), (202, Sent.sent), (404, Sent.again), (500, Sent.again),
        (503, Sent.again), (429, Sent.again), (410, Sent.failed),
    ],
)  # fmt: skip
def test_the_status_says_how_it_went(status: int, outcome: Sent) -> None:
    with webhook_receiver(status) as received:
        assert post(received).sent is outcome


def test_redirects_are_not_followed() -> None:
    with webhook_receiver() as other, webhook_receiver(307, location=other.url) as received:
        assert post(received) == (Sent.again, "HTTP 307")
    assert other.requests == []


def test_nobody_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    found = post_signed(f"http://127.0.0.1:{port}/", SECRET, "d1", BODY, own=LOOPBACK)
    assert found.sent is Sent.again


def test_who_answers_byte_by_byte_is_hung_up_on() -> None:
    with raw_server(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000, drip_s=0.05) as port:
        began = time.monotonic()
        url = f"http://127.0.0.1:{port}/"
        found = post_signed(url, SECRET, "d1", BODY, own=LOOPBACK, timeout_s=0.3)
        assert time.monotonic() - began < 30, "it takes 50 s to its end"
    assert found.sent is Sent.again


def test_nonsense_is_no_answer() -> None:
    with raw_server(b"hello\r\n\r\n") as port:
        found = post_signed(f"http://127.0.0.1:{port}/", SECRET, "d1", BODY, own=LOOPBACK)
    assert found.sent is Sent.again


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.1.2.3", "192.168.1.10", "172.16.0.1", "169.254.169.254",
        "0.0.0.0", "[::1]", "[fe80::1]", "[fd00:ec2::254]", "[::ffff:127.0.0.1]", "224.0.0.1",
        "100.64.0.1", "2130706433", "0x7f.1",
    ],
)  # fmt: skip
def test_the_servers_own_neighbourhood_is_refused(host: str) -> None:
    with webhook_receiver() as received:
        url = f"http://{host}:{received.port}/"
        found = post_signed(url, SECRET, "d1", BODY)
    assert found.sent is Sent.failed
    assert "private" in found.problem
    assert received.requests == []


def test_networks_of_ones_own_are_allowed_one_by_one() -> None:
    own = (ipaddress.ip_network("192.168.1.0/24"),)
    assert resolve("192.168.1.10", 80, own) == "192.168.1.10"
    for host in ("192.168.2.10", "169.254.169.254", "::1"):
        with pytest.raises(AddressRefused):
            resolve(host, 80, own)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a name means is looked at once, and that address is used."""

    def both(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, port)) for address in ("93.184.216.34", "10.0.0.7")]

    monkeypatch.setattr("masstest.sending.addresses.socket.getaddrinfo", both)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.7"):
        resolve("two-faced.example", 443, ())


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://duty.example/hook", None),
        ("http://192.168.1.5:8080", None),
        ("ftp://duty.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://user:pw@duty.example/", "user"),
        ("https://", "host"),
        ("https://duty.example:99999/", "host"),
        ("https://duty.example/a b", "host"),
        ("https://duty.example/\r\nX: y", "host"),
        ("https://[::1", "host"),
    ],
)
def test_an_address_is_looked_at_before_it_is_kept(url: str, wrong: str | None) -> None:
    assert check_url(url) == wrong


def test_a_proxy_is_asked_for_the_address_that_was_looked_at() -> None:
    url = "http://93.184.216.34:8443/hook"
    with webhook_receiver() as received, proxy_server(received.port) as proxied:
        proxy = Proxy.of(f"http://office:p%40ss@127.0.0.1:{proxied.port}")
        assert post_signed(url, SECRET, "d1", BODY, proxy=proxy) == (Sent.sent, "")
        assert post(received, proxy=proxy).sent is Sent.sent, "its own network is reached directly"
        for host in ("127.0.0.1", "localhost", "169.254.169.254"):
            found = post_signed(f"http://{host}:{received.port}/", SECRET, "d1", BODY, proxy=proxy)
            assert found.sent is Sent.failed
            assert "private" in found.problem
    ((headers, body), _) = received.requests
    assert (body, headers["host"]) == (BODY, "93.184.216.34:8443")
    (head,) = proxied.heads
    assert head.startswith("CONNECT 93.184.216.34:8443 HTTP/1.")
    assert "Proxy-Authorization: Basic b2ZmaWNlOnBAc3M=" in head
    assert "p@ss" not in repr(proxy)


def test_what_a_proxy_refuses_is_tried_again() -> None:
    with proxy_server(None) as proxied:
        proxy = Proxy.of(f"http://127.0.0.1:{proxied.port}")
        found = post_signed("https://93.184.216.34/", SECRET, "d1", BODY, proxy=proxy)
    assert found.sent is Sent.again
    assert "403" in found.problem
