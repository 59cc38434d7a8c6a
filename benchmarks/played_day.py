"""A day played against a server that is killed on the way: does everything come out true?

``python -m benchmarks.played_day --package DIR`` puts the plan of a package in force on a SQLite
file of its own (``--database postgresql://…``: an empty database of a server), plays one simulated
day of it as its phones would, some of it doubled, late and wrongly counted, and meanwhile ends
`masstest serve` by SIGKILL at random moments. In the end boxes, figures of the board and what was
held are compared with the day that was played. One CSV row.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.plan_in_force import keys, put_in_force
from masstest.access.roles import GrantedRole, Role
from masstest.rehearsal.playing import Played, Tokens, play
from masstest.rehearsal.script import Channel, Faults, scripted_day, sendings
from masstest.settings import Settings
from masstest.store import migrations
from masstest.store.engine import open_store
from masstest.travel import straight_line

_PATIENCE_S = 180.0


class Server:
    """`masstest serve`, started and killed as often as wanted."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._folder, self._url = folder, database_url
        with socket.socket() as trying:
            trying.bind(("127.0.0.1", 0))
            self.port: int = trying.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "masstest", "serve", "--port", str(self.port)]
        options = ["--data-dir", str(self._folder), "--database", self._url, "--workers", "0"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options], stdout=log, stderr=log, cwd=self._folder
            )
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit("the server never listened")

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


async def _played(server: Server, playing: asyncio.Task[Played], moments: list[float]) -> int:
    """Kill and start the server at `moments` (seconds from the beginning) while it is played."""
    began, kills = time.monotonic(), 0
    for moment in moments:
        wait_s = max(0.0, began + moment - time.monotonic())
        done, _ = await asyncio.wait([playing], timeout=wait_s)
        if done:
            break
        server.kill()
        kills += 1
        await asyncio.to_thread(server.start)
    await playing
    return kills


async def _day(asked: argparse.Namespace, folder: Path, url: str) -> dict[str, object]:
    store = open_store(url)
    round_id, plan, roster = put_in_force(store, asked.package, tubes_per_box=asked.tubes_per_box)
    tokens = keys(
        store, {"*": GrantedRole(Role.coordinator), "office": GrantedRole(Role.transport_lead)}
    )
    store.close()
    script = scripted_day(
        plan, roster, asked.seed, travel=straight_line(roster),
        faults=Faults(wrong_counts=asked.wrong_counts),
    )  # fmt: skip
    sent = sendings(script, Channel(asked.duplicates, asked.late, 0.0), asked.seed)
    server = Server(folder, url)
    server.start()
    day_min = max(event.at_min for event in script.events) - min(
        event.at_min for event in script.events
    )
    lasts_s = 60 * day_min / asked.speed
    chance = random.Random(asked.seed)
    moments = sorted(chance.uniform(0.03, 0.95) * lasts_s for _ in range(asked.kills))
    playing = asyncio.create_task(
        play(
            script, sent, plan, f"http://127.0.0.1:{server.port}", Tokens(tokens),
            round_id=round_id, speed=asked.speed,
        )
    )  # fmt: skip
    try:
        kills = await _played(server, playing, moments)
    finally:
        server.kill()
    played = playing.result()
    checks: dict[str, object] = {
        check.kind: f"{check.count - check.wrong_count}/{check.count}" for check in played.checks
    }
    return {
        "database": url.partition(":")[0], "seed": asked.seed, "kills": kills,
        "phones": played.phones, "points": len(plan.points),
        "vehicles": len({run.vehicle_id for run in plan.runs}),
        "tubes": sum(point.tubes for point in plan.points)
        + sum(stop.tubes for team in plan.doorstep for stop in team.stops),
        "events": played.events, "duplicates": played.duplicates, "late": played.late,
        "retries": played.traffic.retries, "wall_s": round(played.wall_s, 1), **checks,
        "holds": played.holds,
    }  # fmt: skip


def main() -> None:
    """Play one day and write one CSV row; exit status 3 if something isn't true in the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="with plan.json, roster.xlsx")
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--speed", type=float, default=600.0, help="minutes of the day a minute")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--duplicates", type=float, default=0.05)
    parser.add_argument("--late", type=float, default=0.05)
    parser.add_argument("--wrong-counts", type=float, default=0.01)
    parser.add_argument("--tubes-per-box", type=int, help="instead of the roster's own")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = asked.database or Settings(data_dir=folder, _env_file=None).database_url
        migrations.upgrade(url)
        row = asyncio.run(_day(asked, folder, url))
    writer = csv.DictWriter(sys.stdout, row)
    writer.writeheader()
    writer.writerow(row)
    if not row["holds"]:
        raise SystemExit(3)


if __name__ == "__main__":
    main()
