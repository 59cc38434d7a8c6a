"""What the board shows: frozen, JSON-able, without names or phones of staff.

Times are float minutes since 00:00 local time of the round's date, as in the events. `persons`
includes key persons and `tubes` key tubes. A figure that could not be known is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from masstest.domain.units import Model

Fact = str | int | float
Facts = Mapping[str, Fact]


class Signal(StrEnum):
    """Green holds, amber may be missed, red is missed or will most probably be."""

    green = "green"
    amber = "amber"
    red = "red"


class Progress(Model):
    """How far a part of the round is, and how far the plan is at the same minute.

    Every tube made is in exactly one of five places: ``tubes_made == tubes_loose +
    tubes_in_box + tubes_on_road + tubes_at_lab + tubes_resulted + tubes_lost``.

    Attributes
    ----------
    persons_due, persons_sampled : of the plan; as reported (can exceed what is due)
    persons_planned : sampled by now if the plan were kept
    ahead_persons : sampled less planned; negative is behind
    ahead_min : minutes that the plan would need for the difference; negative is behind
    tubes_made : sealed boxes' tubes, and tubes still loose
    tubes_loose : made but in no sealed box yet. `tubes_estimated` of them were not scanned
        but worked out from the people sampled and the pool sizes
    tubes_in_box : in sealed (or held) boxes that are still where they were filled
    tubes_on_road : with a courier, or in a vehicle
    tubes_at_lab : received by a laboratory, without a result
    tubes_resulted : with a result of any kind
    tubes_lost : in boxes reported lost
    tubes_planned_made, tubes_planned_at_lab, tubes_planned_resulted : of the plan by now,
        each counted since the morning (at_lab: ever received)
    """

    persons_due: int
    persons_sampled: int
    persons_planned: int
    ahead_persons: int
    ahead_min: float
    tubes_due: int
    tubes_made: int
    tubes_estimated: int
    tubes_loose: int
    tubes_in_box: int
    tubes_on_road: int
    tubes_at_lab: int
    tubes_resulted: int
    tubes_lost: int
    tubes_planned_made: int
    tubes_planned_at_lab: int
    tubes_planned_resulted: int


class Expected(Model):
    """When something will most probably be over (`p50_min`), and nine times in ten (`p90_min`)."""

    p50_min: float
    p90_min: float


class Area(Model):
    """A district, street or community. `street` is empty for the district."""

    kind: Literal["district", "street", "community"]
    name: str
    street: str
    progress: Progress
    finish: Expected | None
    signal: Signal


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


class Deadline(Model):
    """One of the three deadlines. `slack_min`: from the forecast to the deadline.

    `expected` is None when nothing falls under the deadline. `met_min`: when it was reached,
    once it has been. `last` are the sources or laboratories that decide, worst first.
    """

    kind: Literal["sampling", "key_results", "results"]
    deadline_min: float
    planned_min: float | None
    expected: Expected | None
    slack_min: float | None
    met_min: float | None
    signal: Signal
    last: tuple[str, ...]


class ClockFigures(Model):
    """Over `count` cases; the worst one is of `worst_subject` (box, point, lab)."""

    count: int
    median_min: float
    p90_min: float
    worst_min: float
    worst_subject: str


class Clock(Model):
    """One of the four fast.

    ``moved``: first sample of a box to its reception at the laboratory; ``packed``: last
    sample (sealing, where that is not known) to its departure from the source; ``waste``:
    point closed to waste taken; ``results``: reception to result. `open_worst_min` is the
    longest that is still running, of `open_subject`.
    """

    kind: Literal["moved", "packed", "waste", "results"]
    limit_min: float | None
    planned: ClockFigures | None
    actual: ClockFigures | None
    open_count: int
    open_worst_min: float | None
    open_subject: str | None
    signal: Signal


class Owner(Model):
    """Who has to act: a role, and ids of the roster (officials, staff) or of a lab or vehicle."""

    role: Literal[
        "point_lead",
        "point_official",
        "community_official",
        "street_official",
        "coordinator",
        "transport_lead",
        "courier",
        "doorstep",
        "lab",
    ]
    ids: tuple[str, ...] = ()


class Action(Model):
    """A proposal: `code` names its sentence (`live.board.sentences`), `facts` its figures."""

    code: str
    facts: Facts = Field(default_factory=dict)


class Wrong(Model):
    """Something that is wrong now. `key` stays the same as long as it is the same trouble."""

    key: str
    code: str
    subject_kind: Literal["point", "team", "box", "vehicle", "lab", "district", "tube"]
    subject: str
    street: str
    community: str
    since_min: float
    minutes: float
    persons: int
    tubes: int
    signal: Signal
    owner: Owner
    facts: Facts
    action: Action


class MissedCompound(Model):
    """People of a compound who were due and have not been sampled.

    `estimated`: the point gave no count for this compound, so its missed are shared out over
    the compound's appointments. `homebound`: of a doorstep team's stops that were not made.
    """

    compound_id: str
    name: str
    street: str
    community: str
    due: int
    missed: int
    homebound: int
    estimated: bool
    sources: tuple[str, ...]


class CatchUp(Model):
    """A catch-up session: a point that stays open or reopens, or a team that visits homes.

    `opens_min`..`until_min` at `lanes` samples `persons` of `compound_ids` with the usual rate.
    """

    kind: Literal["point", "team"]
    source_id: str
    reopens: bool
    lanes: int
    opens_min: float
    until_min: float
    persons: int
    tubes: int
    compound_ids: tuple[str, ...]


class Missed(Model):
    """The missed (漏检) after the sampling deadline, most missed first, and how to catch up."""

    persons: int
    compounds: tuple[MissedCompound, ...]
    catch_up: tuple[CatchUp, ...]


class BoxLine(Model):
    """A box that needs somebody: unaccounted for, or held.

    `kind` is ``held``, or of `custody.UnaccountedKind`. `tubes` that can't be accounted for, or
    all of a held box; `tubes_found` is the count that differed from the `tubes_expected`. `holder`
    is the place that has it.
    """

    box_id: str
    kind: str
    source: str
    street: str
    tubes: int
    holder: str
    since_min: float
    tubes_found: int | None = None
    tubes_expected: int | None = None
    seal_differs: bool = False


class Retest(Model):
    """An open single-tube retest after a pool positive."""

    tube_id: str
    box_id: str | None
    source: str | None
    street: str
    since_min: float
    persons: int | None
    sampled_min: float | None


class Board(Model):
    """The whole board at `now_min`, of the district or of one `street`."""

    district: str
    street: str | None
    now_min: float
    version: int
    totals: Area
    areas: tuple[Area, ...]
    sources: tuple[Source, ...]
    labs: tuple[LabBoard, ...]
    vehicles: tuple[VehicleBoard, ...]
    deadlines: tuple[Deadline, ...]
    clocks: tuple[Clock, ...]
    wrong: tuple[Wrong, ...]
    missed: Missed | None
    unaccounted: tuple[BoxLine, ...]
    held: tuple[BoxLine, ...]
    retests: tuple[Retest, ...]
