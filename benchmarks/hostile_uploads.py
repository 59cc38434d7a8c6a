"""A thousand spoilt uploads, sent to a server of the API: what they are answered, what they cost.

    python benchmarks/hostile_uploads.py [HOW_MANY]

Prints, for each kind of file, how many were sent, the median and the longest time to the answer
in seconds, and the codes; then the most memory that the server held, in MB.
"""

from __future__ import annotations

import contextlib
import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from masstest.access.roles import GrantedRole, Role
from masstest.store import migrations
from masstest.store.engine import open_store

_TESTS = Path(__file__).parents[1] / "tests"


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    sys.path.insert(0, str(_TESTS))
    uploads = importlib.import_module("hostile_uploads")
    cases = importlib.import_module("service_cases")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/masstest.db"
        migrations.upgrade(url)
        store = open_store(url)
        person = cases.make_person(store, "c1", GrantedRole(Role.coordinator))
        store.close()
        script = _TESTS / "api" / "serve_for_tests.py"
        server = subprocess.Popen(
            [sys.executable, str(script), url, folder], stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        port = int(server.stdout.readline())
        try:
            with httpx.Client(
                base_url=f"http://127.0.0.1:{port}/api/v1", headers=person.headers, timeout=120
            ) as client:
                send_all(client, server.pid, uploads.hostile_uploads(how_many))
        finally:
            server.terminate()
            server.wait(timeout=20)


def send_all(client: httpx.Client, process_id: int, files: object) -> None:
    """Send every file, and print what was measured."""
    made = client.post("/rounds", json={"district": "D", "date": "2022-03-10"})
    url = f"/rounds/{made.json()['round_id']}/rosters"
    times_s: dict[str, list[float]] = defaultdict(list)
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    most_bytes, most_together, not_refused = 0, 0, 0
    for name, media_type, content in files:  # type: ignore[attr-defined]
        headers = {"Content-Type": media_type} if media_type else {}
        started = time.perf_counter()
        try:
            answer = client.post(url, content=content, headers=headers)
        except (httpx.WriteError, httpx.ReadError):
            codes[name]["hung up"] += 1
            continue
        times_s[name].append(time.perf_counter() - started)
        code = answer.json().get("code", answer.status_code)
        codes[name][str(code)] += 1
        not_refused += not 400 <= answer.status_code < 500
        server = psutil.Process(process_id)
        most_bytes = max(most_bytes, server.memory_info().rss)
        most_together = max(most_together, _together(server))
    print("kind,sent,median_s,longest_s,codes")
    for name, counted in codes.items():
        told = " ".join(f"{code}:{number}" for code, number in counted.items())
        taken = times_s[name] or [0.0]
        print(f"{name},{counted.total()},{statistics.median(taken):.2f},{max(taken):.2f},{told}")
    print(
        f"not refused: {not_refused}; the server's memory at most: {most_bytes / 1e6:.0f} MB, "
        f"with the processes that read for it, after each: {most_together / 1e6:.0f} MB"
    )


def _together(server: psutil.Process) -> int:
    """Memory of a process and of those it has started, in bytes."""
    found = server.memory_info().rss
    for child in server.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # one that has just ended
            found += child.memory_info().rss
    return int(found)


if __name__ == "__main__":
    main()
