"""What a vehicle's crew reports of its runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from masstest.domain.units import Model
from masstest.live.events.fields import MOST_TUBES, Code, Name


class VehicleArrived(Model):
    """At stop number `stop` (0, 1, ...) of a run; `place` of the event says where."""

    kind: Literal["vehicle_arrived"] = "vehicle_arrived"
    vehicle_id: Name
    run_id: Name
    stop: Annotated[int, Field(ge=0, le=200)]


class VehicleDeparted(Model):
    """With `box_ids` on board. A box that is held can't be among them."""

    kind: Literal["vehicle_departed"] = "vehicle_departed"
    vehicle_id: Name
    run_id: Name
    stop: Annotated[int, Field(ge=0, le=200)]
    box_ids: Annotated[tuple[Code, ...], Field(max_length=MOST_TUBES)] = ()


class RunConfirmed(Model):
    """The crew has seen the run as publication `publication` of the plan has it."""

    kind: Literal["run_confirmed"] = "run_confirmed"
    vehicle_id: Name
    run_id: Name
    publication: Annotated[int, Field(ge=1)]
