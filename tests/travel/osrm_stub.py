"""A server that speaks OSRM's table service as documented, over roads that never bend."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from masstest.domain.coordinates import great_circle_m

Pair = tuple[float, float]


@dataclass
class Stub:
    """What the server does; coordinates are (lon, lat) with 6 decimals."""

    max_table_size: int = 100
    speed_m_s: dict[str, float] = field(default_factory=lambda: {"driving": 10.0, "foot": 1.25})
    no_route: set[tuple[Pair, Pair]] = field(default_factory=set)
    off_road: set[Pair] = field(default_factory=set)
    name_off_road: bool = True
    failures: int = 0
    """Requests to be answered with 503 before the first good answer."""
    body: str | None = None
    """Sent instead of any table."""
    without: str | None = None
    """An annotation that this (older) server does not know."""
    requests: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> tuple[int, str]:
        """Status and body for a request."""
        self.requests.append(path)
        if self.failures:
            self.failures -= 1
            return 503, "busy"
        if self.body is not None:
            return 200, self.body
        parts = urlsplit(path)
        service, version, profile, coordinates = parts.path.strip("/").split("/")
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if (service, version) != ("table", "v1") or profile not in self.speed_m_s:
            return self._error("InvalidUrl", "URL string malformed")
        points = [tuple(map(float, pair.split(","))) for pair in coordinates.split(";")]
        rows = [int(i) for i in options["sources"].split(";")]
        cols = [int(i) for i in options["destinations"].split(";")]
        if len(rows) * len(cols) > self.max_table_size**2:
            return self._error("TooBig", "Too many table coordinates")
        for number, point in enumerate(points):
            if point in self.off_road:
                where = f" {number}" if self.name_off_road else ""
                return self._error(
                    "NoSegment", f"Could not find a matching segment for coordinate{where}"
                )
        return 200, json.dumps(self._table(points, rows, cols, profile, options["annotations"]))

    def _table(
        self, points: list[Any], rows: list[int], cols: list[int], profile: str, annotations: str
    ) -> dict[str, Any]:
        at = np.array(points, dtype=float)
        metres = great_circle_m(at[rows], at[cols])
        blocked = np.array([[(points[i], points[j]) in self.no_route for j in cols] for i in rows])
        answer: dict[str, Any] = {"code": "Ok"}
        tables = {"duration": metres / self.speed_m_s[profile], "distance": metres}
        for name in annotations.split(","):
            if name != self.without:
                table = tables[name].round(1).astype(object)
                table[blocked] = None
                answer[f"{name}s"] = table.tolist()
        for name, indices in (("sources", rows), ("destinations", cols)):
            answer[name] = [
                {"location": list(points[i]), "name": "", "distance": 0.0} for i in indices
            ]
        return answer

    @staticmethod
    def _error(code: str, message: str) -> tuple[int, str]:
        return 400, json.dumps({"code": code, "message": message})


@contextmanager
def running(stub: Stub) -> Iterator[Stub]:
    """`stub` behind a free port of this machine; its `url` is filled in."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = stub.answer(self.path)
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
