"""The kind ``city``: several districts' rounds at once. Each district's plan is kept as soon as it
is there, so that another attempt plans only those that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from masstest.domain.city import DistrictRecord, PlannedDistrict, with_shares
from masstest.jobs.kinds import Made, MadePlan
from masstest.jobs.kinds.options import options_of
from masstest.jobs.messages import Desk
from masstest.jobs.requests import with_settings
from masstest.jobs.tasks import Task
from masstest.planner.city import LOCAL, CityWatch, KeptInFolder, open_executor, plan_city


class _KeptByJob(KeptInFolder):
    """Plans in the folder of parts, where earlier attempts' stand; new ones are handed on."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        super().__init__(folder)
        self._desk = desk

    def __setitem__(self, district: str, planned: PlannedDistrict) -> None:
        super().__setitem__(district, planned)
        path = self._path(district)
        self._desk.keep(path.name, path.read_bytes())


def run(task: Task, desk: Desk) -> Made:
    rosters = {
        district: with_settings(task.roster(f"roster-{district}.json"), task.request.settings)
        for district in task.request.rosters
    }
    documents = {name: roster.model_dump_json().encode() for name, roster in rosters.items()}
    kept = _KeptByJob(task.parts_folder, desk)
    options = options_of(task)
    where = task.head.cluster_address or LOCAL
    with open_executor(where, options.workers) as executor:
        city = plan_city(
            documents,
            replace(options, workers=1),
            executor=executor,
            kept=kept,
            watch=CityWatch(lambda record: _tell(desk, record), desk.stop),
        )

    def plans() -> Iterator[MadePlan]:
        for record in city.districts:
            if record.has_plan:
                roster = with_shares(rosters[record.district], record.shares)
                yield MadePlan(kept[record.district].plan, roster, record.district)

    return Made(plans(), city)


def _tell(desk: Desk, record: DistrictRecord) -> None:
    """A district in the place of a stage: its objective is the number of its shortages."""
    facts = {
        "stage": record.district,
        "status": record.fate.value,
        "objective": float(record.shortages),
        "best_bound": None,
        "gap": None,
        "wall_s": record.wall_s,
    }
    desk.send({"type": "stage", "facts": facts})
