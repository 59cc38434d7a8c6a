"""A box of tubes on its way from the packer's table to the laboratory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from masstest.domain.travel import Ints
from masstest.rehearsal.script.desk import Phone, PhoneKind
from masstest.rehearsal.simulation.day import SimulatedDay

Fault = Literal["sealing", "handover", "seal", "reception"]


@dataclass
class Box:
    """A box while it is being followed.

    Of a box with a `fault` nobody tells a step before the one before it is known: what is wrong
    must be seen, and held, before it is put right. `told` are the events others wait for.
    """

    box_id: str
    source: str
    key: bool
    seal: str
    tubes: Ints
    fault: Fault | None
    sealed_min: float = 0.0
    handed_over_min: float = 0.0
    received_min: float = 0.0
    told: tuple[str, ...] = ()

    @property
    def after(self) -> tuple[str, ...]:
        """What the next step waits for."""
        return () if self.fault is None else self.told


class Received(NamedTuple):
    """A box that has come to a laboratory, by whom, and on which run."""

    box: Box
    vehicle_id: str
    run_id: str
    lab: int


def phone_of_source(day: SimulatedDay, source: int) -> Phone:
    """The phone of a point's leader, or of a team."""
    kind: PhoneKind = "point" if source < len(day.points) else "team"
    return Phone(kind, day.course.source_ids[source])


def tube_id(day: SimulatedDay, tube: int) -> str:
    """What is on a tube's label: its source, and a number."""
    source = int(np.searchsorted(day.tubes.begin, tube, side="right")) - 1
    return f"{day.course.source_ids[source]}-{tube - int(day.tubes.begin[source]):05d}"
