"""Receivers of our own: a webhook's, and a mail server, each doing as it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass
class Received:
    """Requests as they came; answers are given in order, the last one again and again."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [200])
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    location: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=duty"


@contextmanager
def webhook_receiver(
    *answers: int, location: str | None = None, says: bytes = b""
) -> Iterator[Received]:
    """A server at 127.0.0.1 that takes POSTs, and answers each with `says`."""
    received = Received(answers=list(answers) or [200], location=location)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.targets.append(self.path)
            received.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status = received.answers.pop(0) if len(received.answers) > 1 else received.answers[0]
            self.send_response(status)
            if received.location is not None:
                self.send_header("Location", received.location)
            self.send_header("Content-Length", str(len(says)))
            self.end_headers()
            self.wfile.write(says)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield received
        server.shutdown()
        thread.join()


@dataclass
class Proxied:
    """What a proxy was asked for; it leads everybody to `leads_to`, or refuses."""

    leads_to: int | None
    port: int = 0
    heads: list[str] = field(default_factory=list)


@contextmanager
def proxy_server(leads_to: int | None) -> Iterator[Proxied]:
    """A proxy at 127.0.0.1 that understands CONNECT (RFC 9110, 9.3.6)."""
    proxied = Proxied(leads_to)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        proxied.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if proxied.leads_to is None:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            there = await asyncio.open_connection("127.0.0.1", proxied.leads_to)
            await asyncio.gather(pipe(reader, there[1]), pipe(there[0], writer))
        writer.close()

    async def pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
        target.close()

    with _served(serve) as proxied.port:
        yield proxied


@contextmanager
def raw_server(answer: bytes, *, drip_s: float | None = None) -> Iterator[int]:
    """The port of a server that answers anything with these bytes, all at once or one by one."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        step = len(answer) if drip_s is None else 1
        try:
            for i in range(0, len(answer), step):
                writer.write(answer[i : i + step])
                await writer.drain()
                if drip_s is not None:
                    await asyncio.sleep(drip_s)
        except ConnectionError:
            return
        finally:
            writer.close()

    with _served(serve) as port:
        yield port


@dataclass
class Mailbox:
    """What an SMTP server took, and how it answers: by verb, 250 unless said otherwise.

    ``text_reply``: to the text itself; None: it hangs up without a word.
    """

    port: int = 0
    mails: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    text_reply: str | None = "250 taken"


@contextmanager
def mail_server(**given: object) -> Iterator[Mailbox]:
    """An SMTP server at 127.0.0.1 (RFC 5321, as much of it as a client needs)."""
    box = Mailbox(**given)  # type: ignore[arg-type]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 stub")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                say("250-stub")
                say("250 AUTH PLAIN")
            elif verb == "AUTH":
                box.logins.append(line)
                say(box.replies.get("AUTH", "235 welcome"))
            elif verb == "DATA" and "DATA" not in box.replies:
                say("354 go on")
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                if box.text_reply is None:
                    break
                if box.text_reply.startswith("250"):
                    box.mails.append(text)
                say(box.text_reply)
            else:
                say(box.replies.get(verb, "250 ok"))
        writer.close()

    with _served(serve) as box.port:
        yield box


@contextmanager
def _served(serve: object) -> Iterator[int]:
    """Run an asyncio server in a thread of its own."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))  # type: ignore[arg-type]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
