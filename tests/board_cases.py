"""A day small enough to be worked out by hand, and what is reported of it.

P1 (2 lanes at 60/h: 2 persons a minute) opens at 08:00 = 480 with 240 persons: 120 of C1, of
them 20 key persons, and 120 of C2. Key persons until 490, C1's others until 540, C2 until
600. Ten to a tube: 2 key tubes and 22 others.
T1 visits C3: 4 persons in 480..497, and 3 in 510..524, one tube each (singles are 1:1 only
where the pool size says so).
R1 takes 12 tubes at 540 (2 of them key) and unloads them at L1 at 560..570; R2 takes the
other 12 at 600, and T1's two at 610, and unloads at 630..640.
L1 starts 60 tubes an hour and has results 60 min later: R1's key tubes start at 570..572,
its others until 582, R2's tubes at 640..654.
"""

from __future__ import annotations

import itertools
from typing import Any

from masstest.domain.plan import (
    Coverage,
    DoorstepStop,
    DoorstepTeam,
    Duty,
    Officials,
    Plan,
    PlanRound,
    Point,
    Run,
    Slot,
    Stop,
    WasteRun,
    WasteStop,
)
from masstest.domain.roster import Role, Roster, Scope, Zone
from masstest.live.custody import Ledger
from masstest.live.day import Day
from masstest.live.events import (
    BatchStarted,
    BoxDelivered,
    BoxHandedOver,
    BoxSealed,
    DoorstepStopDone,
    Event,
    LabReceived,
    Outcome,
    PeopleSampled,
    PlainFact,
    PointClosed,
    PointOpened,
    ResultReported,
    VehicleArrived,
    VehicleDeparted,
)
from support import DATE, compound, lab, north, roster, site, vehicle

_number = itertools.count()


def small_roster(**parameters: Any) -> Roster:
    defaults = dict(
        lane_rate_10=60, pool_fill=1.0, pack_min=0, pickup_interval_max_min=120, tubes_per_box=10
    )
    return roster(
        compounds=(
            compound("C1", 120, key_population=20),
            compound("C2", 120, lat=north(500)),
            compound("C3", 7, street="E", community="K2", homebound=7, lat=north(2000)),
        ),
        sites=(
            site("P1", 3, name="School"),
            site("P2", 3, name="Gym", lat=north(800)),
        ),
        vehicles=(vehicle("V1"),),
        labs=(lab("L1", 60, turnaround_min=60, name="Hospital"),),
        parameters=defaults | parameters,
    )


def small_plan(*, with_second_point: bool = False) -> Plan:
    points = [
        Point(
            site_id="P1",
            name="School",
            zone=Zone.normal,
            lanes=2,
            open_from=480,
            open_until=600,
            finish_at=600,
            persons=240,
            key_persons=20,
            tubes=24,
            key_tubes=2,
            officials=Officials(street=("O1",), community=("O2",), point=("O3",)),
        )
    ]
    if with_second_point:
        points.append(
            Point(
                site_id="P2",
                name="Gym",
                zone=Zone.normal,
                lanes=1,
                open_from=480,
                open_until=480,
                finish_at=480,
                persons=0,
                key_persons=0,
                tubes=0,
                key_tubes=0,
            )
        )
    return Plan(
        round=PlanRound(
            district="D",
            date=DATE,
            number=1,
            scope=Scope.full,
            timezone="Asia/Shanghai",
            sampling_start=480,
            sampling_deadline=660,
            key_result_deadline=700,
            result_deadline=900,
        ),
        points=tuple(points),
        coverage=(
            Coverage(
                compound_id="C1",
                site_id="P1",
                persons=120,
                key_persons=20,
                walk_m=0,
                slots=(Slot(from_=480, until=540, persons=120, key=20),),
            ),
            Coverage(
                compound_id="C2",
                site_id="P1",
                persons=120,
                key_persons=0,
                walk_m=500,
                slots=(Slot(from_=540, until=600, persons=120, key=0),),
            ),
        ),
        duties=(Duty(staff_id="W1", role=Role.lead, at="P1", start=470, end=610),),
        doorstep=(
            DoorstepTeam(
                team_id="T1",
                staff_ids=("W2", "W3"),
                zone=Zone.normal,
                stops=(
                    DoorstepStop(
                        compound_id="C3", arrive=480, depart=497, persons=4, tubes=1, key_tubes=0
                    ),
                    DoorstepStop(
                        compound_id="C3", arrive=510, depart=524, persons=3, tubes=1, key_tubes=0
                    ),
                ),
            ),
        ),
        runs=(
            Run(
                run_id="R1",
                vehicle_id="V1",
                crew=("W4", "W5"),
                start=530,
                end=570,
                stops=(
                    pickup("P1", 540, 545, 12, 2, 480),
                    Stop(
                        kind="deliver", lab_id="L1", arrive=560, depart=570, tubes=12, key_tubes=2
                    ),
                ),
            ),
            Run(
                run_id="R2",
                vehicle_id="V1",
                crew=("W4", "W5"),
                start=590,
                end=640,
                stops=(
                    pickup("P1", 600, 605, 12, 0, 540),
                    pickup("T1", 610, 615, 2, 0, 480),
                    Stop(
                        kind="deliver", lab_id="L1", arrive=630, depart=640, tubes=14, key_tubes=0
                    ),
                ),
            ),
        ),
        waste_runs=(
            WasteRun(
                run_id="W1",
                vehicle_id="V9",
                start=690,
                end=720,
                stops=(WasteStop(site_id="P1", arrive=700, depart=705),),
            ),
        ),
    )


