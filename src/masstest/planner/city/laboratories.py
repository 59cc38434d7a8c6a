"""The laboratories of a city over all districts: shares, loads by hour, last results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from masstest.domain.city import CityLab, DistrictRecord, LabUse
from masstest.domain.plan import LabLoad, Plan
from masstest.domain.roster import Lab


def city_labs(
    labs: Mapping[str, Lab],
    records: Sequence[DistrictRecord],
    plans: Iterable[tuple[str, Plan]],
) -> tuple[CityLab, ...]:
    """What each laboratory does for whom; plans are looked at one after another."""
    loads: dict[str, dict[str, LabLoad]] = defaultdict(dict)
    for district, plan in plans:
        for load in plan.labs:
            loads[load.lab_id][district] = load
    return tuple(_lab(lab, records, loads[lab_id]) for lab_id, lab in sorted(labs.items()))


def _lab(lab: Lab, records: Sequence[DistrictRecord], loads: Mapping[str, LabLoad]) -> CityLab:
    started: dict[int, dict[str, int]] = defaultdict(dict)
    for district, load in loads.items():
        for row in load.hours:
            if row.started:
                started[row.hour][district] = row.started
    key_results = [load.key_results_at for load in loads.values() if load.key_results_at]
    results = [load.results_at for load in loads.values() if load.results_at]
    return CityLab(
        lab_id=lab.lab_id,
        name=lab.name,
        tubes_per_hour=lab.tubes_per_hour,
        tubes_per_day=lab.tubes_per_day,
        shares={r.district: r.shares[lab.lab_id] for r in records if lab.lab_id in r.shares},
        tubes=sum(load.tubes for load in loads.values()),
        key_tubes=sum(load.key_tubes for load in loads.values()),
        key_results_at=max(key_results, default=None),
        results_at=max(results, default=None),
        hours=tuple(LabUse(hour=hour, started=started[hour]) for hour in sorted(started)),
    )
