"""A task: the folder that a worker fills for the child process that does a job's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from masstest.domain.plan import Plan
from masstest.domain.roster import Roster
from masstest.domain.units import Model
from masstest.jobs.requests import PlanRequest

_HEAD = "task.json"
_PARTS = "parts"


class TaskHead(Model):
    """What a child is told besides documents; `roster_sha256` is that of the uploaded file."""

    kind: str
    request: PlanRequest
    processes: int
    memory_mb: int
    cpu_s: int
    niceness: int
    roster_sha256: str = ""
    cluster_address: str | None = None


@dataclass(frozen=True)
class Task:
    """A task as the child sees it: `folder` holds ``roster.json`` and, as the kind needs them,
    ``base.json``, ``roster-<district>.json``, and parts kept by earlier attempts."""

    folder: Path
    head: TaskHead

    @property
    def request(self) -> PlanRequest:
        return self.head.request

    def roster(self, name: str = "roster.json") -> Roster:
        return Roster.from_json((self.folder / name).read_bytes())

    def base(self) -> Plan:
        return Plan.from_json((self.folder / "base.json").read_bytes())

    @property
    def parts_folder(self) -> Path:
        """Where what earlier attempts have kept stands, by name."""
        return self.folder / _PARTS

    def parts(self) -> dict[str, bytes]:
        """What earlier attempts have kept, by name."""
        return {path.name: path.read_bytes() for path in sorted(self.parts_folder.iterdir())}


def write_task(
    folder: Path, head: TaskHead, documents: Mapping[str, bytes], parts: Mapping[str, bytes]
) -> None:
    (folder / _PARTS).mkdir()
    (folder / _HEAD).write_text(head.model_dump_json(), encoding="utf-8")
    for name, content in documents.items():
        (folder / name).write_bytes(content)
    for name, content in parts.items():
        (folder / _PARTS / name).write_bytes(content)


def read_task(folder: Path) -> Task:
    return Task(folder, TaskHead.model_validate_json((folder / _HEAD).read_bytes()))
