"""The board as a whole."""

from __future__ import annotations

from masstest.domain.units import Model
from masstest.live.shapes.areas import Area
from masstest.live.shapes.boxes import BoxLine, Retest
from masstest.live.shapes.deadlines import Clock, Deadline
from masstest.live.shapes.missed import Missed
from masstest.live.shapes.places import LabBoard, Source, VehicleBoard
from masstest.live.shapes.wrong import Wrong


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
