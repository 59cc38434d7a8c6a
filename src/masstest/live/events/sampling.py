"""What is reported where people are sampled: at points, by doorstep teams."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from masstest.domain.units import Model
from masstest.live.events.fields import Name, Persons, Text


class PointOpened(Model):
    """A point works, for the first time or again after a pause."""

    kind: Literal["point_opened"] = "point_opened"
    site_id: Name
    lanes: Annotated[int, Field(ge=0, le=200)]


class PointPaused(Model):
    kind: Literal["point_paused"] = "point_paused"
    site_id: Name
    reason: Text = ""


class PointClosed(Model):
    """Nobody is sampled here any more; `done`: because everybody has been."""

    kind: Literal["point_closed"] = "point_closed"
    site_id: Name
    done: bool = True
    reason: Text = ""


class PeopleSampled(Model):
    """How many have been sampled at a point since the morning, key persons among them.

    `compounds` says it for each compound, where the point knows.
    """

    kind: Literal["people_sampled"] = "people_sampled"
    site_id: Name
    persons: Persons
    key_persons: Persons | None = None
    compounds: dict[Name, Persons] = Field(default_factory=dict, max_length=500)


class DoorstepStopDone(Model):
    """A team is through with one visit; `stop` (0, 1, ...) counts its stops in the plan."""

    kind: Literal["doorstep_stop_done"] = "doorstep_stop_done"
    team_id: Name
    compound_id: Name
    stop: Annotated[int, Field(ge=0, le=500)]
    persons: Persons
    key_persons: Persons = 0


class HelpNeeded(Model):
    kind: Literal["help_needed"] = "help_needed"
    text: Text = ""


class SuppliesShort(Model):
    kind: Literal["supplies_short"] = "supplies_short"
    item: Name
    quantity: Annotated[float, Field(ge=0, le=1e6)] | None = None


class CallSettled(Model):
    """What `caller`, a place, asked for until now has come: help, or supplies of this `item`."""

    kind: Literal["call_settled"] = "call_settled"
    caller: Name
    item: Name | None = None


class WasteTaken(Model):
    kind: Literal["waste_taken"] = "waste_taken"
    site_id: Name
    vehicle_id: Name
    bags: Annotated[int, Field(ge=0, le=10_000)]
    weight_kg: Annotated[float, Field(ge=0, le=100_000)] | None = None
