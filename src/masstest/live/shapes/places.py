"""Points and teams, laboratories, vehicles."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from masstest.domain.units import Model
from masstest.live.shapes.areas import Progress
from masstest.live.shapes.outlook import Expected, Signal


class SourceState(StrEnum):
    """Of a point or team: `done` everybody due is sampled, or it said so when it closed."""

    waiting = "waiting"  # before its opening
    not_open = "not_open"  # should be open, is not
    open = "open"
    paused = "paused"
    closed = "closed"  # before everybody was sampled
    done = "done"


class Source(Model):
    """A point or a doorstep team: where samples are taken.

    `since_min`: of the state. `last_report_min`: the last count or finished stop.
    `finish` is None once it is done or closed; `finished_min` is set then.
    """

    source_id: str
    kind: Literal["point", "team"]
    name: str
    street: str
    community: str
    zone: str
    lon: float | None
    lat: float | None
    state: SourceState
    since_min: float | None
    lanes_planned: int
    lanes_open: int | None
    progress: Progress
    open_planned_min: float
    finish_planned_min: float
    finish: Expected | None
    finished_min: float | None
    last_report_min: float | None
    signal: Signal


class LabShare(Model):
    """What of a laboratory's tubes comes from one street."""

    tubes_planned: int
    tubes_received: int
    tubes_resulted: int


class LabBoard(Model):
    """A laboratory: what came, what waits, and when it will be through.

    `observed_per_hour`: tubes started per hour while there was work; None while unknown.
    `backlog_min`: how long it needs for what waits now, at its own speed. All figures are of the
    whole laboratory, which decides when anybody's results come; `own` are those of the street in
    a street's view.
    """

    lab_id: str
    name: str
    lon: float
    lat: float
    tubes_planned: int
    tubes_planned_received: int
    tubes_received: int
    tubes_started: int
    tubes_resulted: int
    tubes_waiting: int
    tubes_coming: int
    tubes_per_hour: int
    observed_per_hour: float | None
    backlog_min: float
    key_results_planned_min: float | None
    results_planned_min: float | None
    key_results: Expected | None
    results: Expected | None
    signal: Signal
    own: LabShare | None = None


class VehicleBoard(Model):
    """A vehicle where it last reported. `late_min` against its run, negative is early."""

    vehicle_id: str
    plate: str
    run_id: str | None
    stop: int | None
    place: str | None
    lon: float | None
    lat: float | None
    at_min: float | None
    departed: bool
    next_place: str | None
    next_planned_min: float | None
    late_min: float
    silent_min: float | None
    boxes_on_board: int
    tubes_on_board: int
    signal: Signal
