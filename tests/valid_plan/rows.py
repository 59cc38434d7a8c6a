"""Points, teams and duties of the plan worked out by hand."""

from __future__ import annotations

from typing import Any

from masstest.domain.plan import (
    Coverage,
    DoorstepStop,
    DoorstepTeam,
    Duty,
    Officials,
    Point,
    Slot,
)
from masstest.domain.roster import (
    Role,
    Zone,
)
from valid_plan.people_and_places import POINT_ROLES


def _slots(start: int, *persons: int, key: int = 0) -> tuple[Slot, ...]:
    rows = []
    for i, count in enumerate(persons):
        booked = min(key, count)
        key -= booked
        begin = start + 30 * i
        rows.append(Slot(from_=begin, until=begin + 30, persons=count, key=booked))
    return tuple(rows)


def points() -> dict[str, Any]:
    officials = Officials(street=("O1",), community=("O2",), point=("O3",))
    return {
        "points": (
            Point(
                site_id="P1",
                name="P1",
                zone=Zone.normal,
                lanes=1,
                open_from=420,
                open_until=600,
                finish_at=600,
                persons=360,
                key_persons=40,
                tubes=36,
                key_tubes=4,
                officials=officials,
            ),
            Point(
                site_id="P2",
                name="P2",
                zone=Zone.controlled,
                lanes=1,
                open_from=450,
                open_until=480,
                finish_at=480,
                persons=60,
                key_persons=0,
                tubes=6,
                key_tubes=0,
                officials=officials,
            ),
        ),
        "coverage": (
            Coverage(
                compound_id="C1",
                site_id="P1",
                persons=240,
                key_persons=40,
                walk_m=0,
                slots=_slots(420, 60, 60, 60, 60, key=40),
            ),
            Coverage(
                compound_id="C2",
                site_id="P1",
                persons=120,
                key_persons=0,
                walk_m=260,
                slots=_slots(540, 60, 60),
            ),
            Coverage(
                compound_id="C5",
                site_id="P2",
                persons=60,
                key_persons=0,
                walk_m=0,
                slots=_slots(450, 60),
            ),
        ),
    }


def doorstep() -> tuple[DoorstepTeam, ...]:
    def stop(compound_id: str, arrive: int, depart: int, *counts: int) -> DoorstepStop:
        persons, key, tubes, key_tubes = counts
        return DoorstepStop(
            compound_id=compound_id,
            arrive=arrive,
            depart=depart,
            persons=persons,
            key_persons=key,
            tubes=tubes,
            key_tubes=key_tubes,
        )

    return (
        DoorstepTeam(
            team_id="T1",
            staff_ids=("doorstep-1", "registrar-T1"),
            zone=Zone.normal,
            stops=(stop("C2", 430, 441, 2, 0, 1, 0),),
        ),
        DoorstepTeam(
            team_id="T2",
            staff_ids=("doorstep-2", "doorstep-3"),
            zone=Zone.sealed,
            stops=(stop("C4", 420, 480, 40, 10, 40, 10),),
        ),
    )


def duties() -> tuple[Duty, ...]:
    def duty(staff_id: str, role: str, at: str, start: int, end: int, lane: Any = None) -> Duty:
        return Duty(staff_id=staff_id, role=Role(role), at=at, lane=lane, start=start, end=end)

    rows = []
    for at, start, end in (("P1", 420, 600), ("P2", 450, 480)):
        for role in POINT_ROLES:
            lane = 1 if role in ("sampler", "registrar", "usher") else None
            rows.append(duty(f"{role}-{at}", role, at, start, end, lane))
    rows += [
        duty("doorstep-1", "doorstep", "T1", 430, 441),
        duty("registrar-T1", "registrar", "T1", 430, 441),
        duty("doorstep-2", "doorstep", "T2", 420, 480),
        duty("doorstep-3", "doorstep", "T2", 420, 480),
        duty("driver-1", "driver", "V1", 525, 639),
        duty("courier-1", "courier", "V1", 525, 639),
        duty("driver-2", "driver", "V2", 488, 517),
        duty("courier-2", "courier", "V2", 488, 517),
        duty("driver-3", "driver", "V3", 400, 424),
        duty("driver-4", "driver", "V4", 640, 664),
    ]
    return tuple(rows)
