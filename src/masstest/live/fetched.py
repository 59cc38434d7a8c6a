"""Where the plan has tubes tested when a laboratory was lost in the day.

What a lost laboratory keeps is tested there; what lies there goes with the runs that fetch it, and
still belongs to the points and teams where it was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masstest.domain.plan import LabLoad, Plan
from masstest.live.planned_flow import PlannedPickup


@dataclass
class _Pile:
    """What lies of one pickup; key tubes and others."""

    row: PlannedPickup
    left: list[int]


def as_tested(plan: Plan, pickups: Sequence[PlannedPickup]) -> tuple[PlannedPickup, ...]:
    """The pickups of a plan, each with the laboratory that tests its tubes.

    Without lost laboratories they are those of the plan. Otherwise a pickup whose tubes were lying
    at one counts once for what is kept there, and once for every run that fetches the rest.
    """
    if not plan.lost_labs:
        return tuple(pickups)
    classes = {run.run_id: run.zone_class.value for run in plan.runs}
    rows = list(pickups)
    for load in sorted(plan.lost_labs.values(), key=lambda load: (load.lost_at or 0, load.lab_id)):
        kept, piles = _split(load, rows)
        calls = [row for row in rows if row.source_id == load.lab_id]
        others = [row for row in rows if load.lab_id not in (row.source_id, row.lab_id)]
        fetched = [
            part
            for call in sorted(calls, key=lambda row: (row.arrive, row.run_id))
            for part in _parts(call, piles, classes)
        ]
        rows = [*others, *kept, *fetched]
    return tuple(sorted(rows, key=lambda row: (row.arrive, row.run_id, row.stop)))


def _split(load: LabLoad, rows: Sequence[PlannedPickup]) -> tuple[list[PlannedPickup], list[_Pile]]:
    """What a lost laboratory keeps of the pickups that were brought there, and what lies there."""
    kept, piles = [], []
    room = [load.key_tubes, load.tubes - load.key_tubes]
    own = [row for row in rows if row.lab_id == load.lab_id]
    for row in sorted(own, key=lambda row: (row.unloaded_min, row.run_id, row.stop)):
        tubes = row.key_tubes, row.tubes - row.key_tubes
        parts = [min(count, left) for count, left in zip(tubes, room, strict=True)]
        room = [left - part for left, part in zip(room, parts, strict=True)]
        if any(parts):
            kept.append(row._replace(tubes=sum(parts), key_tubes=parts[0]))
        piles.append(_Pile(row, [count - part for count, part in zip(tubes, parts, strict=True)]))
    return kept, piles


def _parts(
    call: PlannedPickup, piles: Sequence[_Pile], classes: Mapping[str, str]
) -> list[PlannedPickup]:
    """What a pickup at a lost laboratory takes, by the pickups that had brought it."""
    own = classes.get(call.run_id)
    taken: dict[int, list[int]] = {}
    left = call.tubes
    for kind in (0, 1):
        for number, pile in enumerate(piles):
            part = min(pile.left[kind], left) if classes.get(pile.row.run_id) == own else 0
            if part:
                pile.left[kind] -= part
                left -= part
                taken.setdefault(number, [0, 0])[kind] += part
    return [
        call._replace(
            source_id=piles[number].row.source_id,
            tubes=sum(parts),
            key_tubes=parts[0],
            oldest_sample_at=piles[number].row.oldest_sample_at,
        )
        for number, parts in taken.items()
    ]
