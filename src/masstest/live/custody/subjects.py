"""What an event is about: the boxes, tubes, places and tasks whose state it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from masstest.live.events import (
    BatchStarted,
    BoxAbnormal,
    BoxDelivered,
    BoxHandedOver,
    BoxReleased,
    BoxSealed,
    CallSettled,
    DoorstepStopDone,
    Event,
    Finding,
    FindingClosed,
    HelpNeeded,
    LabReceived,
    PeopleSampled,
    PlainFact,
    PointClosed,
    PointOpened,
    PointPaused,
    ReadinessConfirmed,
    ResultReported,
    RetestResult,
    RetestSampled,
    RunConfirmed,
    SuppliesShort,
    TubeAbnormal,
    TubesScanned,
    VehicleArrived,
    VehicleDeparted,
    WasteTaken,
)


class About(StrEnum):
    box = "box"
    tube = "tube"
    point = "point"
    team = "team"
    vehicle = "vehicle"
    lab = "lab"
    call = "call"  # help or supplies, by place of any kind
    finding = "finding"
    light = "light"  # by point
    retest = "retest"  # by tube


Subjects = Iterator[tuple[About, str]]


def _box(fact: Any, place: str) -> Subjects:
    yield About.box, fact.box_id


def _point(fact: Any, place: str) -> Subjects:
    yield About.point, fact.site_id


def _call(fact: Any, place: str) -> Subjects:
    if place:
        yield About.call, place


def _settled(fact: CallSettled, place: str) -> Subjects:
    yield About.call, fact.caller


def _scanned(fact: TubesScanned, place: str) -> Subjects:
    yield About.box, fact.box_id
    for tube in fact.tubes:
        yield About.tube, tube.tube_id


def _tube(fact: TubeAbnormal, place: str) -> Subjects:
    yield About.box, fact.box_id
    yield About.tube, fact.tube_id


def _result(fact: ResultReported, place: str) -> Subjects:
    yield About.box, fact.box_id
    yield About.lab, fact.lab_id
    if fact.tube_id is not None:
        yield About.tube, fact.tube_id


def _box_and_vehicle(fact: BoxHandedOver | BoxDelivered, place: str) -> Subjects:
    yield About.box, fact.box_id
    yield About.vehicle, fact.vehicle_id


def _reception(fact: LabReceived, place: str) -> Subjects:
    yield About.box, fact.box_id
    yield About.lab, fact.lab_id


def _batch(fact: BatchStarted, place: str) -> Subjects:
    yield About.lab, fact.lab_id
    for box_id in fact.box_ids:
        yield About.box, box_id


def _departure(fact: VehicleDeparted, place: str) -> Subjects:
    yield About.vehicle, fact.vehicle_id
    for box_id in fact.box_ids:
        yield About.box, box_id


def _vehicle(fact: Any, place: str) -> Subjects:
    yield About.vehicle, fact.vehicle_id


def _waste(fact: WasteTaken, place: str) -> Subjects:
    yield About.point, fact.site_id
    yield About.vehicle, fact.vehicle_id


def _team(fact: DoorstepStopDone, place: str) -> Subjects:
    yield About.team, fact.team_id


def _finding(fact: Any, place: str) -> Subjects:
    yield About.finding, fact.finding_id


def _light(fact: ReadinessConfirmed, place: str) -> Subjects:
    yield About.light, fact.site_id


def _retest(fact: Any, place: str) -> Subjects:
    yield About.retest, fact.tube_id


_SUBJECTS: dict[type, Callable[[Any, str], Subjects]] = {
    PointOpened: _point,
    PointPaused: _point,
    PointClosed: _point,
    PeopleSampled: _point,
    HelpNeeded: _call,
    SuppliesShort: _call,
    CallSettled: _settled,
    WasteTaken: _waste,
    TubesScanned: _scanned,
    BoxSealed: _box,
    BoxHandedOver: _box_and_vehicle,
    BoxDelivered: _box_and_vehicle,
    LabReceived: _reception,
    BoxReleased: _box,
    BoxAbnormal: _box,
    TubeAbnormal: _tube,
    VehicleArrived: _vehicle,
    VehicleDeparted: _departure,
    RunConfirmed: _vehicle,
    BatchStarted: _batch,
    ResultReported: _result,
    RetestSampled: _retest,
    RetestResult: _retest,
    DoorstepStopDone: _team,
    Finding: _finding,
    FindingClosed: _finding,
    ReadinessConfirmed: _light,
}


def subjects(event: Event) -> Subjects:
    """What a plain event is about: (what, id)."""
    return _SUBJECTS[type(event.fact)](event.fact, event.place)


def subjects_of(fact: PlainFact) -> Subjects:
    """What a fact is about, wherever it was reported."""
    return _SUBJECTS[type(fact)](fact, "")
