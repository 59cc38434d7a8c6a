"""A city of 1 to 32 districts: time, memory, and what a killed worker costs.

``python -m benchmarks.city --districts 1 2 4 8 32`` plans made-up cities with local processes;
``--executor dask`` starts a scheduler and workers on this computer. With ``--kill`` one worker is
killed (SIGKILL) once half of the districts have plans. One CSV row per city.
"""

from __future__ import annotations

import argparse
import csv
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from masstest.demo.city import Make, make_city
from masstest.domain.city import DistrictRecord
from masstest.planner import Options
from masstest.planner.city import LOCAL, CityWatch, KeptInFolder, open_executor, plan_city

COLUMNS = (
    "executor",
    "workers",
    "districts",
    "people",
    "time_limit_s",
    "killed",
    "status",
    "met",
    "short",
    "no_plan",
    "passes",
    "planned",
    "gave_back",
    "wall_s",
    "district_s",
    "parent_peak_mb",
    "worker_peak_mb",
    "total_peak_mb",
    "fullest_hour",
    "overfull",
)
_PORT = 18_787
_PEOPLE_EACH: dict[Make, int] = {"weibin": 312_500, "town": 12_000}


def main() -> None:
    """Write one CSV row per city."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--districts", type=int, nargs="+", default=[1, 2, 4, 8, 32])
    parser.add_argument("--executor", choices=["local", "dask"], default="local")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=38.0)
    parser.add_argument("--make", choices=["weibin", "town"], default="weibin")
    parser.add_argument("--kill", action="store_true")
    args = parser.parse_args()
    out = csv.DictWriter(sys.stdout, COLUMNS)
    out.writeheader()
    for districts in args.districts:
        with cluster(args.workers) if args.executor == "dask" else here() as address:
            out.writerow(
                measure(districts, address, args.workers, args.time_limit, args.kill, args.make)
            )
            sys.stdout.flush()


@contextmanager
def here() -> Iterator[str]:
    """Local processes."""
    yield LOCAL


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A dask scheduler and workers as processes of this computer; its address."""
    dask = Path(sys.executable).with_name("dask")
    address = f"tcp://127.0.0.1:{_PORT}"
    host = [str(dask), "scheduler", "--host", "127.0.0.1", "--port", str(_PORT), "--no-dashboard"]
    worker = [str(dask), "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    processes = [_start(host)]
    time.sleep(4)
    processes += [_start(worker) for _ in range(workers)]
    try:
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait()


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Rosters(Mapping[str, bytes]):
    """The rosters of a made-up city, packed; one at a time is unpacked."""

    def __init__(self, districts: int, make: Make) -> None:
        made = make_city(districts, districts * _PEOPLE_EACH[make], make=make)
        self._packed = {d: zlib.compress(r.model_dump_json().encode()) for d, r in made}

    def __getitem__(self, district: str) -> bytes:
        return zlib.decompress(self._packed[district])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Memory(threading.Thread):
    """Looks twice a second how much memory this process and the workers have resident."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.parent_mb = self.worker_mb = self.total_mb = 0
        self.workers: list[int] = []
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.5):
            own = _rss_mb(os.getpid())
            self.workers = [pid for pid in _children(os.getpid()) if _is_worker(pid)]
            sizes = [_rss_mb(pid) for pid in self.workers]
            self.parent_mb = max(self.parent_mb, own)
            self.worker_mb = max(self.worker_mb, *sizes, 0)
            self.total_mb = max(self.total_mb, own + sum(sizes))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _children(parent: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def _is_worker(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False
    return b"spawn_main" in command or b"worker" in command


def _rss_mb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def measure(
    districts: int, address: str, workers: int, time_limit_s: float, kill: bool, make: Make
) -> dict[str, object]:
    """Plan one city and say what it took."""
    rosters = Rosters(districts, make)
    memory = Memory()
    memory.start()
    seconds: list[float] = []
    killed: list[int] = []
    began = time.monotonic()

    def told(record: DistrictRecord) -> None:
        seconds.append(record.wall_s)
        passed = time.monotonic() - began
        print(f"{passed:7.1f} {record.district} {record.fate} {record.wall_s} s {record.reason}",
              file=sys.stderr, flush=True)  # fmt: skip
        if kill and not killed and 2 * len(seconds) >= districts:
            killed.append(memory.workers[0])
            threading.Timer(10, os.kill, (memory.workers[0], signal.SIGKILL)).start()

    with tempfile.TemporaryDirectory() as folder, open_executor(address, workers) as executor:
        city = plan_city(
            rosters,
            Options(time_limit_s),
            executor=executor,
            kept=KeptInFolder(Path(folder)),
            watch=CityWatch(told),
        )
    memory.end()
    fates = [record.fate.value for record in city.districts]
    hours = [(sum(use.started.values()), lab.tubes_per_hour) for lab in city.labs
             for use in lab.hours]  # fmt: skip
    return {
        "executor": "local" if address == LOCAL else "dask",
        "workers": workers,
        "districts": districts,
        "people": districts * _PEOPLE_EACH[make],
        "time_limit_s": time_limit_s,
        "killed": len(killed),
        "status": city.status,
        "met": fates.count("met"),
        "short": fates.count("short"),
        "no_plan": len(fates) - fates.count("met") - fates.count("short"),
        "passes": len(city.passes),
        "planned": sum(len(each.planned) for each in city.passes),
        "gave_back": sum(len(each.gave_back) for each in city.passes),
        "wall_s": city.wall_s,
        "district_s": round(sum(seconds), 1),
        "parent_peak_mb": memory.parent_mb,
        "worker_peak_mb": memory.worker_mb,
        "total_peak_mb": memory.total_mb,
        "fullest_hour": max((round(n / most, 3) for n, most in hours), default=0),
        "overfull": sum(n > most for n, most in hours),
    }


if __name__ == "__main__":
    main()