def pickup(source: str, arrive: int, depart: int, tubes: int, key: int, oldest: int) -> Stop:
    where = (
        {"team_id": source, "compound_id": "C3"} if source.startswith("T") else {"site_id": source}
    )
    return Stop.model_validate(
        where
        | dict(kind="pickup", arrive=arrive, depart=depart, tubes=tubes, key_tubes=key)
        | dict(oldest_sample_at=oldest)
    )


def small_day(**more: Any) -> Day:
    return Day(small_plan(**more), small_roster())


def told(at_min: float, fact: PlainFact, place: str = "", event_id: str = "") -> Event:
    """An event; its place is that of the fact where it names one."""
    where = place or getattr(fact, "site_id", "") or getattr(fact, "source", "")
    return Event(
        event_id=event_id or f"event-{next(_number):06d}", at_min=at_min, place=where, fact=fact
    )


def ledger(*events: Event) -> Ledger:
    book = Ledger()
    book.add(events)
    return book


def opened(at_min: float = 480, lanes: int = 2) -> Event:
    return told(at_min, PointOpened(site_id="P1", lanes=lanes))


def count(at_min: float, persons: int, **compounds: int) -> Event:
    return told(at_min, PeopleSampled(site_id="P1", persons=persons, compounds=compounds))


def closed(at_min: float, *, done: bool = True) -> Event:
    return told(at_min, PointClosed(site_id="P1", done=done))


def visited(at_min: float, stop: int, persons: int) -> Event:
    fact = DoorstepStopDone(team_id="T1", compound_id="C3", stop=stop, persons=persons)
    return told(at_min, fact, "T1")


def box_events(
    box_id: str,
    *,
    source: str = "P1",
    tubes: int = 10,
    key: bool = False,
    run_id: str = "R1",
    first: float | None = 480,
    sealed: float | None = None,
    handed: float | None = None,
    departed: float | None = None,
    received: float | None = None,
    started: float | None = None,
    resulted: float | None = None,
    handed_tubes: int | None = None,
) -> list[Event]:
    """The way of one box as far as times are given; vehicle V1, laboratory L1."""
    seal, v = f"F-{box_id}", "V1"
    stop = 1 if source == "T1" else 0
    steps: list[tuple[float | None, PlainFact, str]] = [
        (
            sealed,
            BoxSealed(
                box_id=box_id,
                source=source,
                seal=seal,
                tubes_counted=tubes,
                tubes_scanned=tubes,
                key=key,
                first_sample_min=first,
            ),
            source,
        ),
        (
            handed,
            BoxHandedOver(
                box_id=box_id,
                seal=seal,
                tubes_counted=tubes if handed_tubes is None else handed_tubes,
                vehicle_id=v,
                run_id=run_id,
            ),
            v,
        ),
        (
            departed,
            VehicleDeparted(vehicle_id=v, run_id=run_id, stop=stop, box_ids=(box_id,)),
            v,
        ),
        (
            received,
            BoxDelivered(box_id=box_id, seal=seal, tubes_counted=tubes, vehicle_id=v, lab_id="L1"),
            v,
        ),
        (
            received,
            LabReceived(box_id=box_id, seal=seal, tubes_counted=tubes, lab_id="L1"),
            "L1",
        ),
        (started, BatchStarted(lab_id="L1", batch_id=f"N-{box_id}", box_ids=(box_id,)), "L1"),
        (
            resulted,
            ResultReported(lab_id="L1", box_id=box_id, outcome=Outcome.negative, tubes=tubes),
            "L1",
        ),
    ]
    return [told(at, fact, place) for at, fact, place in steps if at is not None]


def arrived(at_min: float, run_id: str = "R1", stop: int = 0) -> Event:
    return told(at_min, VehicleArrived(vehicle_id="V1", run_id=run_id, stop=stop), "V1")


def whole_day() -> list[Event]:
    """Everything as planned: every person, tube and result."""
    return [
        opened(),
        count(540, 120, C1=120),
        count(600, 240, C1=120, C2=120),
        closed(601),
        visited(497, 0, 4),
        visited(524, 1, 3),
        *box_events("K1", tubes=2, key=True, sealed=541, handed=543, departed=545, received=562,
                    started=571, resulted=632),
        *box_events("B1", sealed=542, handed=544, departed=545, received=564, started=575,
                    resulted=642),
        *box_events("B2", run_id="R2", first=540, sealed=600, handed=602, departed=605,
                    received=632, started=645, resulted=710),
        *box_events("B3", run_id="R2", first=590, tubes=2, sealed=601, handed=603, departed=605,
                    received=633, started=650, resulted=712),
        *box_events("D1", source="T1", run_id="R2", tubes=2, sealed=608, handed=612, departed=615,
                    received=634, started=652, resulted=714),
    ]  # fmt: skip
