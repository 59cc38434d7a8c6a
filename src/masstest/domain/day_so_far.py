"""What has happened in a round until now, as far as planning again needs it.

It is made from the custody ledger, and travels in the request of a job as JSON. Whoever hasn't
reported isn't in it: silence is no evidence, so those are taken to keep to the plan.
Times are minutes since 00:00 of the round's date, as in the events, with fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from masstest.domain.units import Model

Minutes = Annotated[float, Field(ge=-1e5, le=1e5)]
Persons = Annotated[int, Field(ge=0, le=10_000_000)]
Place = Annotated[str, Field(min_length=1, max_length=64)]
Rate = Annotated[float, Field(gt=0, le=10)]


class PointState(StrEnum):
    """`closed`: before everybody was sampled; `done`: nobody more is expected."""

    open = "open"
    paused = "paused"
    closed = "closed"
    done = "done"


class PointSoFar(Model):
    """How far a point is: `persons` sampled by `as_of_min`, when it last said so.

    `finish_min` is when it will be done, if that is known better than from its count: people who
    stay away make a count low, but nobody late. Otherwise it goes on at `rate`, a share of
    what the plan expects; None: as the district.
    """

    site_id: Place
    persons: Persons
    as_of_min: Minutes
    state: PointState = PointState.open
    finish_min: Minutes | None = None
    rate: Rate | None = None


class StopSoFar(Model):
    """A stop of a run that was made, or passed over (`skipped`); `stop` counts 0, 1, ...

    `tubes` are those taken, or brought to the laboratory, where they were counted.
    """

    run_id: Place
    stop: Annotated[int, Field(ge=0, le=200)]
    arrived_min: Minutes | None = None
    departed_min: Minutes | None = None
    tubes: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    skipped: bool = False


class VisitSoFar(Model):
    """A doorstep team is through with its stop number `stop` (0, 1, ...)."""

    team_id: Place
    stop: Annotated[int, Field(ge=0, le=500)]
    done_min: Minutes
    persons: Persons


class LabSoFar(Model):
    """Tubes that a laboratory has started until now; whatever else it received still lies there."""

    lab_id: Place
    started: Annotated[int, Field(ge=0, le=10_000_000)]
    key_started: Annotated[int, Field(ge=0, le=10_000_000)]


class DaySoFar(Model):
    """What is known of the day at `now_min`; `rate` is the district's, as a share of the plan's.

    `ledger_number` says up to which event of the ledger it was read.
    """

    now_min: Minutes
    rate: Rate = 1.0
    points: Annotated[tuple[PointSoFar, ...], Field(max_length=20_000)] = ()
    stops: Annotated[tuple[StopSoFar, ...], Field(max_length=100_000)] = ()
    visits: Annotated[tuple[VisitSoFar, ...], Field(max_length=100_000)] = ()
    labs: Annotated[tuple[LabSoFar, ...], Field(max_length=2_000)] = ()
    ledger_number: int = 0

    @cached_property
    def point(self) -> Mapping[str, PointSoFar]:
        return {point.site_id: point for point in self.points}

    @cached_property
    def stop_of(self) -> Mapping[tuple[str, int], StopSoFar]:
        """(run_id, stop) -> what happened there."""
        return {(stop.run_id, stop.stop): stop for stop in self.stops}

    @cached_property
    def visit_of(self) -> Mapping[tuple[str, int], VisitSoFar]:
        """(team_id, stop) -> the visit."""
        return {(visit.team_id, visit.stop): visit for visit in self.visits}

    @cached_property
    def lab(self) -> Mapping[str, LabSoFar]:
        return {lab.lab_id: lab for lab in self.labs}

    @property
    def closed_sites(self) -> tuple[str, ...]:
        """Points that have closed before everybody was sampled."""
        return tuple(p.site_id for p in self.points if p.state is PointState.closed)


class Unfinished(Model):
    """Persons who won't be sampled by the deadline: at a point that ends at `finish_min`, or of a
    compound without a point.
    """

    site_id: Place | None = None
    compound_id: Place | None = None
    persons: Persons
    finish_min: int | None = None


class Approximation(Model):
    """Something that the plan as it was carried out says otherwise than the reports.

    Attributes
    ----------
    code : what kind of thing, see `masstest.text.sentences.approximations`
    count : how many subjects it concerns
    amount : by how much in all (persons, tubes), or at most (minutes)
    worst, worst_amount : the subject that it concerns most, and by how much
    """

    code: str
    count: int
    amount: float
    worst: str
    worst_amount: float
