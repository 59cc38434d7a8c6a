"""Plans of a city's districts in a folder, so that the city outlives the process."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from pydantic import ValidationError

from masstest.domain.city import DistrictRecord, PlannedDistrict

_SUFFIX = ".planned"


class KeptInFolder(MutableMapping[str, PlannedDistrict]):
    """One file per district: the record in its first line, then the packed plan.

    A file is there as a whole or not at all, whenever the process ends. What can't be read (it is
    of another version, or somebody changed it) counts as not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __getitem__(self, district: str) -> PlannedDistrict:
        path = self._path(district)
        if not path.is_file():
            raise KeyError(district)
        line, _, plan = path.read_bytes().partition(b"\n")
        try:
            return PlannedDistrict(DistrictRecord.model_validate_json(line), plan)
        except ValidationError as unreadable:
            raise KeyError(district) from unreadable

    def __setitem__(self, district: str, planned: PlannedDistrict) -> None:
        path = self._path(district)
        beside = path.with_name(f"{path.name}.new")
        with beside.open("wb") as file:
            file.write(planned.record.model_dump_json().encode() + b"\n" + planned.packed_plan)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    def __delitem__(self, district: str) -> None:
        path = self._path(district)
        if not path.is_file():
            raise KeyError(district)
        path.unlink()

    def __iter__(self) -> Iterator[str]:
        return (
            path.name.removesuffix(_SUFFIX) for path in sorted(self._folder.glob(f"*{_SUFFIX}"))
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, district: str) -> Path:
        return self._folder / f"{district}{_SUFFIX}"
