"""Plans in a folder: whole or not at all, and there for the next process."""

from __future__ import annotations

from pathlib import Path

import pytest

from masstest.domain.city import DistrictRecord, Fate, PlannedDistrict, Share
from masstest.planner.city import KeptInFolder

RECORD = DistrictRecord(
    district="东一区.1",
    name="东一区",
    basis="b",
    passes=1,
    fate=Fate.met,
    shares={"L1": Share(tubes_per_hour=7, tubes_per_day=None)},
    kpis={"people": 3, "finish_at": "2022-03-10T13:00", "slack_min": {"results": 5}},
)


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    planned = PlannedDistrict(RECORD, b"anything\nat\0all")
    KeptInFolder(tmp_path)[RECORD.district] = planned
    again = KeptInFolder(tmp_path)
    assert dict(again) == {RECORD.district: planned}
    del again[RECORD.district]
    assert len(again) == 0
    with pytest.raises(KeyError):
        del again[RECORD.district]


def test_half_a_file_is_no_plan(tmp_path: Path) -> None:
    kept = KeptInFolder(tmp_path)
    kept[RECORD.district] = PlannedDistrict(RECORD, b"plan")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert kept.get(RECORD.district) is None
    assert kept.get("never planned") is None
